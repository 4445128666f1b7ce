# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class MailLinkPreview(models.Model):
    _inherit = "mail.link.preview"

    def _is_link_preview_enabled(self):
        """Fetching an address that somebody wrote tells its owner who reads it."""
        allowed = self.env["ngo.outside"]._is_allowed("link_preview")
        return allowed and super()._is_link_preview_enabled()

    @api.model
    def _create_from_message_and_notify(self, message, request_url=None):
        if self._is_link_preview_enabled():
            return super()._create_from_message_and_notify(message, request_url)
        return None

    @api.model
    def _search_or_create_from_url(self, url):
        if self._is_link_preview_enabled():
            return super()._search_or_create_from_url(url)
        return self.search([("source_url", "=", url)])
