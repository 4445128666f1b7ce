# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import scoring
from .migrant_assessment_level import COLOURS
from .migrant_case import PROPOSED
from .migrant_case_scope import CONTENT_ROLES, TEAM_ROLES


class MigrantAssessment(models.Model):
    """A tool filled for a person, on her file or, before there is one, at a desk.

    Saved half-filled as often as one likes; submitted, then signed; a later one of the
    same tool supersedes it. Without a file it belongs to its author and her team, with
    or without the person's name, and ``_carry_into`` brings it into the file. [B06a]
    """

    _name = "migrant.assessment"
    _inherit = [
        "migrant.plan.part",
        "ngo.code.mixin",
        "ngo.transition.mixin",
        "migrant.second.look",
        "migrant.person.mixin",
    ]
    _description = "Assessment"
    _order = "date desc, id desc"
    _rec_name = "code"
    _code_prefix = "AS-"
    _label_fields = ("tool_id", "date")
    _journal_fields = ("summary", "person_view", "child_view")
    _begins_with = {
        "state": "draft",
        "author_id": lambda self: self.env.uid,
        "signed_by_id": False,
        "signed_on": False,
    }
    _given_at_birth = ("encounter_ref",)
    _transitions = {
        "draft": {"submitted", "signed"},
        "submitted": {"draft", "signed"},
        "signed": {"superseded"},
        "superseded": set(),
    }

    case_id = fields.Many2one(required=False, index="btree_not_null")
    beneficiary_id = fields.Many2one(
        "migrant.beneficiary",
        string="Person",
        related=None,
        compute="_compute_beneficiary_id",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty at a desk where one may come without a name.",
        **PROPOSED,
    )
    encounter_ref = fields.Char(
        string="Encounter",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Where it was filled, as model and number: written by the reception.",
    )
    tool_id = fields.Many2one(
        "migrant.assessment.tool",
        string="Tool",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', '=', 'published')]",
    )
    kind = fields.Selection(related="tool_id.kind", store=True, precompute=True)
    programme_id = fields.Many2one(
        "ngo.programme",
        index=True,
        compute="_compute_place",
        **PROPOSED,
    )
    site_id = fields.Many2one(
        "ngo.site",
        index="btree_not_null",
        compute="_compute_place",
        **PROPOSED,
    )
    team_id = fields.Many2one(
        "ngo.team",
        index="btree_not_null",
        compute="_compute_place",
        help="Without a file: the team that reads it.",
        **PROPOSED,
    )
    author_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    state = fields.Selection(
        [
            ("draft", "Being filled"),
            ("submitted", "Submitted"),
            ("signed", "Signed"),
            ("superseded", "Followed by another"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    signed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    signed_on = fields.Datetime(readonly=True, copy=False)
    previous_id = fields.Many2one(
        "migrant.assessment", readonly=True, copy=False, index="btree_not_null"
    )
    line_ids = fields.One2many(
        "migrant.assessment.line", "assessment_id", string="Answers"
    )
    result_ids = fields.One2many(
        "migrant.assessment.result", "assessment_id", string="Results", readonly=True
    )
    summary = fields.Text()
    person_view = fields.Text(string="View of the person")
    child_view = fields.Text(string="View of the child")
    score = fields.Float(compute="_compute_score", store=True, aggregator="avg")
    colour = fields.Selection(COLOURS, compute="_compute_score", store=True)
    answered = fields.Integer(compute="_compute_score", store=True, aggregator=None)
    asked = fields.Integer(compute="_compute_score", store=True, aggregator=None)
    missing = fields.Integer(
        string="Required and open",
        compute="_compute_score",
        store=True,
        aggregator=None,
    )
    previous_score = fields.Float(
        string="Score before", related="previous_id.score", aggregator=None
    )
    travelled = fields.Float(
        string="Distance travelled",
        compute="_compute_travelled",
        help="Above zero: better than at the assessment before.",
    )

    _signed_by_somebody = models.Constraint(
        "CHECK(state NOT IN ('signed', 'superseded') OR signed_on IS NOT NULL)",
        "A signed assessment says who signed it and when.",
    )
    _case_tool_idx = models.Index("(case_id, tool_id, date)")

    @api.depends("case_id")
    def _compute_beneficiary_id(self):
        for assessment in self:
            person = assessment.case_id.sudo().beneficiary_id
            assessment.beneficiary_id = person or assessment.beneficiary_id

    @api.depends("case_id")
    def _compute_place(self):
        teams = self.env["ngo.role"]._live().team_ids
        mine = self.env["ngo.team"].browse(teams[:1])
        for assessment in self:
            # Where the file lies; its reader reads the assessment.
            case = assessment.case_id.sudo()
            assessment.programme_id = case.programme_id or assessment.programme_id
            assessment.site_id = case.site_id or assessment.site_id
            assessment.team_id = case.team_id or assessment.team_id or mine

    @api.depends(
        "line_ids.score",
        "line_ids.is_answered",
        "line_ids.item_id",
        "tool_id.score_rule",
        "tool_id.is_higher_better",
    )
    def _compute_score(self):
        for assessment in self:
            result = assessment._result_of(assessment.line_ids)
            assessment.score = result.score or 0.0
            assessment.asked = len(assessment.line_ids)
            assessment.answered = len(assessment.line_ids.filtered("is_answered"))
            assessment.missing = len(
                assessment.line_ids.filtered(
                    lambda line: line.is_required and not line.is_answered
                )
            )
            assessment.colour = assessment.tool_id._colour_at(result.score)

    @api.depends("score", "answered", "previous_id.score", "previous_id.answered")
    def _compute_travelled(self):
        for assessment in self:
            before = assessment.previous_id
            assessment.travelled = (
                scoring.travelled(
                    assessment.score if assessment.answered else None,
                    before.score if before.answered else None,
                    assessment.tool_id.is_higher_better,
                )
                or 0.0
            )

    def _result_of(self, lines):
        """Result of some lines by the rule of the tool, see ``engine.scoring``."""
        tool = self.tool_id
        answers = [line._answer() for line in lines if line.item_id.kind == "level"]
        # A new form on the screen has no tool yet, and no answer.
        rule = tool.score_rule or "mean"
        return scoring.combine(answers, rule, tool.is_higher_better)

    # ------------------------------------------------------------------ scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        alone = Domain("case_id", "=", False)
        author, team = Domain.FALSE, Domain.FALSE
        if live.has(*CONTENT_ROLES):
            author = alone & Domain("author_id", "=", self.env.uid)
        if live.has(*TEAM_ROLES):
            team = alone & Domain("team_id", "in", live.team_ids)
        return [
            *super()._scope_reasons(),
            ("author", self.env._("You filled it, and there is no file yet."), author),
            ("team", self.env._("Your team received this person."), team),
        ]

    @api.model
    def _scope_write_domain(self):
        reasons = {key: dom for key, _l, dom in self._scope_reasons()[-2:]}
        return super()._scope_write_domain() | reasons["author"] | reasons["team"]

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return "migrant.beneficiary", self.sudo().beneficiary_id.ids

    @api.depends("code", "case_id", "tool_id", "date")
    @api.depends_context("uid", "in_file", "lang")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        for assessment in self:
            assessment.display_name = assessment.display_name or assessment._origin.code
        return res

    # -------------------------------------------------------------------- orm

    @api.model_create_multi
    def create(self, vals_list):
        assessments = super().create(vals_list)
        assessments._check_tool()
        for assessment in assessments:
            # What came before is found by the room, typed by nobody.
            assessment.sudo().previous_id = assessment._find_previous()
            assessment._lay_lines()
        return assessments

    def write(self, vals):
        if set(vals) - {"state", "previous_id", "case_id", "beneficiary_id"}:
            self._check_unsigned()
        return super().write(vals)

    @api.model
    def _locked_fields(self):
        return super()._locked_fields() | {"encounter_ref", "previous_id"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_unsigned()

    def _check_unsigned(self):
        shut = self.filtered(lambda a: a.state in ("signed", "superseded"))
        if shut and not self.env.su:
            raise UserError(
                self.env._(
                    "Signed assessments stay as they are; fill a new one: %(codes)s",
                    codes=", ".join(shut.mapped("code")),
                )
            )

    @api.constrains("tool_id", "case_id")
    def _check_tool(self):
        wrong = self.filtered(lambda a: not a.case_id and not a.tool_id.is_without_file)
        if wrong:
            raise UserError(
                self.env._(
                    "This tool is filled on a file only: %(tools)s",
                    tools=", ".join(wrong.tool_id.mapped("display_name")),
                )
            )

    def _lay_lines(self):
        """One line per item and one result per domain, the answers left open."""
        self.ensure_one()
        # The author fills what the tool asks; the lines are the tool's.
        domains = self.tool_id.domain_ids
        before = {line.item_id: line for line in self.previous_id.line_ids}
        known = self.line_ids.item_id
        self.env["migrant.assessment.line"].create(
            [
                {
                    "assessment_id": self.id,
                    "item_id": item.id,
                    "previous_level_id": before[item].level_id.id
                    if item in before
                    else False,
                }
                for item in domains.item_ids
                if item not in known
            ]
        )
        # Results follow from the answers: nobody types them.
        self.env["migrant.assessment.result"].sudo().create(
            [{"assessment_id": self.id, "domain_id": domain.id} for domain in domains]
        )

    def _find_previous(self):
        """The last signed assessment of the same tool, whatever its version."""
        self.ensure_one()
        if self.case_id:
            whose = Domain("case_id", "=", self.case_id.id)
        elif self.beneficiary_id:
            whose = Domain("beneficiary_id", "=", self.beneficiary_id.id)
        else:
            return self.browse()
        return self.search(
            whose
            & Domain("tool_id.code", "=", self.tool_id.code)
            & Domain("state", "=", "signed")
            & Domain("id", "!=", self.id),
            limit=1,
        )

    # ---------------------------------------------------------------- actions

    def action_submit(self):
        """The author has finished; somebody may look."""
        self._check_complete()
        self._move_to("submitted")
        return True

    def action_send_back(self):
        """Give a submitted assessment back to be completed."""
        self._move_to("draft")
        return True

    def action_sign(self):
        """Sign: from now on it stays as it is, and its needs stand in the file."""
        self._check_complete()
        self._move_to("signed")
        return True

    def _check_complete(self):
        open_ = self.filtered("missing")
        if open_:
            raise UserError(
                self.env._(
                    "Required questions are open: %(questions)s",
                    questions=" · ".join(
                        line.item_id.name
                        for line in open_.line_ids
                        if line.is_required and not line.is_answered
                    ),
                )
            )

    def _check_transition(self, state):
        res = super()._check_transition(state)
        if state == "signed":
            self._check_complete()
            for assessment in self:
                assessment._check_second_look("assessment_sign", assessment.author_id)
        return res

    def _move_vals(self, state):
        if state != "signed":
            return super()._move_vals(state)
        return {"signed_by_id": self.env.uid, "signed_on": fields.Datetime.now()}

    def _moved(self, state):
        super()._moved(state)
        if state != "signed":
            return
        for assessment in self:
            if assessment.previous_id.state == "signed":
                # The one before is followed: a fact of this signature.
                assessment.previous_id.sudo().write({"state": "superseded"})
            if assessment.case_id:
                assessment._propose_needs()
        self.case_id._stop_clocks("assessment_signed")
        self.case_id.filtered(lambda case: not case.active_plan_id)._start_clocks(
            "assessment_signed"
        )

    def _propose_needs(self):
        """A need for each domain below the bar for which the file has no live one."""
        self.ensure_one()
        needs = self.env["migrant.need"]
        live = needs.search(
            [("case_id", "=", self.case_id.id), ("closed_on", "=", False)]
        ).domain_id
        below = self.result_ids.filtered(
            lambda r: r.is_below and r.need_domain_id not in live
        )
        return needs.create([result._prepare_need_vals() for result in below])

    # ------------------------------------------------- anonymisation, dossier

    def _anonymise(self):
        """The texts of the answers go too; levels and scores stay for the counts."""
        models.BaseModel.write(
            self.sudo().line_ids, {"value_text": False, "evidence": False}
        )
        return super()._anonymise()

    def _dsar_lines(self):
        """The dossier holds the questions as they were answered."""
        rows = super()._dsar_lines()
        for row, assessment in zip(rows, self, strict=True):
            row += [
                (line.item_id.name, line.value_text or line.level_id.name)
                for line in assessment.line_ids.filtered("is_answered")
            ]
        return rows
