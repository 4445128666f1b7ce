# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The drill: a house with its story goes to another machine and stays silent there."""

import json
import shutil

import pytest

from tools import backup, database, databases, odoo_source, places, templates

pytestmark = pytest.mark.lifecycle
# What a house has that has lived: each of these opens or sends something.
LIVED = """
import json
from odoo import fields
env["ir.mail_server"].create({"name": "out", "smtp_host": "mail.invalid"})
env["fetchmail.server"].create({"name": "in", "server": "mail.invalid"}).active = True
env["ir.actions.server"].create({
    "name": "hook", "state": "webhook", "webhook_url": "https://example.com/hook",
    "model_id": env.ref("base.model_res_partner").id})
env["mail.push.device"].create({
    "partner_id": env.user.partner_id.id, "endpoint": "https://push.invalid/1",
    "keys": json.dumps({"p256dh": "x", "auth": "x"}),
    "expiration_time": fields.Datetime.add(fields.Datetime.now(), days=1)})
env["ir.config_parameter"].set_param("ngo_base.outside_allowed", "web_push")
env["ir.attachment"].create({"name": "drill", "raw": b"kept" * 5000})
open_doors = env["partner.referral.door"].search([("kind", "=", "link")])
open_doors = open_doors.filtered(lambda door: door._lives())
referrals = env["partner.referral"].search([])
door = open_doors[:1] or referrals.filtered(
    lambda referral: referral._is_open_to_partner())[0]._open_link()
screen = env["permanence.screen"].create(
    {"name": "Drill", "site_id": env["ngo.site"].search([], limit=1).id})
shown = screen.action_new_address()["params"]["message"]
sheet = env["directory.link"].create(
    {"service_id": env["directory.service"].search([], limit=1).id})
tokens = {
    "partner.referral.door": [door._token()],
    "permanence.link": [env["permanence.link"]._make(
        env["permanence.profile"].search([], limit=1), "page"), "page"],
    "permanence.screen": [shown.rpartition("/")[2]],
    "directory.link": [sheet._token()],
}
env.cr.commit()
print("TOKENS " + json.dumps(tokens))
"""
LOOK = """
import hashlib, json
counts = {}
for name, model in env.items():
    if not model._abstract and model._auto and "is_in_scope" in model._fields:
        env.cr.execute(f'SELECT count(*) FROM "{model._table}"')
        counts[name] = env.cr.fetchone()[0]
files = env["ir.attachment"].search([
    ("store_fname", "!=", False),
    "|", ("res_field", "=", False), ("res_field", "!=", False)])
def enters(person):
    user = env["res.users"].search([("login", "=", person["login"])])
    try:
        user.with_user(user)._check_credentials(
            {"type": "password", **person}, {"interactive": False})
    except Exception as error:
        return repr(error)
    return True
crons = env["ir.cron"].search([])
print("TOLD " + json.dumps({
    "counts": counts,
    "files": {
        file.checksum: hashlib.sha1(file.with_context(bin_size=False).raw).hexdigest()
        for file in files},
    "kept": len(env["ir.attachment"].search([("name", "=", "drill")]).raw),
    "logins": {
        person["login"]: enters(person)
        for person in env["ngo.role"]._get_demo_logins()},
    "broken": env["ngo.journal"]._verify().ids,
    "opens": {
        model: bool(env[model]._find(*token)) for model, token in TOKENS.items()},
    "sends": {
        "mail": env["ir.mail_server"].search([]).mapped("smtp_host"),
        "fetch": env["fetchmail.server"].search_count([]),
        "hooks": env["ir.actions.server"].search(
            [("state", "=", "webhook")]).mapped("webhook_url"),
        "devices": env["mail.push.device"].search_count([]),
        "keys": env["ir.config_parameter"].search_count(
            [("key", "like", "mail.web_push_vapid")]),
        "outside": env["ir.config_parameter"].get_param("ngo_base.outside_allowed"),
        "crons": sorted(crons.mapped("cron_name")),
        "doors": len(env["partner.referral.door"].search([]).filtered("is_live")),
    }}))
"""
SILENT = {
    "mail": ["invalid"],
    "fetch": 0,
    "hooks": ["neutralization - disable webhook"],
    "devices": 0,
    "keys": 0,
    "outside": False,
    "crons": ["Base: Auto-vacuum internal data"],
    "doors": 0,
}


@pytest.fixture
def other_machine(tmp_path):
    """A database server that has never held anything."""
    cluster = database.Cluster("postgres-drill", careless=True)
    cluster.home = tmp_path / "postgres"
    cluster.data = cluster.home / "data"
    cluster.log = cluster.home / "server.log"
    cluster.known = cluster.home / "server.json"
    yield cluster.start()
    cluster.stop()
    shutil.rmtree(cluster.home, ignore_errors=True)


def test_the_house_moves_to_an_empty_machine_and_is_silent(
    server, other_machine, tmp_path
):
    """Backed up, restored into an empty server, neutralised: no record of a guarded
    model is lost, each file has its bytes, everybody signs in, the journal holds; and
    nothing is sent, fetched or opened by what was given out. [C09]"""
    odoo, name, moved = odoo_source.ensure(), "drill", "drill_moved"
    log = places.make(places.LOGS) / "restore_drill.log"
    log.unlink(missing_ok=True)
    archive = tmp_path / "house.tar"

    def told(where, database_name, script, word):
        config = templates.config(odoo, where, database_name, "drill.conf")
        said = databases.shell(where, config, database_name, script, log)
        line = next(line for line in said.splitlines() if line.startswith(word))
        return json.loads(line.removeprefix(word))

    try:
        database.copy(server, templates.story(odoo, server), name)
        tokens = told(server, name, LIVED, "TOKENS ")
        look = f"TOKENS = {tokens!r}\n{LOOK}"
        before = told(server, name, look, "TOLD ")
        backup.write(server, name, database.filestore(name), archive)
        # What is not in the file is not there.
        database.drop(server, [name])
        assert moved not in other_machine.databases()
        with backup.unpacked(archive, tmp_path) as (folder, _facts):
            backup.load(other_machine, odoo, folder, moved, True)
        after = told(other_machine, moved, look, "TOLD ")
    finally:
        database.drop(server, [name])
        shutil.rmtree(database.filestore(moved), ignore_errors=True)
    assert all(before["opens"].values()), before["opens"]
    assert before["sends"]["crons"] != SILENT["crons"]
    assert sum(before["counts"].values()) > 1000
    assert after["counts"] == before["counts"]
    assert after["kept"] == 20_000
    assert after["files"] == before["files"]
    whole = [known for known, real in after["files"].items() if known == real]
    assert len(whole) > 20
    assert set(after["logins"].values()) == {True}
    assert after["logins"].keys() == before["logins"].keys()
    assert after["broken"] == []
    assert after["sends"] == SILENT
    assert not any(after["opens"].values()), after["opens"]
