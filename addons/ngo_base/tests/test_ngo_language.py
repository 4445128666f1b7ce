# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import format_date, mute_logger

from .common import NgoCase


@tagged("post_install", "-at_install")
class TestNgoLanguage(NgoCase):
    def _language(self, code):
        return self.env["ngo.language"].search([("code", "=", code)])

    def test_languages_of_the_people(self):
        """The languages that people speak, beside those of the screens. [C10]"""
        for code, script, direction in (
            ("tir", "Ethi", "ltr"),
            ("pus", "Arab", "rtl"),
            ("som", "Latn", "ltr"),
            ("bam", "Latn", "ltr"),
            ("wol", "Latn", "ltr"),
            ("lin", "Latn", "ltr"),
            ("ful", "Latn", "ltr"),
            ("aeb", "Arab", "rtl"),
            ("prs", "Arab", "rtl"),
            ("kmr", "Latn", "ltr"),
            ("ckb", "Arab", "rtl"),
            ("amh", "Ethi", "ltr"),
            ("nld", "Latn", "ltr"),
        ):
            with self.subTest(code=code):
                language = self._language(code)
                self.assertEqual(len(language), 1)
                self.assertEqual(language.script, script)
                self.assertEqual(language.direction, direction)

    def test_found_by_its_own_name_and_by_its_code(self):
        """Somebody points at her language, or the worker types three letters. [C10]"""
        Language = self.env["ngo.language"].with_user(self.users["front_desk"])
        for typed in ("ትግርኛ", "tir", "Tigri"):
            names = [name for _id, name in Language.name_search(typed)]
            self.assertIn("Tigrinya", names)

    def test_documents_in_tigrinya(self):
        """Core has no Tigrinya: a house that activates ours prints its dates. [B41]"""
        self.env["res.lang"]._activate_lang("ti_ER")
        day = format_date(
            self.env, date(2026, 3, 2), lang_code="ti_ER", date_format="EEEE d MMMM y"
        )
        self.assertRegex(day, "[\u1200-\u137f]")
        self.assertIn("2026", day)

    def test_names_in_french_and_arabic(self):
        """Names of languages are read in the language of the screen. [C10]"""
        self.env["res.lang"]._activate_and_install_lang("fr_FR")
        self.env["res.lang"]._activate_and_install_lang("ar_TN")
        dari = self._language("prs")
        self.assertEqual(dari.with_context(lang="ar_TN").name, "الدرية")
        tunisian = self._language("aeb")
        self.assertEqual(tunisian.with_context(lang="fr_FR").name, "arabe tunisien")

    def test_codes_are_three_letters_and_unique(self):
        for code in ("fr", "Fra", "fra"):
            with (
                self.subTest(code=code),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.env["ngo.language"].create({"name": "X", "code": code})

    def test_who_writes(self):
        language = self._language("tir")
        language.with_user(self.users["technician"]).sequence = 3
        with self.assertRaises(AccessError):
            language.with_user(self.users["social_worker"]).sequence = 4
