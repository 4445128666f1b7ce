# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Each room installs alone, on an Odoo that holds data, and goes without a trace.

A room starts on a database with the web client and what its manifest names, nothing
more. One process of Odoo does a room's whole life, as the Apps screen does it.
"""

import json
import re

import pytest

from tools import (
    database,
    databases,
    linting,
    odoo_source,
    places,
    templates,
)

pytestmark = pytest.mark.lifecycle
PREFIX = "alone_"
GROUND = "ngo_base"
# What a room may add to the database, by kind. Names where there are any: a record
# that is made anew has another number.
SCHEMA = {
    "columns": """SELECT table_name || '.' || column_name || ' ' || data_type
        || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "triggers": """SELECT tgrelid::regclass || '.' || tgname FROM pg_trigger
        WHERE NOT tgisinternal""",
    "constraints": """SELECT conrelid::regclass || '.' || conname || ' '
        || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "indexes": """SELECT indexname FROM pg_indexes WHERE schemaname = 'public'""",
    "sequences": """SELECT sequencename FROM pg_sequences
        WHERE schemaname = 'public' AND sequencename !~ '^ir_sequence_\\d'""",
    "functions": """SELECT proname FROM pg_proc p
        WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "models": "SELECT model FROM ir_model",
    "fields": "SELECT model || '.' || name || ' ' || ttype FROM ir_model_fields",
    "values": """SELECT f.model || '.' || f.name || '=' || s.value
        FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = field_id""",
    "groups": "SELECT id || ' ' || (name->>'en_US') FROM res_groups",
    "jobs": "SELECT id || ' ' || cron_name FROM ir_cron",
    "rules": "SELECT id || ' ' || name FROM ir_rule",
    "access": "SELECT id || ' ' || name FROM ir_model_access",
    "menus": "SELECT id || ' ' || (name->>'en_US') FROM ir_ui_menu",
    "views": "SELECT id || ' ' || name FROM ir_ui_view",
    "actions": "SELECT id || ' ' || (name->>'en_US') FROM ir_actions",
    "numbering": "SELECT id || ' ' || name FROM ir_sequence",
    "parameters": "SELECT key FROM ir_config_parameter",
    "data": """SELECT module || '.' || name FROM ir_model_data
        WHERE module NOT LIKE '\\_\\_%'""",
}
# Tables of the organisation whose rows nobody may lose or gain by an addon.
KEPT = ("res_partner", "res_users", "res_company", "hr_employee", "account_move",
        "account_move_line", "account_analytic_account", "account_analytic_line",
        "project_project", "project_task", "resource_calendar")  # fmt: skip
# Plans of the organisation's ledger, made as records: its lines keep their headings
# and funds when the room goes, and the house knows which plan is which if it returns.
LEDGER = re.compile(
    r"\b_?x_plan\d+_id|\.x_plan\d+_id|_x_plan\d+_id|^microproject_finance\.plan_"
)
# Names that Odoo gives to what it reflects; it forgets some of other modules when the
# models go that they were for.
REFLECTED = re.compile(r"\.(field|selection|model|model_inherit|constraint)_")
# Made by core the first time that something asks for them.
OF_CORE = {"mail.web_push_vapid_private_key", "mail.web_push_vapid_public_key"}
LIFE = """
import json

def ask(query):
    env.cr.execute(query)
    return [row[0] for row in env.cr.fetchall()]

def look():
    env.flush_all()
    found = {{kind: ask(query) for kind, query in {schema!r}.items()}}
    there = ask("SELECT relname FROM pg_class WHERE relkind = 'r'")
    found["rows"] = [
        table + " " + str(ask("SELECT count(*) FROM " + table)[0])
        for table in {kept!r} if table in there
    ]
    # The next step takes locks of its own.
    env.cr.commit()
    return found

def modules(*names):
    found = env["ir.module.module"].search([("name", "in", names)])
    return found.filtered(lambda module: module.state != "installed" or names == ROOM)

ROOM = ("{room}",)
# Odoo's lock on the modules refuses at once when PostgreSQL cleans the table.
env.cr.execute("ALTER TABLE ir_module_module SET (autovacuum_enabled = off)")
env.cr.commit()
if missing := modules(*{needs!r}):
    missing.button_immediate_install()
env["res.partner"].create([{{"name": f"Own {{i}}"}} for i in range(5)])
told = {{"before": look()}}
for step in ("install", "upgrade", "uninstall"):
    getattr(modules(*ROOM), "button_immediate_" + step)()
    told[step] = look() | {{"state": [modules(*ROOM).state]}}
print("TOLD " + json.dumps(told))
"""


