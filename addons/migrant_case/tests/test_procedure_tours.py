# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import format_date

from odoo.addons.ngo_base.tests.languages import speak
from odoo.addons.ngo_base.tests.papers import browser_prints, has_arabic

from .test_papers import PapersCase

LANGUAGES = ("fr_FR", "ar_TN")


@tagged("post_install", "-at_install")
class TestProcedureTours(PapersCase, HttpCase):
    """The jurist in the browser: from the notice to the letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        speak(cls.env, "migrant_case")

    def _one_word(self, record, word):
        # One word for both screens: the tour picks the row by what it reads.
        record.update_field_translations("name", dict.fromkeys(LANGUAGES, word))

    def _jurist(self, lang):
        self.jurist.lang = lang
        self._one_word(self.env.ref("migrant_case.letter_appeal"), "Tour letter")
        # She agreed, before all this, that one writes in her name.
        self.env["migrant.consent"].create(
            {
                "beneficiary_id": self.salimata.id,
                "purpose_id": self.env.ref("migrant_case.consent_purpose_represent").id,
                "language_id": self.env["ngo.language"].search([], limit=1).id,
                "has_identity": True,
                "has_legal": True,
            }
        )
        procedure = self.new_procedure(date_lodged="2025-10-01")
        with browser_prints(self.env) as prints:
            self.start_tour("/odoo/procedures", "migrant_case_jurist", login="jurist")
        today = fields.Date.today()
        self.assertEqual(procedure.date_notified, today)
        self.assertGreaterEqual(procedure.last_day, fields.Date.add(today, days=30))
        appeal = procedure.child_ids
        self.assertEqual(appeal.date_lodged, today)
        self.assertEqual(procedure.date_acted, today)
        done = procedure._get_clocks("done")
        self.assertEqual(done.user_id, self.jurist | self.worker)
        letter = self.case.letter_ids
        self.assertEqual(letter.create_uid, self.jurist)
        self.assertEqual((letter.procedure_id, letter.lang), (appeal, lang))
        self.assertEqual(letter.state, "sent")
        self.assertEqual(self.case.post_ids.letter_id, letter)
        self.assertEqual(self.case.post_ids.direction, "out")
        # The browser fetched one paper, hers; this is what stands on it.
        [(login, pages)] = prints
        self.assertEqual(login, "jurist")
        self.assertEqual([page[:2] for page in pages], [(210, 297)])
        text = pages[0][2]
        for word in ("Salimata Kouyaté", "25/12345", "Tour court", letter.code):
            self.assertIn(word, text)
        return procedure, text

    def test_jurist_in_french(self):
        """Notified, last day, reminder, appeal, letter printed. [B08a] [B25a]"""
        procedure, text = self._jurist("fr_FR")
        self.assertIn("introduit un recours contre la décision notifiée", text)
        self.assertIn(format_date(self.env, procedure.last_day, "fr_FR"), text)
        self.assertFalse(has_arabic(text))

    def test_jurist_in_arabic(self):
        """The same on mirrored screens, the letter printed in Arabic. [B08a]"""
        _procedure, text = self._jurist("ar_TN")
        # Arabic is read back as the page shows it, from the left.
        self.assertIn("آخر يوم للقيام"[::-1], text)
        self.assertNotIn("recours", text)

    def _office(self, lang):
        self.assistant.lang = lang
        paper = self.paper_type("passport")
        self._one_word(paper, "Tour paper")
        # The code of the slip; of itself a file's code is drawn by lot.
        self.case.flush_recordset()
        self.env.cr.execute(
            "UPDATE migrant_case SET code = 'C-TOUR2222' WHERE id = %s", [self.case.id]
        )
        self.case.invalidate_recordset(["code"])
        self.start_tour(
            "/odoo/register-post", "migrant_case_office", login=self.assistant.login
        )
        came = self.case.post_ids.filtered(lambda post: post.direction == "in")
        self.assertEqual(came.document_type_id, paper)
        scan = came.document_id.paper_ids
        self.assertEqual(base64.b64decode(scan.scan), b"a paper")
        self.assertEqual(scan.scan_name, f"{came.document_id.code}.pdf")
        went = self.case.post_ids - came
        self.assertEqual(went.direction, "out")
        self.assertEqual(went.correspondent, "Maison des associations")
        self.start_tour(
            "/odoo/post", "migrant_case_register", login=self.assistant.login
        )

    def test_office_in_french(self):
        """Post in, scan dropped, checklist, letter out. [C01d] [C06]"""
        self._office("fr_FR")

    def test_office_in_arabic(self):
        """The same on mirrored screens. [C01d]"""
        self._office("ar_TN")

    def test_office_attests(self):
        """An attestation begun and printed, in French and in Arabic. [C01c]"""
        template = self.env.ref("migrant_case.letter_presence")
        self._one_word(template, "Tour attestation")
        for lang, words in (("fr_FR", "reçu·e par"), ("ar_TN", "نشهد أن"[::-1])):
            with self.subTest(lang), browser_prints(self.env) as prints:
                self.assistant.lang = lang
                self.start_tour(
                    "/odoo/attestations",
                    "migrant_case_attestation",
                    login=self.assistant.login,
                )
                [(login, pages)] = prints
                self.assertEqual(login, self.assistant.login)
                text = pages[0][2]
                self.assertIn("Salimata Kouyaté", text)
                self.assertIn(words, text)
                issued = self.env["migrant.attestation"].search([], limit=1)
                self.assertEqual(issued.issued_by_id, self.assistant)
                self.assertEqual(issued.lang, lang)
