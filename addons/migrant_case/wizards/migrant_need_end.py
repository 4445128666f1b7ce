# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MigrantNeedEnd(models.TransientModel):
    """Why a need ends without a service: the decision and its reason."""

    _name = "migrant.need.end"
    _description = "End of a need without a service"

    need_ids = fields.Many2many(
        "migrant.need", relation="migrant_need_end_rel", required=True
    )
    end = fields.Selection(
        [
            ("unmet_no_service", "No service exists"),
            ("declined", "The person declines"),
        ],
        required=True,
        default="unmet_no_service",
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """End the needs with the reason."""
        self.ensure_one()
        self.need_ids._end_as(self.end, self.reason)
        return {"type": "ir.actions.act_window_close"}
