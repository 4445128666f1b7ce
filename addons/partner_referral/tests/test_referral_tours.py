# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from odoo.addons.ngo_base.tests.phone import phone

from .common import ReferralCase

LANGUAGES = {"fr_FR": "fr", "ar_TN": "ar"}
PERSON = "/odoo/action-migrant_registry.migrant_beneficiary_action"


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
        with phone(self, path, language) as page:
            page.fill("input[name=pin]", pin)
            self.assertEqual(page.ask("document.documentElement.lang")[:2], language)
            page.click("button[name=open]")
            page.wait("#accept")
            self.assertFalse(page.is_too_wide(), "the page is wider than the screen")
            rtl = "rtl" if language == "ar" else "ltr"
            self.assertEqual(page.direction(), rtl)
            page.ask("document.querySelector('#accept').open = true")
            page.fill("#accept #appointment_at", "2026-12-01T09:30")
            page.fill("#accept [name=who]", "Nadia")
            page.click("#accept button[type=submit]")
            page.wait("#arrived")

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
