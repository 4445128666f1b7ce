# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What PostgreSQL must offer before the room is installed, and what is filled."""

import psycopg2

from odoo.exceptions import UserError


def pre_init_hook(env):
    """Refuse the installation where the exclusion constraint cannot stand.

    Without ``btree_gist`` Odoo would install the room, log one error and leave
    nobody protected from being planned at two places.
    """
    try:
        with env.cr.savepoint():
            env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    except psycopg2.Error as error:
        raise UserError(
            env._(
                "The rota needs the PostgreSQL extension btree_gist. Ask whoever keeps"
                " the database to run: CREATE EXTENSION btree_gist; (%(error)s)",
                error=str(error).strip(),
            )
        ) from error


def post_init_hook(env):
    """Fill the HR skill type Languages from the spoken languages of the house."""
    env["hr.skill"]._fill_languages()


def uninstall_hook(env):
    """Nothing of ours stays; the extension may serve others and is left."""
