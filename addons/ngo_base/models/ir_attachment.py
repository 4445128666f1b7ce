# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """A paper on a guarded record is never public, nor opened by a bare link."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments.filtered(
            lambda a: a.public or a.access_token
        )._refuse_public_on_guarded()
        return attachments

    def write(self, vals):
        result = super().write(vals)
        if vals.get("public") or vals.get("access_token") or "res_model" in vals:
            self.filtered(
                lambda a: a.public or a.access_token
            )._refuse_public_on_guarded()
        return result

    def generate_access_token(self):
        self._refuse_public_on_guarded()
        return super().generate_access_token()

    def _refuse_public_on_guarded(self):
        for attachment in self:
            model = attachment.res_model
            if model in self.env and "is_in_scope" in self.env[model]._fields:
                raise UserError(
                    self.env._(
                        "A paper of a file cannot be made public: share it by a "
                        "referral or print it."
                    )
                )
