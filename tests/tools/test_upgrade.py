# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The previous version with its story becomes this one, and nothing is lost.

The previous version is a commit, named in ``config/previous_version``; whoever makes a
version writes its commit there.
"""

import io
import json
import subprocess
import tarfile

import pytest

from tools import database, databases, linting, odoo_source, places, templates

pytestmark = pytest.mark.lifecycle
LOOK = """
import json
if {seal}:
    env["ngo.journal"]._cron_seal()
rows, lists, lacking = {{}}, {{}}, []
for name, model in env.items():
    if not model._auto or model._abstract or model._transient:
        continue
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
        [model._table])
    columns = {{row[0] for row in env.cr.fetchall()}}
    lacking += [
        f"{{name}}.{{field.name}}" for field in model._fields.values()
        if field.store and field.column_type and field.name not in columns]
    if "is_in_scope" in model._fields:
        env.cr.execute(f'SELECT id FROM "{{model._table}}"')
        rows[name] = [row[0] for row in env.cr.fetchall()]
for person in env["ngo.role"]._get_demo_logins():
    user = env["res.users"].search([("login", "=", person["login"])])
    mine = env(user=user.id)
    lists[user.login] = {{
        name: mine[name].with_context(active_test=False).search([]).ids
        for name in {lists!r} if mine[name].has_access("read")}}
print("TOLD " + json.dumps({{
    "rows": rows, "lists": lists, "lacking": lacking,
    "seals": env["ngo.journal.seal"].search_count([]),
    "broken": env["ngo.journal"]._verify().ids,
    "rooms": env["ir.module.module"].search(
        [("state", "=", "installed")]).mapped("name")}}))
env.cr.commit()
"""
# The template that Odoo's modules come from has seen the rooms of this version.
FORGET = """
env["ir.module.module"].search([("name", "in", {rooms!r})]).unlink()
env.cr.commit()
"""
# What the people of the story open first.
LISTS = (
    "migrant.beneficiary",
    "migrant.case",
    "microproject.microproject",
    "partner.referral",
    "permanence.assignment",
)


@pytest.fixture
def previous(tmp_path):
    """(commit, addons of that version)."""
    commit = (places.CONFIG / "previous_version").read_text().strip()
    done = subprocess.run(
        ["git", "-C", str(places.ROOT), "archive", commit, "addons"],
        capture_output=True,
    )
    if done.returncode:
        pytest.skip(
            f"NOT TRIED: this clone has no commit {commit}, the previous version"
            f" ({done.stderr.decode(errors='replace').strip()[:200]})"
        )
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(tmp_path)
    return tmp_path / "addons"


def test_the_previous_version_becomes_this_one(previous, server):
    """No row of a guarded model is lost, the journal's chain holds, each person of the
    story reads the list that she read, all columns are there, no warning. [C04]"""
    odoo, name = odoo_source.ensure(), "upgraded"
    core = templates.core(odoo, server, templates.closure(templates.without_story())[1])
    logs = places.make(places.LOGS / "upgrade")
    install, upgrade = logs / "install.log", logs / "upgrade.log"
    for log in (install, upgrade, logs / "look.log"):
        log.unlink(missing_ok=True)
    database.copy(server, core, name)

    def look(config, seal):
        script = LOOK.format(seal=seal, lists=LISTS)
        said = databases.shell(server, config, name, script, logs / "look.log")
        line = next(line for line in said.splitlines() if line.startswith("TOLD "))
        return json.loads(line.removeprefix("TOLD "))

    try:
        old = templates.config(
            odoo, server, name, "previous.conf", options={"addons": (previous,)}
        )
        script = FORGET.format(rooms=places.rooms())
        databases.shell(server, old, name, script, logs / "look.log")
        # The story comes last: it tells itself in the rooms that are there.
        for module in (places.SUITE, places.STORY):
            what = f"installing {module} of the previous version"
            databases.install(server, old, name, [module], install, what)
        before = look(old, True)
        new = templates.config(odoo, server, name, "upgraded.conf")
        databases.update(server, new, name, upgrade)
        after = look(new, False)
    finally:
        database.drop(server, [name])
    lost = {
        model: len(gone)
        for model, ids in before["rows"].items()
        if (gone := set(ids) - set(after["rows"].get(model, ())))
    }
    assert lost == {}
    assert before["seals"] and after["seals"] == before["seals"]
    assert after["broken"] == before["broken"] == []
    assert any(ids for mine in before["lists"].values() for ids in mine.values())
    for login, lists in before["lists"].items():
        for model, ids in lists.items():
            assert set(ids) <= set(after["lists"][login].get(model, ())), (login, model)
    assert after["lacking"] == []
    rooms = {room for room in places.rooms() if not room.startswith("test_")}
    assert rooms <= set(after["rooms"]), "a room of this version is missing"
    looked = (logs / "look.log").read_text() if (logs / "look.log").is_file() else ""
    assert linting.log_faults(upgrade.read_text() + looked) == []
