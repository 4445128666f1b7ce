# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import planning

# What a plan agreed on: after approval it changes by revision only.
AGREED = {
    "date",
    "review_on",
    "person_view",
    "child_view",
    "child_view_absent",
    "case_id",
}


class MigrantPlan(models.Model):
    """What the person and the house agreed to do, version by version.

    Complete when every domain below the bar has a goal or a reason and the person was
    heard; approved by a second person where a policy row says so, whoever calls. A
    revision is a new version: open goals and actions go on under it. [F14, E29]
    """

    _name = "migrant.plan"
    _inherit = [
        "migrant.plan.part",
        "ngo.transition.mixin",
        "migrant.second.look",
        "migrant.person.mixin",
    ]
    _description = "Plan"
    _order = "case_id, version desc"
    _label_fields = ("label", "version")
    _journal_fields = ("person_view", "child_view", "child_view_absent")
    _begins_with = {
        "state": "draft",
        "author_id": lambda self: self.env.uid,
        "approved_by_id": False,
        "approved_on": False,
        "closed_on": False,
    }
    _given_at_birth = ("version",)
    _transitions = {
        "draft": {"to_approve", "active", "cancelled"},
        "to_approve": {"draft", "active"},
        "active": {"revised", "closed"},
        "revised": set(),
        "closed": set(),
        "cancelled": {"draft"},
    }

    version = fields.Integer(readonly=True, copy=False, default=1)
    label = fields.Char(compute="_compute_label", string="Name of the plan")
    date = fields.Date(required=True, default=fields.Date.context_today)
    review_on = fields.Date(string="To be reviewed on")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To be approved"),
            ("active", "Agreed"),
            ("revised", "Revised"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    author_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    previous_id = fields.Many2one(
        "migrant.plan", readonly=True, copy=False, index="btree_not_null"
    )
    programme_id = fields.Many2one(
        related="case_id.programme_id", store=True, precompute=True
    )
    is_child = fields.Boolean(related="case_id.case_type_id.is_child")
    is_waivable = fields.Boolean(
        string="A reason may stand for the second person",
        compute="_compute_is_waivable",
    )
    person_view = fields.Text(
        string="View of the person", help="In her own words: what she wants."
    )
    child_view = fields.Text(string="View of the child")
    child_view_absent = fields.Char(
        string="Why the child was not heard", help="Age, absence, danger in asking."
    )
    goal_ids = fields.One2many("migrant.goal", "plan_id", string="Goals")
    reason_ids = fields.One2many(
        "migrant.plan.reason", "plan_id", string="Domains without a goal"
    )
    party_ids = fields.One2many(
        "migrant.plan.party", "plan_id", string="Family and kin"
    )
    lacking_domain_ids = fields.Many2many(
        "migrant.need.domain",
        string="Neither goal nor reason",
        compute="_compute_lacking",
    )
    is_complete = fields.Boolean(compute="_compute_lacking")
    action_count = fields.Integer(compute="_compute_action_count")
    contract_lang = fields.Selection(
        selection="_selection_lang",
        string="Second language of the contract",
        help="Printed below the first, which is yours.",
    )
    read_aloud_language_id = fields.Many2one(
        "ngo.language", string="Read aloud in", ondelete="restrict"
    )
    interpreter = fields.Char()
    person_signature = fields.Binary(string="Signature of the person", copy=False)
    person_signed_on = fields.Date(string="Signed by the person on", copy=False)
    worker_signature = fields.Binary(string="Signature of the worker", copy=False)
    worker_signed_on = fields.Date(string="Signed by the worker on", copy=False)
    is_signed = fields.Boolean(compute="_compute_is_signed", string="Signed by both")

    _one_active = models.UniqueIndex(
        "(case_id) WHERE state = 'active'",
        "Another plan of this file is in force; revise that one.",
    )
    _version_uniq = models.UniqueIndex(
        "(case_id, version)", "This file has a plan with that version."
    )
    _approved_by_somebody = models.Constraint(
        "CHECK(state NOT IN ('active', 'revised', 'closed')"
        " OR approved_on IS NOT NULL)",
        "An agreed plan says who approved it and when.",
    )

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("programme_id")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = self.env["ngo.label"]
        for plan in self:
            plan.label = labels._get_label("plan", plan.programme_id)

    @api.depends(
        "goal_ids.domain_id",
        "goal_ids.state",
        "reason_ids.domain_id",
        "case_id",
        "person_view",
        "child_view",
        "child_view_absent",
    )
    def _compute_lacking(self):
        for plan in self:
            goals = plan.goal_ids.filtered(lambda goal: goal.state != "dropped")
            domains = self.env["migrant.need.domain"].browse(
                planning.uncovered(
                    plan._below_domains().ids,
                    goals.domain_id.ids,
                    plan.reason_ids.domain_id.ids,
                )
            )
            plan.lacking_domain_ids = domains
            heard = plan.child_view or plan.child_view_absent or not plan.is_child
            plan.is_complete = bool(not domains and plan.person_view and heard)

    @api.depends("goal_ids.action_ids")
    def _compute_action_count(self):
        for plan in self:
            plan.action_count = len(plan.goal_ids.action_ids)

    @api.depends("person_signed_on", "worker_signed_on")
    def _compute_is_signed(self):
        for plan in self:
            plan.is_signed = bool(plan.person_signed_on and plan.worker_signed_on)

    @api.depends("case_id")
    def _compute_is_waivable(self):
        for plan in self:
            plan.is_waivable = plan._second_look_rule("plan_approve").is_waivable

    def _below_domains(self):
        """Domains that the last signed assessments of the file rate below the bar,
        and those of open needs: basic needs first."""
        self.ensure_one()
        case = self.case_id
        assessments = self.env["migrant.assessment"].search(
            [("case_id", "=", case._origin.id), ("state", "=", "signed")]
        )
        domains = assessments.result_ids.filtered("is_below").need_domain_id
        needs = self.env["migrant.need"].search(
            [("case_id", "=", case._origin.id), ("closed_on", "=", False)]
        )
        return (domains | needs.domain_id).sorted()

    # -------------------------------------------------------------------- orm

    @api.model_create_multi
    def create(self, vals_list):
        last = {}
        for vals in vals_list:
            case_id = vals.get("case_id")
            if case_id not in last:
                # Numbers go on over all versions, whoever may read them.
                rows = self.sudo().search([("case_id", "=", case_id)])
                last[case_id] = max(rows.mapped("version"), default=0)
            last[case_id] += 1
            vals["version"] = last[case_id]
        return super().create(vals_list)

    @api.model
    def _locked_fields(self):
        return super()._locked_fields() | {"version", "previous_id"}

    def write(self, vals):
        if set(vals) & AGREED:
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_open()

    def _check_open(self):
        """What was agreed changes by revision only."""
        shut = self.filtered(lambda plan: plan.state not in ("draft", "to_approve"))
        if shut and not self.env.su:
            raise UserError(
                self.env._(
                    "These plans are agreed; revise them: %(plans)s",
                    plans=", ".join(
                        f"{plan.display_name} ({plan.version})" for plan in shut
                    ),
                )
            )

    # ---------------------------------------------------------------- actions

    def _check_complete(self):
        """Raise unless every domain is answered and the person was heard."""
        for plan in self:
            if plan.lacking_domain_ids:
                raise UserError(
                    self.env._(
                        "Each of these domains needs a goal, or a reason why not:"
                        " %(domains)s",
                        domains=", ".join(plan.lacking_domain_ids.mapped("name")),
                    )
                )
            if not plan.person_view:
                raise UserError(self.env._("Write down the view of the person."))
            if not plan.is_complete:
                raise UserError(
                    self.env._("Write down the view of the child, or why not.")
                )

    def action_submit(self):
        """The plan is written; somebody may approve it."""
        self._move_to("to_approve")
        for plan in self:
            rule = plan._second_look_rule("plan_approve")
            asked = plan._second_lookers(rule) if rule else self.env["res.users"]
            # It waits for who is asked, no longer for who wrote it.
            held_by = {"user_id": asked[:1]} if asked else {}
            plan.case_id._start_clocks(
                "plan_submitted", occurrence=f"plan-{plan.version}", **held_by
            )
            plan._tell(
                asked,
                lambda env, code: env._("Plan of %(code)s to look at", code=code),
            )
        return True

    def action_send_back(self):
        """Give the plan back to be completed."""
        self._move_to("draft")
        # Nobody is asked any more; the next submission asks anew.
        self.case_id._cancel_clocks("plan_submitted")
        for plan in self:
            plan._tell(
                plan.case_id._readers_among(plan.author_id),
                lambda env, code: env._("Plan of %(code)s: not yet", code=code),
            )
        return True

    def action_approve(self):
        """The plan holds from now on; the one before is revised."""
        self._move_to("active")
        for plan in self:
            plan._tell(
                plan.case_id._readers_among(plan.author_id),
                lambda env, code: env._("Plan of %(code)s: agreed to", code=code),
            )
        return True

    def action_close(self):
        """The plan has ended with the file or the programme."""
        self._move_to("closed")
        return True

    def action_cancel(self):
        """This draft will not be used."""
        self._move_to("cancelled")
        return True

    def _check_transition(self, state):
        res = super()._check_transition(state)
        if state in ("to_approve", "active"):
            self._check_complete()
        if state == "active":
            for plan in self:
                plan._check_second_look("plan_approve", plan.author_id)
        return res

    def _move_vals(self, state):
        if state == "closed":
            return {"closed_on": fields.Date.context_today(self)}
        if state != "active":
            return super()._move_vals(state)
        for plan in self:
            before = plan._in_force().sudo()
            # One plan in force at a time: the one before gives way first.
            before.write(
                {"state": "revised", "closed_on": fields.Date.context_today(self)}
            )
            before.flush_recordset(["state"])
        return {"approved_by_id": self.env.uid, "approved_on": fields.Datetime.now()}

    def _in_force(self):
        """The plan of the same file that is in force, or none."""
        return self.search(
            [("case_id", "=", self.case_id.id), ("state", "=", "active")]
        )

    def _moved(self, state):
        super()._moved(state)
        if state != "active":
            return
        self.case_id._stop_clocks("plan_submitted")
        self.case_id._stop_clocks("plan_approved")
        for plan in self:
            before = plan.search(
                [
                    ("case_id", "=", plan.case_id.id),
                    ("state", "=", "revised"),
                    ("id", "!=", plan.id),
                ],
                order="closed_on desc, version desc",
                limit=1,
            )
            plan._take_over(before)
            key = f"plan-{plan.version}"
            if plan.review_on:
                at = datetime.combine(plan.review_on, time(12))
                plan.case_id._start_clocks("review_due", at=at, occurrence=key)
            else:
                plan.case_id._start_clocks("plan_approved", occurrence=key)

    def action_revise(self):
        """A new version: open goals are carried, open actions go on when it is agreed.

        Nothing of the old version is changed.
        """
        self.ensure_one()
        if self.state != "active":
            raise UserError(self.env._("Only the plan in force is revised."))
        draft = self.search(
            [
                ("case_id", "=", self.case_id.id),
                ("state", "in", ("draft", "to_approve")),
            ],
            limit=1,
        )
        if draft:
            return draft._get_records_action(view_mode="form")
        new = self.create(
            {
                "case_id": self.case_id.id,
                "person_view": self.person_view,
                "child_view": self.child_view,
                "child_view_absent": self.child_view_absent,
                "contract_lang": self.contract_lang,
                "read_aloud_language_id": self.read_aloud_language_id.id,
            }
        )
        # Which version it follows is written by the revision, typed by nobody.
        new.sudo().previous_id = self
        for goal in self.goal_ids.filtered(lambda g: g.state in ("open", "partly")):
            twin = self.env["migrant.goal"].create(
                {
                    "plan_id": new.id,
                    "domain_id": goal.domain_id.id,
                    "name": goal.name,
                    "indicator": goal.indicator,
                    "target_on": goal.target_on,
                    "need_ids": [(6, 0, goal.need_ids.ids)],
                }
            )
            twin.sudo().carried_from_id = goal
        for party in self.party_ids.filtered("is_safe"):
            party.copy({"plan_id": new.id})
        return new._get_records_action(view_mode="form")

    def _take_over(self, before):
        """Open actions of the plan before go on under the goals that carry theirs.

        The old goals keep a link to what left them.
        """
        self.ensure_one()
        for goal in self.goal_ids:
            old = goal.carried_from_id
            if not old or old.plan_id != before:
                continue
            going_on = old.action_ids.filtered(
                lambda action: action.state in ("todo", "doing")
            )
            # The link of the old version is history: written here, by nobody else.
            old.sudo().carried_action_ids |= going_on
            going_on.write({"goal_id": goal.id})

    def action_print(self):
        """The contract, in two languages, to be signed by both."""
        self.ensure_one()
        return self.env.ref("migrant_case.migrant_plan_report").report_action(self)

    def _contract_langs(self):
        """Codes of the languages in which the contract is printed."""
        self.ensure_one()
        first = self.env.lang or "fr_FR"
        return list(dict.fromkeys([first, self.contract_lang or first]))

    def _is_rtl(self, code):
        """Whether a language of the contract is written from right to left."""
        return self.env["res.lang"]._get_data(code=code).direction == "rtl"
