# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.migrant_case.models.migrant_case_transition import TOLD_DAYS

from ..engine import codes
from .partner_referral import DECLINE_REASONS, PRIORITIES

IDENTITY = "ngo_base.group_ngo_base_class_identity"
SOURCES = [
    ("ngo", "Partner association"),
    ("government", "Public service"),
    ("provider", "Service provider"),
    ("community", "Community focal point"),
    ("relative", "Relative or neighbour"),
    ("self", "The person"),
]
STATES = [
    ("new", "To be answered"),
    ("waitlisted", "On the waiting list"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("closed", "Received"),
]


class PartnerIncoming(models.Model):
    """Somebody sends us a person: who, through what, until when; we answer."""

    _name = "partner.incoming"
    _inherit = [
        "ngo.code.mixin",
        "ngo.clocked.mixin",
        "ngo.transition.mixin",
        "migrant.person.mixin",
        "migrant.personal",
    ]
    _description = "Incoming Referral"
    _rec_name = "code"
    _order = "received_at desc, id desc"
    _transitions = {
        "new": {"accepted", "waitlisted", "declined"},
        "waitlisted": {"accepted", "declined"},
        "accepted": {"closed", "declined"},
    }

    # Known once the person is found or registered here.
    beneficiary_id = fields.Many2one(required=False, ondelete="restrict")
    source = fields.Selection(SOURCES, required=True, default="ngo", index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Sent by", index="btree_not_null", ondelete="restrict"
    )
    channel = fields.Selection(
        [
            ("phone", "Telephone"),
            ("mail", "Mail"),
            ("visit", "In person"),
            ("portal", "Partner's portal"),
            ("form", "Paper form"),
        ],
        required=True,
        default="phone",
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="new")
    received_at = fields.Datetime(required=True, default=fields.Datetime.now)
    answered_at = fields.Datetime(readonly=True)
    category_id = fields.Many2one(
        "directory.category", string="Need", ondelete="restrict", index=True
    )
    priority = fields.Selection(PRIORITIES, required=True, default="normal")
    is_child = fields.Boolean(string="Child at risk")
    contact = fields.Char(
        string="Whom to call back", help="At the sender's.", groups=IDENTITY
    )
    person_text = fields.Char(string="Who, as told", groups=IDENTITY)
    message = fields.Text(string="What was told", groups=IDENTITY)
    end_of_stay = fields.Date(
        help="Day on which the person leaves the partner's housing or programme."
    )
    stays_until = fields.Selection(
        [("past", "Ended"), ("soon", "Within 30 days"), ("later", "Later")],
        compute="_compute_stays_until",
        search="_search_stays_until",
        string="Stay",
    )
    decline_reason = fields.Selection(DECLINE_REASONS)
    site_id = fields.Many2one("ngo.site", index=True)
    programme_id = fields.Many2one("ngo.programme", index=True)
    team_id = fields.Many2one("ngo.team", index="btree_not_null")
    user_id = fields.Many2one(
        "res.users",
        string="Taken by",
        index=True,
        default=lambda self: self.env.user if not self.env.user.share else False,
    )

    _declined_has_reason = models.Constraint(
        "CHECK(state != 'declined' OR decline_reason IS NOT NULL)",
        "A refusal has a reason.",
    )

    @api.depends("end_of_stay")
    def _compute_stays_until(self):
        today = fields.Date.context_today(self)
        soon = fields.Date.add(today, days=30)
        for incoming in self:
            end = incoming.end_of_stay
            incoming.stays_until = end and (
                "past" if end < today else "soon" if end <= soon else "later"
            )

    def _search_stays_until(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        soon = fields.Date.add(today, days=30)
        parts = {
            "past": Domain("end_of_stay", "<", today),
            "soon": Domain("end_of_stay", ">=", today)
            & Domain("end_of_stay", "<=", soon),
            "later": Domain("end_of_stay", ">", soon),
            False: Domain("end_of_stay", "=", False),
        }
        return Domain.OR([parts[key] for key in value if key in parts])

    @api.model
    def _new_code(self):
        """An unused code that can be read aloud, as ``I-7K2M-4XDT``."""
        while True:
            code = codes.new_code("I-")
            # A code must be unused in the whole table, whoever asks.
            if not self.sudo().search_count([("code", "=", code)], limit=1):
                return code

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        teams = live.team_ids if live.has("social_worker", "child_protection") else []
        child = Domain("is_child", "=", False)
        if live.has("supervisor", "child_protection"):
            child = Domain.TRUE
        office = ("supervisor", "child_protection", "administrative_assistant")
        # What was told is hers while it is open, and some days longer.
        since = fields.Datetime.now() - timedelta(days=TOLD_DAYS)
        current = Domain("state", "not in", ("declined", "closed"))
        current |= Domain("answered_at", ">=", since)
        return [
            (
                "mine",
                self.env._("You took this call."),
                Domain("user_id", "=", self.env.uid) & current,
            ),
            (
                "team",
                self.env._("Your team answers."),
                child & Domain("team_id", "in", teams + live.led_team_ids),
            ),
            (
                "office",
                self.env._("You answer for this site or programme."),
                child & live.domain((*office, "coordinator")),
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        return self._scope_domain()

    def _clock_facets(self):
        facets = super()._clock_facets()
        facets["act_kind"] = self.priority
        return facets

    # ------------------------------------------------------------------ orm

    @api.model_create_multi
    def create(self, vals_list):
        incoming = super().create(vals_list)
        for record in incoming:
            record._start_clocks("incoming_received", at=record.received_at)
        return incoming

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") and vals["state"] != "new":
            self._stop_clocks("incoming_answered")
        return result

    def _answer(self, state):
        for incoming in self:
            incoming.check_access("write")
            incoming.write(
                {
                    "state": state,
                    "answered_at": incoming.answered_at or fields.Datetime.now(),
                }
            )

    def action_accept(self):
        self._answer("accepted")

    def action_waitlist(self):
        self._answer("waitlisted")

    def action_decline(self):
        if any(not incoming.decline_reason for incoming in self):
            raise UserError(self.env._("Say why."))
        self._answer("declined")

    def action_receive(self):
        """The person is here: her file is linked."""
        if any(not incoming.beneficiary_id for incoming in self):
            raise UserError(self.env._("Find or register the person first."))
        self._answer("closed")
        self.beneficiary_id._touch()

    # -------------------------------------------------------- anonymisation

    def _anonymise(self):
        self.write(
            {
                "beneficiary_id": False,
                "contact": False,
                "person_text": False,
                "message": False,
            }
        )
