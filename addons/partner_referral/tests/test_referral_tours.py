# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import time

from odoo.tests import HttpCase, tagged
from odoo.tests.common import ChromeBrowser, ChromeBrowserException

from .common import ReferralCase

LANGUAGES = {"fr_FR": "fr", "ar_TN": "ar"}
PERSON = "/odoo/action-migrant_registry.migrant_beneficiary_action"


class Phone:
    """A browser of the size of a telephone, led step by step through pages."""

    def __init__(self, browser):
        self.browser = browser

    def ask(self, code):
        """Value of a JavaScript expression, None while the page is changing."""
        try:
            answer = self.browser._websocket_request(
                "Runtime.evaluate", params={"expression": code, "returnByValue": True}
            )
        except ChromeBrowserException as error:
            if "navigated" in str(error):  # the page left while it was asked
                return None
            raise
        return answer.get("result", {}).get("value")

    def wait(self, selector):
        """Wait until the page holds an element."""
        for _n in range(600):
            if self.ask(f"!!document.querySelector({json.dumps(selector)})"):
                return
            time.sleep(0.1)
        text = self.ask("document.body.innerText")
        raise AssertionError(f"{selector} not on the page:\n{text}")

    def fill(self, selector, value):
        self.wait(selector)
        field = f"document.querySelector({json.dumps(selector)})"
        self.ask(f"{field}.value = {json.dumps(value)}")

    def click(self, selector):
        self.wait(selector)
        self.ask(f"document.querySelector({json.dumps(selector)}).click()")


@tagged("post_install", "-at_install")
class TestReferralTours(ReferralCase, HttpCase):
    """Sent by the worker, answered on a telephone, closed by the person's word."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in LANGUAGES:
            cls.env["res.lang"]._activate_lang(lang)
        # Its name is the same in all languages.
        cls.medicine = cls.env["directory.category"].create(
            {"name": "Médecine", "code": "tour.medicine"}
        )
        cls.service.category_ids = cls.medicine

    def answer_on_phone(self, path, pin, language):
        """The partner's page at 375 by 667, in a language: code, then appointment."""
        self.browser_size, self.touch_enabled = "375x667", True
        browser = ChromeBrowser(self)
        try:
            with self.allow_requests(browser=browser):
                self.authenticate(None, None, browser=browser)
                self.cr.flush()
                self.cr.clear()
                browser._websocket_request("Network.enable")
                browser._websocket_request(
                    "Network.setExtraHTTPHeaders",
                    params={"headers": {"Accept-Language": language}},
                )
                browser.navigate_to(f"{self.base_url()}{path}", wait_stop=True)
                phone = Phone(browser)
                phone.fill("input[name=pin]", pin)
                self.assertEqual(
                    phone.ask("document.documentElement.lang")[:2], language
                )
                phone.click("button[name=open]")
                phone.wait("#accept")
                wide = "document.documentElement.scrollWidth > window.innerWidth"
                self.assertFalse(phone.ask(wide), "the page is wider than the screen")
                rtl = phone.ask("getComputedStyle(document.body).direction")
                self.assertEqual(rtl, "rtl" if language == "ar" else "ltr")
                phone.ask("document.querySelector('#accept').open = true")
                phone.fill("#accept #appointment_at", "2026-12-01T09:30")
                phone.fill("#accept [name=who]", "Nadia")
                phone.click("#accept button[type=submit]")
                phone.wait("#arrived")
                self._wait_remaining_requests()
        finally:
            browser.stop()
            del self.browser_size, self.touch_enabled

    def test_sent_answered_closed(self):
        """Worker, partner on a telephone, person: in French and Arabic. [T15]"""
        for lang, language in LANGUAGES.items():
            with self.subTest(lang):
                self.worker.lang = lang
                person = self.person("Aïssatou", "Diallo")
                self.env["migrant.spoken.language"].create(
                    {"beneficiary_id": person.id, "language_id": self.arabic.id}
                )
                self.start_tour(
                    f"{PERSON}/{person.id}",
                    "partner_referral_send",
                    login="social_worker",
                )
                referral = self.Referral.search([("beneficiary_id", "=", person.id)])
                self.assertEqual(referral.state, "sent")
                path, pin = self.link_of(referral)
                self.answer_on_phone(path, pin, language)
                self.env.invalidate_all()
                self.assertEqual(referral.state, "accepted")
                self.assertTrue(referral.appointment_at)
                self.start_tour(
                    f"/odoo/referrals/{referral.id}",
                    "partner_referral_close",
                    login="social_worker",
                )
                self.assertEqual((referral.state, referral.outcome), ("closed", "met"))

    def test_answer_by_telephone(self):
        """The worker notes a call: two taps and who said so. [T15b]"""
        referral = self.sent()
        self.worker.lang = "fr_FR"
        self.start_tour(
            f"/odoo/referrals/{referral.id}",
            "partner_referral_phone",
            login="social_worker",
        )
        self.assertEqual(referral.event_ids[0].channel, "phone")
