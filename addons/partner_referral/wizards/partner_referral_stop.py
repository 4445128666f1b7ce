# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PartnerReferralStop(models.TransientModel):
    """Taken back by us, withdrawn by the person, or made in error."""

    _name = "partner.referral.stop"
    _description = "End of a Referral"

    referral_id = fields.Many2one("partner.referral", required=True, ondelete="cascade")
    to = fields.Selection(
        [
            ("withdrawn", "The person no longer wants it"),
            ("recalled", "We take it back"),
            ("error", "Made in error"),
        ],
        string="What happens",
        required=True,
        default="withdrawn",
    )
    reason = fields.Char(string="Why", required=True)

    def action_save(self):
        self.ensure_one()
        referral = self.referral_id
        referral.check_access("write")
        was_open = referral._is_open_to_partner()
        referral._move(self.to, referral._actor(), reason=self.reason)
        if was_open:
            referral._tell_partner("withdrawn")
        return {"type": "ir.actions.act_window_close"}
