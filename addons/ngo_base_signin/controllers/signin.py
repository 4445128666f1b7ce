# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import os
import time
from urllib.parse import quote, urlencode

import qrcode

from odoo import fields, http
from odoo.exceptions import AccessDenied
from odoo.http import request
from odoo.tools.misc import get_lang

from odoo.addons.auth_totp.models.totp import (
    ALGORITHM,
    DIGITS,
    TIMESTEP,
    TOTP_SECRET_SIZE,
)

from .desk import local

# What res.users._mfa_url() answers for somebody without a second factor.
ENROL = "/permanence/signin/enrol"
# New codes are shown once, soon after the identity was confirmed.
CODES_SECONDS = 120


class Signin(http.Controller):
    """Second step of a sign-in: recovery code, or a first second factor.

    Between the two steps the session knows only `pre_uid`; nobody is in yet.
    """

    def _pre_user(self):
        """The user who gave her password a moment ago, in sudo, or nobody."""
        session = request.session
        uid = session.get("pre_uid")
        if session.uid or not uid:
            return request.env["res.users"]
        # Nobody is in yet; what leaves here is which second factors there are.
        user = request.env["res.users"].sudo().browse(uid)
        request.update_context(lang=get_lang(request.env, user.lang).code)
        return user

    def _finalize(self):
        """Open the session, as core does after its own second step."""
        session = request.session
        session.finalize(request.env)
        session.pop("signin_weak", None)
        session.pop("signin_secret", None)
        request.update_env(user=session.uid)
        request.update_context(**session.context)

    def _page(self, template, **values):
        response = request.render(f"ngo_base_signin.{template}", values)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Frame-Options"] = "DENY"
        return response

    @http.route(
        "/permanence/signin/second",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
        readonly=False,
    )
    def second(self, code=None, redirect=None):
        """A passkey, or a printed recovery code."""
        user = self._pre_user()
        if not user or not (user.totp_enabled or user.auth_passkey_key_ids):
            return request.redirect("/web/login")
        error = None
        if request.httprequest.method == "POST":
            try:
                with user._assert_can_auth(user=user.id):
                    user.with_user(user)._signin_use_recovery_code(code)
            except AccessDenied as denied:
                error = str(denied)
            else:
                self._finalize()
                left = request.env.user.signin_recovery_codes
                return self._page("code_used", left=left, redirect=local(redirect))
        return self._page("second", user=user, error=error, redirect=redirect)

    @http.route(
        ENROL,
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
        readonly=False,
    )
    def enrol(self, code=None, redirect=None):
        """First sign-in of somebody who needs a second factor and has none."""
        user = self._pre_user()
        # Whoever has, or is sent, another second factor passes that one.
        if not user or user._mfa_url() != ENROL:
            return request.redirect("/web/login")
        session = request.session
        if not session.get("signin_secret"):
            session["signin_secret"] = base64.b32encode(
                os.urandom(TOTP_SECRET_SIZE // 8)
            ).decode()
        error = None
        if request.httprequest.method == "POST":
            error = self._try_enrol(user, session["signin_secret"], code)
            if not error:
                self._finalize()
                return self._show_codes(redirect)
        return self._page(
            "enrol",
            error=error,
            redirect=redirect,
            secret=session["signin_secret"],
            qr=self._qr(user, session["signin_secret"]),
        )

    def _try_enrol(self, user, secret, code):
        """The sentence that says what was wrong, or None."""
        user = user.with_user(user)
        try:
            with user._assert_can_auth(user=user.id):
                user._totp_rate_limit("code_check")
                digits = "".join(sign for sign in code or "" if not sign.isspace())
                if not digits.isdecimal() or not user._totp_try_setting(
                    secret, int(digits)
                ):
                    raise AccessDenied(
                        user.env._("Wrong code. Is the clock of the telephone right?")
                    )
                user._totp_rate_limit_purge("code_check")
        except AccessDenied as denied:
            return str(denied)
        return None

    @http.route("/permanence/signin/codes", type="http", auth="user", sitemap=False)
    def codes(self):
        """New recovery codes, right after the identity was confirmed."""
        asked = request.session.pop("signin_codes", 0)
        if asked + CODES_SECONDS < time.time():
            return request.redirect("/odoo")
        return self._show_codes()

    def _show_codes(self, redirect=None):
        # Hashes of codes are nobody's to write but through here.
        recovery = request.env["ngo.recovery.code"].sudo()
        return self._page(
            "codes",
            codes=recovery._renew(request.env.user),
            user=request.env.user,
            today=fields.Date.context_today(request.env.user),
            redirect=local(redirect),
        )

    @staticmethod
    def _qr(user, secret):
        """Picture of the otpauth address, as a data URI."""
        issuer = request.httprequest.host.split(":", 1)[0]
        query = urlencode(
            {
                "secret": secret,
                "issuer": issuer,
                "algorithm": ALGORITHM.upper(),
                "digits": DIGITS,
                "period": TIMESTEP,
            }
        )
        label = quote(f"{issuer}:{user.login}", safe=":")
        data = io.BytesIO()
        picture = qrcode.make(f"otpauth://totp/{label}?{query}", box_size=4)
        picture.save(data, format="PNG")
        return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()
