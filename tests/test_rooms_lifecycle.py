# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Each room installs alone and uninstalls, and leaves nothing behind.

Odoo forbids both inside a test: they run through its command line, on copies of a
small database that holds the room's own dependencies.
"""

import ast
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

ADDONS = Path(__file__).resolve().parent.parent / "addons"
ROOFS = {"permanence_suite", "permanence_demo"}
pytestmark = [
    pytest.mark.lifecycle,
    pytest.mark.skipif(
        "PERMANENCE_DB_TEMPLATE" not in os.environ, reason="test --all only"
    ),
]
DEPENDS = {
    path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))["depends"]
    for path in sorted(ADDONS.glob("*/__manifest__.py"))
}
ROOMS = [n for n in DEPENDS if n not in ROOFS and not n.startswith("test_")]
# What a room may leave: core's own settings that it changed for good.
SCHEMA = {
    "columns": """
        SELECT table_name || '.' || column_name FROM information_schema.columns
        WHERE table_schema = 'public'""",
    "triggers": "SELECT tgrelid::regclass || '.' || tgname FROM pg_trigger"
    " WHERE NOT tgisinternal",
    "functions": """
        SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public' AND NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "crons": "SELECT cron_name FROM ir_cron",
    "groups": "SELECT name->>'en_US' FROM res_groups",
    "rules": "SELECT name FROM ir_rule",
    "models": "SELECT model FROM ir_model",
    "parameters": "SELECT key FROM ir_config_parameter",
}
# Plans of the organisation's ledger, made as records: its lines keep their headings
# and funds when the room goes, and the house knows which plan is which if it returns.
LEDGER = re.compile(r"\.x_plan\d+_id$|^microproject_finance\.plan_")
# Made by core the first time that something asks for them.
OF_CORE = {"mail.web_push_vapid_private_key", "mail.web_push_vapid_public_key"}


def connect(name):
    return psycopg2.connect(dbname=name)


def ask(name, query):
    with closing(connect(name)) as connection, connection.cursor() as cr:
        cr.execute(query)
        return cr.fetchall()


def run_sql(query):
    with closing(connect("postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cr:
            cr.execute(query)


def drop(name):
    run_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def snapshot(name):
    """What the database is made of, by kind."""
    return {
        kind: {row[0] for row in ask(name, query)} for kind, query in SCHEMA.items()
    }


@pytest.fixture(scope="module")
def odoo(tmp_path_factory):
    """Run Odoo's command line with the settings of this test run."""
    config = pytest.importorskip("odoo.tools").config
    folder = tmp_path_factory.mktemp("lives")
    addons = config["addons_path"]
    addons = addons if isinstance(addons, str) else ",".join(map(str, addons))
    lines = ["[options]", f"addons_path = {addons}", f"data_dir = {folder / 'files'}"]
    for key in ("db_host", "db_port", "db_user", "db_password"):
        if config[key]:
            lines.append(f"{key} = {config[key]}")
    lines += ["log_level = warn", "http_interface = 127.0.0.1", "max_cron_threads = 0"]
    conf = folder / "odoo.conf"
    conf.write_text("\n".join(lines) + "\n")

    def call(*words):
        """Run, and return the lines of the log that speak of a fault."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "odoo", *words[:2], "-c", str(conf)]
            + [*words[2:]],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=1200,
        )
        assert done.returncode == 0, done.stdout[-3000:]
        return re.findall(r"^.* (?:ERROR|CRITICAL) .*$", done.stdout, re.MULTILINE)

    return call


@pytest.fixture(scope="module")
def ground(odoo):
    """A database with what `ngo_base` needs, and nothing of ours."""
    name = "signin_lives_ground"
    drop(name)
    faults = install(odoo, name, "mail", "resource")
    assert not faults
    yield name
    drop(name)


def install(odoo, database, *modules):
    return odoo(
        "server",
        "--no-http",
        "-d",
        database,
        "-i",
        ",".join(modules),
        "--skip-auto-install",
        "--stop-after-init",
    )


@pytest.mark.parametrize("room", ROOMS)
def test_room_installs_alone_and_leaves_nothing(odoo, ground, room):
    """On a database with its dependencies only; uninstalled, all is as before."""
    name = f"signin_lives_{room}"
    drop(name)
    run_sql(f'CREATE DATABASE "{name}" TEMPLATE "{ground}"')
    try:
        assert not install(odoo, name, *DEPENDS[room])
        before = snapshot(name)
        faults = install(odoo, name, room)
        assert not faults, faults
        state = f"SELECT state FROM ir_module_module WHERE name = '{room}'"
        assert ask(name, state) == [("installed",)]
        assert snapshot(name) != before, "the room brings nothing that is seen"
        faults = odoo("module", "uninstall", "-d", name, room)
        assert not faults, faults
        assert ask(name, state) == [("uninstalled",)]
        after = snapshot(name)
        after["parameters"] -= OF_CORE
        for kind in ("columns", "parameters"):
            after[kind] = {name for name in after[kind] if not LEDGER.search(name)}
        left = {kind: sorted(after[kind] - before[kind]) for kind in SCHEMA}
        gone = {kind: sorted(before[kind] - after[kind]) for kind in SCHEMA}
        assert not any(left.values()), f"left behind: {left}"
        assert not any(gone.values()), f"taken along: {gone}"
        rows = "SELECT count(*) FROM ir_model_data WHERE module = "
        assert ask(name, f"{rows}'{room}'") == [(0,)]
    finally:
        drop(name)
