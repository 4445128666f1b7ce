# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.auth_totp_mail.controllers.home import Home


class SigninHome(Home):
    @http.route()
    def web_totp(self, redirect=None, **kwargs):
        """Core's second step: what opens a session here was strong.

        Only what this very request opened: whoever is in already, by password alone,
        gains nothing by calling. A code by e-mail is not strong.
        """
        was_in = request.session.uid
        response = super().web_totp(redirect=redirect, **kwargs)
        opened = request.session.uid and not was_in
        if opened and request.env.user._mfa_type() == "totp":
            request.session.pop("signin_weak", None)
        return response
