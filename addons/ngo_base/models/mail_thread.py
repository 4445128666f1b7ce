# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _web_push_get_partners_parameters(self, partner_ids):
        """No device is told when push services are not allowed (see ngo.outside)."""
        devices, *keys = super()._web_push_get_partners_parameters(partner_ids)
        if not self.env["ngo.outside"]._is_allowed("web_push"):
            devices = devices.browse()
        return (devices, *keys)

    @api.model
    def message_process(self, model, message, *args, **kwargs):
        """Letters are brought by the mail server: a letter says who wrote it."""
        if not self.env.su and not self.env.user._is_system():
            raise AccessError(self.env._("Letters are brought by the mail server."))
        return super().message_process(model, message, *args, **kwargs)
