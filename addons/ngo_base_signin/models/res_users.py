# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
import time

from odoo import api, fields, models
from odoo.exceptions import AccessDenied, UserError
from odoo.http import request
from odoo.tools.misc import consteq

from odoo.addons.base.models.res_users import check_identity

PIN = re.compile(r"\d{6,12}")
# A session that no group limits ends after these hours on a shared desk computer.
DESK_HOURS = 8
# Wrong PINs before a person must sign in with her password again on that computer.
MAX_PIN_TRIES = 5


class ResUsers(models.Model):
    _inherit = "res.users"

    signin_pin_hash = fields.Char(
        "Hash of the PIN", copy=False, groups=fields.NO_ACCESS
    )
    signin_is_strong = fields.Boolean(
        string="Strong sign-in needed", compute="_compute_signin"
    )
    signin_has_pin = fields.Boolean(string="PIN set", compute="_compute_signin")
    signin_recovery_codes = fields.Integer(
        string="Recovery codes left", compute="_compute_signin"
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + [
            "signin_is_strong",
            "signin_has_pin",
            "signin_recovery_codes",
        ]

    @api.depends_context("uid")
    @api.depends("signin_pin_hash", "group_ids")
    def _compute_signin(self):
        # Hashes are nobody's to read; what leaves here is a yes, a no and a count,
        # and only for oneself.
        codes = self.env["ngo.recovery.code"].sudo()
        for user in self:
            is_self = user == self.env.user
            user.signin_is_strong = is_self and user._signin_is_strong_role()
            user.signin_has_pin = is_self and bool(user.sudo().signin_pin_hash)
            user.signin_recovery_codes = is_self and codes.search_count(
                [("user_id", "=", user.id), ("used_at", "=", False)]
            )

    # -- who signs in strongly

    def _signin_is_strong_role(self):
        """Whether one of the user's roles reads a class of fields.

        Extend to demand strong sign-in of more people; an organisation does the same
        by adding the group "Strong sign-in" to a role.
        """
        self.ensure_one()
        return self._has_group("ngo_base_signin.group_ngo_base_signin_strong")

    def _signin_must_second_factor(self):
        """Whether a password alone does not let this user in."""
        return (
            self._signin_is_strong_role() and not self.env["ir.http"]._signin_is_trial()
        )

    def _mfa_type(self):
        """A code by e-mail is no second factor for people with access to files.

        Whoever reads the mailbox also resets the password.
        """
        mfa_type = super()._mfa_type()
        if mfa_type == "totp_mail" and self._signin_must_second_factor():
            return None
        return mfa_type

    def _mfa_url(self):
        url = super()._mfa_url()
        if url is None and self._signin_must_second_factor():
            # The passkeys of another person are not readable before she is in.
            if self.sudo().auth_passkey_key_ids:
                return "/permanence/signin/second"
            return "/permanence/signin/enrol"
        return url

    def _rpc_api_keys_only(self):
        return self._signin_must_second_factor() or super()._rpc_api_keys_only()

    def authenticate(self, credential, user_agent_env):
        """Remember in the session when, and how well, somebody signed in."""
        auth_info = super().authenticate(credential, user_agent_env)
        if request and user_agent_env and user_agent_env.get("interactive"):
            request.session["signin_since"] = time.time()
            # Taken away by the second factor, wherever it is checked.
            request.session["signin_weak"] = auth_info.get("mfa") != "skip"
            request.session.pop("signin_tries", None)
        return auth_info

    def _get_auth_methods(self):
        """Offer the PIN first at the locked screen of the user's own session."""
        methods = super()._get_auth_methods()
        has_pin = self.sudo().signin_pin_hash
        if has_pin and request and request.session.uid == self.id:
            methods.insert(0, "pin")
        return methods

    # -- PIN

    def _signin_set_pin(self, pin):
        """Set the PIN that opens a locked screen.

        :param str pin: 6 to 12 digits
        :raises UserError: when anybody would guess it
        """
        self.ensure_one()
        if not PIN.fullmatch(pin or ""):
            raise UserError(self.env._("A PIN has 6 to 12 digits."))
        steps = {int(b) - int(a) for a, b in zip(pin, pin[1:], strict=False)}
        if len(set(pin)) < 3 or steps in ({1}, {-1}):
            raise UserError(self.env._("This PIN is too easy to guess."))
        # The field is nobody's to write, not even one's own, but through here.
        self.sudo().signin_pin_hash = self._crypt_context().hash(pin)

    def _signin_check_pin(self, pin):
        """Check a PIN; the caller counts the tries.

        :raises AccessDenied: when it is not the user's PIN
        """
        self.ensure_one()
        # The hash is nobody's to read; a yes or a no leaves here.
        stored = self.sudo().signin_pin_hash
        valid = stored and self._crypt_context().verify(pin or "", stored)
        if not valid:
            raise AccessDenied(self.env._("Wrong PIN."))

    @check_identity
    def action_signin_pin(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("PIN of a shared computer"),
            "res_model": "ngo.pin.wizard",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "medium"},
        }

    @check_identity
    def action_signin_remove_pin(self):
        if self == self.env.user:
            # As in _signin_set_pin.
            self.sudo().signin_pin_hash = False
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @check_identity
    def action_signin_codes(self):
        """Open the page that makes and shows new recovery codes, once."""
        request.session["signin_codes"] = time.time()
        return {
            "type": "ir.actions.act_url",
            "url": "/permanence/signin/codes",
            "target": "self",
        }

    def _signin_use_recovery_code(self, code):
        """Let a printed code stand for the second factor, once.

        :raises AccessDenied: wrong or used code, or too many tries in an hour
        """
        self.ensure_one()
        self._totp_rate_limit("code_check")
        # Hashes of codes are nobody's to read.
        if not self.env["ngo.recovery.code"].sudo()._use(self, code):
            raise AccessDenied(self.env._("This recovery code is wrong or used."))
        self._totp_rate_limit_purge("code_check")
        self._notify_security_setting_update(
            self.env._("Security Update: recovery code used"),
            self.env._("A printed recovery code was used to sign in to your account."),
            suggest_2fa=False,
        )

    # -- seats at a shared desk computer

    def _signin_seat_token(self):
        """Changes with the password, the second factors, the PIN and the account."""
        values = self._session_token_get_values()
        # Only a keyed hash of the PIN's hash leaves here.
        pin = self.sudo().signin_pin_hash or ""
        return self._session_token_hash_compute(f"signin-seat-{self.id}-{pin}", values)

    def _signin_remember_seat(self, session):
        """Let the session's user come back on this computer with her PIN.

        The seat stands in the session of this browser alone, and lasts as long as
        the session that she opened with her password and second factor.
        """
        self.ensure_one()
        seats = dict(session.get("signin_seats") or {})
        since = session.get("signin_since") or session["create_time"]
        before = seats.get(str(self.id), {})
        # As in _signin_check_pin.
        if self.sudo().signin_pin_hash:
            seats[str(self.id)] = {
                "since": since,
                "weak": bool(session.get("signin_weak")),
                "login": session.login,
                "token": self._signin_seat_token(),
                # A new sign-in with the password gives new tries.
                "tries": before["tries"] if before.get("since") == since else 0,
            }
        session["signin_seats"] = seats

    @api.model
    def _signin_seats(self, session):
        """People who may come back on this computer with their PIN.

        :return: res.users, in sudo
        """
        now = time.time()
        # The lock screen is read by nobody in particular; it shows names only.
        users = self.sudo().browse(
            int(uid) for uid in session.get("signin_seats") or {}
        )
        return users.exists().filtered(
            lambda user: user.active
            and user._signin_seat_valid(session["signin_seats"][str(user.id)], now)
        )

    def _signin_seat_valid(self, seat, now):
        limits = [seconds for seconds, __ in self._get_lock_timeouts()["lock_timeout"]]
        limit = min(limits, default=DESK_HOURS * 3600)
        return (
            now < seat["since"] + limit
            and seat["tries"] < MAX_PIN_TRIES
            and not (seat["weak"] and self._signin_must_second_factor())
            and consteq(seat["token"], self._signin_seat_token() or "")
        )
