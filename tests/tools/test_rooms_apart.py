# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rooms leave the whole suite one after the other; those that stay go on working.

After each that leaves, with all that stands on it, every menu of the rooms that stay is
opened by somebody whose role shows it, as the web client does: its views, then its
records.
"""

import json

import pytest

from tools import database, databases, linting, odoo_source, places, templates

pytestmark = pytest.mark.lifecycle
# In the one order the people's rooms leave first, in the other the money's and the
# rota's; between them each room leaves once, with others there.
ORDERS = {
    "people": (
        "permanence_reception",
        "partner_referral",
        "migrant_case",
        "migrant_registry",
    ),
    "money": (
        "ngo_base_signin",
        "microproject_finance",
        "permanence_rota",
        "impact_reporting",
        "service_directory",
    ),
}
LEAVE = """
import json
from odoo.tools.safe_eval import datetime, dateutil, safe_eval, time

env = env(context={{"tracking_disable": True, "no_reset_password": True}})
# Odoo's lock on the modules refuses at once when PostgreSQL cleans the table.
env.cr.execute("ALTER TABLE ir_module_module SET (autovacuum_enabled = off)")
selection = env["ngo.role"].fields_get(["role"])["role"]["selection"]
ids = {{}}
for role, _name in selection:
    if role != "partner":
        user = env["res.users"].create({{"name": role, "login": role}})
        env["ngo.charter"]._sign_all_for(user)
        env["ngo.role"].create({{
            "user_id": user.id, "role": role, "state": "approved"}})
        ids[role] = user.id
env.cr.commit()

def installed():
    found = env["ir.module.module"].search([
        ("name", "in", {rooms!r}), ("state", "=", "installed")])
    return sorted(found.mapped("name"))

def open_menu(mine, action):
    got = action._get_action_dict()
    model = mine[got["res_model"]]
    views = [(number, kind) for number, kind in got["views"]]
    answer = model.get_views(views, {{"toolbar": True, "load_filters": True}})
    fields = answer["models"][model._name]["fields"]
    names = {{"uid": mine.uid, "active_id": False, "active_ids": [], "time": time,
              "datetime": datetime, "dateutil": dateutil,
              "context_today": lambda: datetime.date.today(),
              "allowed_company_ids": mine.companies.ids}}
    model = model.with_context(**safe_eval(got["context"] or "{{}}", names))
    domain = safe_eval(got["domain"] or "[]", names)
    known = {{name: {{}} for name in fields if name in model._fields}}
    model.web_search_read(domain, known, limit=3)

def look():
    rooms = installed()
    data = env["ir.model.data"].search([
        ("module", "in", rooms), ("model", "=", "ir.actions.act_window")])
    ours, opened, wrong = set(data.mapped("res_id")), set(), []
    for role, number in ids.items():
        mine = env(user=number)
        menus = mine["ir.ui.menu"].browse(mine["ir.ui.menu"]._visible_menu_ids())
        for menu in menus:
            action = menu.action
            if not action or action._name != "ir.actions.act_window":
                continue
            if action.id not in ours - opened:
                continue
            opened.add(action.id)
            try:
                with env.cr.savepoint():
                    open_menu(mine, action)
            except Exception as error:
                wrong.append([role, menu.complete_name, repr(error)[:300]])
    return {{"rooms": rooms, "opened": len(opened), "wrong": wrong}}

told = {{"": look()}}
env.cr.commit()
for room in {order!r}:
    module = env["ir.module.module"].search([("name", "=", room)])
    module.button_immediate_uninstall()
    told[room] = look()
    env.cr.commit()
print("TOLD " + json.dumps(told))
"""


def below(rooms):
    """{room: rooms of ours that need it, near or far}."""
    needs = {room: set(templates.closure([room])[0]) - {room} for room in rooms}
    return {room: {other for other in rooms if room in needs[other]} for room in rooms}


@pytest.mark.parametrize("way", ORDERS)
def test_rooms_that_stay_go_on_working(way, server):
    """No view, menu, rule or field of those that stay leans on one that left. [C04]"""
    odoo, order = odoo_source.ensure(), ORDERS[way]
    rooms = templates.without_story()
    whole, name = templates.rooms(odoo, server, rooms), f"apart_{way}"
    log = places.LOGS / f"{name}.log"
    log.unlink(missing_ok=True)
    database.copy(server, whole, name)
    try:
        config = templates.config(odoo, server, name, f"{name}.conf")
        script = LEAVE.format(rooms=rooms, order=order)
        said = databases.shell(server, config, name, script, log)
    finally:
        database.drop(server, [name])
    line = next(line for line in said.splitlines() if line.startswith("TOLD "))
    told = json.loads(line.removeprefix("TOLD "))
    assert [look["wrong"] for look in told.values() if look["wrong"]] == []
    left, opened = set(told[""]["rooms"]), told[""]["opened"]
    assert left == set(rooms)
    for room in order:
        left -= {room} | below(rooms)[room]
        assert set(told[room]["rooms"]) == left
        assert 0 < told[room]["opened"] <= opened
        opened = told[room]["opened"]
    faults = linting.log_faults(log.read_text()) if log.is_file() else []
    assert faults == []
