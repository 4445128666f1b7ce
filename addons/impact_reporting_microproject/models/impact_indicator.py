# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class ImpactIndicator(models.Model):
    _inherit = "impact.indicator"

    @api.model
    def _provide_microproject_signed(self, first, last):
        """Micro-projects whose agreement was signed in the period."""
        return SQL(
            """
            SELECT m.id AS res_id, m.id AS subject_id, m.site_id, m.team_id,
                   m.programme_id, m.sector, 1 AS amount, TRUE AS hit
              FROM microproject_microproject m
             WHERE m.date_signed BETWEEN %s AND %s AND m.state <> 'cancelled'
            """,
            first,
            last,
        )

    @api.model
    def _get_advances(self, first, last, amount):
        """Posted items of the account of advances, by micro-project.

        The same reading of journals as ``microproject.figures._read_advance``.

        :param SQL amount: of the item ``l`` in the journal ``j``
        """
        return SQL(
            """
            SELECT m.id AS res_id, m.id AS subject_id, m.site_id, m.team_id,
                   m.programme_id, m.sector, %s AS amount, TRUE AS hit
              FROM account_move_line l
              JOIN microproject_microproject m ON m.payee_id = l.partner_id
              JOIN ngo_programme g ON g.id = m.programme_id
                                  AND g.advance_account_id = l.account_id
              JOIN account_journal j ON j.id = l.journal_id
             WHERE l.parent_state = 'posted' AND l.date BETWEEN %s AND %s
            """,
            amount,
            first,
            last,
        )

    @api.model
    def _provide_microproject_paid(self, first, last):
        amount = SQL(
            "CASE WHEN j.type IN ('bank', 'cash', 'credit', 'general')"
            " THEN l.debit ELSE 0 END"
        )
        return self._get_advances(first, last, amount)

    @api.model
    def _provide_microproject_justified(self, first, last):
        amount = SQL(
            "CASE WHEN j.type IN ('bank', 'cash', 'credit') THEN 0"
            " WHEN j.type = 'general' THEN l.credit ELSE l.credit - l.debit END"
        )
        return self._get_advances(first, last, amount)
