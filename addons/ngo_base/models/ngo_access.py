# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..arguments import Number, Text

BREAK_GLASS_HOURS = 4
REASON_LENGTH = 20
# Roles that may open a file in an emergency (security page, section 3).
BREAK_GLASS_ROLES = (
    "social_worker",
    "jurist",
    "psychologist",
    "child_protection",
    "supervisor",
)
SECOND_APPROVERS = ("supervisor", "dpo", "psychologist")
REVIEWERS = ("supervisor", "dpo")


class NgoAccess(models.Model):
    """A dated grant on one record: replacement, trainee, guest, emergency access.

    It ends by itself: scopes compare its dates with the instant of the question. Rows
    are made by methods only, never edited, and ended by a date.
    """

    _name = "ngo.access"
    _inherit = ["ngo.guarded"]
    _description = "Dated access to a record"
    _order = "date_from desc, id desc"
    _rec_name = "res_code"

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict", readonly=True
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    res_code = fields.Char(readonly=True, help="Code of the record.")
    kind = fields.Selection(
        [
            ("replacement", "Replacement"),
            ("trainee", "Trainee"),
            ("guest", "Guest of a case conference"),
            ("member", "Co-worker"),
            ("session", "Committee session"),
            ("in_front", "The person is here"),
            ("emergency", "Emergency access with a reason"),
        ],
        required=True,
        readonly=True,
    )
    can_write = fields.Boolean(readonly=True)
    reason = fields.Char(required=True, readonly=True)
    category = fields.Selection(
        [
            ("danger", "Imminent danger"),
            ("health", "Health"),
            ("deadline", "Deadline that cannot wait"),
            ("absence", "The worker in charge cannot be reached"),
        ],
        readonly=True,
    )
    date_from = fields.Datetime(string="From", required=True, readonly=True)
    date_to = fields.Datetime(string="Until", required=True, readonly=True)
    state = fields.Selection(
        [
            ("asked", "Waits for a second person"),
            ("live", "Granted"),
            ("refused", "Refused"),
        ],
        required=True,
        default="live",
        readonly=True,
    )
    granted_by_id = fields.Many2one("res.users", readonly=True)
    reviewed_by_id = fields.Many2one("res.users", readonly=True)
    reviewed_at = fields.Datetime(readonly=True)
    review = fields.Char(readonly=True)
    is_review_late = fields.Boolean(
        compute="_compute_is_review_late", search="_search_is_review_late"
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_to > date_from)", "An access must end after it starts."
    )
    _live_idx = models.Index("(user_id, res_model, date_to) WHERE state = 'live'")
    _emergency_is_short = models.Constraint(
        "CHECK(kind != 'emergency' OR (NOT can_write"
        f" AND date_to <= date_from + interval '{BREAK_GLASS_HOURS} hours'))",
        "Emergency access is read-only and lasts four hours at most.",
    )

    def _compute_is_review_late(self):
        late = self.filtered_domain(self._late_domain())
        for access in self:
            access.is_review_late = access in late

    def _search_is_review_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._late_domain()

    @api.model
    def _late_domain(self):
        """Emergency accesses that nobody reviewed within 72 hours."""
        limit = fields.Datetime.now() - timedelta(hours=72)
        return (
            Domain("kind", "=", "emergency")
            & Domain("reviewed_at", "=", False)
            & Domain("date_from", "<", limit)
        )

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        reasons = [
            ("own", self.env._("It is yours."), Domain("user_id", "=", self.env.uid))
        ]
        if live.has(*REVIEWERS):
            reasons.append(("review", self.env._("You review accesses."), Domain.TRUE))
        return reasons

    @api.model
    def _scope_write_domain(self):
        return Domain.FALSE

    # --------------------------------------------------------------- grants

    @api.model
    def _grant(self, records, users, kind, date_to, reason, **options):
        """Open records to users until an instant.

        The caller has checked that this grant may be made: nothing here does.

        :param records: records of a guarded model
        :param users: those who receive the access
        :param str kind: key of the field kind
        :param datetime date_to: UTC instant at which it ends by itself
        :param str reason: shown to the persons who review
        :param options: can_write, category, date_from, state
        """
        now = fields.Datetime.now()
        vals = [
            {
                "user_id": user.id,
                "res_model": record._name,
                "res_id": record.id,
                "res_code": record.sudo().display_name,
                "kind": kind,
                "reason": reason,
                "date_from": now,
                "date_to": date_to,
                "granted_by_id": self.env.uid,
                **options,
            }
            for record in records
            for user in users
        ]
        # No role may create grants: they come through methods that decide.
        grants = self.sudo().create(vals)
        self.env["ngo.journal"]._note("grant", records, reason=kind)
        return grants

    def _end(self):
        """End grants now; the rows stay."""
        now = fields.Datetime.now()
        for grant in self.sudo():
            if grant.date_to > now:
                grant.date_to = max(now, grant.date_from + timedelta(seconds=1))
        self.env["ngo.journal"]._note("grant_ended", self)

    # -------------------------------------------------------- emergency

    @api.model
    def break_glass(
        self,
        code: Text,
        reason: Text,
        category: Text,
        hours: Number | None = BREAK_GLASS_HOURS,
    ):
        """Open one record in an emergency: read-only, at most four hours, told at once.

        :param str code: code of the record; there is no browsing
        :param str reason: at least 20 characters
        :param str category: key of the field category
        :param float hours: at most 4
        :return: the grant; its state is *asked* when a second person must agree
        :raise UserError: unknown code, short reason, role that may not
        """
        if not self._scope_live().has(*BREAK_GLASS_ROLES):
            raise UserError(self.env._("Your role has no emergency access."))
        if len((reason or "").strip()) < REASON_LENGTH:
            raise UserError(
                self.env._("Say why in at least %(n)s characters.", n=REASON_LENGTH)
            )
        if category not in dict(self._fields["category"].selection):
            raise UserError(self.env._("Choose what kind of emergency it is."))
        record = self._find_guarded((code or "").strip().upper())
        approval = record and record._break_glass_approval()
        if not approval:
            raise UserError(self.env._("No record has the code %(code)s.", code=code))
        hours = min(max(float(hours or 0), 0.25), BREAK_GLASS_HOURS)
        grant = self._grant(
            record,
            self.env.user,
            "emergency",
            fields.Datetime.now() + timedelta(hours=hours),
            reason.strip(),
            category=category,
            state="live" if approval == "single" else "asked",
        )
        grant._tell_reviewers()
        return grant.with_env(self.env)

    def action_agree(self):
        """The second person agrees: the four hours start now."""
        if not self._scope_live().has(*SECOND_APPROVERS):
            raise UserError(self.env._("Your role may not agree to this access."))
        for grant in self:
            grant.check_access("read")
            if grant.state != "asked":
                raise UserError(self.env._("This access does not wait for anybody."))
            if grant.user_id == self.env.user:
                raise UserError(self.env._("Somebody else must agree."))
            now = fields.Datetime.now()
            grant.sudo().write(
                {
                    "state": "live",
                    "granted_by_id": self.env.uid,
                    "date_to": now + (grant.date_to - grant.date_from),
                    "date_from": now,
                }
            )
        self.env["ngo.journal"]._note("grant", self)
        return True

    def action_refuse(self):
        """The second person does not agree."""
        if not self._scope_live().has(*SECOND_APPROVERS):
            raise UserError(self.env._("Your role may not refuse this access."))
        self.check_access("read")
        self.sudo().filtered(lambda grant: grant.state == "asked").state = "refused"
        return True

    def action_review(self, remark: Text | None = None):
        """Say that an emergency access was looked at.

        :param str remark: what the reviewer found
        """
        if not self._scope_live().has(*REVIEWERS):
            raise UserError(self.env._("Accesses are reviewed by supervisor or DPO."))
        self.check_access("read")
        if self.env.user in self.user_id:
            raise UserError(self.env._("Somebody else must review your own access."))
        self.sudo().write(
            {
                "reviewed_by_id": self.env.uid,
                "reviewed_at": fields.Datetime.now(),
                "review": remark or False,
            }
        )
        return True

    def _tell_reviewers(self):
        """Notify supervisors of the asker's teams and the DPO, without content."""
        for grant in self:
            users = grant._get_reviewers() - grant.user_id
            grant._notify_users(
                users,
                lambda env, grant=grant: (
                    env._("Emergency access to %(code)s", code=grant.res_code),
                    env._("Sign in to review it."),
                ),
                grant,
            )

    def _get_reviewers(self):
        """Users told of an emergency access: lead and deputy of the teams, and DPO."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        dated = Domain("date_from", "=", False) | Domain("date_from", "<=", today)
        dated &= Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        members = self.env["ngo.team.member"].sudo()
        teams = members.search(dated & Domain("user_id", "=", self.user_id.id)).team_id
        leads = members.search(
            dated
            & Domain("team_id", "in", teams.ids)
            & Domain("function", "in", ("lead", "deputy"))
        ).user_id
        return leads | self.env["ngo.role"]._holders("dpo")

    @api.model
    def _notify_users(self, users, compose, record=None):
        """Tell users, each in her language, something that says no more than a code.

        :param users: ``res.users`` records
        :param compose: function of an environment in the language of the reader, that
            gives subject and body
        :param record: what the notice leads to; whoever may not read it is led to her
            messages
        """
        # Her language and her contact are on her account, whoever tells her.
        for lang, readers in users.sudo().grouped("lang").items():
            here = self.with_context(lang=lang or "en_US")
            subject, body = compose(here.env)
            # The system writes: who did what does not travel by e-mail.
            here.env["mail.thread"].sudo().message_notify(
                partner_ids=readers.partner_id.ids,
                author_id=self.env.ref("base.partner_root").id,
                subject=subject,
                body=here._lead_to(record, body) if record else body,
            )

    @api.model
    def _lead_to(self, record, body):
        """A text and the link that opens a record for who may read it.

        The message itself is not tied to the record: its chatter would tell who was
        told.
        """
        return Markup('%s <a href="/mail/view?model=%s&amp;res_id=%d">%s</a>') % (
            body,
            record._name,
            record.id,
            self.env._("Open it"),
        )
