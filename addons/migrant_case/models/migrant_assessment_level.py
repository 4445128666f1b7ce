# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

COLOURS = [
    ("red", "Red"),
    ("orange", "Orange"),
    ("yellow", "Yellow"),
    ("green", "Green"),
    ("grey", "Grey"),
]


class MigrantAssessmentLevel(models.Model):
    """An answer of a tool, or of one of its items: score, colour, definition."""

    _name = "migrant.assessment.level"
    _inherit = ["migrant.assessment.tool.part"]
    _description = "Level of an assessment tool"
    _order = "tool_id, score, id"

    name = fields.Char(required=True, translate=True)
    tool_id = fields.Many2one(
        "migrant.assessment.tool", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        "migrant.assessment.item",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for all items of the tool that have no levels of their own.",
    )
    score = fields.Float(required=True)
    colour = fields.Selection(COLOURS, required=True, default="grey")
    definition = fields.Text(translate=True, help="What one sees at this level.")

    _score_possible = models.Constraint(
        "CHECK(score > -1e6 AND score < 1e6)", "A score is an ordinary number."
    )
    _once = models.UniqueIndex(
        "(tool_id, COALESCE(item_id, 0), score)",
        "Two levels of one item cannot bear the same score.",
    )

    @api.depends("name", "score")
    def _compute_display_name(self):
        for level in self:
            level.display_name = f"{level.score:g} {level.name}"
