# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PartnerReferralFilled(models.TransientModel):
    """A filled form, to be taken away at once; it is not kept."""

    _name = "partner.referral.filled"
    _description = "Filled Form"

    referral_id = fields.Many2one("partner.referral", required=True, ondelete="cascade")
    form_id = fields.Many2one("partner.referral.form", readonly=True)
    content = fields.Binary(string="File", attachment=False, readonly=True)
    file_name = fields.Char(readonly=True)
