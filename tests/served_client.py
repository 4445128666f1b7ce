# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What tests of a served database share: a client, SQL, and Odoo's own shell."""

import os
import subprocess
import sys

import psycopg2
import pytest
import requests

PASSWORD = "a long sentence for tests"
needs_server = pytest.mark.skipif(
    "PERMANENCE_URL" not in os.environ, reason="no served database: test --all"
)


def sql(query, *params):
    """Rows of one query on the served database, outside Odoo."""
    with psycopg2.connect(dbname=os.environ["PERMANENCE_DB"]) as connection:
        with connection.cursor() as cr:
            cr.execute(query, params)
            return cr.fetchall() if cr.description else []


def shell(script):
    """Run Python in Odoo's shell on the served database, then commit."""
    subprocess.run(
        [sys.executable, "-m", "odoo", "shell", "--no-http"]
        + ["-c", os.environ["PERMANENCE_CONF"]],
        input=f"{script}\nenv.cr.commit()\n".encode(),
        check=True,
        timeout=900,
    )


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
