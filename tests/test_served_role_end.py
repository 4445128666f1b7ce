# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A role that ended reads nothing at the very next call (promise P9)."""

import time

import pytest
from served_client import PASSWORD, Client, needs_server, shell, sql

pytestmark = [pytest.mark.served, needs_server]
MODEL = "test.ngo.file"
LOGIN = "leaver"


@pytest.fixture
def leaver():
    """A social worker with three files, signed in by her browser."""
    shell(f"""
user = env["res.users"].search([("login", "=", {LOGIN!r})])
user = user or env["res.users"].create(
    {{"name": "Leaver", "login": {LOGIN!r}, "password": {PASSWORD!r}}})
env["ngo.charter"]._sign_all_for(user)
env["ngo.role"].search([("user_id", "=", user.id)]).write({{"state": "ended"}})
env["ngo.role"].create(
    {{"user_id": user.id, "role": "social_worker", "state": "approved"}})
env[{MODEL!r}].search([("user_id", "=", user.id)]).unlink()
env[{MODEL!r}].create([{{"user_id": user.id, "title": "T"}} for _ in range(3)])
env["ir.config_parameter"].set_param("ngo_base_signin.enforce", "0")
""")
    client = Client(LOGIN)
    assert client.uid, client.answer
    return client


def seen(client):
    """How many files she finds, and whether she reads one by its id."""
    found = client.method(MODEL, "web_search_read", [], {"code": {}}, limit=80)
    ((record,),) = sql(
        "SELECT min(f.id) FROM test_ngo_file f"
        " JOIN res_users u ON u.id = f.user_id WHERE u.login = %s",
        LOGIN,
    )
    read = client.method(MODEL, "web_read", [record], {"code": {}})
    rows = found.get("result", {}).get("records", [])
    return len(rows), bool(read.get("result"))


def test_her_role_ends_while_she_works(leaver):
    """The hour strikes: no cron runs, nobody signs out, and nothing is read. [B05]"""
    assert seen(leaver) == (3, True)
    sql(
        "UPDATE ngo_role SET date_to = now() AT TIME ZONE 'utc' + interval '3 seconds'"
        " FROM res_users u WHERE u.id = ngo_role.user_id AND u.login = %s"
        " AND state = 'approved'",
        LOGIN,
    )
    time.sleep(4)
    assert seen(leaver) == (0, False)
    # The groups still say that she is a social worker: nothing has been run.
    ((groups,),) = sql(
        "SELECT count(*) FROM res_groups_users_rel r"
        " JOIN res_users u ON u.id = r.uid"
        " JOIN ir_model_data d ON d.res_id = r.gid AND d.model = 'res.groups'"
        " WHERE u.login = %s AND d.name = 'group_ngo_base_social_worker'",
        LOGIN,
    )
    assert groups == 1


def test_somebody_ends_her_role(leaver):
    """Ended by hand through Odoo, in another process: the next call reads nothing."""
    assert seen(leaver) == (3, True)
    shell(f"""
role = env["ngo.role"].search(
    [("user_id.login", "=", {LOGIN!r}), ("state", "=", "approved")])
role._move_to("ended")
""")
    assert seen(leaver) == (0, False)
