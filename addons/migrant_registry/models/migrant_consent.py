# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .migrant_identity import IDENTITY

DATA_CLASSES = ("identity", "social", "legal", "medical", "protection")
ADULT = 18


class MigrantConsentPurpose(models.Model):
    """What a person is asked to agree to: one row of consent each, none for all."""

    _name = "migrant.consent.purpose"
    _no_read_rule = "what people are asked, in words for all"
    _description = "Purpose of a consent"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    explanation = fields.Text(
        translate=True, help="Read aloud to the person before she answers."
    )
    months = fields.Integer(default=12, help="A consent ends after so many months.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "A purpose with this code exists.")
    _months_possible = models.Constraint(
        "CHECK(months > 0 AND months <= 120)", "Between one month and ten years."
    )


class MigrantConsent(models.Model):
    """An answer of a person to one question: given, refused, or taken back.

    Rows are never edited: a withdrawal is a row of its own, which acts at once. Other
    rooms ask ``migrant.beneficiary._consent_missing`` and nothing else.
    """

    _name = "migrant.consent"
    _inherit = ["ngo.append.only", "migrant.personal"]
    _description = "Consent"
    _order = "given_at desc, id desc"
    _personal_scope = "identity"
    _content_fields = ("interpreter", "judge_reference", "remark")
    _journal_fields = ("purpose_id",)

    beneficiary_id = fields.Many2one(ondelete="restrict")
    # Written by whoever takes the consent; nobody may write it afterwards.
    content_salt = fields.Char(groups=IDENTITY)
    answer = fields.Selection(
        [("given", "Given"), ("refused", "Refused"), ("withdrawn", "Withdrawn")],
        required=True,
        default="given",
    )
    purpose_id = fields.Many2one(
        "migrant.consent.purpose", required=True, ondelete="restrict", index=True
    )
    recipient_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        help="Organisation that may receive the data; empty: the purpose has none.",
    )
    has_identity = fields.Boolean(string="Identity")
    has_social = fields.Boolean(string="Social notes")
    has_legal = fields.Boolean(string="Legal file")
    has_medical = fields.Boolean(string="Medical")
    has_protection = fields.Boolean(string="Protection")
    given_by = fields.Selection(
        [("person", "The person"), ("guardian", "A guardian")],
        required=True,
        default="person",
    )
    guardian_id = fields.Many2one("migrant.guardian", ondelete="restrict")
    assent = fields.Selection(
        [("yes", "The child agrees"), ("no", "The child disagrees")],
        help="Asked of every child that can be asked.",
    )
    judge_reference = fields.Char(
        string="Family judge", help="Number and date of the authorisation."
    )
    language_id = fields.Many2one(
        "ngo.language", required=True, ondelete="restrict", help="Explained in."
    )
    interpreter = fields.Char(help="Who interpreted.")
    mode = fields.Selection(
        [
            ("written", "Signed"),
            ("thumb", "Thumbprint"),
            ("oral", "Said before a witness"),
            ("recorded", "Recorded"),
        ],
        required=True,
        default="written",
    )
    proof = fields.Binary(attachment=True, groups=IDENTITY)
    remark = fields.Char()
    given_at = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    valid_until = fields.Date(
        compute="_compute_valid_until", store=True, readonly=False, precompute=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Taken by",
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    is_live = fields.Boolean(compute="_compute_is_live")

    @api.depends("purpose_id", "given_at", "answer")
    def _compute_valid_until(self):
        for consent in self:
            if consent.answer == "given" and consent.purpose_id and consent.given_at:
                months = fields.Date.add(
                    consent.given_at.date(), months=consent.purpose_id.months
                )
                consent.valid_until = consent.valid_until or months
            else:
                consent.valid_until = consent.valid_until or False

    def _compute_is_live(self):
        live = self.browse(self.sudo()._live_rows(self.sudo().beneficiary_id).ids)
        for consent in self:
            consent.is_live = consent in live

    @api.constrains("guardian_id", "given_by", "answer", "assent", "beneficiary_id")
    def _check_minor(self):
        """A child's consent is her guardian's, with the judge where the law says so."""
        for consent in self.filtered(lambda row: row.answer == "given"):
            missing = consent.sudo()._missing_for_minor()
            if missing:
                raise ValidationError(missing)

    def _missing_for_minor(self):
        """What a child's consent still needs, in words, or None."""
        self.ensure_one()
        if self.given_by == "guardian":
            if not self.guardian_id:
                return self.env._("Name the guardian who answers.")
            if self.guardian_id.beneficiary_id != self.beneficiary_id:
                return self.env._("This is the guardian of somebody else.")
            if not self.guardian_id.may_sign:
                return self.env._("This guardian has no mandate to sign.")
        age = self.beneficiary_id.identity_ids._age_on(self.given_at.date())
        if age is None or age >= ADULT:
            return None
        if self.given_by != "guardian":
            return self.env._("The person is a child: her guardian answers.")
        if not self.assent:
            return self.env._("Say whether the child agrees.")
        # Organic law 2004-63 of Tunisia, article 28: guardian and family judge.
        if self.env.company.country_id.code == "TN" and not self.judge_reference:
            return self.env._("Give the authorisation of the family judge.")
        return None

    @api.model
    def _live_rows(self, persons, at=None):
        """Consents in force: the last answer for each purpose and recipient is *given*.

        :param persons: whose consents
        :param datetime at: instant, now by default
        """
        at = at or fields.Datetime.now()
        rows = self.search(
            Domain("beneficiary_id", "in", persons.ids) & Domain("given_at", "<=", at),
            order="given_at, id",
        )
        last = {}
        for row in rows:
            if not row.struck_at and not row.shredded_at:
                key = row.beneficiary_id, row.purpose_id, row.recipient_id
                last[key] = row
        return self.browse(
            row.id
            for row in last.values()
            if row.answer == "given"
            and (not row.valid_until or row.valid_until >= at.date())
        )

    def action_withdraw(self):
        """Take a consent back: it stops acting in this very transaction."""
        for consent in self:
            consent.check_access("write")
            if not consent.is_live:
                raise UserError(self.env._("This consent is not in force."))
            row = self.create(consent._prepare_withdrawal_vals())
            consent.beneficiary_id._on_consent_withdrawn(row)
        # Whether a row is in force depends on the rows after it.
        self.invalidate_model(["is_live"])
        return True

    def _prepare_withdrawal_vals(self):
        """Values of the row that takes this consent back."""
        self.ensure_one()
        return {
            "beneficiary_id": self.beneficiary_id.id,
            "answer": "withdrawn",
            "purpose_id": self.purpose_id.id,
            "recipient_id": self.recipient_id.id,
            "language_id": self.language_id.id,
            "mode": "oral",
            **{f"has_{name}": self[f"has_{name}"] for name in DATA_CLASSES},
        }

    def _anonymise(self):
        # Rows stay, with their dates: that somebody agreed may have to be proven.
        proofs = Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)
        self.env["ir.attachment"].search(
            # Files of fields are left out unless one asks for them.
            proofs & Domain("res_field", "!=", False)
        ).unlink()
        self.filtered(lambda row: not row.shredded_at)._shred(
            self.env._("Anonymised file")
        )


