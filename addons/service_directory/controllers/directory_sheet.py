# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.ngo_base.controllers.public_page import PublicPage

_LONG = {
    "description",
    "application_process",
    "eligibility_description",
    "fees_description",
}


class DirectorySheet(PublicPage, http.Controller):
    """The provider's own page: reads by GET, answers by POST only.

    The signed address is the right to answer; there is no session whose trust a
    foreign page could borrow, hence no CSRF token.
    """

    def _link(self, token):
        self._speak()
        link = request.env["directory.link"]._find(token)
        if not link:
            page = self._render("service_directory.sheet_shut", status=404)
            raise NotFound(response=page)
        return link

    @http.route(
        "/directory/sheet/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def sheet(self, token):
        link = self._link(token)
        if link.state != "sent":
            return self._render("service_directory.sheet_thanks")
        service = link.service_id
        names = link._open_fields()
        labels = service.fields_get(names, attributes=["string"])
        rows = [
            {
                "name": name,
                "label": labels[name]["string"],
                "value": service[name] or "",
                "is_long": name in _LONG,
            }
            for name in names
        ]
        return self._render(
            "service_directory.sheet_page", service=service, rows=rows, token=token
        )

    @http.route(
        "/directory/sheet/<string:token>/confirm",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
    )
    def confirm(self, token):
        self._link(token)._confirm()
        return self._render("service_directory.sheet_thanks")

    @http.route(
        "/directory/sheet/<string:token>/suggest",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
    )
    def suggest(self, token, note="", **values):
        link = self._link(token)
        # A second click, or a colleague's, finds the answer given.
        if link.state == "sent":
            link._suggest(values, note)
        return self._render("service_directory.sheet_thanks")
