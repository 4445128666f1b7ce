# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request


class WaitingRoomScreen(http.Controller):
    """Ticket numbers on the wall of a waiting room."""

    @http.route(
        "/reception/screen/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def screen(self, token, **_kw):
        """The page, which reloads itself; it needs no script."""
        screen = request.env["permanence.screen"]._find(token)
        if not screen:
            raise request.not_found()
        response = request.render("permanence_reception.screen_page", screen._numbers())
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "no-store"
        return response
