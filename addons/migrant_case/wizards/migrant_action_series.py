# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MigrantActionSeries(models.TransientModel):
    """How many sessions a series has, and how far apart they are."""

    _name = "migrant.action.series"
    _description = "Series of sessions"

    action_id = fields.Many2one("migrant.action", required=True, ondelete="cascade")
    count = fields.Integer(string="Sessions in all", required=True, default=6)
    every_days = fields.Integer(string="Days between", required=True, default=7)

    def action_confirm(self):
        """Lay the further sessions on worked days of the site."""
        self.ensure_one()
        self.action_id._lay_series(self.count, self.every_days)
        return {"type": "ir.actions.act_window_close"}
