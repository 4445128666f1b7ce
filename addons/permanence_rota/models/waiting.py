# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows for which many reach at once."""

from odoo.tools import SQL


def wait_for(records):
    """Lock rows, after whoever holds them has ended.

    Core's ``lock_for_update`` refuses whoever comes while another holds the row, also
    when that other is refused in the end, and then nobody gets it. Here they queue:
    once the first has changed the row, PostgreSQL sends the others back, Odoo begins
    their request anew, and they read what is there now.

    :param records: real records of one model; locked in the order of their numbers
    """
    if not records:
        return
    cr = records.env.cr
    # Whoever hangs must not hang the others: the request is tried again.
    cr.execute("SET LOCAL lock_timeout = '10s'")
    cr.execute(
        SQL(
            "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
            SQL.identifier(records._table),
            tuple(records.ids),
        )
    )
    cr.execute("SET LOCAL lock_timeout TO DEFAULT")
