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

    def test_today(self):
        """From the worklist to what was agreed last time. [B27] [B42]"""
        self.worker.lang = "fr_FR"
        self.note(self.case, self.worker, agreed="The lease on Monday")
        self.start_tour(
            "/odoo/files-today", "migrant_case_today", login=self.worker.login
        )
