# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class MigrantAssessmentToolPart(models.AbstractModel):
    """What a tool is made of: it does not change once the tool is in use."""

    _name = "migrant.assessment.tool.part"
    _no_read_rule = "how the house works; nobody is named"
    _description = "Part of an assessment tool"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.tool_id._check_open()
        return parts

    def write(self, vals):
        self.tool_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.tool_id._check_open()
