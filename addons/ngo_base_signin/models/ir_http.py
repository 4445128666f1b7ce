# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time

from odoo import api, models
from odoo.exceptions import AccessDenied
from odoo.http import SessionExpiredException, request, root

from odoo.addons.auth_timeout.models.ir_http import CheckIdentityException

# Wrong PINs, passwords or codes at a locked screen before the session ends.
MAX_TRIES = 5


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @api.model
    def _signin_is_trial(self):
        """Whether this server asks for no second factor: trial, not for real data.

        The system parameter `ngo_base_signin.enforce` is on when it is absent.
        """
        parameters = self.env["ir.config_parameter"].sudo()
        enforce = parameters.get_param("ngo_base_signin.enforce", "1")
        return enforce.lower() in ("0", "false", "off", "no")

    @classmethod
    def _must_check_identity(cls):
        """Add to core's reasons: age since the sign-in, and a missing second factor.

        Core measures the age of a session from `create_time`, which it sets anew each
        time it rotates the session's key (every three hours): somebody who works on
        would never reach eight hours. We keep the moment of the sign-in ourselves.

        A session opened with a password alone ends when its user gets a role that
        needs a second factor.
        """
        required = super()._must_check_identity()
        if required and required.get("logout"):
            return required
        session = request.session
        user = request.env(user=session.uid).user
        since = session.get("signin_since")
        for seconds, mfa in user._get_lock_timeouts()["lock_timeout"]:
            if since and since + seconds <= time.time():
                return {"logout": True, "mfa": mfa}
        if session.get("signin_weak") and user._signin_must_second_factor():
            return {"logout": True, "mfa": True}
        return required

    @classmethod
    def _authenticate(cls, endpoint):
        """A locked or ended session is nobody on the routes that core forgets.

        Core stops routes of `auth="user"` only. Files and pictures are served by
        routes of `auth="public"`, and the JSON-2 interface by `auth="bearer"`: both
        would answer with the rights of the person whose screen is locked.
        """
        super()._authenticate(endpoint)
        routing = endpoint.routing
        if (
            routing["auth"] not in ("public", "bearer")
            or request.session.uid is None
            or request.env.uid != request.session.uid
            or routing.get("websocket")
            or not routing.get("check_identity", True)
            or not cls._must_check_identity()
        ):
            return
        if routing["auth"] == "bearer":
            raise CheckIdentityException("The session is locked")
        nobody = request.env["ir.model.data"]._xmlid_to_res_id("base.public_user")
        request.update_env(user=nobody)

    @classmethod
    def _check_identity(cls, credential):
        """Know the PIN, and end the session after a few wrong tries.

        Core raises on a wrong answer, which undoes its own counting of tries in the
        database: the count stands in the session.
        """
        session = request.session
        required = cls._must_check_identity() or {}
        try:
            if credential.get("type") == "pin":
                result = cls._check_identity_pin(credential.get("pin"), required)
            else:
                result = super()._check_identity(credential)
        except (AccessDenied, ValueError) as error:
            tries = session.get("signin_tries", 0) + 1
            if tries >= MAX_TRIES:
                # The web client reloads on success and finds itself signed out.
                session.logout(keep_db=True)
                return None
            session["signin_tries"] = tries
            root.session_store.save(session)
            if isinstance(error, ValueError):
                raise AccessDenied(
                    request.env._("Invalid authentication code format.")
                ) from error
            raise
        if credential and not (result or {}).get("mfa"):
            session.pop("signin_tries", None)
            seats = dict(session.get("signin_seats") or {})
            if credential.get("type") != "pin" and seats.pop(str(session.uid), None):
                # Her password gives her PIN new tries at the desk.
                session["signin_seats"] = seats
        methods = (result or {}).get("auth_methods", [])
        if required.get("mfa") and "pin" in methods:
            methods.remove("pin")
        return result

    @classmethod
    def _check_identity_pin(cls, pin, required):
        if required.get("logout"):
            raise SessionExpiredException("The session has reached its limit")
        if required.get("mfa"):
            raise AccessDenied(request.env._("The PIN does not suffice here."))
        request.env.user._signin_check_pin(pin)
        # Not `identity-check-last`: a PIN opens the screen, it does not confirm the
        # identity for a change of password, PIN or second factor.
        request.session.pop("identity-check-next", None)

    def session_info(self):
        info = super().session_info()
        info["signin_desk"] = self.env.user.has_group("ngo_base.group_ngo_base_user")
        return info
