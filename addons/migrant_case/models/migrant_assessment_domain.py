# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MigrantAssessmentDomain(models.Model):
    """A part of a tool: items that speak of one domain of needs."""

    _name = "migrant.assessment.domain"
    _no_read_rule = "how the house works; nobody is named"
    _description = "Domain of an assessment tool"
    _order = "tool_id, sequence, id"
    _rec_name = "need_domain_id"

    tool_id = fields.Many2one(
        "migrant.assessment.tool", required=True, index=True, ondelete="cascade"
    )
    need_domain_id = fields.Many2one(
        "migrant.need.domain", string="Domain", required=True, ondelete="restrict"
    )
    sequence = fields.Integer(default=10)
    item_ids = fields.One2many(
        "migrant.assessment.item", "domain_id", string="Items", copy=False
    )

    _once = models.UniqueIndex(
        "(tool_id, need_domain_id)", "This domain is in the tool already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        domains = super().create(vals_list)
        domains.tool_id._check_open()
        return domains

    def write(self, vals):
        self.tool_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.tool_id._check_open()
