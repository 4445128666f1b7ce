# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.tests import TransactionCase, tagged
from odoo.tools import format_date, format_datetime


@tagged("post_install", "-at_install")
class TestResLang(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lang = cls.env["res.lang"]._ensure_ar_tn()
        cls.env["res.lang"]._activate_and_install_lang("ar_TN")

    def test_arabic_as_tunisians_read_it(self):
        """Right to left, from Monday, 24 hours, Western digits, comma. [C10]"""
        self.assertRecordValues(
            self.lang,
            [{"direction": "rtl", "week_start": "1", "time_format": "%H:%M:%S"}],
        )
        self.assertEqual(
            self.lang.format("%.2f", 1234567.5, grouping=True),
            "1\u00a0234\u00a0567,50",
        )

    def test_months_are_tunisian(self):
        """July is جويلية and August أوت, not the Egyptian names. [C10]"""
        for month, name in ((1, "جانفي"), (7, "جويلية"), (8, "أوت")):
            day = date(2026, month, 5)
            text = format_date(self.env, day, lang_code="ar_TN", date_format="d MMMM y")
            self.assertEqual(text, f"5 {name} 2026")

    def test_times_of_the_server(self):
        """Mails and papers write 05/07/2026 21:30. [C10]"""
        text = format_datetime(
            self.env,
            datetime(2026, 7, 5, 20, 30),
            tz="Africa/Tunis",
            lang_code="ar_TN",
        )
        self.assertEqual(text, "05/07/2026 21:30:00")

    def test_words_come_from_the_general_arabic(self):
        """Core's Arabic words and ours are read in ar_TN. [C10]"""
        country = self.env.ref("base.tn").with_context(lang="ar_TN")
        self.assertEqual(country.name, "تونس")
        site = self.env["ir.model"]._get("ngo.site").with_context(lang="ar_TN")
        self.assertEqual(site.name, "موقع")

    def test_the_row_is_made_once(self):
        """A database that has the language keeps its own row. [C10]"""
        self.assertEqual(self.env["res.lang"]._ensure_ar_tn(), self.lang)
        same = self.env["res.lang"].with_context(active_test=False)
        self.assertEqual(same.search_count([("code", "=", "ar_TN")]), 1)
