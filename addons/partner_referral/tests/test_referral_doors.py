# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.ngo_base.tests.languages import same_words, speak
from odoo.addons.ngo_base.tests.papers import has_arabic, print_pdf

from .common import FAMILY, GIVEN, PHONE, ReferralCase


@tagged("post_install", "-at_install")
class TestReferralDoors(ReferralCase, HttpCase):
    """Link, portal, paper: GET reveals nothing, POST with the code does."""

    def setUp(self):
        super().setUp()
        self.referral = self.sent()

    def get(self, path):
        self.env.flush_all()
        return self.url_open(path)

    def post(self, path, **data):
        self.env.flush_all()
        answer = self.url_open(path, data=data)
        self.env.invalidate_all()
        return answer

    def test_the_link_says_nothing_by_get(self):
        """Mail scanners follow links: one page for any address, nothing changes."""
        path, _pin = self.link_of(self.referral)
        page = self.get(path)
        wrong = self.get("/referral/nonsense")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(
            page.text.replace(path, ""), wrong.text.replace("/referral/nonsense", "")
        )
        for text in (self.referral.code, GIVEN, FAMILY, "douleur"):
            self.assertNotIn(text, page.text)
        self.env.invalidate_all()
        self.assertFalse(self.referral.received_at)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_the_code_opens_the_link(self):
        """What is shown is what was agreed: no name before acceptance. [T15]"""
        path, pin = self.link_of(self.referral)
        page = self.post(path, pin=pin)
        self.assertEqual(page.status_code, 200)
        self.assertIn("douleur", page.text)
        self.assertNotIn(GIVEN, page.text)
        self.assertTrue(self.referral.received_at)
        page = self.post(
            path,
            pin=pin,
            answer="accept",
            who="Nadia",
            appointment_at="2026-12-01T09:30",
            appointment_place="Porte B",
        )
        self.assertEqual(self.referral.state, "accepted")
        # Written in the partner's time, kept in UTC.
        self.assertTrue(self.referral.appointment_at)
        event = self.referral.event_ids.filtered(lambda e: e.state_to == "accepted")
        self.assertEqual((event.channel, event.actor), ("link", "partner"))
        self.assertIn(FAMILY, page.text)
        self.assertIn(PHONE, page.text)
        again = self.post(path, pin=pin, answer="accept")
        self.assertEqual(again.status_code, 200)
        self.assertEqual(
            len(self.referral.event_ids.filtered(lambda e: e.state_to == "accepted")), 1
        )

    def test_five_wrong_codes_shut_the_link(self):
        path, pin = self.link_of(self.referral)
        wrong = "000000" if pin != "000000" else "111111"
        for _n in range(5):
            page = self.post(path, pin=wrong, answer="decline")
            self.assertEqual(page.status_code, 403)
            self.assertNotIn(self.referral.code, page.text)
        self.assertEqual(self.post(path, pin=pin).status_code, 404)
        self.assertEqual(self.referral.state, "sent")
        self.referral.action_new_link()
        path, pin = self.link_of(self.referral)
        self.assertEqual(self.post(path, pin=pin).status_code, 200)

    def test_a_code_typed_in_arabic_digits(self):
        """The keyboard of the reader opens, or counts, as any other."""
        path, pin = self.link_of(self.referral)
        arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
        wrong = "000000" if pin != "000000" else "111111"
        for code in (wrong.translate(arabic), "²³"):
            self.assertEqual(self.post(path, pin=code).status_code, 403)
        self.assertEqual(self.referral.door_ids.tries, 2)
        self.assertEqual(self.post(path, pin=pin.translate(arabic)).status_code, 200)

    def test_expired_forged_and_recalled_links(self):
        """All give the same nothing."""
        path, pin = self.link_of(self.referral)
        self.assertEqual(self.post(path + "x", pin=pin).status_code, 404)
        self.assertEqual(self.post("/referral/x", pin=pin).status_code, 404)
        door = self.referral.door_ids
        with freeze_time(fields.Datetime.now() + timedelta(days=9)):
            self.assertFalse(self.env["partner.referral.door"]._find(path[10:]))
        self.assertTrue(self.env["partner.referral.door"]._find(path[10:]))
        self.env["partner.referral.stop"].with_user(self.worker).create(
            {"referral_id": self.referral.id, "to": "recalled", "reason": "Doublon"}
        ).action_save()
        self.assertTrue(door.revoked_at)
        page = self.post(path, pin=pin)
        self.assertEqual(page.status_code, 404)
        # Taken back and never made: the same words, in the reader's language.
        self.assertIn("This page is closed", page.text)
        self.assertEqual(page.text, self.post("/referral/x", pin=pin).text)

    def test_the_partner_does_not_move_what_is_not_its_own(self):
        """Closing is the person's, sending the worker's: nothing happens."""
        path, pin = self.link_of(self.referral)
        for answer in ("closed", "sent", "withdrawn", "complete", "nonsense"):
            page = self.post(path, pin=pin, answer=answer)
            self.assertEqual(page.status_code, 200)
        self.assertEqual(self.referral.state, "sent")
        page = self.post(path, pin=pin, answer="decline", decline_reason="<b>")
        self.assertEqual(self.referral.state, "sent")
        self.assertIn('role="alert"', page.text)
        self.post(path, pin=pin, answer="decline", decline_reason="language")
        self.assertEqual(self.referral.state, "declined")

    def test_the_paper_names_nobody(self):
        """The slip's code shows service and priority, takes an answer. [T15]"""
        self.referral.action_print_slip()
        code = self.referral._slip_door().slip_code
        page = self.get(f"/r/{code}")
        self.assertNotIn(self.referral.code, page.text)
        page = self.post("/r", code=code.lower().replace("-", " "))
        self.assertIn(self.service.name, page.text)
        page = self.post("/r", code=code, answer="accept")
        self.assertEqual(self.referral.state, "accepted")
        for text in (GIVEN, FAMILY, PHONE, "douleur"):
            self.assertNotIn(text, page.text)
        self.post("/r", code=code, answer="arrived")
        self.assertEqual(self.referral.state, "in_service")
        self.assertEqual(self.referral.event_ids[0].channel, "slip")

    def test_guessing_codes_is_stopped(self):
        """Thirty wrong codes within the hour: the right one opens nothing either."""
        self.referral._open_slip()
        code = self.referral._slip_door().slip_code
        knock = self.env["partner.referral.knock"]
        self.assertEqual(self.post("/r", code="S-2222-2222").status_code, 404)
        row = knock.search([], limit=1)
        self.assertEqual(row.number, 1)
        self.assertNotIn("127.0.0.1", row.address_key)
        self.assertEqual(self.post("/r", code=code).status_code, 200)
        self.env.cr.execute("UPDATE partner_referral_knock SET number = 30")
        self.assertEqual(self.post("/r", code=code).status_code, 404)

    def test_the_slip_is_printed_in_two_languages(self):
        """Printed for real: hers and the partner's language, neither name nor need.

        [T15]
        """
        speak(self.env, "partner_referral")
        self.clinic.lang = "fr_FR"
        self.answer(self.referral, "accept", appointment_at="2026-12-01 08:30:00")
        self.referral.action_print_slip()
        code = self.referral._slip_door().slip_code
        self.assertEqual(self.referral._slip_langs(), ["ar_TN", "fr_FR"])
        report = "partner_referral.report_slip"
        pages = print_pdf(self.referral, report, "fr_FR")
        self.assertEqual([page[:2] for page in pages], [(210, 297)])
        text = pages[0][2]
        for expected in (code, "qui porte ce papier", "Où", "1 décembre 2026"):
            self.assertIn(expected, text)
        self.assertTrue(has_arabic(text))
        for word in (GIVEN, FAMILY, PHONE, "douleur", self.referral.code, "Santé"):
            self.assertNotIn(word, text)

    def test_partners_read_dutch(self):
        """Nothing of the pages behind link, slip and portal stays in English. [B41]"""
        for room in ("service_directory", "partner_referral"):
            speak(self.env, room, ("nl_BE",))
        path, pin = self.link_of(self.referral)
        nurse = self.env["res.users"].search([("login", "=", "nurse")])

        def pages(lang):
            self.opener.headers["Accept-Language"] = lang.replace("_", "-")
            yield self.get(path)
            yield self.post(path, pin=pin)
            yield self.post(path, pin="0000-wrong")
            nurse.lang = lang
            self.authenticate("nurse", "nurse")
            yield self.get("/my/referrals")
            yield self.get(f"/my/referrals/{self.referral.code}")
            self.logout()

        data = {self.clinic.name, self.referral.code, self.env.company.name}
        # What the worker wrote or let stand goes as it is.
        data |= {"Consultation générale", "Consultation pour une douleur", "Arabic"}
        for english, dutch in zip(
            *(list(pages(lang)) for lang in ("en_US", "nl_BE")), strict=True
        ):
            same = same_words(english.text, dutch.text)
            self.assertEqual(same - data, set(), dutch.url)

    def test_portal_of_the_organisation(self):
        """A portal user reads and answers for her organisation only. [T15]"""
        self.authenticate("nurse", "nurse")
        page = self.get("/my/referrals")
        self.assertIn(self.referral.code, page.text)
        path = f"/my/referrals/{self.referral.code}"
        page = self.get(path)
        self.assertIn("douleur", page.text)
        self.assertNotIn(GIVEN, page.text)
        # Without the page's own token nothing is taken.
        self.assertEqual(self.post(path, answer="accept").status_code, 400)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        page = self.post(path, answer="accept", csrf_token=token)
        self.assertEqual(self.referral.state, "accepted")
        self.assertIn(FAMILY, page.text)
        self.assertEqual(self.referral.event_ids[0].who, self.nurse.name)
        self.nurse.partner_id.parent_id = self.env["res.partner"].create(
            {"name": "Other", "is_company": True}
        )
        self.assertEqual(self.get(path).status_code, 404)
        self.assertNotIn(self.referral.code, self.get("/my/referrals").text)

    def test_a_role_that_ended_shuts_the_portal(self):
        self.authenticate("nurse", "nurse")
        roles = self.env["ngo.role"].search([("user_id", "=", self.nurse.id)])
        roles.write({"state": "ended", "date_to": fields.Datetime.now()})
        path = f"/my/referrals/{self.referral.code}"
        self.assertEqual(self.get(path).status_code, 404)
        self.assertNotIn(self.referral.code, self.get("/my/referrals").text)

    def test_withdrawn_consent_shuts_all_three(self):
        """Link, paper, portal: open before, 404 in the next request. [T15]"""
        self.referral.action_print_slip()
        path, pin = self.link_of(self.referral)
        code = self.referral._slip_door().slip_code
        self.authenticate("nurse", "nurse")
        mine = f"/my/referrals/{self.referral.code}"
        doors = [
            lambda: self.post(path, pin=pin),
            lambda: self.post("/r", code=code),
            lambda: self.get(mine),
        ]
        self.assertEqual([door().status_code for door in doors], [200, 200, 200])
        consent = self.env["migrant.consent"].search(
            [("beneficiary_id", "=", self.zohra.id)], limit=1
        )
        consent.with_user(self.worker).action_withdraw()
        self.assertEqual([door().status_code for door in doors], [404, 404, 404])
        self.assertEqual(self.referral.state, "withdrawn")
        with self.assertRaises(UserError):
            self.referral.action_print_slip()
