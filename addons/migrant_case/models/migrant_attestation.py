# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# Word of a template -> field that must be filled in before it is printed.
ASKED = {
    "from": "date_from",
    "to": "date_to",
    "day": "meeting_at",
    "time": "meeting_at",
}


class MigrantAttestation(models.Model):
    """An attestation or a convocation: who, and when; nothing of any file. [C01c]

    The office prints it for persons of its site, whose files stay shut to it. No word
    is stored: the template is filled in when it is printed, from the identity as the
    reader may know it and from the days that stand here. Once issued it is fixed, so
    that its number can be asked for.
    """

    _name = "migrant.attestation"
    _inherit = ["ngo.code.mixin", "migrant.personal", "migrant.person.mixin"]
    _description = "Attestation or convocation"
    _rec_name = "code"
    _order = "id desc"
    _code_prefix = "T-"
    _personal_scope = "identity"
    _journal_fields = ("date_from", "date_to", "meeting_at")

    template_id = fields.Many2one(
        "migrant.letter.template",
        required=True,
        ondelete="restrict",
        domain=[("is_plain", "=", True)],
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    site_id = fields.Many2one(
        "ngo.site",
        compute="_compute_site_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")
    meeting_at = fields.Datetime(
        string="Day and hour",
        help="When the person came, or when she is expected.",
    )
    asks_from = fields.Boolean(compute="_compute_asks")
    asks_to = fields.Boolean(compute="_compute_asks")
    asks_meeting = fields.Boolean(compute="_compute_asks")
    issued_on = fields.Date(string="Issued on", readonly=True, copy=False)
    issued_by_id = fields.Many2one(
        "res.users", string="Issued by", readonly=True, copy=False
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "It cannot end before it begins."
    )

    @api.depends("beneficiary_id")
    def _compute_site_id(self):
        for record in self:
            record.site_id = record.beneficiary_id.site_id

    @api.depends("template_id", "lang")
    def _compute_asks(self):
        for record in self:
            asked = record._asked()
            record.asks_from = "date_from" in asked
            record.asks_to = "date_to" in asked
            record.asks_meeting = "meeting_at" in asked

    def _asked(self):
        """Names of the fields that the words of the template need."""
        if not self.template_id:
            return set()
        template = self.template_id.with_context(lang=self.lang)
        return {ASKED[word] for word in template._placeholders() & set(ASKED)}

    # ------------------------------------------------------------------ orm

    def write(self, vals):
        fixed = {
            "beneficiary_id",
            "template_id",
            "lang",
            "site_id",
            "date_from",
            "date_to",
            "meeting_at",
        }
        issued = self.filtered("issued_on")
        if issued and fixed & set(vals):
            raise UserError(
                self.env._(
                    "These are issued: make a new one. %(codes)s",
                    codes=", ".join(issued.mapped("code")),
                )
            )
        return super().write(vals)

    # ---------------------------------------------------------------- scope

    @api.model
    def _scope_write_domain(self):
        # Whoever may know who the person is may attest that she came.
        return self._scope_domain()

    # --------------------------------------------------------------- words

    def _words(self):
        """Values of the placeholders: identity and dates, nothing else."""
        self.ensure_one()
        person = self.beneficiary_id.sudo(False)

        def day(value, pattern=False):
            return format_date(self.env, value, self.lang, pattern) or ""

        words = {
            "person": person._readable_names().get(person.id) or "",
            "birth": person._birth_words(self.lang),
            "from": day(self.date_from),
            "to": day(self.date_to),
            "site": self.site_id.with_context(lang=self.lang).display_name or "",
            "today": day(self.issued_on or fields.Date.context_today(self)),
            "organisation": self.env.company.name,
        }
        if self.meeting_at:
            there = self._meeting_there()
            words["day"] = day(there.date(), "EEEE d MMMM y")
            words["time"] = f"{there:%H:%M}"
        return words

    def _meeting_there(self) -> datetime:
        """Day and hour as the clock of the site shows them."""
        zone = pytz.timezone(self.site_id.sudo().tz or self.env.user.tz or "UTC")
        return pytz.utc.localize(self.meeting_at).astimezone(zone)

    def _printed(self):
        """Subject and body as printed, and who answers for it.

        :return: dict with subject, body, signatory (str)
        :raise AccessError: a person whom the reader may not know
        :raise UserError: an identity or a day is missing
        """
        self.ensure_one()
        self.check_access("read")
        self._check_complete()
        template = self.template_id.with_context(lang=self.lang)
        subject, body = template._fill_plain(self._words())
        signatory = (self.issued_by_id or self.env.user).sudo().name
        return {"subject": subject, "body": body, "signatory": signatory}

    def _check_complete(self):
        for record in self:
            lacking = [name for name in record._asked() if not record[name]]
            if lacking:
                labels = [
                    record._fields[name]._description_string(self.env)
                    for name in sorted(lacking)
                ]
                raise UserError(
                    self.env._("Fill in first: %(what)s", what=", ".join(labels))
                )
        persons = self.beneficiary_id
        unknown = persons - persons.browse(list(persons.sudo(False)._readable_names()))
        if unknown:
            raise UserError(
                self.env._(
                    "The identity of these persons is not open to you: %(codes)s",
                    codes=", ".join(unknown.sudo().mapped("code")),
                )
            )

    # -------------------------------------------------------------- actions

    def action_issue(self):
        """Issue and print: from now on it is fixed.

        :raise UserError: an identity or a day is missing
        """
        self.check_access("write")
        for record in self:
            record._printed()
        self.filtered(lambda record: not record.issued_on).write(
            {"issued_on": fields.Date.context_today(self), "issued_by_id": self.env.uid}
        )
        self.env["ngo.journal"]._note("attestation_printed", self)
        report = self.env.ref("migrant_case.migrant_attestation_report")
        return report.report_action(self.ids)


class MigrantBeneficiary(models.Model):
    _inherit = "migrant.beneficiary"

    def _birth_words(self, lang):
        """Birth as it is written in a letter: a day, or the month or year known.

        :param str lang: code of the letter's language
        :return: str, empty where it is unknown or not open to the reader
        """
        self.ensure_one()
        identity = self._readable_identities().get(self._origin.id)
        birth = identity and identity._birth()
        if not birth:
            return ""
        if birth.precision == "day":
            return format_date(self.env, birth.as_date(), lang)
        if birth.precision == "month":
            return f"{birth.month:02d}/{birth.year:04d}"
        return f"{birth.year:04d}"

    def action_attest(self):
        """A new attestation or convocation of this person."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Attestations and convocations"),
            "res_model": "migrant.attestation",
            "views": [(False, "form")],
            "context": {"default_beneficiary_id": self.id},
        }