class MigrantBeneficiary(models.Model):
    _inherit = "migrant.beneficiary"

    def _consent_missing(self, purpose, classes=(), recipient=None):
        """What is missing for a use of data, of which other rooms ask nothing more.

        :param str purpose: code of a ``migrant.consent.purpose``
        :param classes: data classes needed: identity, social, legal, medical,
            protection
        :param recipient: ``res.partner`` that receives, or None
        :return: list of translated sentences, empty when the person agreed
        """
        self.ensure_one()
        person = self._canonical()
        # The answer is yes or no; whoever asks need not read the consents.
        purposes = self.env["migrant.consent.purpose"].sudo()
        wanted = purposes.search([("code", "=", purpose)], limit=1)
        rows = self.env["migrant.consent"].sudo()._live_rows(person | self)
        rows = rows.filtered(lambda row: row.purpose_id == wanted)
        if recipient:
            rows = rows.filtered(lambda row: row.recipient_id == recipient)
        if not wanted or not rows:
            return [
                self.env._(
                    "%(code)s has not agreed to: %(purpose)s",
                    code=person.sudo().code,
                    purpose=wanted.name or purpose,
                )
            ]
        labels = {
            name: rows._fields[f"has_{name}"]._description_string(self.env)
            for name in DATA_CLASSES
        }
        return [
            self.env._(
                "%(code)s has not agreed to share: %(what)s",
                code=person.sudo().code,
                what=labels[name],
            )
            for name in classes
            if not any(rows.mapped(f"has_{name}"))
        ]

    def _on_consent_withdrawn(self, consent):
        """Hook: a consent was taken back. Rooms end what they share because of it.

        :param consent: the row of withdrawal
        """
