# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Doors of core that fetch something outside on behalf of the browser."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.html_editor.controllers.main import HTML_Editor
from odoo.addons.mail.controllers.discuss.gif import DiscussGifController


def _check_outside(service):
    """Refuse when the organisation does not let this service out.

    :raises UserError: with a sentence for the person at the screen
    """
    if not request.env["ngo.outside"]._is_allowed(service):
        raise UserError(
            request.env._("Nothing leaves this server: this service is switched off.")
        )


class NgoHtmlEditor(HTML_Editor):
    @http.route()
    def link_preview_metadata(self, preview_url):
        if not request.env["ngo.outside"]._is_allowed("link_preview"):
            return {}
        return super().link_preview_metadata(preview_url)

    @http.route()
    def media_library_search(self, **params):
        if not request.env["ngo.outside"]._is_allowed("media_library"):
            return {"media": [], "results": 0}
        return super().media_library_search(**params)

    @http.route()
    def save_library_media(self, media):
        _check_outside("media_library")
        return super().save_library_media(media)

    @http.route()
    def generate_text(self, prompt, conversation_history):
        _check_outside("media_library")
        return super().generate_text(prompt, conversation_history)

    def _attachment_create(self, name="", data=False, url=False, **kwargs):
        # With an address and no data core asks that address for its headers.
        if url and not data:
            _check_outside("media_library")
        return super()._attachment_create(name=name, data=data, url=url, **kwargs)


class NgoGif(DiscussGifController):
    def _request_gifs(self, endpoint):
        _check_outside("gif")
        return super()._request_gifs(endpoint)
