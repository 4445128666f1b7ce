# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..engine import scoring
from .migrant_assessment_level import COLOURS


class MigrantAssessmentResult(models.Model):
    """What an assessment says of one domain: score, colour, the way since the last."""

    _name = "migrant.assessment.result"
    _inherit = ["ngo.guarded"]
    _description = "Result of an assessment by domain"
    _order = "assessment_id, sequence, id"
    _rec_name = "assessment_id"
    _journal_fields = ("score",)

    assessment_id = fields.Many2one(
        "migrant.assessment", required=True, index=True, ondelete="cascade"
    )
    case_id = fields.Many2one(
        related="assessment_id.case_id", store=True, index="btree_not_null"
    )
    domain_id = fields.Many2one(
        "migrant.assessment.domain",
        string="Part of the tool",
        required=True,
        ondelete="restrict",
    )
    need_domain_id = fields.Many2one(
        "migrant.need.domain",
        string="Domain",
        related="domain_id.need_domain_id",
        store=True,
        precompute=True,
    )
    sequence = fields.Integer(related="domain_id.sequence", store=True)
    score = fields.Float(compute="_compute_score", store=True, aggregator="avg")
    is_rated = fields.Boolean(compute="_compute_score", store=True)
    is_below = fields.Boolean(
        string="Below the bar", compute="_compute_score", store=True
    )
    colour = fields.Selection(COLOURS, compute="_compute_score", store=True)
    previous_score = fields.Float(
        string="Score before", compute="_compute_previous", aggregator=None
    )
    travelled = fields.Float(
        string="Distance travelled",
        compute="_compute_previous",
        help="Above zero: better than at the assessment before.",
    )

    _once = models.UniqueIndex("(assessment_id, domain_id)")

    @api.depends("assessment_id")
    def _compute_display_name(self):
        for result in self:
            # A code is all that a label may say, whoever asks.
            result.display_name = result.assessment_id.sudo().code

    @api.depends(
        "assessment_id.line_ids.score",
        "assessment_id.line_ids.level_id",
        "assessment_id.tool_id.bar",
    )
    def _compute_score(self):
        for result in self:
            assessment = result.assessment_id
            lines = assessment.line_ids.filtered(
                lambda line, result=result: line.item_id.domain_id == result.domain_id
            )
            tool = assessment.tool_id
            found = assessment._result_of(lines)
            result.score = found.score or 0.0
            result.is_rated = found.score is not None
            result.is_below = scoring.is_below(
                found.score, tool.bar, tool.is_higher_better
            )
            result.colour = tool._colour_at(found.score)

    @api.depends("score", "is_rated", "assessment_id.previous_id.result_ids.score")
    def _compute_previous(self):
        for result in self:
            before = result.assessment_id.previous_id.result_ids.filtered(
                lambda r, result=result: (
                    r.need_domain_id == result.need_domain_id and r.is_rated
                )
            )[:1]
            result.previous_score = before.score
            result.travelled = (
                scoring.travelled(
                    result.score if result.is_rated else None,
                    before.score if before else None,
                    result.assessment_id.tool_id.is_higher_better,
                )
                or 0.0
            )

    @api.model
    def _scope_reasons(self):
        return [
            (key, label, Domain("assessment_id", "any", domain))
            for key, label, domain in self.env["migrant.assessment"]._scope_reasons()
        ]

    @api.model
    def _scope_write_domain(self):
        # Results follow from the answers.
        return Domain.FALSE

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return "migrant.beneficiary", self.sudo().assessment_id.beneficiary_id.ids

    def _prepare_need_vals(self):
        """Values of the need that a domain below the bar calls for."""
        self.ensure_one()
        tool = self.assessment_id.tool_id
        lines = self.assessment_id.line_ids.filtered(
            lambda line: (
                line.item_id.domain_id == self.domain_id
                and line.level_id
                and scoring.is_below(line.score, tool.bar, tool.is_higher_better)
            )
        )
        # A level of its own says what it sees; a common one says how bad it is.
        words = [
            line.definition
            if line.level_id.item_id and line.definition
            else f"{line.item_id.name} {line.level_id.name}"
            for line in lines
        ]
        return {
            "case_id": self.case_id.id,
            "domain_id": self.need_domain_id.id,
            "name": " · ".join(dict.fromkeys(words))[:200] or self.need_domain_id.name,
            "severity": "high" if self.colour == "red" else "medium",
            "result_id": self.id,
        }
