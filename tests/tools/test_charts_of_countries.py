# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The charts of accounts of the country packs, installed beside all rooms."""

import subprocess

import pytest

from tools import database, databases, linting, odoo_source, places, templates

pytestmark = pytest.mark.lifecycle
MODULES = ("l10n_tn", "l10n_be", "l10n_fr_account")
TESTS = "addons/permanence_suite/tests/test_charts.py"


def test_the_charts_of_the_country_packs_are_worked_on(server):
    """A house of each country takes its chart, pays and justifies on it; the modules
    of Odoo that hold the charts go in without a warning."""
    odoo, name = odoo_source.ensure(), "charts"
    whole = templates.rooms(odoo, server, templates.without_story())
    log = places.make(places.LOGS) / "charts.log"
    log.unlink(missing_ok=True)
    database.copy(server, whole, name)
    try:
        config = templates.config(odoo, server, name, "charts.conf")
        databases.install(server, config, name, MODULES, log)
        command = [str(places.PYTHON), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, f"--odoo-config={config}", "-m", "lifecycle", TESTS],
            cwd=places.ROOT,
            env=templates.environment(server) | {"PERMANENCE_TESTING": "1"},
            capture_output=True,
            text=True,
        )
    finally:
        database.drop(server, [name])
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "3 passed" in done.stdout
    assert linting.log_faults(log.read_text()) == []
