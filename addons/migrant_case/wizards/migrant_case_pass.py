# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MigrantCasePass(models.TransientModel):
    """Let a file enter a step although something is missing, with a reason."""

    _name = "migrant.case.pass"
    _description = "Exception to a condition"

    case_id = fields.Many2one("migrant.case", required=True, readonly=True)
    step_id = fields.Many2one("migrant.case.step", required=True, readonly=True)
    missing = fields.Text(string="What is missing", readonly=True)
    reason = fields.Char(string="Why the file may pass")

    def action_pass(self):
        """Enter the step; the exception is kept with who and why."""
        self.ensure_one()
        self.case_id._override_gates(self.step_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
