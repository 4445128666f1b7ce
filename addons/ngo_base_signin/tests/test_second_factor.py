# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import time
from xmlrpc.client import Fault

from lxml import html

from odoo.tests import tagged

from .common import PASSWORD, SigninCase, totp_code


@tagged("post_install", "-at_install")
class TestSecondFactor(SigninCase):
    """Signing in over HTTP with the policy on (promise P10)."""

    def test_password_alone_opens_nothing(self):
        """A social worker without a second factor is led to make one."""
        page = self.password(self.worker)
        self.assertTrue(page.url.endswith("/permanence/signin/enrol"), page.url)
        self.assertIsNone(self.who())
        self.assertIn("/web/login", self.url_open("/odoo").url)
        # Nor through the route that programs use.
        answer = self.make_jsonrpc_request(
            "/web/session/authenticate",
            {"db": self.env.cr.dbname, "login": "signin_worker", "password": PASSWORD},
        )
        self.assertIsNone(answer["uid"])
        self.assertIsNone(self.who())

    def test_enrol(self):
        """First sign-in: picture, six digits, printed codes; then in."""
        page = self.password(self.worker)
        secret = html.fromstring(page.text).xpath("//details/code")[0].text
        self.assertIn("data:image/png;base64,", page.text)
        page = self.submit(page, "enrol", code="000000")
        self.assertIn("alert-danger", page.text)
        self.assertIsNone(self.who())
        page = self.submit(page, "enrol", code=totp_code(secret))
        codes = html.fromstring(page.text).xpath("//ol//code/text()")
        self.assertEqual(len(codes), 10)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(self.who(), self.worker.id)
        # Shown once: asking again gives neither these nor new ones.
        self.assertNotIn(codes[0], self.url_open("/permanence/signin/codes").text)
        self.assertEqual(self.worker.with_user(self.worker).signin_recovery_codes, 10)
        # The next sign-in asks for the code of the telephone.
        self.authenticate(None, None)
        self.assertTrue(self.password(self.worker).url.endswith("/web/login/totp"))

    def test_enrol_needs_a_password_first(self):
        for step in ("enrol", "second", "codes"):
            page = self.url_open(f"/permanence/signin/{step}")
            self.assertIn("/web/login", page.url, step)

    def test_enrol_replaces_no_other_factor(self):
        """Who is sent a code by e-mail cannot choose another factor instead of it."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("auth_totp.policy", "employee_required")
        page = self.password(self.volunteer)
        self.assertTrue(page.url.endswith("/web/login/totp"), page.url)
        self.assertIn("/web/login", self.url_open("/permanence/signin/enrol").url)
        self.assertFalse(self.browser_session().get("signin_secret"))
        # Nor does the worker, once her telephone is known.
        self.sign_in(self.worker)
        self.authenticate(None, None)
        self.password(self.worker)
        self.assertIn("/web/login", self.url_open("/permanence/signin/enrol").url)

    def test_recovery_code(self):
        """A printed code stands once for the telephone, and its owner is told."""
        self.sign_in(self.worker)
        codes = self.env["ngo.recovery.code"]._renew(self.worker)
        self.authenticate(None, None)
        page = self.password(self.worker)
        self.assertIn("/permanence/signin/second", page.text)
        page = self.url_open("/permanence/signin/second")
        page = self.submit(page, "recovery", code="ABCD-EFGH-JKMN-PQRS")
        self.assertIn("alert-danger", page.text)
        self.assertIsNone(self.who())
        mails = self.env["mail.mail"].search([]).ids
        page = self.submit(page, "recovery", code=codes[3])
        self.assertEqual(self.who(), self.worker.id)
        self.assertEqual(html.fromstring(page.text).xpath("//p/strong/text()"), ["9"])
        told = self.env["mail.mail"].search([("id", "not in", mails)])
        self.assertTrue(
            any("signin_worker@example.org" in mail.email_to for mail in told)
        )
        # Spent.
        self.authenticate(None, None)
        self.password(self.worker)
        page = self.url_open("/permanence/signin/second")
        self.submit(page, "recovery", code=codes[3])
        self.assertIsNone(self.who())

    def test_recovery_codes_are_not_tried_for_ever(self):
        """After five wrong codes in an hour even the right one waits."""
        self.sign_in(self.worker)
        codes = self.env["ngo.recovery.code"]._renew(self.worker)
        self.authenticate(None, None)
        self.password(self.worker)
        page = self.url_open("/permanence/signin/second")
        for __ in range(5):
            page = self.submit(page, "recovery", code="ABCD-EFGH-JKMN-PQRS")
        self.submit(page, "recovery", code=codes[0])
        self.assertIsNone(self.who())

    def test_new_codes_need_a_fresh_confirmation(self):
        """The page that makes codes opens only from the confirmed button."""
        self.sign_in(self.worker)
        self.env["ngo.recovery.code"]._renew(self.worker)
        before = self.env["ngo.recovery.code"].search([]).ids
        self.url_open("/permanence/signin/codes")
        self.assertEqual(self.env["ngo.recovery.code"].search([]).ids, before)
        asked = self.call("action_signin_codes")
        self.assertEqual(asked["res_model"], "res.users.identitycheck")
        self.change_session(**{"identity-check-last": time.time()})
        action = self.call("action_signin_codes")
        page = self.url_open(action["url"])
        self.assertEqual(len(html.fromstring(page.text).xpath("//ol//code")), 10)
        self.assertNotEqual(self.env["ngo.recovery.code"].search([]).ids, before)

    def call(self, method):
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "res.users",
                "method": method,
                "args": [self.browser_session().uid],
                "kwargs": {},
            },
        )

    def test_volunteer_signs_in_with_a_password(self):
        self.password(self.volunteer)
        self.assertEqual(self.who(), self.volunteer.id)

    def test_role_given_during_a_session(self):
        """A session opened with a password alone ends when the role comes."""
        self.password(self.volunteer)
        self.assertEqual(self.who(), self.volunteer.id)
        self.volunteer.group_ids += self.env.ref("ngo_base.group_ngo_base_jurist")
        self.assertIsNone(self.who())
        # Calling the second step now opens nothing either.
        self.url_open("/web/login/totp")
        self.assertIsNone(self.who())

    def test_eight_hours(self):
        """Eight hours after the sign-in the session ends, however busy it was."""
        self.sign_in(self.worker)
        now = time.time()
        # Core gives a busy session a new birth every three hours.
        self.change_session(signin_since=now - 8 * 3600 + 900, create_time=now)
        self.assertEqual(self.who(), self.worker.id)
        self.change_session(signin_since=now - 8 * 3600 - 1, create_time=now)
        self.assertIsNone(self.who())

    def test_core_forgets_the_age_of_a_busy_session(self):
        """The leak first: rotation sets the moment that core measures from."""
        self.sign_in(self.worker)
        since = self.browser_session()["signin_since"]
        self.change_session(create_time=time.time() - 4 * 3600)
        self.assertEqual(self.who(), self.worker.id)
        session = self.browser_session()
        self.assertLess(time.time() - session["create_time"], 3600)
        self.assertEqual(session["signin_since"], since)

    def test_idle_lock(self):
        """Locked, neither pages nor calls nor files answer (files: core's gap)."""
        self.sign_in(self.worker)
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.worker)
            .create({"name": "n", "raw": b"of hers"})
        )
        url = f"/web/content/{attachment.id}"
        self.assertEqual(self.url_open(url).content, b"of hers")
        self.change_session(**{"identity-check-next": time.time() - 1})
        self.assertIsNone(self.who())
        page = self.url_open("/permanence/signin/codes")
        self.assertIn("/auth-timeout/check-identity", page.url)
        self.assertNotEqual(self.url_open(url).content, b"of hers")
        # Her password opens it again, in the same session.
        self.check_identity(type="password", password=PASSWORD)
        self.assertEqual(self.who(), self.worker.id)
        self.assertEqual(self.url_open(url).content, b"of hers")

    def test_json2_is_locked_too(self):
        """A cookie of a locked session does not open the JSON-2 interface."""
        self.sign_in(self.worker)
        call = {
            "url": "/json/2/res.users/context_get",
            "data": json.dumps({}),
            "headers": {
                "Content-Type": "application/json",
                # As when somebody types the address into the browser.
                "Sec-Fetch-Dest": "document",
                "Sec-Fetch-Mode": "navigate",
                "Sec-Fetch-Site": "none",
                "Sec-Fetch-User": "?1",
            },
        }
        self.assertEqual(self.url_open(**call).status_code, 200)
        self.change_session(**{"identity-check-next": time.time() - 1})
        self.assertGreaterEqual(self.url_open(**call).status_code, 400)

    def check_identity(self, **credential):
        return self.url_open(
            "/auth-timeout/session/check-identity", json={"params": credential}
        ).json()

    def test_wrong_answers_end_the_session(self):
        """Five wrong passwords at a locked screen, and the session is over."""
        self.sign_in(self.worker)
        self.change_session(**{"identity-check-next": time.time() - 1})
        for __ in range(4):
            answer = self.check_identity(type="password", password="wrong")
            self.assertIn("error", answer)
            self.assertEqual(self.browser_session().uid, self.worker.id)
        self.check_identity(type="password", password="wrong")
        self.assertIsNone(self.browser_session().uid)
        self.check_identity(type="password", password=PASSWORD)
        self.assertIsNone(self.who())

    def test_no_password_over_rpc(self):
        """XML-RPC refuses the password of a social worker, not the volunteer's."""
        common = self.xmlrpc_common
        db = self.env.cr.dbname
        self.assertEqual(
            common.authenticate(db, "signin_volunteer", PASSWORD, {}),
            self.volunteer.id,
        )
        self.assertFalse(common.authenticate(db, "signin_worker", PASSWORD, {}))
        with self.assertRaises(Fault):
            self.xmlrpc_object.execute(
                db, self.worker.id, PASSWORD, "res.users", "context_get"
            )

    def test_trial(self):
        """With the switch off a password is enough, and every page says so."""
        self.assertNotIn("o_signin_trial", self.url_open("/web/login").text)
        self.enforce(False)
        self.assertIn('class="o_signin_trial', self.url_open("/web/login").text)
        self.password(self.worker)
        self.assertEqual(self.who(), self.worker.id)
        self.assertIn('class="o_signin_trial', self.url_open("/odoo").text)
        # Real again: what was opened by a password alone ends at once.
        self.enforce(True)
        self.assertIsNone(self.who())
