# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import coverage
from .migrant_need import STATES


class MigrantCase(models.Model):
    """What the method adds to a file: assessments, needs, plan, actions, follow-ups."""

    _inherit = "migrant.case"

    assessment_ids = fields.One2many(
        "migrant.assessment", "case_id", string="Assessments"
    )
    vulnerability_ids = fields.One2many(
        "migrant.vulnerability", "case_id", string="Specific needs"
    )
    priority_ids = fields.One2many(
        "migrant.priority.result", "case_id", string="Priorities", readonly=True
    )
    need_ids = fields.One2many("migrant.need", "case_id", string="Needs")
    plan_ids = fields.One2many("migrant.plan", "case_id", string="Plans")
    action_ids = fields.One2many("migrant.action", "case_id", string="Actions")
    protocol_use_ids = fields.One2many(
        "migrant.protocol.use", "case_id", string="Protocols"
    )
    followup_ids = fields.One2many("migrant.followup", "case_id", string="Follow-ups")
    review_ids = fields.One2many("migrant.review", "case_id", string="Reviews")
    active_plan_id = fields.Many2one(
        "migrant.plan", string="Plan in force", compute="_compute_active_plan_id"
    )
    coverage_rate = fields.Float(
        string="Needs covered",
        compute="_compute_coverage",
        help="Share of the needs that somebody verified to be covered.",
    )
    coverage_text = fields.Char(string="Coverage", compute="_compute_coverage")
    waiting_count = fields.Integer(string="To be verified", compute="_compute_coverage")

    @api.depends("plan_ids.state")
    def _compute_active_plan_id(self):
        plans = self.env["migrant.plan"].search(
            [("case_id", "in", self.ids), ("state", "=", "active")]
        )
        by_case = plans.grouped("case_id")
        for case in self:
            case.active_plan_id = by_case.get(case._origin, plans.browse())[:1]

    @api.depends("need_ids.state")
    @api.depends_context("lang")
    def _compute_coverage(self):
        counts = {}
        if len(self) == 1:
            # Its form shows the needs themselves: they are read already.
            counts[self._origin.id] = Counter(self._origin.need_ids.mapped("state"))
        else:
            rows = self.env["migrant.need"]._read_group(
                [("case_id", "in", self.ids)], ["case_id", "state"], ["__count"]
            )
            for case, state, count in rows:
                counts.setdefault(case.id, {})[state] = count
        labels = dict(
            self.env["migrant.need"]._fields["state"]._description_selection(self.env)
        )
        for case in self:
            found = counts.get(case._origin.id, {})
            states = [state for state, n in found.items() for _i in range(n)]
            case.coverage_rate = coverage.summarise(states).rate or 0.0
            case.waiting_count = found.get("delivered", 0)
            case.coverage_text = " · ".join(
                self.env._(
                    "%(label)s: %(count)s", label=labels[state], count=found[state]
                )
                for state, _label in STATES
                if state in found
            )

    # ---------------------------------------------------------------- actions

    def action_prioritise(self):
        """Ask the guide of this type of file, and keep what it says with its lines."""
        self.ensure_one()
        self.check_access("write")
        result = self._prioritise()
        return result._get_records_action(view_mode="form", target="new")

    def _prioritise(self):
        """Result of the guide on the facts of this file.

        :rtype: migrant.priority.result
        """
        self.ensure_one()
        guide = self.env["migrant.priority.guide"]._for_case(self)
        if not guide:
            raise UserError(
                self.env._("No prioritisation guide holds for this type of file.")
            )
        verdict = guide._judge(self._priority_facts())
        lines = guide.line_ids.browse(verdict.fired)
        # The guide writes its result, not the worker.
        result = (
            self.env["migrant.priority.result"]
            .sudo()
            .create(
                {
                    "case_id": self.id,
                    "guide_id": guide.id,
                    "by_id": self.env.uid,
                    "points": verdict.points,
                    "level": verdict.level or False,
                    "fired_ids": [
                        fields.Command.create(
                            {
                                "line_id": line.id,
                                "name": line.name,
                                "points": line.points,
                            }
                        )
                        for line in lines
                    ],
                }
            )
        )
        return result.sudo(self.env.su)

    def _priority_facts(self):
        """Facts that a guide may look at. Extend by ``super()``.

        :return: dict of fact name to value or set of values, as the reader sees them
        """
        self.ensure_one()
        needs = self.need_ids.filtered(lambda need: not need.closed_on)
        current = self.env["migrant.vulnerability"]._current_of(self)
        facts = {
            "type": self.case_type_id.code,
            "code": set(current.specific_need_id._codes())
            | set(current.specific_need_id.mapped("code")),
            "age": self.beneficiary_id.age_band or None,
            "needs": len(needs) or None,
            "basic_needs": len(needs.filtered("is_basic")) or None,
        }
        last = {}
        signed = self.assessment_ids.filtered(lambda a: a.state == "signed")
        for assessment in signed.sorted(lambda a: (a.date, a.id)):
            for line in assessment.line_ids.filtered("is_answered"):
                if line.item_id.code:
                    last[f"answer.{line.item_id.code}"] = line.score
            for result in assessment.result_ids.filtered("is_rated"):
                last[f"domain.{result.need_domain_id.code}"] = result.score
        if "concern_ids" in self._fields:
            facts["concern"] = set(self.concern_ids.mapped("code"))
        return {**facts, **last}

    def action_assess(self):
        """The assessment that is being filled, else a new one: one click."""
        filling = self.assessment_ids.filtered(
            lambda row: row.state in ("draft", "submitted")
        )
        action = self._open_lines("migrant_case.migrant_assessment_action")
        return {**action, "res_id": filling[:1].id, "views": [(False, "form")]}

    def action_open_plan(self):
        """The plan in force, else the draft, else a new one: one click."""
        plan = (
            self.active_plan_id
            or self.plan_ids.filtered(lambda p: p.state in ("draft", "to_approve"))[:1]
        )
        action = self._open_lines("migrant_case.migrant_plan_action")
        return {**action, "res_id": plan.id, "views": [(False, "form")]}

    def _open_lines(self, xmlid):
        """A list of this file's lines, new ones standing in this file."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "domain": [("case_id", "=", self.id)],
            "context": {"default_case_id": self.id},
        }

    def action_open_actions(self):
        """The actions of this file."""
        return self._open_lines("migrant_case.migrant_action_action")

    def action_open_needs(self):
        """The needs of this file and how they are covered."""
        return self._open_lines("migrant_case.migrant_need_action")

    # ------------------------------------------------------------------ hooks

    def _has_signed_assessment(self, kind=None):
        """Whether an assessment of this file was signed: for gates."""
        self.ensure_one()
        return bool(
            self.assessment_ids.filtered(
                lambda a: a.state in ("signed", "superseded")
                and (not kind or a.kind == kind)
            )
        )

    def _has_agreed_plan(self):
        """Whether a plan of this file is in force: for gates."""
        return bool(self.active_plan_id)

    def _get_open_needs(self):
        """Needs that are neither verified nor ended by a decision: for closure."""
        return self.need_ids.filtered(
            lambda need: need.state in ("open", "planned", "delivered", "partly_met")
        )

    def _plan_risk_changed(self, check, source):
        """A follow-up or review found more risk: the file says so at once.

        :param str check: higher or danger
        :param str source: label of the follow-up or review
        """
        order = ["none", "low", "medium", "high", "urgent"]
        for case in self:
            if check == "danger":
                level = "urgent"
            else:
                level = order[min(order.index(case.risk_level) + 1, 4)]
            reason = self.env._("Found at a follow-up or review: %(what)s", what=source)
            if level != case.risk_level:
                case._plan_set_risk(level, reason)

    def _plan_set_risk(self, level, reason):
        """Set the risk of the file through its history, where the file keeps one."""
        history = "migrant.case.risk"
        if history in self.env:
            self.env[history].create(
                [
                    {"case_id": case.id, "level": level, "reason": reason}
                    for case in self
                ]
            )
            return True
        # Checked by the caller; the level is written by methods, typed by nobody.
        self.sudo().risk_level = level
        return True

    # ----------------------------------------------------------------- gates

    def _gate_assessment_signed(self, gate):
        """What is missing to enter a step that asks for a signed assessment."""
        if self._has_signed_assessment():
            return None
        return self.env._("a signed assessment")

    def _gate_plan_approved(self, gate):
        """What is missing to enter a step that asks for a plan in force."""
        if self._has_agreed_plan():
            return None
        return self.env._("a plan in force")

    def _gate_needs_answered(self, gate):
        """Needs that nobody verified and no decision ended."""
        open_ = self._get_open_needs()
        if not open_:
            return None
        return self.env._(
            "an answer to these needs: %(needs)s",
            needs=", ".join(open_.domain_id.mapped("name")),
        )

    def _gate_person_view(self, gate):
        """The view of the person, in the last plan or review."""
        if self.active_plan_id.person_view or self.review_ids[:1].person_view:
            return None
        return self.env._("the view of the person")

    def _gate_child_view(self, gate):
        """The view of the child, or why not, in the last plan or review."""
        said = self.active_plan_id | self.plan_ids[:1]
        if not self.case_type_id.is_child or any(
            row.child_view or row.child_view_absent
            for row in (*said, *self.review_ids[:1])
        ):
            return None
        return self.env._("the view of the child, or why not")
