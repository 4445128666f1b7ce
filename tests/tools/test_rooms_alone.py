# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Each room installs alone, on an Odoo that holds data, and goes without a trace."""

import re

import pytest

from tools import (
    database,
    databases,
    linting,
    odoo_source,
    places,
    processes,
    templates,
)

pytestmark = pytest.mark.lifecycle
SHIPPED = [name for name in templates.without_story() if not name.startswith("test_")]
# What a room adds to the database, one line for each thing.
SCHEMA = """
SELECT 'column ' || table_name || '.' || column_name
  FROM information_schema.columns WHERE table_schema = 'public'
UNION SELECT 'trigger ' || event_object_table || '.' || trigger_name
  FROM information_schema.triggers WHERE trigger_schema = 'public'
UNION SELECT 'constraint ' || conrelid::regclass || '.' || conname
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION SELECT 'model ' || model FROM ir_model
UNION SELECT 'field ' || model || '.' || name FROM ir_model_fields
UNION SELECT 'group ' || id FROM res_groups
UNION SELECT 'job ' || id FROM ir_cron
UNION SELECT 'rule ' || id FROM ir_rule
UNION SELECT 'menu ' || id FROM ir_ui_menu
UNION SELECT 'view ' || id FROM ir_ui_view
UNION SELECT 'data ' || module || '.' || name FROM ir_model_data
  WHERE module NOT IN ('base', '__cloc_exclude__') AND module NOT LIKE '\\_\\_%'
"""
# Tables of the organisation whose rows nobody may lose or gain by an addon.
KEPT = ("res_partner", "account_move", "account_move_line", "account_analytic_account",
        "project_project", "project_task", "hr_employee", "res_company")  # fmt: skip
OWN = "env['res.partner'].create([{'name': f'Own {i}'} for i in range(5)])\n"
OWN += "env.cr.commit()\n"


class House:
    """One database of its own, and what is done to it from the command line."""

    def __init__(self, server, name, template):
        self.server = server
        self.odoo = odoo_source.ensure()
        self.name = name
        database.copy(server, template, name)
        self.config = templates.config(self.odoo, server, name, f"{name}.conf")
        self.log = places.LOGS / f"{name}.log"
        self.log.unlink(missing_ok=True)
        databases.shell(server, self.config, name, OWN, self.log)

    def odoo_does(self, *arguments):
        """Call Odoo and return its exit status."""
        command = databases.odoo_command(self.config, *arguments)
        return processes.watch(
            command, self.log, env=databases.environment(self.server)
        )

    def install(self, *rooms):
        return self.odoo_does("server", "-d", self.name, "-i", ",".join(rooms),
                              "--stop-after-init", "--no-http")  # fmt: skip

    def update(self, room):
        return self.odoo_does("server", "-d", self.name, "-u", room,
                              "--stop-after-init", "--no-http")  # fmt: skip

    def schema(self):
        return set(self.server.ask(SCHEMA, self.name))

    def rows(self):
        """Return the number of rows of each table of the organisation that is there."""
        there = self.server.ask(
            f"SELECT relname FROM pg_class WHERE relkind = 'r' AND relname IN {KEPT!r}",
            self.name,
        )
        return {
            table: int(self.server.ask(f"SELECT count(*) FROM {table}", self.name)[0])
            for table in there
        }

    def faults(self):
        """Return the warnings and errors of all that Odoo said here."""
        return linting.log_faults(self.log.read_text(errors="replace"))


@pytest.fixture
def open_house(server):
    """Make databases, and drop them."""
    made = []

    def make(name, template):
        made.append(name)
        return House(server, name, template)

    yield make
    database.drop(server, made)


@pytest.mark.parametrize("room", SHIPPED)
def test_a_room_installs_alone(room, server, open_house):
    """On an Odoo that has nothing but the web client: it names all that it needs.

    An update right after it finds nothing to change.
    """
    bare = templates.core(odoo_source.ensure(), server, ["web"])
    house = open_house(f"alone_{room}", bare)
    assert house.install(room) == 0
    assert databases.missing_modules(server, house.name, [room]) == []
    assert house.faults() == []
    before = house.schema()
    assert house.update(room) == 0
    # Odoo books some fields and parents of models anew: names, not things.
    changed = {line for line in house.schema() ^ before if line[:5] != "data "}
    assert changed == set(), "an update changes what is there"
    assert house.faults() == []


# Glue comes and goes with what it ties, so there is no state without it to compare
# with here; tests/test_rooms_lifecycle.py shows how it leaves.
@pytest.mark.parametrize(
    "room",
    [room for room in SHIPPED if not templates.manifest(room).get("auto_install")],
)
def test_a_room_uninstalls_cleanly(room, server, open_house):
    """No column, trigger, constraint, group or job of it is left, no row is lost."""
    below, _ = templates.closure([room])
    below.remove(room)
    odoo = odoo_source.ensure()
    if below:
        template = templates.rooms(odoo, server, below)
    else:
        template = templates.core(odoo, server, templates.closure([room])[1])
    house = open_house(f"leaves_{room}", template)
    # The room may bring modules of Odoo along; these stay when it goes.
    has = templates.closure(below)[1]
    core = [name for name in templates.closure([room])[1] if name not in has]
    if core:
        assert house.install(*core) == 0
    before, rows = house.schema(), house.rows()
    assert house.install(room) == 0
    assert house.schema() - before, "the room brought nothing"
    assert house.odoo_does("module", "uninstall", room, "-d", house.name) == 0
    assert databases.missing_modules(server, house.name, [room]) == [room]
    assert {line for line in house.schema() - before if is_of(line, room)} == set()
    assert {table: n for table, n in house.rows().items() if table in rows} == rows
    assert [line for line in house.faults() if " ERROR " in line] == []


def is_of(line, room):
    """Return whether a line is the room's and ought to go with it.

    What comes from another module that came along is not; nor are the columns of
    analytic plans: these belong to the organisation's ledger and stay.
    """
    if re.search(r"\bx_plan\d+_id|_x_plan\d+_id", line):
        return False
    match = re.match(r"data (\w+)\.", line)
    return match is None or match[1] == room
