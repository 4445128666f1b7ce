# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What tests of a served database share: a client, SQL, and Odoo's own shell."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg2
import pytest
import requests

PASSWORD = "a long sentence for tests"
PATIENCE = 600  # seconds; ends only what hangs
needs_server = pytest.mark.skipif(
    "PERMANENCE_URL" not in os.environ, reason="no served database: test --all"
)


def wait(condition, what):
    """Wait until something is so, and return what it gave."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, f"{what}: not within {PATIENCE} s"
        time.sleep(0.1)
    return found


def connect():
    """A connection of our own to the served database, outside Odoo."""
    return psycopg2.connect(dbname=os.environ["PERMANENCE_DB"])


def sql(query, *params):
    """Rows of one query on the served database, outside Odoo."""
    with connect() as connection, connection.cursor() as cr:
        cr.execute(query, params or None)
        return cr.fetchall() if cr.description else []


def worker(script):
    """Start Odoo's shell on the served database; ``finish`` reads its end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "odoo", "shell", "--no-http"]
        + ["-c", os.environ["PERMANENCE_CONF"], "-d", os.environ["PERMANENCE_DB"]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdin.write(script)
    process.stdin.close()
    process.stdin = None
    return process


def finish(process):
    """What a worker printed; it must have ended well."""
    out, err = process.communicate(timeout=900)
    assert process.returncode == 0, err
    return out


def shell(script):
    """Run Python in Odoo's shell on the served database, then commit."""
    return finish(worker(f"{script}\nenv.cr.commit()\n"))


@contextmanager
def held(number):
    """Hold an advisory lock; yields a function that tells how many wait for it."""
    gate = connect()
    gate.autocommit = True
    with gate.cursor() as cr:
        cr.execute("SELECT pg_advisory_lock(%s)", [number])

        def waiting():
            cr.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                " AND objid = %s AND NOT granted",
                [number],
            )
            return cr.fetchone()[0]

        try:
            yield waiting
        finally:
            gate.close()


@contextmanager
def together(number, count):
    """Hold workers back until ``count`` of them wait for a lock, then let all go."""
    with held(number) as waiting:
        yield
        wait(lambda: waiting() >= count, f"{count} workers at the gate")


class Client:
    """A signed-in user who calls as the web client does."""

    def __init__(self, login, password=PASSWORD, url=None):
        self.url = url or os.environ["PERMANENCE_URL"]
        self.http = requests.Session()
        self.answer = self.call(
            "/web/session/authenticate",
            db=os.environ["PERMANENCE_DB"],
            login=login,
            password=password,
        )
        self.uid = self.answer.get("result", {}).get("uid")

    def call(self, route, **params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        return self.http.post(self.url + route, json=body, timeout=120).json()

    def method(self, model, name, *args, **kwargs):
        return self.call(
            f"/web/dataset/call_kw/{model}/{name}",
            model=model,
            method=name,
            args=args,
            kwargs=kwargs,
        )
