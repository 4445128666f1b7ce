# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import consent as engine
from ..engine import states

#: Code of the purpose that people are asked about.
PURPOSE = "referral"
#: States in which the partner knows that it receives the person.
ACCEPTED = frozenset({"accepted", "in_service", "completed", "no_show"})


class PartnerReferral(models.Model):
    """What of a person may leave for this partner, asked again at each reading."""

    _inherit = "partner.referral"

    consent_missing = fields.Text(
        string="Missing", compute="_compute_consent_missing", compute_sudo=False
    )
    is_ready = fields.Boolean(compute="_compute_consent_missing", compute_sudo=False)
    override_reason = fields.Selection(
        [
            ("vital_interest", "Vital interest of the person"),
            ("legal_duty", "Duty by law"),
        ],
        string="Without consent",
        copy=False,
        help="Sent without consent: a second person approves it, and it is listed.",
    )
    override_note = fields.Char(string="Why, on what legal basis", copy=False)
    override_asked_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    override_approved_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    override_by_one = fields.Boolean(
        string="Allowed by one person",
        readonly=True,
        copy=False,
        help="When it was allowed, no policy row asked for a second person.",
    )

    _override_by_two = models.Constraint(
        "CHECK(override_approved_by_id IS NULL OR override_by_one"
        " OR override_approved_by_id != override_asked_by_id)",
        "Sending without consent takes two persons.",
    )

    @api.depends(
        "item_ids.type_id", "receiver_id", "beneficiary_id", "override_approved_by_id"
    )
    @api.depends_context("lang")
    def _compute_consent_missing(self):
        for referral in self:
            lines = referral._missing_lines()
            referral.consent_missing = "\n".join(lines) or False
            referral.is_ready = not lines

    def _missing_lines(self):
        """Sentences that say what stands between this referral and the partner."""
        self.ensure_one()
        if not self.receiver_id:
            if self.service_id:
                # The first consent makes the contact of an organisation.
                return [
                    self.env._(
                        "Write down the person’s consent: nothing leaves before."
                    )
                ]
            return [self.env._("Choose a service or a partner.")]
        types = self.item_ids.type_id
        if not types:
            return [self.env._("Say what is sent.")]
        covered = self._override_codes(types)
        asked = types.filtered(lambda item: item.code not in covered)
        if not asked:
            return []
        classes = list(dict.fromkeys(filter(None, asked.mapped("data_class"))))
        return self.beneficiary_id._consent_missing(PURPOSE, classes, self.receiver_id)

    # ------------------------------------------------------------- verdicts

    def _verdicts(self, types):
        """``{code of the item: share, later or withhold}``, now.

        :param types: ``partner.referral.item.type`` records
        """
        self.ensure_one()
        # Yes or no leaves here; whoever asks need not read the consents.
        referral = self.sudo()
        person, receiver = referral.beneficiary_id, referral.receiver_id
        if not person or not receiver:
            return {}
        now = fields.Datetime.now().replace(tzinfo=UTC)
        open_classes = {
            name
            for name in set(types.mapped("data_class"))
            if not person._consent_missing(PURPOSE, [name] if name else [], receiver)
        }
        covered = types.filtered(lambda item: item.data_class in open_classes)
        # The registry has checked who may answer, guardians and judges included.
        given = engine.Consent(
            items=frozenset(covered.mapped("code")),
            recipients=frozenset({receiver.id}),
            purpose=PURPOSE,
            given_by=engine.SELF,
            given_on=now,
        )
        decisions = engine.select(
            [engine.Item(item.code, item.is_identity) for item in types],
            [given],
            receiver.id,
            PURPOSE,
            now,
            engine.Subject(),
            is_accepted=referral.state in ACCEPTED,
            override=referral._override(types),
        )
        return {decision.item.code: decision.verdict for decision in decisions}

    def _override(self, types):
        """The engine's override of this referral, None when there is none."""
        self.ensure_one()
        if not self.override_reason or not self.override_approved_by_id:
            return None
        return engine.Override(
            items=frozenset(types.mapped("code")),
            recipient=self.receiver_id.id,
            reason=self.override_reason,
            asked_by=self.override_asked_by_id.id,
            approved_by=self.override_approved_by_id.id,
            needs_two=not self.override_by_one,
        )

    def _override_codes(self, types):
        """Codes of the items that an approved override lets through."""
        override = self._override(types)
        return {
            code
            for code in types.mapped("code")
            if engine.override_allows(override, code, self.receiver_id.id)
        }

    def _is_open_to_partner(self):
        """Whether a door of this referral shows anything at this instant."""
        self.ensure_one()
        referral = self.sudo()
        if referral.state not in states.OPEN_TO_PARTNER:
            return False
        if referral._override_codes(referral.share_ids.type_id):
            return True
        return not referral.beneficiary_id._consent_missing(
            PURPOSE, (), referral.receiver_id
        )

    def _shown(self):
        """Rows that the partner may read now (sudo), none when its doors are shut."""
        self.ensure_one()
        # The partner has no account: what is shown is decided here, row by row.
        rows = self.sudo().share_ids.filtered(
            lambda row: not row.struck_at and not row.shredded_at
        )
        if not self._is_open_to_partner():
            return rows.browse()
        verdicts = self._verdicts(rows.type_id)
        return rows.filtered(
            lambda row: verdicts.get(row.type_id.code) == engine.SHARE
        ).sorted(lambda row: (row.type_id.sequence, row.id))

    # -------------------------------------------------------------- actions

    def action_ask_consent(self):
        """The form of a consent for this partner and these items."""
        self.ensure_one()
        self.check_access("write")
        classes = set(self.item_ids.type_id.mapped("data_class")) - {False}
        language = self.beneficiary_id.language_ids[:1].language_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consent"),
            "res_model": "migrant.consent",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_beneficiary_id": self.beneficiary_id.id,
                "default_purpose_id": self.env.ref(
                    "migrant_registry.consent_purpose_referral"
                ).id,
                "default_recipient_id": self._ensure_receiver().id,
                "default_language_id": language.id,
                **{f"default_has_{name}": True for name in classes},
            },
        }

    def _ensure_receiver(self):
        """The contact that stands for the organisation, made where there is none."""
        self.ensure_one()
        organization = self.service_id.organization_id
        if not self.receiver_id and organization:
            # Workers keep no contacts; the directory knows name and address.
            directory = organization.sudo()
            if not directory.partner_id:
                directory.partner_id = (
                    self.env["res.partner"]
                    .sudo()
                    .create(
                        {
                            "name": directory.name,
                            "email": directory.email,
                            "is_company": True,
                        }
                    )
                )
            self.receiver_id = directory.partner_id
        if not self.receiver_id:
            raise UserError(self.env._("Choose a service or a partner."))
        return self.receiver_id

    def action_override(self):
        """Ask to send without consent; a second person approves."""
        for referral in self:
            referral.check_access("write")
            if not referral.override_reason or not referral.override_note:
                raise UserError(
                    self.env._("Say on what ground, and the article of the law.")
                )
            referral._put(
                {
                    "override_asked_by_id": self.env.uid,
                    "override_approved_by_id": False,
                    "override_by_one": False,
                }
            )

    def _needs_two_to_override(self):
        """Whether a row of the programme asks for a second person."""
        self.ensure_one()
        rules = self.env["ngo.policy.rule"]
        rule = rules._four_eyes("consent_override", programme_id=self.programme_id)
        return bool(rule)

    def action_approve_override(self):
        """A supervisor or the child protection lets it go without consent.

        :raise UserError: not a supervisor, not asked for, or asked for by herself
            where a policy row asks for two
        """
        for referral in self:
            referral.check_access("write")
            if self._actor() != states.SUPERVISOR:
                raise UserError(self.env._("A supervisor approves this."))
            if not referral.override_asked_by_id:
                raise UserError(self.env._("Nobody has asked for this."))
            alone = referral.override_asked_by_id == self.env.user
            if alone and referral._needs_two_to_override():
                raise UserError(self.env._("A second person approves this."))
            referral._put(
                {"override_approved_by_id": self.env.uid, "override_by_one": alone}
            )
            referral._log(
                "override",
                self._actor(),
                reason=referral.override_reason,
                note=referral.override_note,
            )


class MigrantBeneficiary(models.Model):
    _inherit = "migrant.beneficiary"

    def _on_consent_withdrawn(self, consent):
        result = super()._on_consent_withdrawn(consent)
        if consent.purpose_id.code == PURPOSE:
            # The doors close whoever notes the withdrawal.
            persons = (self | self._canonical()).sudo()
            persons |= persons._aliases()
            open_ones = persons.env["partner.referral"].search(
                [
                    ("beneficiary_id", "in", persons.ids),
                    ("receiver_id", "=", consent.sudo().recipient_id.id),
                    ("state", "in", sorted(states.OPEN_TO_PARTNER)),
                ]
            )
            open_ones._cut()
        return result
