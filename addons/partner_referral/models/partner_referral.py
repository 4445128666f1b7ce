# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.ngo_base.models.ngo_role import CONTENT_ROLES

from ..engine import codes, states

#: Who reads what is about violence, trafficking or a child, beside the worker.
CIRCLE = ("supervisor", "child_protection")
STATES = [
    ("draft", "Being prepared"),
    ("consent", "Consent asked"),
    ("sent", "Sent"),
    ("waitlisted", "On the waiting list"),
    ("accepted", "Accepted"),
    ("in_service", "Person received"),
    ("completed", "Service given"),
    ("closed", "Closed with the person"),
    ("declined", "Declined"),
    ("no_show", "Did not come"),
    ("withdrawn", "Withdrawn by the person"),
    ("recalled", "Taken back"),
    ("expired", "No answer"),
    ("error", "Made in error"),
]
DECLINE_REASONS = [
    ("no_capacity", "No place left"),
    ("not_eligible", "The person does not fulfil the conditions"),
    ("outside_area", "Outside the area"),
    ("wrong_service", "Not our service"),
    ("language", "No common language, no interpreter"),
    ("documents", "Papers are missing"),
    ("unreachable", "Could not reach the person"),
    ("did_not_attend", "The person did not come"),
    ("refused", "The person did not want it"),
    ("unavailable", "The person was not free"),
    ("mobility", "Too far, no transport"),
    ("other_barrier", "Another obstacle"),
    ("duplicate", "Already received through others"),
    ("safety", "Not safe for the person"),
    ("other", "Another reason"),
]
PRIORITIES = [
    ("normal", "Normal: two weeks"),
    ("urgent", "Urgent: 72 hours"),
    ("emergency", "Emergency: 24 hours"),
]
#: What is settled once the partner has read it.
FROZEN = frozenset(
    {
        "beneficiary_id",
        "receiver_id",
        "service_id",
        "category_id",
        "case_id",
        "need_id",
    }
)
#: Written by moves only, whoever asks.
BY_MOVES = frozenset(
    {
        "state",
        "sent_at",
        "due_at",
        "half_at",
        "expires_at",
        "reminders_sent",
        "received_at",
        "answered_at",
        "accepted_at",
        "arrived_at",
        "completed_at",
        "closed_at",
        "decline_reason",
        "outcome",
        "override_asked_by_id",
        "override_approved_by_id",
        "override_by_one",
    }
)


