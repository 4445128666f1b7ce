# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time

from lxml import html

from odoo.tests import tagged

from .common import PASSWORD, PIN, PIN_OTHER, SigninCase


@tagged("post_install", "-at_install")
class TestDesk(SigninCase):
    """Lock, PIN and change of user on one shared computer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker._signin_set_pin(PIN)
        cls.desk._signin_set_pin(PIN_OTHER)

    def seats(self, page):
        return html.fromstring(page.text).xpath(
            "//a[contains(@class, 'o_signin_seat')]"
        )

    def both_sign_in(self):
        """The social worker, then the front desk, each with two factors."""
        self.sign_in(self.worker)
        page = self.url_open("/permanence/desk")
        self.submit(page, "other")
        self.sign_in(self.desk)

    def tap(self, user, pin):
        """Tap one locks; tap two chooses; then the PIN."""
        page = self.url_open("/permanence/desk?redirect=/odoo/action-1")
        tiles = [tile for tile in self.seats(page) if tile.text == user.name]
        page = self.url_open(tiles[0].get("href"))
        return self.submit(page, "unlock", pin=pin)

    def test_two_taps(self):
        self.both_sign_in()
        since = self.browser_session()["signin_since"]
        page = self.tap(self.worker, PIN)
        self.assertEqual(self.who(), self.worker.id)
        self.assertLess(self.browser_session()["signin_since"], since, "her own")
        # She does not land on the other one's page.
        self.assertNotIn("action-1", page.url)
        self.tap(self.desk, PIN_OTHER)
        self.assertEqual(self.who(), self.desk.id)
        self.assertEqual(self.browser_session()["signin_since"], since)

    def test_lock_is_at_once(self):
        """After the first tap nothing answers until a PIN comes."""
        self.sign_in(self.worker)
        self.url_open("/permanence/desk")
        self.assertIsNone(self.who())
        page = self.tap(self.worker, PIN)
        self.assertEqual(self.who(), self.worker.id)
        self.assertIn("action-1", page.url, "her own page again")

    def test_session_key_changes(self):
        """The key of one person's session is not the next one's."""
        self.both_sign_in()
        before = self.browser_session().sid
        self.tap(self.worker, PIN)
        self.assertNotEqual(self.browser_session().sid, before)

    def test_wrong_pin(self):
        """Five wrong PINs, and only the password opens; the colleague is untouched."""
        self.both_sign_in()
        page = self.url_open(f"/permanence/desk?who={self.worker.id}")
        for __ in range(5):
            page = self.submit(
                page, action="/permanence/desk/unlock", pin="000001", who=self.worker.id
            )
            self.assertIsNone(self.who())
        names = [tile.text for tile in self.seats(self.url_open("/permanence/desk"))]
        self.assertEqual(names, [self.desk.name])
        page = self.url_open("/permanence/desk")
        self.submit(
            page, "other", action="/permanence/desk/unlock", who=self.worker.id, pin=PIN
        )
        self.assertIsNone(self.who())
        self.tap(self.desk, PIN_OTHER)
        self.assertEqual(self.who(), self.desk.id)

    def test_password_gives_new_tries(self):
        """After five wrong PINs her own password makes the PIN good again."""
        self.sign_in(self.worker)
        page = self.url_open(f"/permanence/desk?who={self.worker.id}")
        for __ in range(4):
            page = self.submit(page, "unlock", pin="000001")
        self.submit(page, "unlock", pin="000001")
        self.assertFalse(self.seats(self.url_open("/permanence/desk")))
        self.check_identity(type="password", password=PASSWORD)
        self.assertEqual(self.who(), self.worker.id)
        self.tap(self.worker, PIN)
        self.assertEqual(self.who(), self.worker.id)

    def test_pin_opens_no_new_session(self):
        """On a computer where she did not sign in today a PIN is worth nothing."""
        page = self.url_open("/web/login")
        self.submit(page, login=self.worker.login, password=PIN, type="password")
        self.assertIsNone(self.who())
        token = html.fromstring(page.text).xpath("//input[@name='csrf_token']")[0]
        page = self.url_open(
            "/permanence/desk/unlock",
            data={"csrf_token": token.get("value"), "who": self.worker.id, "pin": PIN},
        )
        self.assertIn("/web/login", page.url)
        self.assertIsNone(self.who())

    def test_forged_request(self):
        """Without the page's token nothing is unlocked."""
        self.sign_in(self.worker)
        self.url_open("/permanence/desk")
        answer = self.url_open(
            "/permanence/desk/unlock", data={"who": self.worker.id, "pin": PIN}
        )
        self.assertEqual(answer.status_code, 400)
        self.assertIsNone(self.who())

    def test_seat_lasts_eight_hours(self):
        self.both_sign_in()
        seats = self.browser_session()["signin_seats"]
        seats[str(self.worker.id)]["since"] = time.time() - 8 * 3600
        self.change_session(signin_seats=seats)
        names = [tile.text for tile in self.seats(self.url_open("/permanence/desk"))]
        self.assertEqual(names, [self.desk.name])

    def test_seat_ends_with_the_account(self):
        """New password, new second factor, new PIN, archived: the seat is gone."""
        changes = {
            "password": lambda: self.worker.write({"password": "another sentence"}),
            "factor": lambda: self.worker.sudo().write({"totp_secret": False}),
            "pin": lambda: self.worker._signin_set_pin("161803"),
            "archived": lambda: self.worker.write({"active": False}),
        }
        self.both_sign_in()
        self.assertEqual(len(self.seats(self.url_open("/permanence/desk"))), 2)
        for what, change in changes.items():
            with self.subTest(what=what):
                savepoint = self.env.cr.savepoint()
                change()
                self.env.flush_all()
                page = self.url_open("/permanence/desk")
                names = [tile.text for tile in self.seats(page)]
                self.assertEqual(names, [self.desk.name])
                savepoint.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_cache()

    def test_log_out_forgets_everybody(self):
        self.both_sign_in()
        self.url_open("/web/session/logout")
        self.assertIn("/web/login", self.url_open("/permanence/desk").url)

    def test_no_pin_no_seat(self):
        """Without a PIN the password opens, and no name stays on the screen."""
        self.sign_in(self.volunteer)
        page = self.url_open("/permanence/desk")
        self.assertFalse(self.seats(page))
        self.assertIn("/auth-timeout/check-identity", page.text)
        self.assertIsNone(self.who())

    def test_pin_at_the_locked_screen(self):
        """The dialog offers the PIN first; it confirms no identity."""
        self.sign_in(self.worker)
        self.change_session(**{"identity-check-next": time.time() - 1})
        offer = self.check_identity()
        self.assertEqual(offer["result"]["auth_methods"][0], "pin")
        self.assertIn("error", self.check_identity(type="pin", pin="000001"))
        self.assertIsNone(self.who())
        self.check_identity(type="pin", pin=PIN)
        self.assertEqual(self.who(), self.worker.id)
        self.assertNotIn("identity-check-last", self.browser_session())

    def test_pin_is_not_a_second_factor(self):
        """A group that locks with two factors takes no PIN."""
        group = self.env.ref("ngo_base_signin.group_ngo_base_signin_strong")
        group.lock_timeout_inactivity_mfa = True
        self.sign_in(self.worker)
        self.change_session(**{"identity-check-next": time.time() - 1})
        self.assertNotIn("pin", self.check_identity()["result"]["auth_methods"])
        self.assertIn("error", self.check_identity(type="pin", pin=PIN))
        self.assertIsNone(self.who())

    def check_identity(self, **credential):
        return self.url_open(
            "/auth-timeout/session/check-identity", json={"params": credential}
        ).json()

    def test_nobody_is_sent_elsewhere(self):
        """The page to return to is one of this server."""
        self.sign_in(self.worker)
        page = self.url_open(
            f"/permanence/desk?who={self.worker.id}&redirect=//example.org/x"
        )
        target = html.fromstring(page.text).xpath("//input[@name='redirect']")[0]
        self.assertEqual(target.get("value"), "/odoo")