def needs(room):
    """Return the modules that a room needs, of ours and of Odoo."""
    ours, core = templates.closure([room])
    return (set(ours) | set(core)) - {room}


ROOMS = [room for room in templates.without_story() if not room.startswith("test_")]


class House:
    """The databases of this file, and what is done in them."""

    def __init__(self, server):
        self.server = server
        self.odoo = odoo_source.ensure()
        self.bare = templates.core(self.odoo, server, ["web"])
        self.ground = PREFIX + "ground"
        self.made = [self.ground]
        database.copy(server, self.bare, self.ground)
        config = self.config(self.ground)
        log = self.log(self.ground)
        databases.install(server, config, self.ground, [GROUND], log)

    def log(self, name):
        return places.LOGS / f"{name}.log"

    def config(self, name):
        # Glue that installs itself is a room with a test of its own.
        options = {"skip_auto_install": True}
        return templates.config(
            self.odoo, self.server, name, f"{name}.conf", options=options
        )

    def live(self, room):
        """Return what is there before, after and between, and what the log says."""
        name = PREFIX + room
        self.made.append(name)
        below = self.ground if GROUND in needs(room) else self.bare
        database.copy(self.server, below, name)
        log = self.log(name)
        log.unlink(missing_ok=True)
        script = LIFE.format(
            schema=SCHEMA, kept=KEPT, room=room, needs=sorted(needs(room))
        )
        try:
            said = databases.shell(self.server, self.config(name), name, script, log)
        finally:
            database.drop(self.server, [name])
        line = next(x for x in said.splitlines() if x.startswith("TOLD "))
        told = json.loads(line.removeprefix("TOLD "))
        faults = linting.log_faults(log.read_text()) if log.is_file() else []
        return {
            step: {kind: set(found) for kind, found in kinds.items()}
            for step, kinds in told.items()
        }, faults


@pytest.fixture(scope="module")
def house(server):
    """A database of our ground floor, and room for the others."""
    made = House(server)
    yield made
    database.drop(server, made.made)


def changes(one, two, room):
    """Return what came and what went between two looks, by kind."""
    result = {}
    for kind in one:
        come = {f"+ {x}" for x in two[kind] - one[kind] if is_of_ours(kind, x, room)}
        gone = {f"- {x}" for x in one[kind] - two[kind] if is_of_ours(kind, x, room)}
        if come | gone:
            result[kind] = sorted(come | gone)
    return result


def is_of_ours(kind, line, room):
    """Return whether a change speaks of the room, not of the ledger or of core."""
    foreign = kind == "data" and not line.startswith(f"{room}.")
    if foreign and REFLECTED.search(line):
        return False
    return not (LEDGER.search(line) or line in OF_CORE)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_lives_alone_and_leaves_nothing(room, house):
    """Beside what it names and nothing else, without a warning; an update finds
    nothing to change; uninstalled, all is as before and no row is lost."""
    told, faults = house.live(room)
    states = [told[step].pop("state") for step in ("install", "upgrade", "uninstall")]
    assert states == [{"installed"}, {"installed"}, {"uninstalled"}]
    assert faults == []
    assert changes(told["before"], told["install"], room), "the room brings nothing"
    # Odoo books some inherited fields anew: names, not things.
    updated = changes(told["install"], told["upgrade"], room)
    assert updated.keys() <= {"data"}, updated
    assert changes(told["before"], told["uninstall"], room) == {}
