# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import fields
from odoo.tests import HttpCase, tagged

from .test_papers import PapersCase

LANGUAGES = ("fr_FR", "ar_TN")


@tagged("post_install", "-at_install")
class TestProcedureTours(PapersCase, HttpCase):
    """The jurist in the browser: from the notice to the letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in LANGUAGES:
            cls.env["res.lang"]._activate_lang(lang)
        cls.env["ir.module.module"].search(
            [("name", "=", "migrant_case")]
        )._update_translations(list(LANGUAGES))

    def _jurist(self, lang):
        self.jurist.lang = lang
        procedure = self.new_procedure(date_lodged="2025-10-01")
        self.start_tour("/odoo/procedures", "migrant_case_jurist", login="jurist")
        today = fields.Date.today()
        self.assertEqual(procedure.date_notified, today)
        self.assertGreaterEqual(procedure.last_day, fields.Date.add(today, days=30))
        appeal = procedure.child_ids
        self.assertEqual(appeal.date_lodged, today)
        self.assertEqual(procedure.date_acted, today)
        done = procedure._get_clocks("done")
        self.assertEqual(done.user_id, self.jurist | self.worker)
        return procedure

    def _letter(self, lang, procedure):
        self.env["migrant.consent"].create(
            {
                "beneficiary_id": self.salimata.id,
                "purpose_id": self.env.ref("migrant_case.consent_purpose_represent").id,
                "language_id": self.env["ngo.language"].search([], limit=1).id,
                "has_identity": True,
                "has_legal": True,
            }
        )
        letter = (
            self.env["migrant.letter"]
            .with_user(self.jurist)
            .sudo()
            .create(
                {
                    "case_id": self.case.id,
                    "template_id": self.env.ref("migrant_case.letter_appeal").id,
                    "procedure_id": procedure.id,
                    "lang": lang,
                }
            )
        )
        self.start_tour(
            f"/odoo/action-migrant_case.migrant_letter_action/{letter.id}",
            "migrant_case_letter",
            login="jurist",
        )
        self.assertEqual(letter.state, "sent")
        self.assertIn("25/12345", letter.subject)
        self.assertEqual(self.case.post_ids.letter_id, letter)

    def test_jurist_in_french(self):
        """Notified, last day, reminder, appeal lodged, letter. [B08a] [B25a]"""
        self._letter("fr_FR", self._jurist("fr_FR"))

    def test_jurist_in_arabic(self):
        """The same on mirrored screens, the letter in Arabic. [B08a]"""
        self._letter("ar_TN", self._jurist("ar_TN"))

    def _office(self, lang):
        self.assistant.lang = lang
        paper = self.paper_type("passport")
        # One word for both screens: the tour picks the paper by what it reads.
        paper.update_field_translations("name", dict.fromkeys(LANGUAGES, "Tour paper"))
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
