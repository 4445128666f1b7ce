# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .ngo_charter_signature import KEEPERS


class NgoCharterDuty(models.Model):
    """Who has signed what is in force, who has not: one row per user and text."""

    _name = "ngo.charter.duty"
    _inherit = ["ngo.guarded"]
    _description = "Who has signed"
    _auto = False
    _order = "signed_at desc, user_id, charter_id"
    _rec_name = "user_id"

    user_id = fields.Many2one(comodel_name="res.users", readonly=True)
    charter_id = fields.Many2one(comodel_name="ngo.charter", readonly=True)
    signed_at = fields.Datetime(string="Last signed on", readonly=True)
    valid_until = fields.Datetime(readonly=True)
    state = fields.Selection(
        selection=[
            ("signed", "Signed"),
            ("expired", "To be renewed"),
            ("missing", "Never signed"),
        ],
        compute="_compute_state",
        search="_search_state",
    )

    @property
    def _table_query(self):
        # System accounts sign nothing: they are inactive, or nobody's.
        return SQL(
            """
            SELECT u.id::bigint * 10000 + c.id AS id, u.id AS user_id,
                   c.id AS charter_id, s.signed_at, s.valid_until
              FROM res_users u
              JOIN ngo_charter c ON c.state = 'in_force'
              LEFT JOIN LATERAL (
                   SELECT signed_at, valid_until FROM ngo_charter_signature
                    WHERE user_id = u.id AND charter_id = c.id AND struck_at IS NULL
                    ORDER BY valid_until DESC NULLS FIRST LIMIT 1) s ON true
             WHERE u.active AND NOT u.share AND u.id != 1
            """
        )

    @api.depends("signed_at", "valid_until")
    def _compute_state(self):
        now = fields.Datetime.now()
        for row in self:
            if not row.signed_at:
                row.state = "missing"
            elif row.valid_until and row.valid_until <= now:
                row.state = "expired"
            else:
                row.state = "signed"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        never = Domain("signed_at", "=", False)
        over = Domain("valid_until", "!=", False) & Domain(
            "valid_until", "<=", fields.Datetime.now()
        )
        domains = {"missing": never, "expired": over, "signed": ~never & ~over}
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _scope_reasons(self):
        if not self._scope_live().has(*KEEPERS):
            return []
        label = self.env._("You see to it that everybody has signed.")
        return [("keeper", label, Domain.TRUE)]
