# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from .migrant_case import LIVE_STATES
from .migrant_case_scope import CONTENT_ROLES

KINDS = [
    ("transfer", "Transfer to another team, site or programme"),
    ("referral_internal", "Internal referral to a colleague or a pole"),
    ("reassign", "Reassignment within the team"),
    ("handover", "Handover, somebody leaves"),
]
# After these another person owns the file.
MOVING = ("transfer", "reassign", "handover")
# How long those who asked and answered read it, whoever holds the file since.
TOLD_DAYS = 7


class MigrantCaseTransition(models.Model):
    """A file, or a part of the work on it, is offered to somebody else.

    Four different things: a *transfer* moves the file to another team, site or
    programme; an *internal referral* asks another pole for something, the owner stays;
    a *reassignment* changes the owner within the team; a *handover* does so because
    somebody leaves. The owner changes when the other one accepts, never before.
    """

    _name = "migrant.case.transition"
    _inherit = ["migrant.case.part", "ngo.transition.mixin"]
    _description = "Transfer, referral, reassignment or handover"
    _order = "id desc"
    _transitions = {
        "in_progress": {"accepted", "rejected", "revoked"},
        "accepted": {"done"},
    }
    _journal_fields = ("reason", "person_view", "child_view", "answer")

    kind = fields.Selection(KINDS, required=True, default="transfer")
    state = fields.Selection(
        [
            ("in_progress", "Waits for an answer"),
            ("accepted", "Accepted"),
            ("rejected", "Refused"),
            ("revoked", "Taken back"),
            ("done", "Finished"),
        ],
        required=True,
        default="in_progress",
        readonly=True,
        index=True,
    )
    from_user_id = fields.Many2one(
        "res.users", string="From whom", readonly=True, ondelete="restrict"
    )
    asked_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    to_user_id = fields.Many2one("res.users", string="To", ondelete="restrict")
    to_team_id = fields.Many2one("ngo.team", string="To the team", ondelete="restrict")
    to_site_id = fields.Many2one("ngo.site", string="To the site", ondelete="restrict")
    to_programme_id = fields.Many2one(
        "ngo.programme", string="To the programme", ondelete="restrict"
    )
    reason = fields.Text(required=True, help="Why, and what is asked.")
    person_view = fields.Text(
        string="View of the person", help="What she thinks of it; asked before."
    )
    is_child = fields.Boolean(related="case_id.case_type_id.is_child")
    child_view = fields.Text(string="View of the child, or why not asked")
    pack = fields.Text(
        readonly=True, help="Where the file stood on the day that it was offered."
    )
    answer = fields.Text(help="Of the one who is asked: why not, or what came of it.")
    answered_by_id = fields.Many2one(
        "res.users", string="Who answered", readonly=True, ondelete="restrict"
    )
    answered_at = fields.Datetime(readonly=True)
    member_id = fields.Many2one("migrant.case.member", readonly=True)
    handover_id = fields.Many2one(
        "migrant.handover", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    load_warning = fields.Char(compute="_compute_load_warning")
    proposed_id = fields.Many2one("res.users", compute="_compute_proposed_id")
    proposal = fields.Char(
        compute="_compute_proposal", help="Why this colleague is proposed."
    )
    is_for_me = fields.Boolean(compute="_compute_is_for_me", search="_search_is_for_me")
    is_mine_to_end = fields.Boolean(compute="_compute_is_for_me")

    _somebody_asked = models.Constraint(
        "CHECK(to_user_id IS NOT NULL OR to_team_id IS NOT NULL)",
        "Say who is asked: a colleague or a team.",
    )
    _one_move_at_a_time = models.UniqueIndex(
        "(case_id) WHERE state = 'in_progress' AND kind != 'referral_internal'",
        "This file is being offered already: wait for the answer or take it back.",
    )

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        waiting = Domain("state", "=", "in_progress")
        # An answer is read for some days; then by those who read the file.
        since = fields.Datetime.now() - timedelta(days=TOLD_DAYS)
        current = waiting | Domain("answered_at", ">=", since)
        if not live.has(*CONTENT_ROLES):
            current = Domain.FALSE
        to_team = Domain("to_team_id", "in", live.team_ids) & Domain(
            "to_user_id", "=", False
        )
        return [
            *super()._scope_reasons(),
            (
                "asked",
                self.env._("You are asked."),
                Domain("to_user_id", "=", self.env.uid) & current,
            ),
            ("team_asked", self.env._("Your team is asked."), waiting & to_team),
            (
                "asker",
                self.env._("You asked."),
                Domain("asked_by_id", "=", self.env.uid) & current,
            ),
        ]

    @api.depends("to_user_id", "case_id")
    def _compute_load_warning(self):
        caseload = self.env["migrant.caseload"]
        for row in self:
            row.load_warning = False
            if row.to_user_id and row.kind in MOVING and row.state == "in_progress":
                row.load_warning = caseload._warning(row.to_user_id, row.case_id)

    @api.depends("case_id", "kind")
    @api.depends_context("uid")
    def _compute_proposed_id(self):
        """Whom a reassignment goes to unless its author says otherwise, or nobody.

        Only the head of the team asks: how much colleagues carry is hers to know.
        """
        caseload = self.env["migrant.caseload"]
        for row in self:
            asks = row.kind == "reassign" and row.case_id and not row._origin
            # Read with what the screen knows: a new row holds a copy of the file.
            case = asks and row._may_reassign() and row.case_id._origin
            row.proposed_id = case and caseload._propose(case)[:1]

    @api.onchange("kind", "case_id")
    def _onchange_kind(self):
        if not self.to_user_id:
            self.to_user_id = self.proposed_id

    @api.depends("to_user_id", "proposed_id")
    @api.depends_context("uid", "lang")
    def _compute_proposal(self):
        for row in self:
            user, case = row.to_user_id._origin, row.case_id._origin
            proposed = user and user == row.proposed_id._origin
            row.proposal = (
                self.env["migrant.caseload"]._why(user, case) if proposed else False
            )

    @api.depends_context("uid")
    @api.depends("to_user_id", "to_team_id", "state", "kind", "answered_by_id")
    def _compute_is_for_me(self):
        found = self.filtered_domain(self._for_me_domain())
        for row in self:
            row.is_for_me = row in found
            row.is_mine_to_end = row._is_at_work() and (
                self.env.user in (row.answered_by_id, row.asked_by_id)
            )

    def _search_is_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._for_me_domain()
        return domain if True in value else ~domain

    @api.model
    def _for_me_domain(self):
        teams = self._scope_live().team_ids
        return Domain("state", "=", "in_progress") & (
            Domain("to_user_id", "=", self.env.uid)
            | Domain("to_user_id", "=", False) & Domain("to_team_id", "in", teams)
        )

    @api.model
    def _scope_write_domain(self):
        """Whoever is asked, or works on what was asked, writes the answer."""
        me = self.env.uid
        at_work = Domain("state", "=", "accepted") & Domain("answered_by_id", "=", me)
        return super()._scope_write_domain() | self._for_me_domain() | at_work

    # ------------------------------------------------------------------ ask

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                for name in ("state", "asked_by_id", "answered_by_id", "answered_at"):
                    vals.pop(name, None)
                vals.pop("pack", None)
                vals.pop("member_id", None)
        rows = super().create(vals_list)
        for row in rows:
            row._check_ask()
            # Who holds the file, and where it stands, on the day of the question.
            row.sudo().write(
                {"from_user_id": row.case_id.owner_id.id, "pack": row._get_pack()}
            )
            row.case_id._start_clocks(
                "transition_asked", occurrence=str(row.id), user_id=row.to_user_id
            )
            row._tell(
                row._get_asked(),
                lambda env, code: env._("%(code)s is offered to you", code=code),
            )
        return rows

    def write(self, vals):
        if not self.env.su and (set(vals) != {"answer"} or not self._may_answer()):
            raise UserError(
                self.env._("Take this back and ask again: what was asked stays.")
            )
        return super().write(vals)

    def _may_answer(self):
        """Is the answer to all of these the current user's to write?"""
        mine = self.filtered_domain(self._for_me_domain())
        return not (self - mine).filtered(
            lambda row: not row._is_at_work() or row.answered_by_id != self.env.user
        )

    def _is_at_work(self):
        """Was this internal referral accepted, and is it not finished?"""
        self.ensure_one()
        return self.kind == "referral_internal" and self.state == "accepted"

    def _check_ask(self):
        """Raise unless this may be asked, of this colleague, by this user."""
        self.ensure_one()
        case = self.case_id
        case.check_access("write")
        if case.state not in ("draft", "screening", "open", "on_hold"):
            raise UserError(self.env._("%(code)s is not open.", code=case.code))
        # Whether the account lives is all that is looked at.
        if self.to_user_id and not self.to_user_id.sudo().active:
            raise UserError(self.env._("This account is closed."))
        receiver = self.to_user_id
        if receiver and not self.env.su and not self._holds_files(receiver):
            raise UserError(
                self.env._(
                    "%(who)s has no role today that works on files.",
                    who=self.to_user_id.name,
                )
            )
        if self.kind in MOVING and self.to_user_id and self.to_user_id == case.owner_id:
            raise UserError(self.env._("She holds this file already."))
        if self.kind == "reassign" and not self._may_reassign():
            raise AccessError(
                self.env._("Files are reassigned by the head of the team.")
            )
        if self.kind == "transfer" and not (self.person_view or "").strip():
            raise UserError(
                self.env._("Before a transfer, the person is asked what she thinks.")
            )
        if self.kind == "transfer" and self.is_child and not self.child_view:
            raise UserError(
                self.env._("Before a transfer, the child is asked, or say why not.")
            )

    @api.model
    def _roles_of(self, user):
        """Roles that somebody has today."""
        # Whoever hands on a file need not read her colleagues' roles.
        roles = self.env["ngo.role"].sudo()
        return set(
            roles.search(roles._live_domain() & Domain("user_id", "=", user.id)).mapped(
                "role"
            )
        )

    @api.model
    def _holds_files(self, user):
        return not self._roles_of(user).isdisjoint(CONTENT_ROLES)

    def _may_reassign(self):
        live = self._scope_live()
        led = self.case_id.sudo().team_id.id in live.led_team_ids
        return self.env.su or (live.has("supervisor") and led)

    def _get_asked(self):
        """Users who are asked: the colleague, or lead and deputy of the team."""
        team = self.to_team_id
        return self.to_user_id or (team.lead_id | team.deputy_id)

    def _get_pack(self):
        """Where the file stands, in a few lines, for whoever takes it over.

        Extend to add what other rooms know (open actions, deadlines of procedures).

        :rtype: str
        """
        self.ensure_one()
        case = self.case_id
        risk = dict(case._fields["risk_level"]._description_selection(self.env))
        lines = [
            self.env._("Step: %(step)s", step=case.step_id.name),
            self.env._("Risk: %(risk)s", risk=risk[case.risk_level]),
        ]
        clocks = case._get_clocks("running", "breached").sorted("due")
        days = [
            fields.Datetime.context_timestamp(case, clock.due).date()
            for clock in clocks
        ]
        lines += [
            self.env._(
                "Due %(date)s: %(what)s",
                date=format_date(self.env, day),
                what=clock.name,
            )
            for clock, day in zip(clocks, days, strict=True)
        ]
        agreed = case.last_agreed
        # A whole team that is asked learns where the file stands, not what was said.
        if agreed and self.to_user_id:
            lines.append(self.env._("Agreed last time: %(what)s", what=agreed))
        if case.missing_info:
            lines.append(self.env._("Missing: %(what)s", what=case.missing_info))
        return "\n".join(lines)

    # --------------------------------------------------------------- answer

    def action_accept(self):
        """The one who is asked accepts: now, and only now, the owner changes."""
        for row in self:
            row._check_answer()
            row._answer("accepted")
            if row.kind in MOVING:
                row._move_file()
            else:
                row._join_file()
            row._tell(
                row.asked_by_id,
                lambda env, code: env._("%(code)s was accepted", code=code),
            )
        return True

    def action_reject(self):
        """The one who is asked refuses: nothing changes."""
        for row in self:
            row._check_answer()
            row._answer("rejected")
            row._tell(
                row.asked_by_id,
                lambda env, code: env._("%(code)s was refused", code=code),
            )
        return True

    def action_revoke(self):
        """The one who asked, or the head of the team, takes it back."""
        for row in self:
            row.check_access("read")
            if row.asked_by_id != self.env.user and not row._may_reassign():
                raise AccessError(self.env._("Only who asked takes it back."))
            row._answer("revoked")
        return True

    def action_done(self):
        """What was asked of a colleague is finished: she leaves the file.

        Another referral of hers, or a transfer, keeps what it opened. [AC-03]
        """
        for row in self:
            row.check_access("read")
            if not row._is_at_work():
                raise UserError(self.env._("Only work that goes on is finished."))
            if self.env.user not in (row.answered_by_id, row.asked_by_id):
                row.case_id.check_access("write")
            # The right to finish was looked at just above.
            finished = row.sudo()
            finished.state = "done"
            finished.member_id.action_end()
            row._tell(
                row.asked_by_id | row.answered_by_id,
                lambda env, code: env._(
                    "%(code)s: what was asked is finished", code=code
                ),
            )
        return True

    def action_impose(self):
        """The head of the team decides without waiting: the colleague is absent."""
        for row in self:
            row.check_access("read")
            if row.kind == "referral_internal" or not row._may_reassign():
                raise AccessError(
                    self.env._("The head of the team decides without an answer.")
                )
            if not row.to_user_id:
                raise UserError(self.env._("Say who takes the file."))
            row._answer("accepted")
            row._move_file()
            self.env["ngo.journal"]._note("imposed", row.case_id, reason=row.kind)
            row._tell(
                row.to_user_id,
                lambda env, code: env._("%(code)s was given to you", code=code),
            )
        return True

    def _check_answer(self):
        self.ensure_one()
        self.check_access("read")
        if self.state != "in_progress":
            raise UserError(self.env._("This was answered already."))
        if not self.filtered_domain(self._for_me_domain()):
            raise AccessError(self.env._("Somebody else is asked."))

    def _answer(self, state):
        self.ensure_one()
        # Two answers at once: one waits, finds the row answered and is refused.
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        # The right to answer was checked; the row is closed to direct writing.
        self.sudo().write(
            {
                "state": state,
                "answered_by_id": self.env.uid,
                "answered_at": fields.Datetime.now(),
            }
        )
        clocks = self.case_id.sudo()._get_clocks("running", "paused", "breached")
        clocks.filtered(
            lambda clock: (
                clock.event == "transition_asked" and clock.occurrence == str(self.id)
            )
        )._end("done")

    def _move_file(self):
        """The file goes to its new owner, team, site and programme."""
        self.ensure_one()
        owner = self.to_user_id or self.env.user
        vals = {"owner_id": owner.id}
        for name in ("team_id", "site_id", "programme_id"):
            if self[f"to_{name}"]:
                vals[name] = self[f"to_{name}"].id
        # Who accepts could not write the file until now.
        case = self.case_id.sudo()
        case._move_person(vals)
        case.write(vals)
        case._reassign_clocks(owner)
        case._on_moved(self)

    def _join_file(self):
        """The colleague works on the file until the referral ends."""
        user = self.to_user_id or self.env.user
        profession = {"jurist": "legal", "psychologist": "psychological"}
        held = self._roles_of(user)
        function = next((part for r, part in profession.items() if r in held), "social")
        # Opened by the owner's question, which was checked when it was asked.
        self.sudo().member_id = (
            self.env["migrant.case.member"]
            .sudo()
            .create(
                {"case_id": self.case_id.id, "user_id": user.id, "function": function}
            )
        )


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    transition_ids = fields.One2many(
        "migrant.case.transition", "case_id", string="Transfers and referrals"
    )
    waiting_transition_id = fields.Many2one(
        "migrant.case.transition", compute="_compute_waiting_transition_id"
    )

    @api.model
    def _counted_lines(self):
        return [*super()._counted_lines(), ("migrant.case.transition", "case_id")]

    @api.depends("transition_ids.state")
    def _compute_waiting_transition_id(self):
        waiting = none = self.env["migrant.case.transition"]
        if self._lines_there()[waiting._name, "case_id"]:
            waiting = waiting.search(
                Domain("case_id", "in", self._origin.ids)
                & Domain("state", "=", "in_progress")
                & Domain("kind", "in", MOVING)
            )
        by_case = waiting.grouped("case_id")
        for case in self:
            case.waiting_transition_id = by_case.get(case._origin, none)[:1]

    def _move_person(self, vals):
        """The person goes with her file: worker and team of the file were hers.

        They stay hers while they hold another live file of hers.

        :param dict vals: worker and team to whom the file goes
        """
        self.ensure_one()
        person = self.beneficiary_id._canonical()
        persons = (person | person._aliases()).with_context(active_test=False)
        others = persons.case_ids.filtered(lambda c: c.state in LIVE_STATES) - self
        for name in {"owner_id", "team_id"} & set(vals):
            left = self[name]
            if left and left not in others[name]:
                persons.filtered(lambda p, name=name, left=left: p[name] == left).write(
                    {name: vals[name]}
                )

    def _on_moved(self, transition):
        """Hook: the file has a new owner. Extend to move what belongs to her."""

    def _probe_transitions(self):
        """True when no transfer or referral waits for an answer."""
        return not self.transition_ids.filtered(lambda row: row.state == "in_progress")

    def action_transition(self):
        """Ask somebody else: the form of a transfer, referral or reassignment."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand on"),
            "res_model": "migrant.case.transition",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_id": self.id,
                "default_kind": self.env.context.get("transition_kind", "transfer"),
            },
        }

    def action_take(self):
        """Take a file that nobody holds."""
        held = self.filtered("owner_id")
        if held:
            raise UserError(
                self.env._(
                    "These files are held: %(codes)s",
                    codes=", ".join(held.mapped("code")),
                )
            )
        self.check_access("read")
        if not self._scope_live().any:
            raise AccessError(self.env._("Your role holds no files."))
        # An emergency or a replacement ends; what was taken in it would stay.
        for_a_while = set(self.ids) - self._ids_within(self._scope_domain())
        if for_a_while:
            raise AccessError(
                self.env._(
                    "These files are open to you for a while only: ask the head of "
                    "their team to give them to you: %(codes)s",
                    codes=", ".join(self.browse(for_a_while).mapped("code")),
                )
            )
        self.sudo().lock_for_update()
        # Nobody holds it: whoever of the team reads it may take it.
        self.sudo().owner_id = self.env.user
        self._reassign_clocks(self.env.user)
        return True
