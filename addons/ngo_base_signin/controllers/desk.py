# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time
from copy import deepcopy

from odoo import http
from odoo.exceptions import AccessDenied
from odoo.http import request


def local(path):
    """The path, when it stays on this server, else the home page."""
    if path and path.startswith("/") and not path.startswith(("//", "/\\")):
        return path
    return "/odoo"


class Desk(http.Controller):
    """Lock screen of a shared desk computer: a tap on a name, and the PIN.

    The routes are public because the person at the screen is nobody yet; they answer
    names to the browser that holds the session, and to no other.
    """

    @http.route(
        "/permanence/desk",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        check_identity=False,
        readonly=False,
    )
    def desk(self, who=None, redirect=None):
        """Lock the session at once and show who may come back."""
        session = request.session
        if session.uid:
            user = request.env["res.users"].browse(session.uid)
            user._signin_remember_seat(session)
            session["identity-check-next"] = time.time()
        return self._render(who=who, redirect=redirect)

    @http.route(
        "/permanence/desk/unlock",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
        check_identity=False,
    )
    def unlock(self, who, pin="", redirect=None):
        session = request.session
        seats = request.env["res.users"]._signin_seats(session)
        user = seats.filtered(lambda seat: str(seat.id) == who)
        if not user:
            return self._render(redirect=redirect)
        try:
            user._signin_check_pin(pin)
        except AccessDenied as error:
            remembered = deepcopy(session["signin_seats"])
            remembered[who]["tries"] += 1
            session["signin_seats"] = remembered
            if session.uid == user.id:
                # Tries here and in the dialog of the web client are the same tries.
                session["signin_tries"] = session.get("signin_tries", 0) + 1
            return self._render(who=who, redirect=redirect, error=str(error))
        self._sit_down(user, session["signin_seats"][who])
        return request.redirect(local(redirect))

    @http.route(
        "/permanence/desk/other",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
        check_identity=False,
    )
    def other(self):
        """Somebody who has not signed in on this computer today: password first."""
        session = request.session
        seats = session.get("signin_seats") or {}
        session.logout(keep_db=True)
        session["signin_seats"] = seats
        return request.redirect("/web/login")

    def _sit_down(self, user, seat):
        """Make the session of this browser the user's."""
        session = request.session
        remembered = deepcopy(session["signin_seats"])
        remembered[str(user.id)] = {**seat, "tries": 0}
        session["signin_seats"] = remembered
        for key in ("identity-check-next", "identity-check-1fa", "signin_tries"):
            session.pop(key, None)
        if session.uid == user.id:
            return
        # What the last person confirmed is not confirmed by this one.
        session.pop("identity-check-last", None)
        env = request.env(user=user.id, su=False)
        session.update(
            {
                "uid": user.id,
                "login": seat["login"],
                "context": dict(env["res.users"].context_get()),
                "signin_since": seat["since"],
                "signin_weak": seat["weak"],
                "_trace": [],
            }
        )
        # The store gives the session a new key and computes the token.
        session.should_rotate = True
        request.update_env(user=user.id)

    def _render(self, who=None, redirect=None, error=None):
        session = request.session
        users = request.env["res.users"]._signin_seats(session)
        if not users and not session.uid:
            return request.redirect("/web/login")
        current = users.filtered(lambda user: user.id == session.uid)
        chosen = users.filtered(lambda user: str(user.id) == who)
        response = request.render(
            "ngo_base_signin.desk",
            {
                "users": users,
                "chosen": chosen,
                "current": current,
                "signed_in": bool(session.uid),
                "error": error,
                # A page of one person is not the next one's to open.
                "redirect": local(redirect) if chosen == current else "/odoo",
                "back": local(redirect),
            },
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Frame-Options"] = "DENY"
        return response
