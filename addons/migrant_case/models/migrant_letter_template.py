# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

BLANK = "……"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# All that an attestation or a convocation can say of a person: who she is, and days.
PLAIN = frozenset(
    ("person", "birth", "from", "to", "day", "time", "site", "today", "organisation")
)


class MigrantRedactionProfile(models.Model):
    """What a kind of recipient may be told: which classes go, and how one is named."""

    _name = "migrant.redaction.profile"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "how the house writes; nobody is named"
    _description = "Redaction profile"

    identity = fields.Selection(
        [("full", "Name and birth"), ("initials", "Initials"), ("code", "Code only")],
        required=True,
        default="code",
    )
    has_social = fields.Boolean(string="Request and support")
    has_legal = fields.Boolean(string="Procedures")
    has_documents = fields.Boolean(string="Papers of the checklist")
    has_constraints = fields.Boolean(string="Practical constraints")
    purpose_id = fields.Many2one(
        "migrant.consent.purpose",
        string="Consent needed",
        help="Empty: for the person herself or within the house.",
    )


class MigrantLetterTemplate(models.Model):
    """A letter of the house: its words, in every language, and who may receive it.

    Words between braces are filled in: {person}, {birth}, {code}, {procedure},
    {reference}, {authority}, {notified}, {last_day}, {site}, {programme}, {today},
    {worker}. What the profile of the recipient hides stays blank.

    A template with *identity and dates only* is for attestations and convocations,
    which the office prints without a file: it knows no other words than ``PLAIN``.
    """

    _name = "migrant.letter.template"
    _inherit = ["migrant.case.list"]
    _no_read_rule = "words of the house; nobody is named"
    _description = "Template of a letter"

    profile_id = fields.Many2one(
        "migrant.redaction.profile", required=True, ondelete="restrict"
    )
    subject = fields.Char(required=True, translate=True)
    body = fields.Text(required=True, translate=True)
    is_summary = fields.Boolean(
        string="With the summary of the file",
        help="As far as the profile of the recipient and the rights of the writer go.",
    )
    is_plain = fields.Boolean(
        string="Identity and dates only",
        help="For attestations and convocations: nothing of a file can be printed.",
    )

    @api.constrains("is_plain", "is_summary", "subject", "body")
    def _check_plain(self):
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        for template in self.filtered("is_plain"):
            if template.is_summary:
                raise ValidationError(
                    self.env._("With identity and dates only there is no summary.")
                )
            for code in codes:
                template.with_context(lang=code)._check_plain_words()

    def _placeholders(self):
        """Words between braces in the language of the context: set of str."""
        self.ensure_one()
        return set(PLACEHOLDER.findall(f"{self.subject} {self.body}"))

    def _check_plain_words(self):
        """Refuse whatever is neither identity nor a date.

        :raise ValidationError: with the words that a plain template may not use
        """
        self.ensure_one()
        if beyond := self._placeholders() - PLAIN:
            raise ValidationError(
                self.env._(
                    "%(template)s: only identity and dates may be printed, not"
                    " %(words)s.",
                    template=self.name,
                    words=", ".join(sorted(f"{{{word}}}" for word in beyond)),
                )
            )

    def _fill_plain(self, words):
        """Subject and body of a plain template, in the language of the context.

        :param dict words: values, of which only those of ``PLAIN`` are ever used
        :raise UserError: a template that is not plain
        :raise ValidationError: other words, by whatever way they came in
        """
        self.ensure_one()
        if not self.is_plain:
            raise UserError(
                self.env._("This template is not for identity and dates only.")
            )
        self._check_plain_words()
        words = {key: value for key, value in words.items() if key in PLAIN}
        return fill(self.subject, words), fill(self.body, words)


def fill(text, words):
    """Put words in the place of {placeholders}; unknown ones stay as they are.

    What is not known leaves room to write it by hand.

    >>> fill("To {person}, {else}, {day}", {"person": "S. K.", "day": ""})
    'To S. K., {else}, ……'
    """
    return PLACEHOLDER.sub(lambda m: str(words.get(m[1], m[0]) or BLANK), text or "")
