# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine import scoring


class MigrantAssessmentLine(models.Model):
    """The answer to one item, and the answer of the assessment before."""

    _name = "migrant.assessment.line"
    _inherit = ["ngo.guarded"]
    _description = "Answer of an assessment"
    _order = "assessment_id, domain_sequence, sequence, id"
    _rec_name = "assessment_id"
    _journal_fields = ("level_id", "value_text", "evidence")

    assessment_id = fields.Many2one(
        "migrant.assessment", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        "migrant.assessment.item",
        string="Question",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    kind = fields.Selection(related="item_id.kind")
    domain_id = fields.Many2one(
        "migrant.need.domain",
        related="item_id.domain_id.need_domain_id",
        store=True,
        precompute=True,
    )
    domain_sequence = fields.Integer(
        string="Order of the domain",
        related="item_id.domain_id.sequence",
        store=True,
        precompute=True,
    )
    sequence = fields.Integer(related="item_id.sequence", store=True, precompute=True)
    is_required = fields.Boolean(related="item_id.is_required")
    guidance = fields.Text(related="item_id.guidance")
    allowed_level_ids = fields.Many2many(
        "migrant.assessment.level", compute="_compute_allowed_level_ids"
    )
    level_id = fields.Many2one(
        "migrant.assessment.level",
        string="Answer",
        ondelete="restrict",
        domain="[('id', 'in', allowed_level_ids)]",
    )
    colour = fields.Selection(related="level_id.colour")
    definition = fields.Text(related="level_id.definition")
    value_text = fields.Text(string="Said")
    evidence = fields.Char(help="What was seen or shown; who said so.")
    score = fields.Float(
        compute="_compute_score", store=True, precompute=True, aggregator="avg"
    )
    is_answered = fields.Boolean(compute="_compute_score", store=True, precompute=True)
    previous_level_id = fields.Many2one(
        "migrant.assessment.level", string="Before", readonly=True, ondelete="restrict"
    )
    change = fields.Float(
        compute="_compute_change", help="Above zero: better than before."
    )

    _once = models.UniqueIndex(
        "(assessment_id, item_id)", "This question is answered already."
    )

    @api.depends("assessment_id")
    def _compute_display_name(self):
        for line in self:
            # A code is all that a label may say, whoever asks.
            line.display_name = line.assessment_id.sudo().code

    @api.depends("item_id")
    def _compute_allowed_level_ids(self):
        for line in self:
            line.allowed_level_ids = (
                line.item_id._levels()
                if line.item_id.kind == "level"
                else self.env["migrant.assessment.level"]
            )

    @api.depends("level_id.score", "value_text", "item_id.kind")
    def _compute_score(self):
        for line in self:
            line.score = line.level_id.score
            said = (line.value_text or "").strip()
            line.is_answered = bool(
                line.level_id if line.item_id.kind == "level" else said
            )

    @api.depends("level_id", "previous_level_id")
    def _compute_change(self):
        for line in self:
            line.change = (
                scoring.travelled(
                    line.level_id.score if line.level_id else None,
                    line.previous_level_id.score if line.previous_level_id else None,
                    line.item_id.tool_id.is_higher_better,
                )
                or 0.0
            )

    @api.constrains("level_id", "item_id", "assessment_id")
    def _check_level(self):
        wrong = self.filtered(
            lambda line: line.item_id.tool_id != line.assessment_id.tool_id
            or line.level_id
            and line.level_id not in line.item_id._levels()
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "This answer does not belong to this question: %(questions)s",
                    questions=" · ".join(wrong.item_id.mapped("name")),
                )
            )

    def _answer(self):
        """The answer as the engine takes it."""
        return scoring.Answer(
            self.domain_id.id,
            self.level_id.score if self.level_id else None,
            self.item_id.weight or 1.0,
            self.item_id.is_required,
        )

    # ------------------------------------------------------------------ scope

    @api.model
    def _scope_reasons(self):
        return [
            (key, label, Domain("assessment_id", "any", domain))
            for key, label, domain in self.env["migrant.assessment"]._scope_reasons()
        ]

    @api.model
    def _scope_write_domain(self):
        domain = self.env["migrant.assessment"]._scope_write_domain()
        return Domain("assessment_id", "any", domain)

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return "migrant.beneficiary", self.sudo().assessment_id.beneficiary_id.ids

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.assessment_id._check_unsigned()
        return lines

    def write(self, vals):
        self.assessment_id._check_unsigned()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self.assessment_id._check_unsigned()
