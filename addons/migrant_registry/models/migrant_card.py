# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io

import qrcode

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import codes


class MigrantCard(models.Model):
    """The card that a person carries: a random code of its own, and its QR.

    It names neither the person nor the house. A lost card is revoked and replaced;
    the file's code is not on it.
    """

    _name = "migrant.card"
    _inherit = ["migrant.personal"]
    _description = "Card of a person"
    _order = "issued_at desc, id desc"
    _personal_scope = "identity"
    _journal_fields = ("card_code",)

    card_code = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: self._new_code()
    )
    issued_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    revoked_at = fields.Datetime(readonly=True)
    is_live = fields.Boolean(compute="_compute_is_live")

    _code_uniq = models.UniqueIndex("(card_code)", "This card exists.")
    _one_live = models.UniqueIndex(
        "(beneficiary_id) WHERE revoked_at IS NULL", "The person has a card already."
    )

    @api.depends("revoked_at")
    def _compute_is_live(self):
        for card in self:
            card.is_live = not card.revoked_at

    @api.model
    def _new_code(self):
        while True:
            code = codes.new_code("C")
            if not self.sudo().search_count([("card_code", "=", code)], limit=1):
                return code

    @api.model
    def _find_live(self, code):
        """The live card that bears a code, or none."""
        # In one question, as for a card that is none.
        live = [("card_code", "=", code), ("revoked_at", "=", False)]
        return self.search_fetch(live, ["beneficiary_id"], limit=1)

    def _qr_image(self):
        """The QR of the card's code as a data URI (PNG)."""
        self.ensure_one()
        image = qrcode.make(self.card_code, box_size=8, border=1)
        stream = io.BytesIO()
        image.save(stream, format="PNG")
        return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()


class MigrantBeneficiary(models.Model):
    _inherit = "migrant.beneficiary"

    def _check_card_right(self):
        self.check_access("read")
        closed = self - self.browse(list(self._readable_identities()))
        if closed:
            raise UserError(
                self.env._(
                    "The identity of these persons is not open to you: %(codes)s",
                    codes=closed._codes(),
                )
            )

    def _live_cards(self):
        """The live card of each person, made where there is none."""
        # The desk prints cards of persons whose file it does not write.
        cards = self.env["migrant.card"].sudo()
        live = cards.search(
            [("beneficiary_id", "in", self.ids), ("revoked_at", "=", False)]
        )
        missing = self - live.beneficiary_id
        return live + cards.create([{"beneficiary_id": p.id} for p in missing])

    def action_print_card(self):
        """Print the card; a person without one gets one."""
        self._check_card_right()
        cards = self._live_cards()
        report = self.env.ref("migrant_registry.migrant_card_report")
        return report.report_action(cards.sudo(False).ids)

    def action_replace_card(self):
        """The card is lost: it opens nothing any more, a new one is printed."""
        self._check_card_right()
        lost = self._live_cards()
        lost.write({"revoked_at": fields.Datetime.now()})
        lost.flush_recordset()
        self.env["ngo.journal"]._note("card_replaced", self)
        return self.action_print_card()
