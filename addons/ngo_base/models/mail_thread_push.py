# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _web_push_get_partners_parameters(self, partner_ids):
        """No device is told when push services are not allowed (see ngo.outside)."""
        devices, *keys = super()._web_push_get_partners_parameters(partner_ids)
        if not self.env["ngo.outside"]._is_allowed("web_push"):
            devices = devices.browse()
        return (devices, *keys)
