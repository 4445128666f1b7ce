# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What installation switches off so that nothing leaves (see models/ngo_outside.py),
what it asks of PostgreSQL, and what uninstalling takes away."""

import psycopg2

from odoo.tools import mute_logger

# The discard port of the machine itself: refused at once, seen by nobody.
NOWHERE = "http://127.0.0.1:9/nothing-leaves"
# Addresses of the vendor's services, as the modules that call them name them. A
# parameter that the organisation has already set is its own choice and stays.
ENDPOINTS = (
    "enrich.endpoint",
    "html_editor.media_library_endpoint",
    "html_editor.olg_api_endpoint",
    "iap.endpoint",
    "iap.partner_autocomplete.endpoint",
    "iap_extract_endpoint",
    "mail.server.gmail.iap.endpoint",
    "mail.server.outlook.iap.endpoint",
    "reveal.endpoint",
    "sms.endpoint",
    "snailmail.endpoint",
)
# Without a server of one's own, calls ask a public one of Google.
ICE_SERVER = "127.0.0.1:9"


def post_init_hook(env):
    """Point the vendor's services to nowhere and stop the weekly report to it."""
    parameters = env["ir.config_parameter"].sudo()
    for key in ENDPOINTS:
        if not parameters.get_param(key):
            parameters.set_param(key, NOWHERE)
    env.ref("mail.ir_cron_module_update_notification").active = False
    if not env["mail.ice.server"].search_count([], limit=1):
        env["mail.ice.server"].create({"server_type": "stun", "uri": ICE_SERVER})
    _index_parts_of_names(env)


def _index_parts_of_names(env):
    """Let the rooms that follow index parts of names: ``index="trigram"``.

    Odoo makes the extension in databases that it creates itself, and in others says
    nothing and reads the whole table at each search. A house whose PostgreSQL has it
    not, or may not, goes on without.
    """
    try:
        with env.cr.savepoint(), mute_logger("odoo.sql_db"):
            env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except psycopg2.Error:
        return
    env.registry.has_trigram = True


def uninstall_hook(env):
    """Give core its defaults back; what the organisation set itself stays."""
    parameters = env["ir.config_parameter"].sudo()
    parameters.search([("key", "in", ENDPOINTS), ("value", "=", NOWHERE)]).unlink()
    env["mail.ice.server"].search([("uri", "=", ICE_SERVER)]).unlink()
    env.ref("mail.ir_cron_module_update_notification").active = True
    # Tables and functions that the ORM does not know of.
    env.cr.execute(
        """
        DROP FUNCTION IF EXISTS ngo_append_only() CASCADE;
        DROP FUNCTION IF EXISTS ngo_journal_append_only() CASCADE;
        DROP FUNCTION IF EXISTS ngo_journal_note;
        DROP TABLE IF EXISTS ngo_journal_key, ngo_journal_sealed;
        """
    )
