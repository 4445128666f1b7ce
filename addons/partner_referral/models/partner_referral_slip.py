# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import UTC
from zoneinfo import ZoneInfo

import qrcode

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine import numbers, states

#: Spoken language (ISO 639-3) → language of the screen in which we can print.
PRINTED = {
    "fra": "fr",
    "ara": "ar",
    "aeb": "ar",
    "arb": "ar",
    "eng": "en",
    "nld": "nl",
}


class PartnerReferral(models.Model):
    """The paper that the person carries: where to go, in two languages, black only."""

    _inherit = "partner.referral"

    def action_print_slip(self):
        """Print the slip; it opens a door of its own."""
        for referral in self:
            referral.check_access("write")
            if referral.state not in states.OPEN_TO_PARTNER:
                raise UserError(
                    self.env._("A slip goes with a referral that was sent.")
                )
            referral._open_slip()
            referral._log("printed", referral._actor())
        report = self.env.ref("partner_referral.partner_referral_slip_report")
        return report.report_action(self.ids)

    def _slip_door(self):
        """The open paper door, for the printed page."""
        self.ensure_one()
        # Whoever may print the referral prints the code of its slip.
        doors = self.sudo().door_ids
        return doors.filtered(lambda door: door.kind == "slip" and door._lives())[:1]

    def _slip_url(self):
        return f"{self.get_base_url()}/r/{self._slip_door().slip_code}"

    def _slip_qr(self):
        """The QR of the slip's address as a data URI (PNG)."""
        self.ensure_one()
        image = qrcode.make(self._slip_url(), box_size=6, border=2)
        stream = io.BytesIO()
        image.save(stream, format="PNG")
        return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()

    @api.model
    def _slip_langs(self):
        """Codes of the two languages of the slip: the person's, then the partner's."""
        self.ensure_one()
        installed = self.env["res.lang"]._installed_by_letters()
        spoken = self.beneficiary_id.language_ids.language_id.mapped("code")
        # The partner's language is no secret; workers may not read every contact.
        theirs = self.sudo().receiver_id.lang or self.env.company.partner_id.lang
        hers = next(
            (
                installed[PRINTED[code]]
                for code in spoken
                if PRINTED.get(code) in installed
            ),
            None,
        )
        first = hers or theirs or self.env.lang
        others = [theirs, installed.get("fr"), installed.get("ar"), installed.get("en")]
        return [first, *[lang for lang in others if lang and lang != first][:1]]

    def _slip_columns(self):
        """One column of the slip per language: direction, title and lines."""
        self.ensure_one()
        return [
            self.with_context(lang=lang)._slip_column() for lang in self._slip_langs()
        ]

    def _slip_column(self):
        """Texts of the slip in the language of the context; no name, no need."""
        service = self.service_id
        place = service.site_ids[:1].location_id
        if service.category_ids.filtered("is_sensitive"):
            place = place.browse()
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        when = self.appointment_at and self._moment_text(self.appointment_at)
        address = ", ".join(filter(None, [place.name, place.street, place.city]))
        lines = [
            (self.env._("Where"), service.name or self.sudo().receiver_id.name),
            (self.env._("Address"), self.appointment_place or address),
            (self.env._("When"), when),
            (self.env._("Ask for"), self.appointment_contact),
            (self.env._("Bring"), self.bring),
            (self.env._("How to proceed"), service.application_process),
        ]
        return {
            "dir": lang.direction or "ltr",
            "lang": (lang.code or "en").replace("_", "-"),
            "title": self.env._("Please receive the bearer of this paper"),
            "lines": [
                (label, numbers.set_apart(text)) for label, text in lines if text
            ],
            "answer": self.env._(
                "Partner: scan the square or type the code, and say what happens."
            ),
            "free": self.env._(
                "You may keep this paper or leave it. It does not name you."
            ),
        }

    def _moment_text(self, moment):
        """A naive UTC instant on paper: day in the language, 24 hours, our zone."""
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self._zone()))
        # The month in words: elsewhere 7/12 is the twelfth of July.
        day = format_date(self.env, local.date(), date_format="d MMMM y")
        return f"{day} {local:%H:%M}"

    def _zone(self):
        """Name of the time zone in which appointments are said."""
        return self.site_id.tz or self.env.company.partner_id.tz or "Africa/Tunis"
