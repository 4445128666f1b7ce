# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules import get_manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools import html2plaintext

from odoo.addons.ngo_base.tests.languages import READ, speak

OURS = "Permanence contributors"
SHOWN = ("list", "kanban")


@tagged("post_install", "-at_install")
class TestEmpty(TransactionCase):
    """What a list says to whoever opens it before anything is in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.actions = cls.get_actions()

    @classmethod
    def get_actions(cls):
        """Our window actions that a menu opens on a list or on cards."""
        data = cls.env["ir.model.data"].search(
            [("model", "=", "ir.actions.act_window")]
        )
        ours = data.filtered(
            lambda row: (
                get_manifest(row.module).get("author") == OURS
                and not row.module.startswith("test_")
            )
        )
        opened = {menu.action for menu in cls.env["ir.ui.menu"].search([])}
        actions = cls.env["ir.actions.act_window"].browse(ours.mapped("res_id"))
        return actions.filtered(
            lambda one: one in opened and set(SHOWN) & set(one.view_mode.split(","))
        )

    def get_help(self, lang):
        rows = self.actions.with_context(lang=lang).read(["help", "xml_id"])
        return {row["xml_id"]: row["help"] for row in rows}

    def test_every_empty_list_says_what_to_do(self):
        """What it is for and what to do first, in a face and a sentence. [T21]"""
        self.assertGreater(len(self.actions), 100)
        for name, told in self.get_help("en_US").items():
            with self.subTest(name):
                self.assertIn("o_view_nocontent_smiling_face", told or "")
                self.assertGreater(len(html2plaintext(told).split()), 7, told)

    def test_it_says_so_in_the_language_of_the_reader(self):
        english = self.get_help("en_US")
        for room in {name.split(".")[0] for name in english}:
            speak(self.env, room)
        for lang in READ:
            told = self.get_help(lang)
            self.assertEqual(
                [name for name, text in told.items() if text == english[name]],
                [],
                lang,
            )
