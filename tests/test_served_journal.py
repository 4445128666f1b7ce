# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The read journal against a served database: hooks run after the real commit.

Odoo's test cursor drops post-commit hooks, so nothing inside a test transaction can
show that a consultation was noted.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
import requests

pytestmark = [
    pytest.mark.served,
    pytest.mark.skipif(
        "PERMANENCE_URL" not in os.environ, reason="no served database: test --all"
    ),
]
LOGIN = "journal_reader"
PASSWORD = "a long sentence for tests"
MODEL = "test.ngo.file"


def sql(query, *params):
    """Rows of one query on the served database, outside Odoo."""
    with psycopg2.connect(dbname=os.environ["PERMANENCE_DB"]) as connection:
        with connection.cursor() as cr:
            cr.execute(query, params)
            return cr.fetchall() if cr.description else []


class Client:
    """A signed-in user who calls as the web client does."""

    def __init__(self, login, password):
        self.url = os.environ["PERMANENCE_URL"]
        self.http = requests.Session()
        self.http.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=20))
        answer = self.call(
            "/web/session/authenticate",
            db=os.environ["PERMANENCE_DB"],
            login=login,
            password=password,
        )
        assert answer["result"]["uid"], answer

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


@pytest.fixture(scope="module")
def reader():
    """A social worker with eight files, made through Odoo's own shell."""
    import subprocess
    import sys

    script = f"""
user = env["res.users"].search([("login", "=", {LOGIN!r})])
user = user or env["res.users"].create(
    {{"name": "Reader", "login": {LOGIN!r}, "password": {PASSWORD!r}}})
env["ngo.charter"]._sign_all_for(user)
env[{MODEL!r}].search([("user_id", "=", user.id)]).unlink()
env["ngo.role"].create(
    {{"user_id": user.id, "role": "social_worker", "state": "approved"}})
env[{MODEL!r}].create([{{"user_id": user.id, "title": "T"}} for _ in range(8)])
env["ir.config_parameter"].set_param("ngo_base_signin.enforce", "False")
env.cr.commit()
"""
    subprocess.run(
        [sys.executable, "-m", "odoo", "shell", "--no-http"]
        + ["-c", os.environ["PERMANENCE_CONF"]],
        input=script.encode(),
        check=True,
        timeout=900,
    )
    return Client(LOGIN, PASSWORD)


def noted():
    return sql(
        "SELECT count(*) FROM ngo_journal WHERE login = %s AND kind = 'read'", LOGIN
    )[0][0]


def read(client):
    specification = {"code": {}, "title": {}}
    return client.method(MODEL, "web_search_read", [], specification, limit=80)


def test_each_request_that_reads_names_leaves_a_row(reader):
    """One request, one row, with as many persons as were read; codes leave none."""
    before = noted()
    assert len(read(reader)["result"]["records"]) == 8
    assert noted() == before + 1
    ((count, subjects),) = sql(
        "SELECT count, jsonb_array_length(subjects) FROM ngo_journal"
        " WHERE login = %s ORDER BY id DESC LIMIT 1",
        LOGIN,
    )
    assert (count, subjects) == (8, 8)
    reader.method(MODEL, "search_read", [], ["code"])
    assert noted() == before + 1


def test_a_failed_request_that_read_leaves_a_row_too(reader):
    """Reading and then failing does not hide the reading."""
    before = noted()
    answer = reader.method(MODEL, "search_read", [], ["title", "no_such_field"])
    assert "error" in answer
    answer = reader.method(MODEL, "export_data", [1, 2], ["title"])
    assert "error" in answer
    good = read(reader)
    assert "result" in good and noted() >= before + 1


def test_twenty_readers_at_once_are_all_served_and_all_noted(reader):
    """A chain made at insert failed 63 of 160 reads; ours fails none."""
    before = noted()
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _i: read(reader), range(160)))
    assert all("result" in answer for answer in answers)
    assert noted() == before + 160


def test_an_answer_that_cannot_be_noted_is_refused(reader):
    """With the journal closed nobody reads a name; with it open again they do."""
    sql(
        "ALTER TABLE ngo_journal ADD CONSTRAINT closed CHECK (kind != 'read') NOT VALID"
    )
    try:
        answer = read(reader)
        assert set(answer) == {"jsonrpc", "id", "error"}
        assert "'records'" not in str(answer)
    finally:
        sql("ALTER TABLE ngo_journal DROP CONSTRAINT closed")
    assert len(read(reader)["result"]["records"]) == 8