class PartnerReferral(models.Model):
    """A person is handed to a partner with her consent, and the loop is closed by her.

    The state is what the last event says; the table of moves is the engine's, and the
    database knows it too. What the partner may read is asked of the consents at each
    reading, never remembered.
    """

    _name = "partner.referral"
    _inherit = [
        "ngo.code.mixin",
        "ngo.clocked.mixin",
        "migrant.person.mixin",
        "migrant.personal",
    ]
    _description = "Referral"
    _rec_name = "code"
    _order = "id desc"
    _journal_fields = ("outcome_note", "partner_note")

    beneficiary_id = fields.Many2one(ondelete="restrict")
    kind = fields.Selection(
        [
            ("referral", "Referral: we stay in charge"),
            ("transfer", "Transfer: the partner takes over once it accepts"),
        ],
        required=True,
        default="referral",
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", index=True, copy=False
    )
    category_id = fields.Many2one(
        "directory.category",
        string="Need",
        required=True,
        ondelete="restrict",
        index=True,
    )
    service_id = fields.Many2one(
        "directory.service",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('publication_state', '=', 'published')]",
    )
    receiver_id = fields.Many2one(
        "res.partner",
        string="Partner",
        compute="_compute_receiver_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The organisation that receives; the consent names it.",
    )
    priority = fields.Selection(PRIORITIES, required=True, default="normal")
    user_id = fields.Many2one(
        "res.users",
        string="Worker",
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    team_id = fields.Many2one(
        "ngo.team", compute="_compute_place", store=True, precompute=True
    )
    site_id = fields.Many2one(
        "ngo.site", compute="_compute_place", store=True, precompute=True, index=True
    )
    programme_id = fields.Many2one(
        "ngo.programme",
        compute="_compute_place",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_sensitive = fields.Boolean(related="category_id.is_sensitive")
    item_ids = fields.One2many("partner.referral.item", "referral_id", "To be sent")
    share_ids = fields.One2many("partner.referral.share", "referral_id", "Sent")
    event_ids = fields.One2many("partner.referral.event", "referral_id", "History")
    door_ids = fields.One2many("partner.referral.door", "referral_id", "Doors")
    accompaniment_ids = fields.One2many(
        "partner.referral.accompaniment", "referral_id", "Accompaniment"
    )
    suggestion_ids = fields.One2many(
        "partner.referral.suggestion", "referral_id", "Services shown"
    )
    previous_id = fields.Many2one(
        "partner.referral",
        string="After",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The attempt before this one, for the same need.",
    )
    attempt = fields.Integer(
        readonly=True, default=1, aggregator=None, help="1 for the first one."
    )

    sent_at = fields.Datetime(readonly=True, copy=False)
    half_at = fields.Datetime(readonly=True, copy=False)
    due_at = fields.Datetime(string="Answer due", readonly=True, copy=False, index=True)
    expires_at = fields.Datetime(readonly=True, copy=False)
    reminders_sent = fields.Integer(readonly=True, copy=False, aggregator=None)
    received_at = fields.Datetime(string="Read on", readonly=True, copy=False)
    answered_at = fields.Datetime(readonly=True, copy=False)
    accepted_at = fields.Datetime(readonly=True, copy=False)
    arrived_at = fields.Datetime(string="Received on", readonly=True, copy=False)
    completed_at = fields.Datetime(readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)

    appointment_at = fields.Datetime(string="Appointment", copy=False)
    appointment_place = fields.Char(string="Where", copy=False)
    appointment_contact = fields.Char(string="Ask for", copy=False)
    bring = fields.Char(string="To bring", copy=False)
    waiting_rank = fields.Integer(string="Rank", copy=False, aggregator=None)
    expected_on = fields.Date(string="Place expected on", copy=False)
    decline_reason = fields.Selection(DECLINE_REASONS, readonly=True, copy=False)
    partner_note = fields.Char(string="The partner says", copy=False)

    person_received = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        string="Was she received?",
        copy=False,
    )
    outcome = fields.Selection(
        [
            ("met", "Met"),
            ("partly", "Partly met"),
            ("not_met", "Not met"),
            ("unknown", "Not known"),
        ],
        string="Need, says the person",
        readonly=True,
        copy=False,
        help="By the person's own answer only.",
    )
    feedback = fields.Selection(
        [("good", "Good"), ("mixed", "So-so"), ("bad", "Bad")],
        string="How was it?",
        copy=False,
    )
    outcome_note = fields.Text(string="In her words", copy=False)
    asked_language_id = fields.Many2one(
        "ngo.language", string="Asked in", copy=False, ondelete="restrict"
    )
    label = fields.Char(compute="_compute_label", string="Name of the referral")
    in_charge = fields.Selection(
        [("us", "Us"), ("partner", "The partner")], compute="_compute_in_charge"
    )

    _attempt_positive = models.Constraint(
        "CHECK(attempt >= 1)", "Attempts are counted from one."
    )
    _rank_positive = models.Constraint(
        "CHECK(waiting_rank >= 0)", "The rank on a list begins at one."
    )
    _sent_has_receiver = models.Constraint(
        "CHECK(state IN ('draft', 'consent', 'withdrawn', 'recalled', 'error')"
        " OR (receiver_id IS NOT NULL AND sent_at IS NOT NULL))",
        "What was sent has a receiver and a date.",
    )
    _declined_has_reason = models.Constraint(
        "CHECK(state != 'declined' OR decline_reason IS NOT NULL)",
        "A refusal has a reason.",
    )
    _closed_has_outcome = models.Constraint(
        "CHECK(state != 'closed' OR outcome IS NOT NULL)",
        "Only the person's answer closes a referral.",
    )
    _open_idx = models.Index("(due_at) WHERE state = 'sent'")
    _receiver_idx = models.Index("(receiver_id, state)")

    @api.depends("service_id")
    def _compute_receiver_id(self):
        for referral in self:
            organization = referral.service_id.organization_id
            referral.receiver_id = organization.partner_id or referral.receiver_id

    @api.depends("beneficiary_id")
    def _compute_place(self):
        for referral in self:
            # Where the file lies is open to whoever writes a referral on it.
            person = referral.sudo().beneficiary_id
            referral.team_id = person.team_id
            referral.site_id = person.site_id
            referral.programme_id = person.programme_id

    @api.depends("programme_id")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = self.env["ngo.label"]
        for referral in self:
            referral.label = labels._get_label("referral", referral.programme_id)

    @api.depends("kind", "event_ids")
    def _compute_in_charge(self):
        for referral in self:
            events = referral.event_ids.sorted("id")._engine_events()
            referral.in_charge = states.owner_side(referral.kind, events)

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        mine, filed = Domain.FALSE, Domain.FALSE
        if live.has(*CONTENT_ROLES):
            mine, filed = self._mine_domain(), self._filed_domain()
        ordinary = Domain("category_id.is_sensitive", "=", False)
        circle = Domain.TRUE if live.has(*CIRCLE) else ordinary
        persons = self.env["migrant.beneficiary"]
        reasons = [
            ("mine", self.env._("You made this referral."), mine),
            ("file", self.env._("It is about your file."), filed),
        ]
        found = persons._resolved_once("identity", persons._personal_reasons)
        for key, label, domain in found:
            limit = Domain.TRUE if key == "owner" else circle
            reasons.append(
                (key, label, Domain("beneficiary_id", "any", domain) & limit)
            )
        return reasons

    @api.model
    def _mine_domain(self):
        """Referrals that the user writes, as long as file or person is open to her.

        The file went to a colleague: so did what was asked for it.
        """
        cases, persons = self.env["migrant.case"], self.env["migrant.beneficiary"]
        by_case, by_person = (
            Domain.OR(domain for _key, _label, domain in reasons)
            for reasons in (
                cases._resolved_once("core", cases._case_reasons),
                persons._resolved_once("person", persons._personal_reasons),
            )
        )
        return Domain("user_id", "=", self.env.uid) & (
            Domain("case_id", "any!", by_case)
            | Domain("case_id", "=", False)
            & Domain("beneficiary_id", "any!", by_person)
        )

    @api.model
    def _filed_domain(self):
        """Referrals of the files that the user holds, whoever began them."""
        return Domain("case_id", "any!", Domain("owner_id", "=", self.env.uid))

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        if not live.has(*CONTENT_ROLES):
            return Domain.FALSE
        persons = self.env["migrant.beneficiary"]
        reasons = {key: dom for key, _label, dom in persons._own_reasons(live)}
        limit = Domain.TRUE
        if not live.has(*CIRCLE):
            limit = Domain("category_id.is_sensitive", "=", False)
        granted = Domain("id", "in", live.granted_ids(persons._name, "write"))
        # Whoever of the team takes the partner's call notes its answer.
        shared = reasons["team"] | reasons["author"] | granted
        return (
            self._mine_domain()
            | self._filed_domain()
            | Domain("beneficiary_id", "any", reasons["owner"])
            | Domain("beneficiary_id", "any", shared) & limit
        )

    # ------------------------------------------------------------------ orm

    @api.model
    def _new_code(self):
        """An unused code that can be read aloud, as ``R-7K2M-4XDT``."""
        while True:
            code = codes.new_code("R-")
            # A code must be unused in the whole table, whoever asks.
            if not self.sudo().search_count([("code", "=", code)], limit=1):
                return code

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand(set().union(*vals_list), allow_draft=vals_list)
        referrals = super().create(vals_list)
        for referral in referrals.filtered(lambda r: not r.item_ids):
            referral._propose_items()
        return referrals

    def write(self, vals):
        self._refuse_by_hand(set(vals))
        frozen = FROZEN & set(vals)
        sent = self.filtered(lambda r: r.state not in ("draft", "consent"))
        if frozen and sent:
            raise UserError(
                self.env._(
                    "The partner has read these; take them back and begin anew: "
                    "%(codes)s",
                    codes=", ".join(sent.mapped("code")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        sent = self.filtered(lambda r: r.state not in ("draft", "consent"))
        if sent:
            raise UserError(
                self.env._(
                    "What was sent is kept: %(codes)s",
                    codes=", ".join(sent.mapped("code")),
                )
            )

    def _refuse_by_hand(self, names, allow_draft=()):
        """States and their dates follow from moves, RPC and imports included."""
        wrong = BY_MOVES & names
        if wrong == {"state"} and allow_draft:
            wrong = {v["state"] for v in allow_draft if "state" in v} - {"draft"}
        if wrong:
            raise UserError(
                self.env._(
                    "A referral moves by its buttons only: %(fields)s",
                    fields=", ".join(sorted(wrong)),
                )
            )

    def _put(self, vals):
        """Write what follows from a move."""
        result = super().write(vals)
        self.flush_recordset()
        return result

    # -------------------------------------------------------- anonymisation

    def _anonymise(self):
        """Code, need, dates and outcome stay to be counted; the rest is destroyed."""
        for referral in self:
            referral.door_ids.sudo().unlink()
            referral.item_ids.sudo().unlink()
            reason = self.env._("Anonymised file")
            rows = referral.share_ids.filtered(lambda row: not row.shredded_at)
            rows.sudo()._shred(reason)
            events = referral.event_ids.filtered(lambda row: not row.shredded_at)
            events.sudo()._shred(reason)
            referral._put(
                {
                    "appointment_place": False,
                    "appointment_contact": False,
                    "bring": False,
                    "partner_note": False,
                    "outcome_note": False,
                    "override_note": False,
                }
            )
        # Why a service fits says who she is.
        said = dict.fromkeys(("why", "to_ask", "why_not"), False)
        self.suggestion_ids.sudo().write(said)
        self.accompaniment_ids.sudo().unlink()
