# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import time

from lxml import html

from odoo.http import root
from odoo.tests import HttpCase, new_test_user

from odoo.addons.auth_totp.models.totp import TIMESTEP, hotp

PASSWORD = "a long sentence of hers"
PIN = "271828"
PIN_OTHER = "314159"


def role_user(env, login, role, **values):
    """A user with one role of the suite, as `ngo.role` would write its group."""
    return new_test_user(
        env,
        login,
        f"ngo_base.group_ngo_base_{role}",
        password=PASSWORD,
        email=f"{login}@example.org",
        **values,
    )


def totp_code(secret, step=0):
    """What an authenticator shows, `step` periods from now."""
    counter = int(time.time() / TIMESTEP) + step
    return f"{hotp(base64.b32decode(secret), counter):06d}"


class SigninCase(HttpCase):
    """Signs in over real HTTP, as a browser does, with the policy on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enforce(True)
        # Core makes an address wait after some failures, across tests too.
        parameters = cls.env["ir.config_parameter"].sudo()
        parameters.set_param("base.login_cooldown_after", "0")
        cls.worker = role_user(cls.env, "signin_worker", "social_worker")
        cls.desk = role_user(cls.env, "signin_desk", "front_desk")
        cls.volunteer = role_user(cls.env, "signin_volunteer", "volunteer")

    @classmethod
    def enforce(cls, on):
        parameters = cls.env["ir.config_parameter"].sudo()
        parameters.set_param("ngo_base_signin.enforce", "1" if on else "0")

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def browser_session(self):
        """The session of this browser, as the server keeps it."""
        return root.session_store.get(self.opener.cookies["session_id"])

    def change_session(self, **values):
        session = self.browser_session()
        session.update(values)
        root.session_store.save(session)

    def submit(self, response, name=None, action=None, **values):
        """Fill a form of a page and send it.

        :param response: the page
        :param str name: of the form; the only form when not given
        """
        page = html.fromstring(response.text)
        forms = [form for form in page.forms if name in (None, form.get("name"))]
        data = {**dict(forms[0].form_values()), **values}
        url = action or forms[0].get("action") or response.url
        return self.url_open(url, data=data)

    def password(self, user, password=PASSWORD):
        """First step of signing in."""
        page = self.url_open("/web/login")
        token = html.fromstring(page.text).xpath("//input[@name='csrf_token']")[0]
        data = {
            "csrf_token": token.get("value"),
            "login": user.login,
            "password": password,
        }
        return self.url_open("/web/login", data=data)

    def sign_in(self, user):
        """Both steps; the user gets a secret when she has none."""
        if user._has_group("ngo_base_signin.group_ngo_base_signin_strong"):
            if not user.totp_enabled:
                user.sudo().totp_secret = base64.b32encode(b"0123456789abcdefghij")
                user.flush_recordset()
            user.sudo().totp_last_counter = False
            user.flush_recordset()
            page = self.password(user)
            code = totp_code(user.sudo().totp_secret)
            response = self.submit(page, totp_token=code)
        else:
            response = self.password(user)
        self.assertEqual(self.who(), user.id, response.url)
        return response

    def who(self):
        """Whom the server takes this browser for: her id, or None.

        Asks a route that only a signed-in and unlocked session reaches.
        """
        answer = self.url_open(
            "/web/dataset/call_kw",
            json={
                "params": {
                    "model": "res.users",
                    "method": "has_group",
                    "args": [self.browser_session().uid or 0, "base.group_user"],
                    "kwargs": {},
                }
            },
        ).json()
        return None if "error" in answer else self.browser_session().uid
