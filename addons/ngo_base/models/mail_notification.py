# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError


class MailNotification(models.Model):
    """Who is told of a guarded record is decided when something is said on it."""

    _inherit = "mail.notification"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            messages = self.env["mail.message"].browse(
                vals.get("mail_message_id") for vals in vals_list
            )
            # Model names only.
            models_of = messages.sudo().mapped("model")
            if any(map(self.env["ngo.guarded"]._is_guarded, models_of)):
                raise AccessError(
                    self.env._("What was said on a file is not handed on.")
                )
        return super().create(vals_list)
