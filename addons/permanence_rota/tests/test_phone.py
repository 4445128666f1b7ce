# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.ngo_base.tests.phone import phone

from .common import RotaCase


@tagged("post_install", "-at_install", "browser")
class TestPhone(RotaCase, HttpCase):
    """Somebody without an account, with her link, on a telephone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("fr_FR", "ar_TN"):
            cls.env["res.lang"]._activate_lang(lang)

    def setUp(self):
        super().setUp()
        # Served pages live in the present: the week is the one that comes.
        today = fields.Date.today()
        monday = today + timedelta(days=7 - today.weekday())
        self.template(0)
        self.template(2)
        plan = self.plan(monday, monday + timedelta(days=6))
        plan.wish_deadline = fields.Datetime.now() + timedelta(days=1)
        plan.action_generate()
        heads = plan.slot_ids.assignment_ids.filtered(
            lambda a: a.role_id == self.social
        )
        self.mine, self.opened = heads.sorted("start")
        self.mine.action_assign(self.bert.id)
        plan.action_publish()
        self.assertFalse(self.bert.user_id)

    def claim(self, lang, direction):
        self.bert.work_contact_id.lang = lang
        link = f"/rota/my/{self.profile(self.bert)._new_token()}"
        with phone(self, link, lang[:2]) as page:
            page.wait(f"#slot-{self.mine.id} form")
            self.assertEqual(page.direction(), direction)
            self.assertFalse(page.is_too_wide(), "the page is wider than the screen")
            small = "[...document.querySelectorAll('button')].filter("
            small += "b => b.offsetHeight < 44).length"
            self.assertEqual(page.ask(small), 0, "a finger needs 44 pixels")
            page.click(f"#slot-{self.mine.id} button")
            page.wait(f"#slot-{self.mine.id} .ok")
            page.click(f"#open-{self.opened.id} button")
            page.wait(f"#slot-{self.opened.id} .ok")
            self.assertFalse(
                page.ask(f"!!document.querySelector('#open-{self.opened.id}')")
            )
            words = page.text()
        self.env.invalidate_all()
        self.assertTrue(self.mine.is_confirmed)
        self.assertEqual(self.opened.employee_id, self.bert)
        self.assertEqual(self.opened.origin, "claim")
        return words

    def test_open_slot_claimed_in_french(self):
        """Sees her slot, confirms it, takes an open one. [C03a] [B11]"""
        words = self.claim("fr_FR", "ltr")
        self.assertNotIn("Open slots", words)
        self.assertNotIn("thank you", words)

    def test_open_slot_claimed_in_arabic(self):
        """The same from right to left. [C03a]"""
        words = self.claim("ar_TN", "rtl")
        self.assertNotIn("Open slots", words)
