# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError

from .migrant_followup import RISK_CHECKS


class MigrantReview(models.Model):
    """A decision on the way of a file: go on, change the plan, close, escalate. [E29]

    The person is heard, the child too, or it is said why not; the risk is looked at;
    the next review has a day.
    """

    _name = "migrant.review"
    _inherit = ["migrant.plan.part", "migrant.person.mixin"]
    _description = "Review"
    _order = "date desc, id desc"
    _label_fields = ("date", "decision")
    _journal_fields = ("findings", "person_view", "child_view")
    _begins_with = {"by_id": lambda self: self.env.uid}

    plan_id = fields.Many2one(
        "migrant.plan",
        compute="_compute_plan_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('case_id', '=', case_id)]",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    is_child = fields.Boolean(related="case_id.case_type_id.is_child")
    decision = fields.Selection(
        [
            ("continue", "Go on"),
            ("change", "Change the plan"),
            ("close", "Close the file"),
            ("escalate", "Ask the superior"),
        ],
        required=True,
    )
    findings = fields.Text(string="What was seen", required=True)
    risk_check = fields.Selection(
        RISK_CHECKS, string="Risk, at a glance", required=True
    )
    person_view = fields.Text(string="View of the person", required=True)
    child_view = fields.Text(string="View of the child")
    child_view_absent = fields.Char(string="Why the child was not heard")
    next_on = fields.Date(string="Next review")

    @api.depends("case_id")
    def _compute_plan_id(self):
        for review in self:
            review.plan_id = review.plan_id or self.env["migrant.plan"].search(
                [("case_id", "=", review.case_id.id), ("state", "=", "active")],
                limit=1,
            )

    @api.constrains("case_id", "child_view", "child_view_absent", "plan_id")
    def _check_heard(self):
        deaf = self.filtered(
            lambda r: r.is_child and not (r.child_view or r.child_view_absent)
        )
        if deaf:
            raise UserError(self.env._("Write down the view of the child, or why not."))
        if any(r.plan_id and r.plan_id.case_id != r.case_id for r in self):
            raise UserError(self.env._("This plan is that of another file."))

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        for review in reviews:
            case = review.case_id
            case._stop_clocks("review_due")
            case._stop_clocks("review_done")
            if review.next_on and review.decision != "close":
                at = datetime.combine(review.next_on, time(12))
                key = f"review-{review.id}"
                case._start_clocks("review_due", at=at, occurrence=key)
            if review.risk_check in ("higher", "danger"):
                case._plan_risk_changed(review.risk_check, review.display_name)
        return reviews

    def write(self, vals):
        if not self.env.su:
            raise UserError(
                self.env._("A review is a decision: it stays; make another one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(
                self.env._("A review is a decision: it stays; make another one.")
            )

    def action_revise_plan(self):
        """Open the next version of the plan."""
        self.ensure_one()
        return self.plan_id.action_revise()
