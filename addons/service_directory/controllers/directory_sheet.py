# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
    ),
}
_LONG = {
    "description",
    "application_process",
    "eligibility_description",
    "fees_description",
}


class DirectorySheet(http.Controller):
    """The provider's own page: reads by GET, answers by POST only.

    The signed address is the right to answer; there is no session whose trust a
    foreign page could borrow, hence no CSRF token.
    """

    def _link(self, token):
        self._speak()
        link = request.env["directory.link"]._find(token)
        if not link:
            response = self._render("sheet_shut")
            response.status_code = 404
            # What is raised is sent as it is: the page has to be written by then.
            response.flatten()
            raise NotFound(response=response)
        return link

    def _speak(self):
        """Take the first installed language that the reader's browser asks for."""
        installed = [code for code, _name in request.env["res.lang"].get_installed()]
        for wanted in request.httprequest.accept_languages.values():
            for code in installed:
                if code.partition("_")[0] == wanted.replace("-", "_").partition("_")[0]:
                    request.update_context(lang=code)
                    return

    def _render(self, template, **values):
        lang = request.env["res.lang"]._get_data(code=request.env.lang or "en_US")
        values |= {
            "lang": (lang.code or "en_US").replace("_", "-"),
            "direction": lang.direction or "ltr",
            # Public name of the house; the public reads no company.
            "title": request.env.company.sudo().name,
        }
        response = request.render(f"service_directory.{template}", values)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

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
            return self._render("sheet_thanks")
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
        return self._render("sheet_page", service=service, rows=rows, token=token)

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
        return self._render("sheet_thanks")

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
        return self._render("sheet_thanks")
