# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class PartnerNoticeDuty(models.Model):
    """A situation that the law orders to notify: to whom, and by which article."""

    _name = "partner.notice.duty"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "what the law says; nobody is named"
    _description = "Legal duty to notify"

    legal_basis = fields.Char(
        required=True, translate=True, help="Law and article, as cited in the letter."
    )
    authority_id = fields.Many2one(
        "migrant.authority", required=True, ondelete="restrict"
    )

    @api.depends("name", "authority_id.country_id.code")
    def _compute_display_name(self):
        # The law is that of a country; the letter names the situation alone.
        for duty in self:
            country = duty.authority_id.country_id.code
            duty.display_name = f"{country} · {duty.name}" if country else duty.name
