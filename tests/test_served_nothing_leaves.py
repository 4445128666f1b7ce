# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A whole server, its crons included, tries no other machine (promise P16)."""

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from served_client import PASSWORD, Client, needs_server, shell, sql

pytestmark = [pytest.mark.served, needs_server]
EGRESS = Path(__file__).parent.parent / "addons/ngo_base/tests/egress.py"
LOGIN = "outside_served"
# The server under the guard; what it tried is written when it stops.
GUARDED = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("egress", sys.argv.pop(1))
egress = importlib.util.module_from_spec(spec)
spec.loader.exec_module(egress)
report = sys.argv.pop(1)
from odoo.cli import main
with egress.count_attempts() as attempts:
    try:
        main()
    finally:
        with open(report, "w") as out:
            json.dump(attempts, out)
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(condition, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(1)
    pytest.fail(f"{what} took more than {seconds} s")


def alive(url):
    try:
        return requests.get(url + "/web/health", timeout=5).ok
    except requests.RequestException:
        return False


def test_guard_hears():
    """The guard itself: it does count an attempt."""
    spec = importlib.util.spec_from_file_location("egress", EGRESS)
    egress = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(egress)
    with egress.count_attempts() as attempts:
        with pytest.raises(requests.ConnectionError):
            requests.get("http://192.0.2.7/", timeout=3)
    assert attempts and attempts[0][1] == "192.0.2.7"


def test_server_and_crons(tmp_path):
    """Pages, a message with an address, and every active cron: 0 attempts."""
    shell(f"""
user = env["res.users"].search([("login", "=", {LOGIN!r})])
user or env["res.users"].create(
    {{"name": "O", "login": {LOGIN!r}, "password": {PASSWORD!r}}})
""")
    report, port = tmp_path / "attempts.json", free_port()
    url = f"http://127.0.0.1:{port}"
    log = open(tmp_path / "server.log", "wb")
    server = subprocess.Popen(
        [sys.executable, "-c", GUARDED, str(EGRESS), str(report), "server"]
        + ["-c", os.environ["PERMANENCE_CONF"], "--workers=0"]
        + [f"--http-port={port}", "--http-interface=127.0.0.1"]
        + ["-d", os.environ["PERMANENCE_DB"], "--max-cron-threads=1"],
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        wait(lambda: alive(url), 300, "the start of the server")
        client = Client(LOGIN, url=url)
        assert client.uid, client.answer
        page = client.http.get(url + "/odoo", timeout=120)
        assert page.ok and "odoo.com" not in page.url
        made = client.method("discuss.channel", "create", [{"name": "Guard"}])
        (channel,) = made["result"]
        posted = client.call(
            "/mail/message/post",
            thread_model="discuss.channel",
            thread_id=channel,
            post_data={
                "body": "<a href='http://192.0.2.7/x'>x</a>",
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
            },
        )
        message = posted["result"]["message_id"]
        client.call("/mail/link_preview", message_id=message)
        ((before,),) = sql("SELECT now() AT TIME ZONE 'utc'")
        sql(
            "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'utc' - interval '1 min'"
            " WHERE active"
        )
        sql("SELECT pg_notify('cron_trigger', %s)", os.environ["PERMANENCE_DB"])

        def all_ran():
            ((left,),) = sql(
                "SELECT count(*) FROM ir_cron WHERE active"
                " AND (lastcall IS NULL OR lastcall < %s)",
                before,
            )
            return left == 0

        wait(all_ran, 900, "running every cron")
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(180)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()
    assert json.loads(report.read_text()) == []
