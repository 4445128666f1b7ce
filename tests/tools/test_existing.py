# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An organisation's own database: what is refused, in which words."""

import pytest

from tools import database, existing
from tools.say import Fault

NAME = "test_existing"


@pytest.fixture
def folder(tmp_path):
    """Addons of an Odoo: base and mail."""
    for name in ("base", "mail"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text("{}")
    return tmp_path


@pytest.fixture
def house(server):
    """A database with the one table that tells what is installed."""
    database.drop(server, [NAME])
    server.ask(f"CREATE DATABASE {NAME}")

    def fill(**modules):
        server.ask("CREATE TABLE ir_module_module (name text, state text, "
                   "latest_version text)", NAME)  # fmt: skip
        for module, version in modules.items():
            server.ask(
                "INSERT INTO ir_module_module VALUES "
                f"('{module}', 'installed', '{version}')",
                NAME,
            )

    yield fill
    database.drop(server, [NAME])


def test_a_whole_database_is_taken(server, house, folder):
    """All that is installed is found, what is not installed does not matter."""
    house(base="19.0.1.3", mail="19.0.1.0")
    server.ask("INSERT INTO ir_module_module VALUES ('x', 'uninstalled', NULL)", NAME)
    existing.check(server, NAME, [folder])
    assert existing.missing(["base", "mail"], [folder]) == []


def test_a_database_of_something_else_is_refused(server, house, folder):
    """It has no modules at all."""
    with pytest.raises(Fault, match="no database of Odoo"):
        existing.check(server, NAME, [folder])


def test_another_version_is_refused(server, house, folder):
    """An upgrade is another matter."""
    house(base="18.0.1.3")
    with pytest.raises(Fault, match=r"Odoo 18\.0.*upgrade it first"):
        existing.check(server, NAME, [folder])


def test_a_module_that_is_not_found_is_named(server, house, folder):
    """Odoo would drop its fields and screens and say one line in its log."""
    house(base="19.0.1.3", x_cust="19.0.1.0")
    with pytest.raises(Fault, match="not found: x_cust"):
        existing.check(server, NAME, [folder])


@pytest.mark.parametrize("text", [None, "/nowhere/at/all"])
def test_folders_have_to_be_named(text):
    """Guessing them would lose fields and attachments."""
    with pytest.raises(Fault, match="addons-path"):
        existing.folders_of(text)
    with pytest.raises(Fault, match="filestore"):
        existing.filestore_of(text)
