# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.ngo_base.tests.languages import speak
from odoo.addons.ngo_base.tests.papers import has_arabic, print_pdf

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestPapers(RegistryCase):
    """Printed by the real printer, in French and in Arabic. [T21]"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        speak(cls.env, "migrant_registry")
        cls.awa = cls.person("Awa", "Sow", birth_date="1990-03-02")

    def test_card(self):
        """One page of the size of a bank card: code and words, no name."""
        card = self.awa._live_cards().with_user(self.worker)
        french = print_pdf(card, "migrant_registry.report_card", "fr_FR")
        self.assertEqual([page[:2] for page in french], [(86, 54)])
        self.assertIn(card.card_code, french[0][2])
        self.assertIn("Présentez", french[0][2])
        self.assertNotIn("Awa", french[0][2])
        arabic = print_pdf(card, "migrant_registry.report_card", "ar_TN")
        self.assertEqual(len(arabic), 1)
        self.assertIn(card.card_code, arabic[0][2])
        self.assertTrue(has_arabic(arabic[0][2]))

    def test_several_cards(self):
        """A family's cards are printed at once, a page each."""
        other = self.person("Ali", "Sow")
        cards = (self.awa | other)._live_cards().with_user(self.worker)
        pages = print_pdf(cards, "migrant_registry.report_card", "fr_FR")
        self.assertEqual(len(pages), 2)
        for card, page in zip(cards, pages, strict=True):
            self.assertIn(card.card_code, page[2])

    def test_dossier(self):
        """Accents and Arabic whole, dates as the reader writes them."""
        wizard = (
            self.env["migrant.dsar"]
            .with_user(self.users["dpo"])
            .create(
                {"code": self.awa.code, "reason": "Asked at the desk", "is_safe": True}
            )
        )
        wizard.action_print()
        report = "migrant_registry.report_dsar"
        text = print_pdf(wizard, report, "fr_FR")[0][2]
        for expected in ("Prénom", "Awa", "02/03/1990"):
            self.assertIn(expected, text)
        text = print_pdf(wizard, report, "ar_TN")[0][2]
        self.assertTrue(has_arabic(text))
        self.assertIn("Awa", text)
