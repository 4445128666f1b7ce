# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import CaseCase

LANGUAGES = ("fr_FR", "ar_TN")


@tagged("post_install", "-at_install")
class TestTours(CaseCase, HttpCase):
    """Files in the browser, in French and in Arabic."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in LANGUAGES:
            cls.env["res.lang"]._activate_lang(lang)
        # Somebody without a file yet.
        cls.hawa = cls.person("Hawa", "Traoré")

    def _from_search_to_closing(self, lang):
        self.worker.lang = lang
        self.start_tour(
            "/odoo/find-person",
            "migrant_case_from_search_to_closing",
            login=self.worker.login,
        )
        case = self.hawa.case_ids
        self.assertEqual(case.state, "closed")
        self.assertEqual(case.note_ids.agreed, "The lease on Monday")
        self.assertEqual(case.note_ids.author_id, self.worker)
        self.assertEqual(case.owner_id, self.worker)

    def test_from_search_to_closing_french(self):
        """Found, opened, noted, closed, in French. [E08] [E31] [E04]"""
        self._from_search_to_closing("fr_FR")

    def test_from_search_to_closing_arabic(self):
        """The same, from right to left. [E08]"""
        self._from_search_to_closing("ar_TN")

    def test_today(self):
        """From the worklist to what was agreed last time. [B27] [B42]"""
        self.worker.lang = "fr_FR"
        self.note(self.case, self.worker, agreed="The lease on Monday")
        self.start_tour(
            "/odoo/files-today", "migrant_case_today", login=self.worker.login
        )
