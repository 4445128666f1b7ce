# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from .migrant_case import LIVE_STATES

# A contract that ends is prepared so many days before.
NOTICE_DAYS = 21


class MigrantHandover(models.Model):
    """All files of somebody who leaves, handed to colleagues one by one.

    Each file keeps its owner until the colleague accepts; the pack says where it
    stands. Made by hand, or when a role ends soon.
    """

    _name = "migrant.handover"
    _inherit = ["ngo.guarded", "ngo.code.mixin", "ngo.transition.mixin"]
    _description = "Handover of files"
    _order = "last_day, id"
    _code_prefix = "HO-"
    _transitions = {
        "draft": {"sent", "cancelled"},
        "sent": {"done", "draft"},
    }

    user_id = fields.Many2one(
        "res.users",
        string="Who leaves",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    last_day = fields.Date(required=True, default=fields.Date.context_today)
    state = fields.Selection(
        [
            ("draft", "Being prepared"),
            ("sent", "Colleagues are asked"),
            ("done", "Done"),
            ("cancelled", "Given up"),
        ],
        required=True,
        default="draft",
        readonly=True,
    )
    team_ids = fields.Many2many("ngo.team", string="Teams", compute="_compute_team_ids")
    line_ids = fields.One2many("migrant.handover.line", "handover_id", string="Files")
    waiting_count = fields.Integer(compute="_compute_waiting_count")

    _one_draft = models.UniqueIndex(
        "(user_id) WHERE state IN ('draft', 'sent')",
        "The handover of this colleague is being prepared already.",
    )

    @api.depends("user_id")
    def _compute_team_ids(self):
        teams = self.env["ngo.team"]
        for handover in self:
            handover.team_ids = teams._get_memberships(handover.user_id).team_id

    @api.depends("line_ids.transition_id.state")
    def _compute_waiting_count(self):
        for handover in self:
            handover.waiting_count = len(
                handover.line_ids.filtered(lambda line: not line.is_settled)
            )

    @api.model
    def _scope_reasons(self):
        led = self.env["migrant.caseload"]._led_users()
        return [
            ("own", self.env._("You leave."), Domain("user_id", "=", self.env.uid)),
            ("lead", self.env._("You lead the team."), Domain("user_id", "in", led)),
        ]

    @api.model_create_multi
    def create(self, vals_list):
        handovers = super().create(vals_list)
        for handover in handovers:
            handover._fill_lines()
        return handovers

    def _get_cases(self):
        """Files that go to others."""
        return self.env["migrant.case"].search(
            [("owner_id", "=", self.user_id.id), ("state", "in", LIVE_STATES)]
        )

    def _fill_lines(self):
        """One line for each file, with the colleague who has most room."""
        self.ensure_one()
        known = self.line_ids.case_id
        caseload = self.env["migrant.caseload"]
        added = {}
        lines = []
        for case in self._get_cases() - known:
            proposed = caseload._propose(case, without=self.user_id, added=added)[:1]
            added[proposed.id] = added.get(proposed.id, 0) + case.weight
            lines.append(
                {
                    "handover_id": self.id,
                    "case_id": case.id,
                    "to_user_id": proposed.id,
                }
            )
        self.env["migrant.handover.line"].create(lines)

    def action_fill(self):
        """Look for files that came since."""
        for handover in self:
            handover.check_access("write")
            handover._fill_lines()
        return True

    def action_send(self):
        """Ask each colleague; the owner changes when she accepts."""
        for handover in self:
            lines = handover.line_ids.filtered("is_to_ask")
            nobody = lines.filtered(lambda line: not line.to_user_id)
            if nobody:
                raise UserError(
                    self.env._(
                        "Say who takes these files: %(codes)s",
                        codes=", ".join(nobody.mapped("display_name")),
                    )
                )
            for line in lines:
                line._ask()
            if handover.state == "draft":
                handover._move_to("sent")
        return True

    def action_done(self):
        """All files have a new owner."""
        for handover in self:
            if handover.waiting_count:
                raise UserError(
                    self.env._(
                        "Files that wait for an answer: %(count)s",
                        count=handover.waiting_count,
                    )
                )
        return self._move_to("done")

    def action_cancel(self):
        """Nobody leaves."""
        return self._move_to("cancelled")

    @api.model
    def _cron_contract_ends(self):
        """Prepare the handover of those whose last role ends soon."""
        now = fields.Datetime.now()
        roles = self.env["ngo.role"].sudo()
        ending = roles.search(
            roles._live_domain()
            & Domain("date_to", "!=", False)
            & Domain("date_to", "<=", now + timedelta(days=NOTICE_DAYS))
        )
        for user in ending.user_id:
            rows = roles.search(roles._live_domain() & Domain("user_id", "=", user.id))
            if not all(row.date_to for row in rows):
                continue
            last = max(rows.mapped("date_to"))
            if last > now + timedelta(days=NOTICE_DAYS):
                continue
            # The job works for everybody: it sees all files and handovers.
            handovers = self.sudo()
            known = handovers.search_count(
                [("user_id", "=", user.id), ("state", "in", ("draft", "sent"))]
            )
            if known or not handovers.new({"user_id": user.id})._get_cases():
                continue
            handover = handovers.create({"user_id": user.id, "last_day": last.date()})
            handover._tell_lead()

    def _tell_lead(self):
        """Tell the one who leaves and the leads of her teams, by code."""
        for handover in self:
            users = handover.team_ids.lead_id | handover.team_ids.deputy_id
            self.env["ngo.access"]._notify_users(
                users | handover.user_id,
                lambda env, code=handover.code: (
                    env._("Files to hand over: %(code)s", code=code),
                    env._("Sign in to say who takes them."),
                ),
                handover,
            )


class MigrantHandoverLine(models.Model):
    """One file of a handover and the colleague who is to take it."""

    _name = "migrant.handover.line"
    _inherit = ["ngo.guarded", "migrant.person.mixin"]
    _description = "File of a handover"
    _order = "handover_id, id"
    _rec_name = "case_id"

    handover_id = fields.Many2one(
        "migrant.handover", required=True, index=True, ondelete="cascade"
    )
    case_id = fields.Many2one(
        "migrant.case", string="File", required=True, index=True, ondelete="restrict"
    )
    beneficiary_id = fields.Many2one(
        related="case_id.beneficiary_id", string="Person", store=True, precompute=True
    )
    to_user_id = fields.Many2one("res.users", string="To", ondelete="restrict")
    load_warning = fields.Char(compute="_compute_load_warning")
    transition_id = fields.Many2one("migrant.case.transition", readonly=True)
    state = fields.Selection(related="transition_id.state")
    is_settled = fields.Boolean(compute="_compute_is_settled")
    is_to_ask = fields.Boolean(compute="_compute_is_to_ask")

    _case_uniq = models.UniqueIndex(
        "(handover_id, case_id)", "This file is on the list already."
    )

    @api.depends("case_id")
    def _compute_display_name(self):
        for line in self:
            # A code is all that a label may say, whoever asks.
            line.display_name = line.case_id.sudo().code

    @api.depends("to_user_id", "case_id")
    def _compute_load_warning(self):
        caseload = self.env["migrant.caseload"]
        for line in self:
            line.load_warning = bool(line.to_user_id) and caseload._warning(
                line.to_user_id, line.case_id
            )

    @api.depends("transition_id.state", "case_id.owner_id")
    def _compute_is_settled(self):
        for line in self:
            # Whether somebody else holds the file now is all that is read of it.
            case = line.case_id.sudo()
            line.is_settled = (
                case.owner_id != line.handover_id.user_id
                or case.state not in LIVE_STATES
            )

    @api.depends("transition_id.state", "is_settled")
    def _compute_is_to_ask(self):
        for line in self:
            # Who was asked and refused leaves the file to be offered to another.
            is_free = line.state in (False, "rejected", "revoked")
            line.is_to_ask = is_free and not line.is_settled

    @api.model
    def _scope_reasons(self):
        handovers = self.env["migrant.handover"]
        return [
            (key, label, Domain("handover_id", "any", domain))
            for key, label, domain in handovers._scope_reasons()
        ]

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return "migrant.beneficiary", self.sudo().case_id.beneficiary_id.ids

    def _ask(self):
        """Offer the file to the colleague; an offer that waits is taken over."""
        for line in self:
            transition = line.case_id.waiting_transition_id
            if not transition:
                transition = transition.create(line._prepare_transition_vals())
            transition.sudo().handover_id = line.handover_id
            line.write(
                {
                    "transition_id": transition.id,
                    "to_user_id": transition.to_user_id.id,
                }
            )

    def _prepare_transition_vals(self):
        """Values of the offer."""
        self.ensure_one()
        return {
            "case_id": self.case_id.id,
            "kind": "handover",
            "to_user_id": self.to_user_id.id,
            "reason": self.env._(
                "%(name)s leaves on %(date)s.",
                name=self.handover_id.user_id.name,
                date=format_date(self.env, self.handover_id.last_day),
            ),
        }

    def action_open_offer(self):
        """What was asked and answered stands there, for who reads it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "migrant.case.transition",
            "res_id": self.transition_id.id,
            "views": [(False, "form")],
        }
