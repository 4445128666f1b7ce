# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MigrantAssessmentDomain(models.Model):
    """A part of a tool: items that speak of one domain of needs."""

    _name = "migrant.assessment.domain"
    _inherit = ["migrant.assessment.tool.part"]
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
