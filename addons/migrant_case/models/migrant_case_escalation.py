# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .migrant_case import SOCIAL
from .migrant_case_transition import TOLD_DAYS


class MigrantCaseEscalation(models.Model):
    """A difficulty laid before the supervisor, with an answer due."""

    _name = "migrant.case.escalation"
    _inherit = ["migrant.case.part", "ngo.transition.mixin"]
    _description = "Question to the supervisor"
    _order = "id desc"
    _transitions = {"asked": {"answered", "withdrawn"}}
    _journal_fields = ("question", "answer")

    question = fields.Text(required=True)
    to_user_id = fields.Many2one(
        "res.users",
        string="To",
        ondelete="restrict",
        compute="_compute_to_user_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    asked_by_id = fields.Many2one(
        "res.users",
        string="Asked by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [
            ("asked", "Waits for an answer"),
            ("answered", "Answered"),
            ("withdrawn", "Taken back"),
        ],
        required=True,
        default="asked",
        readonly=True,
        index=True,
    )
    answer = fields.Text()
    answered_by_id = fields.Many2one(
        "res.users", string="Who answered", readonly=True, ondelete="restrict"
    )
    answered_at = fields.Datetime(readonly=True)
    due = fields.Datetime(string="Answer due", compute="_compute_due")

    @api.model
    def _scope_reasons(self):
        since = fields.Datetime.now() - timedelta(days=TOLD_DAYS)
        lately = Domain("answered_at", ">=", since) & Domain("state", "=", "answered")
        return [
            *super()._scope_reasons(),
            (
                "asked",
                self.env._("You are asked."),
                self._asked_domain() | Domain("to_user_id", "=", self.env.uid) & lately,
            ),
        ]

    @api.model
    def _asked_domain(self):
        """Questions that wait for the current user."""
        return Domain("to_user_id", "=", self.env.uid) & Domain("state", "=", "asked")

    @api.depends("case_id")
    def _compute_to_user_id(self):
        for row in self:
            row.to_user_id = row.to_user_id or row.case_id.supervisor_id

    def _compute_due(self):
        for row in self:
            row.due = row._clock().due

    def _clock(self):
        """The deadline of this question, sudo."""
        self.ensure_one()
        # Whoever reads the question reads when its answer is due.
        return (
            self.env["ngo.clock"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "migrant.case"),
                    ("res_id", "=", self.case_id.id),
                    ("event", "=", "escalated"),
                    ("occurrence", "=", str(self._origin.id)),
                ],
                limit=1,
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                for name in ("asked_by_id", "state", "answer", "answered_by_id"):
                    vals.pop(name, None)
        rows = super().create(vals_list)
        for row in rows:
            if not row.to_user_id:
                raise UserError(self.env._("Say who is asked."))
            row.case_id._start_clocks(
                "escalated", occurrence=str(row.id), user_id=row.to_user_id
            )
            self.env["ngo.access"]._notify_users(
                row.to_user_id - self.env.user,
                lambda env, code=row.display_name: (
                    env._("A question on %(code)s", code=code),
                    env._("Sign in to read and to answer it."),
                ),
                row,
            )
        return rows

    def write(self, vals):
        if not self.env.su and set(vals) - {"answer"}:
            raise UserError(self.env._("What was asked stays: answer it."))
        if not self.env.su and self.to_user_id - self.env.user:
            raise AccessError(self.env._("Somebody else is asked."))
        return super().write(vals)

    @api.model
    def _scope_write_domain(self):
        return super()._scope_write_domain() | self._asked_domain()

    def action_answer(self):
        """The answer is given: its deadline ends and the asker is told."""
        for row in self:
            row.check_access("read")
            if row.to_user_id != self.env.user:
                raise AccessError(self.env._("Somebody else is asked."))
            if not (row.answer or "").strip():
                raise UserError(self.env._("Write the answer first."))
            row._end("answered")
            self.env["ngo.access"]._notify_users(
                row.asked_by_id,
                lambda env, code=row.display_name: (
                    env._("Your question on %(code)s", code=code),
                    env._("Sign in to read the answer."),
                ),
                row,
            )
        return True

    def action_withdraw(self):
        """The question is no longer asked."""
        for row in self:
            row.check_access("write")
            row._end("withdrawn")
        return True

    def _end(self, state):
        over = self.filtered(lambda row: row.state != "asked")
        if over:
            raise UserError(
                self.env._(
                    "Answered or taken back already: %(codes)s",
                    codes=", ".join(over.mapped("display_name")),
                )
            )
        # The right was checked by the action; the row is closed to direct writing.
        self.sudo().write(
            {
                "state": state,
                "answered_by_id": self.env.uid,
                "answered_at": fields.Datetime.now(),
            }
        )
        self._clock()._end("done" if state == "answered" else "cancelled")


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    escalation_ids = fields.One2many(
        "migrant.case.escalation", "case_id", groups=SOCIAL
    )

    def _probe_escalations(self):
        """True when no question to the supervisor is open."""
        return not self.escalation_ids.filtered(lambda row: row.state == "asked")

    def action_escalate(self):
        """Ask the supervisor."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask the supervisor"),
            "res_model": "migrant.case.escalation",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }
