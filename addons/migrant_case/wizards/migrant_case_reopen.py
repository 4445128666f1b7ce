# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MigrantCaseReopen(models.TransientModel):
    """Open a closed file again."""

    _name = "migrant.case.reopen"
    _description = "Open a file again"

    case_id = fields.Many2one("migrant.case", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_reopen(self):
        """A new episode begins."""
        self.ensure_one()
        self.case_id._reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
