# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A worker that sends the mail queue dies in the middle; a mail server of ours counts.

Odoo commits after each letter, so of a queue only the one in hand is in doubt.
"""

import signal
import socketserver
import threading
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes

import pytest
from served_client import needs_server, shell, sql, wait, worker
from served_drill import no_stops, stops

pytestmark = [pytest.mark.served, needs_server]
COUNT = 6
IN_HAND = 3  # letters that are through when the worker dies


class Talk(socketserver.StreamRequestHandler):
    """One conversation in SMTP, as far as Odoo speaks it."""

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")

    def handle(self):
        self.say("220 drill")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                if len(self.server.letters) == self.server.mute_at:
                    self.server.in_hand.set()
                    self.rfile.read()  # until the other end is dead
                    return
                self.server.letters.append(message_from_bytes(letter))
            elif word == b"QUIT":
                self.say("221 bye")
                return
            self.say("250 drill")


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it said yes to."""

    daemon_threads = True

    def __init__(self, mute_at=None):
        super().__init__(("127.0.0.1", 0), Talk)
        self.letters = []
        self.mute_at = mute_at
        self.in_hand = threading.Event()

    def counts(self):
        """{recipient: how many letters}."""
        return Counter(letter["To"] for letter in self.letters)


@contextmanager
def post(mute_at=None):
    """A mail server, and a queue of letters that waits for it: (sink, ids)."""
    with Sink(mute_at) as sink:
        threading.Thread(target=sink.serve_forever, daemon=True).start()
        said = shell(f"""
server = env["ir.mail_server"].create({{"name": "Drill", "smtp_host": "127.0.0.1",
    "smtp_port": {sink.server_address[1]}, "smtp_encryption": "none"}})
mails = env["mail.mail"].create([{{
    "subject": "Drill", "body_html": "x", "email_from": "us@drill.example",
    "email_to": f"{{n}}@drill.example", "mail_server_id": server.id,
    "auto_delete": False}} for n in range({COUNT})])
print("IDS", *mails.ids)
""")
        line = next(line for line in said.splitlines() if line.startswith("IDS"))
        try:
            yield sink, [int(word) for word in line.split()[1:]]
        finally:
            sink.shutdown()


def send(ids):
    return f'env["mail.mail"].process_email_queue({ids})\n'


def states(ids):
    """States of the letters, by number."""
    query = "SELECT state FROM mail_mail WHERE id = ANY(%s) ORDER BY id"
    return [state for (state,) in sql(query, ids)]


def everybody(*twice):
    return Counter(f"{n}@drill.example" for n in [*range(COUNT), *twice])


def test_no_letter_goes_twice_when_the_sender_is_killed():
    """SIGKILL while the mail server thinks about a letter: those before it are not
    sent again, it and those after it go once. [C04]"""
    with post(mute_at=IN_HAND) as (sink, ids):
        process = worker(send(ids))
        wait(
            lambda: sink.in_hand.is_set() or process.poll() is not None,
            "a letter in hand",
        )
        process.send_signal(signal.SIGKILL)
        _out, said = process.communicate()
        assert sink.in_hand.is_set(), said
        assert len(sink.letters) == IN_HAND
        assert states(ids) == ["sent"] * IN_HAND + ["outgoing"] * (COUNT - IN_HAND)
        sink.mute_at = None
        shell(send(ids))
        assert sink.counts() == everybody()
        shell(send(ids))
        assert sink.counts() == everybody()
        assert states(ids) == ["sent"] * COUNT


def test_a_letter_that_was_taken_and_not_noted_is_the_same_letter():
    """What Odoo's queue cannot hold: killed between the yes of the mail server and the
    commit, it sends that one letter again, under the same Message-ID, by which mail
    programs show it once. No other letter is touched."""
    with post() as (sink, ids):
        points = {
            "mail": (
                "mail_mail",
                "UPDATE",
                f"NEW.state = 'sent' AND NEW.id = {ids[IN_HAND]}",
            )
        }
        with stops(points) as waiting:
            process = worker(send(ids))
            wait(lambda: waiting() or process.poll() is not None, "a letter taken")
            process.send_signal(signal.SIGKILL)
            _out, said = process.communicate()
            assert len(sink.letters) == IN_HAND + 1, said
        no_stops(points)
        shell(send(ids))
        assert sink.counts() == everybody(IN_HAND)
        marks = {letter["Message-ID"] for letter in sink.letters}
        assert len(marks) == COUNT
