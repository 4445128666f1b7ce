# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.partner_notice import CHANNELS, TOLD


class PartnerNoticeWrite(models.TransientModel):
    """Write a notice: the law and the authority follow from the situation."""

    _name = "partner.notice.write"
    _description = "Write a notice"

    beneficiary_id = fields.Many2one(
        "migrant.beneficiary", string="Person", required=True, ondelete="cascade"
    )
    case_id = fields.Many2one("migrant.case", ondelete="cascade")
    duty_id = fields.Many2one(
        "partner.notice.duty", string="What the law orders to notify", required=True
    )
    lang = fields.Selection(
        selection="_selection_lang",
        string="Language of the letter",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    authority_id = fields.Many2one(
        "migrant.authority",
        compute="_compute_duty",
        store=True,
        readonly=False,
    )
    legal_basis = fields.Char(compute="_compute_duty", store=True, readonly=False)
    recipient = fields.Text(
        compute="_compute_recipient",
        store=True,
        readonly=False,
        help="As it stands on the envelope.",
    )
    channel = fields.Selection(CHANNELS, required=True, default="hand")
    person_text = fields.Char(
        string="Who",
        compute="_compute_person_text",
        store=True,
        readonly=False,
        help="As it will stand in the letter.",
    )
    place_text = fields.Char(string="Where the person can be found")
    motive = fields.Text(
        string="What was seen or told", required=True, help="Facts, dates, who told."
    )
    measures = fields.Text(string="What we did")
    person_told = fields.Selection(TOLD, string="Does the person know?", required=True)
    body = fields.Text(string="Letter", compute="_compute_body")

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("duty_id", "lang")
    def _compute_duty(self):
        for wizard in self:
            duty = wizard.duty_id.with_context(lang=wizard.lang)
            wizard.authority_id = duty.authority_id
            wizard.legal_basis = duty.legal_basis

    @api.depends("authority_id", "lang")
    def _compute_recipient(self):
        for wizard in self:
            authority = wizard.authority_id.with_context(lang=wizard.lang)
            lines = [authority.name, authority.address]
            wizard.recipient = "\n".join(line for line in lines if line)

    @api.depends("beneficiary_id", "lang")
    def _compute_person_text(self):
        identities = self.env["migrant.identity"].sudo(False)
        for wizard in self:
            person = wizard.beneficiary_id.sudo(False)
            text = person._readable_names().get(person.id) or ""
            identity = identities
            if text and identities.has_access("read"):
                identity = identities.search(
                    [("beneficiary_id", "=", person.id)], limit=1
                )
            if identity.birth_date:
                text = self.with_context(lang=wizard.lang).env._(
                    "%(name)s, born on %(day)s",
                    name=text,
                    day=format_date(
                        self.env, identity.birth_date, wizard.lang, "d MMMM y"
                    ),
                )
            wizard.person_text = text

    @api.depends(
        "duty_id",
        "legal_basis",
        "person_text",
        "place_text",
        "motive",
        "measures",
        "lang",
    )
    def _compute_body(self):
        for wizard in self:
            wizard.body = wizard.with_context(lang=wizard.lang)._compose()

    def _compose(self):
        """Words of the letter in the language of the context."""
        self.ensure_one()
        parts = [
            self.env._("Subject: %(duty)s", duty=self.duty_id.name or "…"),
            self.env._(
                "In fulfilment of the duty laid down by %(law)s, we notify you of the "
                "following situation.",
                law=self.legal_basis or "…",
            ),
            self.env._("Person concerned: %(who)s", who=self.person_text or "…"),
        ]
        if self.place_text:
            parts.append(
                self.env._("Can be found at: %(where)s", where=self.place_text)
            )
        parts.append(
            self.env._("What was seen or told:\n%(facts)s", facts=self.motive or "…")
        )
        if self.measures:
            parts.append(
                self.env._("What we have done:\n%(measures)s", measures=self.measures)
            )
        parts += [
            self.env._(
                "Please acknowledge receipt of this notice, quoting its number, and "
                "tell us what you decide. What it holds is confidential."
            ),
            self.env.user.name,
        ]
        return "\n\n".join(parts)

    def _check_complete(self):
        """What the situation did not give has to be said by hand.

        :raise UserError: naming the fields that are empty
        """
        names = ("authority_id", "legal_basis", "recipient", "person_text")
        empty = [name for name in names if not self[name]]
        if empty:
            words = self.fields_get(empty, ["string"])
            raise UserError(
                self.env._(
                    "A notice needs these too: %(fields)s",
                    fields=", ".join(words[name]["string"] for name in empty),
                )
            )

    def action_send(self):
        """Number the notice: from now on it is not changed.

        :return: action that opens it, to be printed
        :raise UserError: when the authority, the law or the person is not said
        """
        self.ensure_one()
        self._check_complete()
        names = (
            "legal_basis",
            "recipient",
            "channel",
            "lang",
            "person_text",
            "motive",
            "body",
            "person_told",
        )
        links = ("beneficiary_id", "case_id", "duty_id", "authority_id")
        notice = self.env["partner.notice"].create(
            {
                **{name: self[name] for name in names},
                **{name: self[name].id for name in links},
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Notice by legal duty"),
            "res_model": "partner.notice",
            "res_id": notice.id,
            "views": [(False, "form")],
        }
