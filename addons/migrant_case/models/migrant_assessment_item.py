# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MigrantAssessmentItem(models.Model):
    """A question: answered by a level, which bears a score, or by a text."""

    _name = "migrant.assessment.item"
    _inherit = ["migrant.assessment.tool.part"]
    _description = "Item of an assessment tool"
    _order = "domain_id, sequence, id"

    name = fields.Char(string="Question", required=True, translate=True)
    code = fields.Char(help="By which the prioritisation guide knows the item.")
    domain_id = fields.Many2one(
        "migrant.assessment.domain", required=True, index=True, ondelete="cascade"
    )
    tool_id = fields.Many2one(related="domain_id.tool_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("level", "A level"), ("text", "A text")], required=True, default="level"
    )
    is_required = fields.Boolean(string="Required")
    weight = fields.Float(default=1.0)
    guidance = fields.Text(translate=True, help="What to ask, what to look at.")
    level_ids = fields.One2many(
        "migrant.assessment.level", "item_id", string="Levels of its own", copy=False
    )

    _weight_positive = models.Constraint(
        "CHECK(weight > 0 AND weight <= 1000)", "A weight is above zero."
    )

    def _levels(self):
        """Levels among which the item is answered: its own, else the tool's."""
        self.ensure_one()
        common = self.tool_id.level_ids.filtered(lambda level: not level.item_id)
        return self.level_ids or common
