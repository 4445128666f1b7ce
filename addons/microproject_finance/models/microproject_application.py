# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

OUTCOMES = ("accepted", "reserve", "refused")
# Who sets these is whoever is here; no other name can be put in front.
NAMES = ("decided_by_id", "signed_by_id")


class MicroprojectApplication(models.Model):
    """A holder asks for a grant; a committee decides, and says why.

    The holder is known by the code of the file, here as everywhere in this room.
    """

    _name = "microproject.application"
    _description = "Application"
    _inherit = ["microproject.venture"]
    _order = "id desc"
    _code_prefix = "A-"
    _session_path = "committee_id"
    _transitions = {
        "draft": {"submitted", "withdrawn"},
        "submitted": {"draft", "withdrawn", *OUTCOMES},
        "reserve": {"accepted", "refused", "withdrawn"},
        "accepted": {"withdrawn"},
        "refused": set(),
        "withdrawn": set(),
    }

    referent_id = fields.Many2one(default=lambda self: self.env.user)
    holder_code = fields.Char(
        string="Holder", required=True, help="Code of the holder's file, no name."
    )
    summary = fields.Text(string="The idea")
    jobs_expected = fields.Integer(string="Jobs expected")
    book_currency_id = fields.Many2one(
        related="programme_id.company_id.currency_id", string="Currency of the books"
    )
    own_contribution = fields.Monetary(
        string="Own contribution", currency_field="book_currency_id"
    )
    line_ids = fields.One2many(
        comodel_name="microproject.application.line",
        inverse_name="application_id",
        string="What is asked for",
    )
    requested = fields.Monetary(
        compute="_compute_requested", currency_field="book_currency_id"
    )
    committee_id = fields.Many2one(
        comodel_name="microproject.committee",
        string="Session",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('programme_id', '=', programme_id), ('state', '!=', 'closed')]",
    )
    opinion_ids = fields.One2many(
        comodel_name="microproject.opinion",
        inverse_name="application_id",
        string="Opinions",
    )
    votes_for = fields.Integer(string="For", compute="_compute_tally")
    votes_against = fields.Integer(string="Against", compute="_compute_tally")
    conflicts = fields.Integer(string="Set aside", compute="_compute_tally")
    score = fields.Float(
        string="Mean score", compute="_compute_tally", digits=(4, 1), aggregator="avg"
    )
    decision_reason = fields.Text(string="Why", copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Recorded by", readonly=True, copy=False
    )
    decided_on = fields.Datetime(readonly=True, copy=False)
    reserve_rank = fields.Integer(
        string="Rank on the reserve list", readonly=True, copy=False
    )
    needs_signature = fields.Boolean(
        string="Second signature", compute="_compute_needs_signature"
    )
    signed_by_id = fields.Many2one(
        comodel_name="res.users", string="Signed by", readonly=True, copy=False
    )
    microproject_ids = fields.One2many(
        comodel_name="microproject.microproject",
        inverse_name="application_id",
        string="Micro-projects",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("accepted", "Accepted"),
            ("reserve", "Reserve list"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        group_expand=True,
    )

    _numbers_bounded = models.Constraint(
        "CHECK ((jobs_expected IS NULL OR (jobs_expected >= 0"
        " AND jobs_expected < 10000)) AND (own_contribution IS NULL"
        " OR (own_contribution >= 0 AND own_contribution < 1e12)))",
        "Jobs and contributions are numbers, and not negative.",
    )

    # ------------------------------------------------------------ computed

    @api.depends("line_ids.amount")
    def _compute_requested(self):
        for application in self:
            application.requested = sum(application.line_ids.mapped("amount"))

    @api.depends("opinion_ids.vote", "opinion_ids.has_conflict", "opinion_ids.score")
    def _compute_tally(self):
        for application in self:
            counted = application._get_counted()
            votes = counted.mapped("vote")
            scores = counted.filtered(lambda o: o.vote != "abstain").mapped("score")
            application.votes_for = votes.count("for")
            application.votes_against = votes.count("against")
            application.conflicts = len(
                application._get_opinions().filtered("has_conflict")
            )
            application.score = sum(scores) / len(scores) if scores else 0.0

    def _compute_needs_signature(self):
        rules = self.env["ngo.policy.rule"]
        for application in self:
            programme = application.programme_id
            rule = rules._four_eyes("microproject_award", programme_id=programme)
            application.needs_signature = (
                bool(rule) and application.requested > programme.signature_threshold
            )

    def _get_opinions(self):
        """Opinions of the session that decides; the tally shows sums, not votes."""
        self.ensure_one()
        return self.sudo().opinion_ids.filtered(
            lambda o: o.committee_id == self.sudo().committee_id
        )

    def _get_counted(self):
        """Opinions given by members without a conflict of interest."""
        return self._get_opinions().filtered(lambda o: o.vote and not o.has_conflict)

    # ---------------------------------------------------------------- life

    @api.constrains("committee_id", "programme_id")
    def _check_committee(self):
        for application in self:
            committee = application.sudo().committee_id
            if committee and committee.programme_id != application.programme_id:
                raise ValidationError(
                    self.env._("The session belongs to another programme.")
                )

    def write(self, vals):
        if vals.get("state") in OUTCOMES:
            # Whatever the route, the decision bears the name of who recorded it.
            now = fields.Datetime.now()
            vals = {**vals, "decided_by_id": self.env.uid, "decided_on": now}
        for name in NAMES:
            if vals.get(name) not in (None, False, self.env.uid):
                raise UserError(self.env._("Nobody signs for somebody else."))
        fixed = {"programme_id", "own_contribution", "summary", "jobs_expected"}
        if fixed & set(vals) and self.filtered(lambda a: a.state != "draft"):
            raise UserError(self.env._("A submitted application stays as it is."))
        if {"committee_id", "decision_reason", *NAMES} & set(vals):
            self._check_may_decide()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if self.filtered(lambda a: a.state != "draft"):
            raise UserError(self.env._("A submitted application is never deleted."))

    def _check_may_decide(self):
        """Coordinators and programme managers carry out what the committee says."""
        if not self.env.su and not self.env["ngo.role"]._live().has(
            "coordinator", "programme_manager"
        ):
            raise UserError(self.env._("The committee decides, not the applicant."))

    def _check_transition(self, state):
        res = super()._check_transition(state)
        for application in self:
            if state == "submitted" and not application.line_ids:
                raise UserError(
                    self.env._(
                        "%(code)s: say what is asked for.", code=application.code
                    )
                )
            if state == "draft" and application.committee_id:
                raise UserError(
                    self.env._(
                        "%(code)s lies before the committee.", code=application.code
                    )
                )
            if state in OUTCOMES and application.state != state:
                application._check_outcome(state)
        return res

    def _check_outcome(self, state):
        """An outcome has its reason, its quorum, and the majority where it is a yes."""
        self.ensure_one()
        self._check_may_decide()
        if not (self.decision_reason or "").strip():
            raise UserError(
                self.env._("%(code)s: the decision needs its reason.", code=self.code)
            )
        if self.state == "reserve":
            return
        committee = self.committee_id
        if committee.state != "open":
            raise UserError(
                self.env._("%(code)s: no session is open for it.", code=self.code)
            )
        counted = self._get_counted()
        if len(counted) < max(1, committee.quorum):
            raise UserError(
                self.env._(
                    "%(code)s: the quorum is not reached, %(count)s of %(quorum)s.",
                    code=self.code,
                    count=len(counted),
                    quorum=max(1, committee.quorum),
                )
            )
        if state != "refused" and not self._has_majority():
            raise UserError(
                self.env._("%(code)s: the committee is not for it.", code=self.code)
            )

    def _has_majority(self):
        """More for than against; on equal votes the chair's decides."""
        self.ensure_one()
        if self.votes_for != self.votes_against:
            return self.votes_for > self.votes_against
        chair = self.committee_id.chair_id
        return self._get_counted().filtered(lambda o: o.user_id == chair).vote == "for"

    # ------------------------------------------------------------- actions

    def action_submit(self):
        self._move_to("submitted")

    def action_back(self):
        self._move_to("draft")

    def action_withdraw(self):
        self._move_to("withdrawn")

    def action_accept(self):
        self._move_to("accepted")

    def action_reserve(self):
        self._move_to("reserve")
        for application in self:
            application._rank()

    def action_refuse(self):
        self._move_to("refused")

    def _rank(self):
        """Put on the reserve list behind those with a better or equal score."""
        self.ensure_one()
        reserve = self.search(
            [
                ("programme_id", "=", self.programme_id.id),
                ("state", "=", "reserve"),
                ("committee_id", "=", self.committee_id.id),
            ]
        )
        ranked = reserve.sorted(lambda a: (-a.score, a.decided_on, a.id))
        for rank, application in enumerate(ranked, 1):
            application.reserve_rank = rank

    def action_countersign(self):
        """The second signature, by another person than who recorded the decision."""
        for application in self:
            if application.state != "accepted":
                raise UserError(
                    self.env._("%(code)s is not accepted.", code=application.code)
                )
            if application._is_same_person(application.decided_by_id):
                raise UserError(
                    self.env._(
                        "%(code)s: another person signs than the one who recorded the"
                        " decision.",
                        code=application.code,
                    )
                )
        self.write({"signed_by_id": self.env.uid})

    def action_make_microproject(self):
        """The micro-project with a draft budget of what was asked for."""
        self.ensure_one()
        self._check_may_decide()
        if self.state != "accepted" or self.microproject_ids:
            raise UserError(
                self.env._(
                    "%(code)s: only an accepted one becomes a micro-project, once.",
                    code=self.code,
                )
            )
        if self.needs_signature and not self.signed_by_id:
            raise UserError(
                self.env._("%(code)s: a second signature is missing.", code=self.code)
            )
        record = self.env["microproject.microproject"].create(
            {
                "application_id": self.id,
                "programme_id": self.programme_id.id,
                "site_id": self.site_id.id,
                "team_id": self.team_id.id,
                "referent_id": self.referent_id.id,
                "sector": self.sector,
                "summary": self.summary,
            }
        )
        # What was decided becomes the draft; its approval stays a duty of its own.
        self.env["microproject.budget.version"].sudo().create(
            {
                "microproject_id": record.id,
                "line_ids": [
                    Command.create(line._prepare_budget_vals())
                    for line in self.line_ids
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }
