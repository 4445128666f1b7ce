# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from odoo.addons.service_directory.tests.crawl import Crawler

from .common import FAMILY, GIVEN, PHONE, ReferralCase

PLANTED = (GIVEN, FAMILY, PHONE, "douleur", "Kaddour", "vis-à-vis")


@tagged("post_install", "-at_install")
class TestReferralPublic(ReferralCase, HttpCase):
    """Whoever has no account finds no planted name behind any address."""

    def setUp(self):
        super().setUp()
        self.referral = self.sent()
        self.referral._open_slip()
        self.incoming = self.env["partner.incoming"].create(
            {"person_text": "Kaddour", "message": "vis-à-vis", "source": "self"}
        )
        self.path, self.pin = self.link_of(self.referral)
        self.slip = self.referral._slip_door().slip_code

    def crawler(self, *forms, planted=PLANTED):
        """All that an outsider may have in hand: tokens, codes, names of models."""
        self.env.flush_all()
        referral = self.referral
        return Crawler(
            self,
            [
                self.path.rpartition("/")[2],
                self.path.rpartition("/")[2][:-2],
                self.slip,
                referral.code,
                self.zohra.code,
                self.incoming.code,
            ],
            [
                ("partner.referral", referral.id, "code"),
                ("migrant.beneficiary", self.zohra.id, "display_name"),
                ("partner.incoming", self.incoming.id, "person_text"),
            ],
            planted,
            forms,
        )

    def test_crawl_of_every_public_route(self):
        """All routes of auth public and none, GET and POST, ids and codes of ours in
        them, the link's code wrong and missing: no planted name, no planted word.
        """
        self.answer(self.referral, "accept")
        wrong = "000000" if self.pin != "000000" else "111111"
        crawler = self.crawler({}, {"pin": wrong, "code": "S-2222-2222", "answer": "x"})
        crawler.crawl()
        self.assertGreater(crawler.tried["GET"], 60)
        self.assertGreater(crawler.tried["POST"], 60)
        self.assertTrue(crawler.addons["partner_referral"])
        self.assertTrue(crawler.addons["service_directory"])

    def test_crawl_with_the_right_codes_before_acceptance(self):
        """Who holds link, code and paper reads what was agreed, and no name."""
        crawler = self.crawler(
            {"pin": self.pin},
            {"code": self.slip},
            planted=(GIVEN, FAMILY, PHONE, "Kaddour", "vis-à-vis", self.zohra.code),
        )
        crawler.words = crawler.words[:4]
        crawler.crawl(addons=("partner_referral", "service_directory"))
        page = self.url_open(self.path, data={"pin": self.pin})
        self.assertIn("douleur", page.text)

    def test_crawl_with_the_right_codes_after_withdrawal(self):
        """The same hands after the consent was withdrawn: nothing at all."""
        self.answer(self.referral, "accept")
        crawler = self.crawler({"pin": self.pin}, planted=(FAMILY,))
        with self.assertRaisesRegex(AssertionError, "POST /referral/"):
            crawler.crawl(addons=("partner_referral",))
        consents = self.env["migrant.consent"].search(
            [("beneficiary_id", "=", self.zohra.id)]
        )
        consents.with_user(self.worker).action_withdraw()
        crawler = self.crawler(
            {"pin": self.pin, "answer": "arrived"},
            {"code": self.slip, "answer": "arrived"},
            planted=(*PLANTED, self.service.name),
        )
        crawler.crawl(addons=("partner_referral",))
        self.assertEqual(self.referral.state, "withdrawn")

    def test_crawl_of_another_partner_s_account(self):
        """A portal user of another organisation: all routes of these rooms, and those
        of the portal itself.
        """
        self.answer(self.referral, "accept")
        self.nurse.partner_id.parent_id = self.env["res.partner"].create(
            {"name": "Other", "is_company": True}
        )
        self.authenticate("nurse", "nurse")
        crawler = self.crawler({}, {"answer": "arrived", "pin": self.pin})
        # Without the link itself, which is the right of whoever holds it.
        crawler.words = [self.slip, self.referral.code, self.incoming.code]
        rooms = ("partner_referral", "service_directory", "portal")
        crawler.crawl(auths=("user", "public"), addons=rooms)
        self.assertGreater(crawler.addons["partner_referral"], 10)
        self.assertEqual(self.referral.state, "accepted")

    def test_mails_carry_code_and_link_only(self):
        """Neither name, need nor the code that opens it. [T15]"""
        referral = self.referral
        mail = self.env["mail.mail"].search(
            [("email_to", "=", self.clinic.email)], order="id desc", limit=1
        )
        self.assertIn(referral.code, mail.subject)
        _path, pin = self.link_of(referral)
        text = f"{mail.subject} {mail.body_html}"
        self.assertIn("/referral/", text)
        for word in (*PLANTED, pin, self.health.name, self.service.name):
            self.assertNotIn(word, text)

    def test_portal_has_no_rights_on_our_models(self):
        """Calls by RPC of a portal user: refused on every model of the room."""
        for name, model in self.env.registry.items():
            if model._original_module == "partner_referral" and not model._abstract:
                records = self.env[name].with_user(self.nurse)
                self.assertFalse(records.has_access("read"), name)
