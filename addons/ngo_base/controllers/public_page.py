# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pages for people without an account, who come by a link or a code."""

from odoo.http import request

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
        " frame-ancestors 'none'"
    ),
}


class PublicPage:
    """What the controllers of such pages share."""

    def _speak(self):
        """Take the first installed language that the reader's browser asks for."""
        installed = request.env["res.lang"]._installed_by_letters()
        for wanted in request.httprequest.accept_languages.values():
            code = installed.get(wanted.replace("_", "-").partition("-")[0].lower())
            if code:
                request.update_context(lang=code)
                return

    def _render(self, template, status=200, **values):
        """A whole page that nothing keeps, indexes or frames.

        :param template: external id of a template, given ``lang``, ``direction`` and
            ``title``, the public name of the house
        """
        lang = request.env["res.lang"]._get_data(code=request.env.lang or "en_US")
        values |= {
            "lang": (lang.code or "en_US").replace("_", "-"),
            "direction": lang.direction or "ltr",
            # Public name of the house; the public reads no company.
            "title": request.env.company.sudo().name,
        }
        response = request.render(template, values)
        # What is raised is sent as it is: the page has to be written by then.
        response.flatten()
        response.status_code = status
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response
