# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class MailPush(models.Model):
    _inherit = "mail.push"

    @api.model
    def _push_notification_to_endpoint(self, batch_size=50):
        """Push services belong to the makers of browsers: nothing goes there.

        What waits is dropped, so that nothing leaves in one go on the day that
        the service is allowed.
        """
        if self.env["ngo.outside"]._is_allowed("web_push"):
            return super()._push_notification_to_endpoint(batch_size)
        # The queue belongs to nobody; only the system may read it.
        self.sudo().search([]).unlink()  # pylint: disable=no-search-all
        return None
