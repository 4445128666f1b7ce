# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MicroprojectWaive(models.TransientModel):
    """Let a tranche pass without one of its conditions, for a reason."""

    _name = "microproject.waive"
    _description = "Waive a condition"

    condition_id = fields.Many2one(
        comodel_name="microproject.tranche.condition", required=True, readonly=True
    )
    reason = fields.Char(required=True)

    def action_waive(self):
        for wizard in self:
            wizard.condition_id._waive(wizard.reason)
