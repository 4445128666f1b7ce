# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import coverage

# Sorted by weight as text: the heaviest comes first.
SEVERITIES = [
    ("high", "High"),
    ("medium", "Medium"),
    ("low", "Low"),
]
STATES = [
    ("open", "Open"),
    ("planned", "Planned"),
    ("delivered", "Delivered, to be verified"),
    ("partly_met", "Partly covered"),
    ("met", "Covered"),
    ("unmet_no_service", "Not covered: no service exists"),
    ("declined", "Declined by the person"),
]


class MigrantNeed(models.Model):
    """A need of the person of a file, from the day it was found to its end.

    Its state is never typed: it follows from the actions that answer it, from what a
    follow-up found, or from a decision with its reason. A service delivered is not a
    need covered: somebody looks afterwards. [E15]
    """

    _name = "migrant.need"
    _inherit = ["migrant.plan.part", "migrant.person.mixin"]
    _description = "Need"
    _order = "is_basic desc, domain_sequence, severity_rank desc, id"
    _label_fields = ("domain_id", "name")
    _journal_fields = ("name", "note", "end_reason")
    _begins_with = {"end": False, "end_reason": False, "closed_on": False}

    name = fields.Char(string="Need", required=True)
    note = fields.Text()
    domain_id = fields.Many2one(
        "migrant.need.domain",
        required=True,
        index=True,
        ondelete="restrict",
    )
    is_basic = fields.Boolean(related="domain_id.is_basic", store=True, precompute=True)
    domain_sequence = fields.Integer(
        related="domain_id.sequence", store=True, precompute=True
    )
    severity = fields.Selection(SEVERITIES, required=True, default="medium")
    severity_rank = fields.Integer(
        compute="_compute_severity_rank", store=True, precompute=True
    )
    programme_id = fields.Many2one(
        related="case_id.programme_id", store=True, index=True, precompute=True
    )
    result_id = fields.Many2one(
        "migrant.assessment.result",
        string="Found by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    opened_on = fields.Date(
        required=True, default=fields.Date.context_today, readonly=True
    )
    closed_on = fields.Date(readonly=True, copy=False)
    end = fields.Selection(
        [
            ("unmet_no_service", "No service exists"),
            ("declined", "The person declines"),
        ],
        readonly=True,
        copy=False,
    )
    end_reason = fields.Char(readonly=True, copy=False)
    action_ids = fields.Many2many(
        "migrant.action",
        "migrant_action_need_rel",
        "need_id",
        "action_id",
        string="Actions",
    )
    check_ids = fields.One2many(
        "migrant.need.check", "need_id", string="Looks at follow-ups"
    )
    goal_ids = fields.Many2many(
        "migrant.goal", "migrant_goal_need_rel", "need_id", "goal_id", string="Goals"
    )
    state = fields.Selection(
        STATES, compute="_compute_state", store=True, index=True, string="Coverage"
    )
    answered_by = fields.Char(
        compute="_compute_answered_by", help="The services that answered it."
    )

    _ended_with_reason = models.Constraint(
        'CHECK("end" IS NULL OR end_reason IS NOT NULL)',
        "Say why the need ends without a service.",
    )

    @api.depends("severity")
    def _compute_severity_rank(self):
        ranks = {"low": 1, "medium": 2, "high": 3}
        for need in self:
            need.severity_rank = ranks.get(need.severity, 0)

    @api.depends(
        "end",
        "action_ids.state",
        "action_ids.done_at",
        "check_ids.outcome",
        "check_ids.checked_at",
    )
    def _compute_state(self):
        for need in self:
            actions = [
                coverage.Action(action.state, action.done_at or None)
                for action in need.action_ids
            ]
            # The latest row first: of two looks at one instant it holds.
            checks = [
                coverage.Check(check.outcome, check.checked_at)
                for check in need.check_ids.sorted("id", reverse=True)
            ]
            need.state = coverage.state_of(actions, checks, need.end or None)

    @api.depends("action_ids.state", "action_ids.kind")
    @api.depends_context("lang")
    def _compute_answered_by(self):
        kinds = dict(
            self.env["migrant.action"]._fields["kind"]._description_selection(self.env)
        )
        done = self.env["migrant.action"].search_fetch(
            [("need_ids", "in", self._origin.ids), ("state", "=", "done")],
            ["kind", "need_ids"],
        )
        answers = defaultdict(dict)
        for action in done:
            for need_id in action.need_ids._ids:
                answers[need_id][kinds[action.kind]] = True
        for need in self:
            need.answered_by = ", ".join(answers[need._origin.id])

    # ---------------------------------------------------------------- actions

    def _end_as(self, end, reason):
        """A decision ends the need without a service.

        :param str end: ``unmet_no_service`` or ``declined``
        :param str reason: required
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the need ends without a service."))
        self.check_access("write")
        # Decided by a method: the fields are typed by nobody.
        self.sudo().write(
            {
                "end": end,
                "end_reason": reason.strip(),
                "closed_on": fields.Date.context_today(self),
            }
        )
        return True

    def action_reopen(self):
        """The need is there again; what was looked at before stays."""
        self.check_access("write")
        # Decided by a method: the fields are typed by nobody.
        self.sudo().write({"end": False, "end_reason": False, "closed_on": False})
        return True

    def action_end(self):
        """Ask for the decision and its reason."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End without a service"),
            "res_model": "migrant.need.end",
            "view_mode": "form",
            "target": "new",
            "context": {"default_need_ids": self.ids},
        }

    def _check_now(self, outcome, followup=None, view=None):
        """Note what a follow-up found of these needs.

        :param str outcome: met, partly or not
        :param followup: ``migrant.followup`` at which one looked, or None
        :param str view: what the person says of it
        :rtype: migrant.need.check
        """
        return self.env["migrant.need.check"].create(
            [
                {
                    "case_id": need.case_id.id,
                    "need_id": need.id,
                    "outcome": outcome,
                    "followup_id": followup and followup.id,
                    "person_view": view,
                }
                for need in self
            ]
        )

    def action_verify_met(self):
        """I have looked: the need is covered."""
        self._check_now("met")
        return True

    def action_verify_partly(self):
        """I have looked: the need is covered in part."""
        self._check_now("partly")
        return True

    def action_verify_not(self):
        """I have looked: the need is there as before."""
        self._check_now("not")
        return True
