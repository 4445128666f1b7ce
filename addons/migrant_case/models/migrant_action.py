# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from .migrant_case import PROPOSED

KINDS = [
    ("demarche", "Administrative step"),
    ("accompaniment", "Accompaniment"),
    ("mediation", "Mediation"),
    ("information", "Information"),
    ("pss", "Psychosocial session"),
    ("legal_step", "Legal step"),
    ("material_aid", "Material aid"),
    ("direct", "Direct service"),
    ("referral", "Referral"),
    ("call", "Call or visit"),
]
LINES = {
    "legal_step": "legal",
    "pss": "psychological",
}
OPEN = ("todo", "doing")


class MigrantAction(models.Model):
    """One thing to do for, or with, a person: who, what, by when, what came of it.

    An administrative step, an accompaniment with its time, way and cost, a mediation
    with its parties and agreement, a session of a series. Done, it has answered its
    needs; whether they are covered is seen at a follow-up. [B20, T14, T23, E14]
    """

    _name = "migrant.action"
    _inherit = ["migrant.plan.task"]
    _description = "Action"
    _order = "due_on, id"
    _due_event = "action_due"
    _open_states = OPEN
    _dropped_states = ("failed", "declined", "cancelled")
    _label_fields = ("kind", "name")
    _journal_fields = ("name", "result", "parties", "agreement")
    _begins_with = {"state": "todo", "done_at": False, "done_by_id": False}
    _transitions = {
        "todo": {"doing", "done", "failed", "declined", "cancelled"},
        "doing": {"todo", "done", "failed", "declined", "cancelled"},
        "done": set(),
        "failed": {"todo"},
        "declined": {"todo"},
        "cancelled": {"todo"},
    }

    name = fields.Char(string="What", required=True, index="trigram")
    kind = fields.Selection(KINDS, required=True, default="demarche", index=True)
    service_line = fields.Selection(
        [
            ("social", "Social"),
            ("legal", "Legal"),
            ("medical", "Medical"),
            ("psychological", "Psychological"),
        ],
        compute="_compute_service_line",
        required=True,
        **PROPOSED,
    )
    goal_id = fields.Many2one(
        "migrant.goal",
        index="btree_not_null",
        ondelete="set null",
        domain="[('case_id', '=', case_id), ('state', 'in', ('open', 'partly'))]",
    )
    need_ids = fields.Many2many(
        "migrant.need",
        "migrant_action_need_rel",
        "action_id",
        "need_id",
        string="Needs",
        domain="[('case_id', '=', case_id)]",
        compute="_compute_need_ids",
        store=True,
        readonly=False,
    )
    earlier_goal_ids = fields.Many2many(
        "migrant.goal",
        "migrant_action_earlier_goal_rel",
        "action_id",
        "goal_id",
        readonly=True,
        copy=False,
    )
    responsible = fields.Selection(
        [
            ("staff", "The house"),
            ("person", "The person herself"),
            ("family", "Family or kin"),
            ("partner", "A partner"),
        ],
        string="Who does it",
        required=True,
        default="staff",
    )
    party_id = fields.Many2one(
        "migrant.plan.party",
        string="Member of the family",
        ondelete="set null",
        domain="[('case_id', '=', case_id)]",
    )
    partner_name = fields.Char(string="Partner or authority")
    site_id = fields.Many2one(
        "ngo.site",
        compute="_compute_site_id",
        index="btree_not_null",
        **PROPOSED,
    )
    programme_id = fields.Many2one(
        related="case_id.programme_id", store=True, precompute=True
    )
    start_on = fields.Date(string="From")
    due_on = fields.Date(string="Until", index="btree_not_null")
    state = fields.Selection(
        [
            ("todo", "To do"),
            ("doing", "Begun"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("declined", "Declined by the person"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="todo",
        index=True,
        copy=False,
        group_expand=True,
    )
    done_at = fields.Datetime(string="Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    result = fields.Text(string="What came of it")
    minutes = fields.Integer(string="Time (minutes)", aggregator="sum")
    distance_km = fields.Float(string="Distance (km)", aggregator="sum")
    place = fields.Char()
    cost = fields.Monetary(aggregator="sum")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    quantity = fields.Float(default=1.0)
    parties = fields.Char(string="Parties of the mediation")
    agreement = fields.Text()
    is_agreed = fields.Selection(
        [("yes", "Agreement"), ("partly", "In part"), ("no", "No agreement")],
        string="Outcome of the mediation",
    )
    series_id = fields.Many2one(
        "migrant.action",
        string="First of the series",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    session_number = fields.Integer(
        string="Session", readonly=True, copy=False, aggregator=None
    )
    session_count = fields.Integer(compute="_compute_session_count")
    protocol_line_id = fields.Many2one(
        "migrant.protocol.line",
        string="Line of the protocol",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    protocol_use_id = fields.Many2one(
        "migrant.protocol.use",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    _numbers_possible = models.Constraint(
        "CHECK((minutes IS NULL OR minutes BETWEEN 0 AND 10000)"
        " AND (distance_km IS NULL OR (distance_km >= 0 AND distance_km < 1e5))"
        " AND (cost IS NULL OR (cost >= 0 AND cost < 1e9))"
        " AND (quantity IS NULL OR (quantity >= 0 AND quantity < 1e6)))",
        "Time, distance, cost and quantity are numbers of a day's work.",
    )
    _dates_in_order = models.Constraint(
        "CHECK(due_on >= start_on)", "An action cannot end before it begins."
    )
    _done_when = models.Constraint(
        "CHECK(state != 'done' OR done_at IS NOT NULL)",
        "What is done says when.",
    )
    _todo_idx = models.Index("(user_id, due_on) WHERE state IN ('todo', 'doing')")
    _line_once = models.UniqueIndex(
        "(protocol_use_id, protocol_line_id)",
        "This line of the protocol was laid already.",
    )

    @api.depends("kind")
    def _compute_service_line(self):
        for action in self:
            action.service_line = LINES.get(action.kind) or (
                action.service_line or "social"
            )

    @api.depends("goal_id")
    def _compute_need_ids(self):
        for action in self:
            action.need_ids = action.need_ids | action.goal_id.need_ids

    @api.depends("case_id")
    def _compute_site_id(self):
        for action in self:
            action.site_id = action.site_id or action.case_id.site_id

    @api.depends("series_id")
    def _compute_session_count(self):
        firsts = self.series_id | self
        rows = self._read_group(
            [("series_id", "in", firsts.ids)], ["series_id"], ["__count"]
        )
        counts = {first.id: count for first, count in rows}
        for action in self:
            action.session_count = counts.get((action.series_id or action).id, 0)

    @api.depends("state", "due_on")
    @api.depends_context("tz")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.is_late = bool(
                action.state in OPEN and action.due_on and action.due_on < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "in", OPEN) & Domain(
            "due_on", "<", fields.Date.context_today(self)
        )
        return late if True in value else ~late

    @api.constrains("case_id", "goal_id", "need_ids", "party_id")
    def _check_same_file(self):
        wrong = self.filtered(
            lambda a: (a.goal_id.case_id | a.need_ids.case_id | a.party_id.case_id)
            - a.case_id
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "These actions speak of another file: %(actions)s",
                    actions=", ".join(wrong.mapped("display_name")),
                )
            )

    # -------------------------------------------------------------------- orm

    @api.model
    def _locked_fields(self):
        return super()._locked_fields() | {
            "series_id",
            "session_number",
            "earlier_goal_ids",
            "protocol_line_id",
            "protocol_use_id",
        }

    def write(self, vals):
        done = self.filtered(lambda action: action.state == "done")
        told = {"name", "kind", "need_ids", "case_id", "due_on"}
        if done and set(vals) & told and not self.env.su:
            raise UserError(
                self.env._(
                    "What is done stays as it was said; add an action: %(actions)s",
                    actions=", ".join(done.mapped("display_name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        kept = self.filtered(lambda action: action.state not in OPEN)
        if kept and not self.env.su:
            raise UserError(
                self.env._(
                    "What was done or given up stays in the file: %(actions)s",
                    actions=", ".join(kept.mapped("display_name")),
                )
            )

    # ----------------------------------------------------------------- clocks

    def _clock_facets(self):
        """The deadline falls where the action is done."""
        return {**super()._clock_facets(), "site_id": self.site_id}

    # ---------------------------------------------------------------- actions

    def _check_transition(self, state):
        res = super()._check_transition(state)
        if state in ("failed", "declined"):
            silent = self.filtered(lambda action: not (action.result or "").strip())
            if silent:
                raise UserError(
                    self.env._(
                        "Say what happened: %(actions)s",
                        actions=", ".join(silent.mapped("display_name")),
                    )
                )
        if state == "done":
            open_ = self.filtered(
                lambda a: a.kind == "mediation" and not (a.parties and a.is_agreed)
            )
            if open_:
                raise UserError(
                    self.env._("Name the parties of the mediation and its outcome.")
                )
        return res

    def _move_vals(self, state):
        if state != "done":
            return super()._move_vals(state)
        return {"done_at": fields.Datetime.now(), "done_by_id": self.env.uid}

    def action_begin(self):
        """It has begun."""
        return self._move_to("doing")

    def action_done(self):
        """It is done: its needs wait to be looked at."""
        return self._move_to("done")

    def action_failed(self):
        """It did not work; the result says why."""
        return self._move_to("failed")

    def action_declined(self):
        """The person does not wish it; the result says why."""
        return self._move_to("declined")

    def action_cancel(self):
        """It is not needed any more."""
        return self._move_to("cancelled")

    def action_todo(self):
        """It is to be done again."""
        return self._move_to("todo")

    def _lay_series(self, count, every_days):
        """Further sessions of a series, one every so many days. [E14]

        :param int count: sessions in all, this one included
        :param int every_days: days between two of them
        :return: the sessions, this one first
        """
        self.ensure_one()
        if not (2 <= count <= 52 and 1 <= every_days <= 90) or not self.due_on:
            raise UserError(
                self.env._(
                    "A series has 2 to 52 sessions, 1 to 90 days apart, from a day on."
                )
            )
        # Numbers of a series are given by the series, typed by nobody.
        self.sudo().write({"series_id": self.id, "session_number": 1})
        calendar = self.env["ngo.policy.rule"]._calendar_of(self.site_id)
        out = self
        for number in range(2, count + 1):
            days = fields.Date.add(self.due_on, days=every_days * (number - 1))
            session = self.copy(
                {
                    "due_on": calendar.next_worked(days),
                    "start_on": False,
                    "need_ids": [Command.set(self.need_ids.ids)],
                }
            )
            session.sudo().write({"series_id": self.id, "session_number": number})
            out |= session
        return out

    def action_next_session(self):
        """One more session a week later, of the same series."""
        self.ensure_one()
        first = self.series_id or self
        if not first.series_id:
            first.sudo().write({"series_id": first.id, "session_number": 1})
        last = self.search([("series_id", "=", first.id)], order="due_on desc", limit=1)
        calendar = self.env["ngo.policy.rule"]._calendar_of(self.site_id)
        day = fields.Date.add(last.due_on or fields.Date.context_today(self), days=7)
        session = first.copy({"due_on": calendar.next_worked(day), "start_on": False})
        number = max(
            self.search([("series_id", "=", first.id)]).mapped("session_number")
        )
        session.sudo().write({"series_id": first.id, "session_number": number + 1})
        return session._get_records_action(view_mode="form")
