# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.tests import HttpCase, tagged

from .common import FAMILY, GIVEN, PHONE, ReferralCase

PLANTED = (GIVEN, FAMILY, PHONE, "douleur", "Kaddour", "vis-à-vis")


@tagged("post_install", "-at_install")
class TestReferralPublic(ReferralCase, HttpCase):
    """Whoever has no account finds no planted name behind any address."""

    def test_crawl_of_every_public_route(self):
        """All routes of auth public and none, with ids and codes of ours in them."""
        referral = self.sent()
        referral._open_slip()
        self.answer(referral, "accept")
        incoming = self.env["partner.incoming"].create(
            {"person_text": "Kaddour", "message": "vis-à-vis", "source": "self"}
        )
        path, _pin = self.link_of(referral)
        self.env.flush_all()
        words = [
            referral.code,
            referral._slip_door().slip_code,
            path.rpartition("/")[2],
            self.zohra.code,
            incoming.code,
            "partner.referral",
            str(referral.id),
        ]
        tried = 0
        http = self.env["ir.http"]
        rules = http._generate_routing_rules(
            self.registry._init_modules, converters=http._get_converters()
        )
        for address, endpoint in rules:
            routing = endpoint.routing
            if routing["auth"] not in ("public", "none") or routing["type"] != "http":
                continue
            if routing.get("methods") and "GET" not in routing["methods"]:
                continue
            for word in words if "<" in address else words[:1]:
                url = re.sub(r"<int:[^>]*>", str(referral.id), address)
                url = re.sub(r"<[^>]*>", word, url)
                if url.startswith(("/web/session/logout", "/websocket", "/web/tests")):
                    continue
                page = self.url_open(url, timeout=30, allow_redirects=False)
                tried += 1
                for text in PLANTED:
                    self.assertNotIn(text, page.text, url)
        self.assertGreater(tried, 30)

    def test_mails_carry_code_and_link_only(self):
        """Neither name, need nor the code that opens it. [T15]"""
        referral = self.sent()
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
