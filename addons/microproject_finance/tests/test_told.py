# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import re
from datetime import date
from decimal import Decimal

from docx import Document

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ngo_base.tests.languages import speak
from odoo.addons.ngo_base.tests.papers import has_arabic, print_pdf

from .common import MicroprojectCase

LANGUAGES = ("fr_FR", "ar_TN")


@tagged("post_install", "-at_install")
class TestTold(MicroprojectCase):
    """What is told to others: progress report, register of aid, equipment, rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        speak(cls.env, "microproject_finance")
        cls.programme.donor_currency_id = cls.tnd
        cls.officer = cls.users["finance_officer"]

    def printed(self, record, report, lang):
        """The text of the sheets, joined."""
        self.officer.lang = lang
        seen = record.with_user(self.officer).with_context(lang=lang)
        pages = print_pdf(seen, f"microproject_finance.{report}", lang)
        self.assertEqual({page[:2] for page in pages}, {(210, 297)})
        return " ".join(text for _width, _height, text in pages)

    def check_document(self, period, lang):
        """The document that one edits says what the sheet says, in its direction."""
        seen = period.with_user(self.officer).with_context(lang=lang)
        document = Document(io.BytesIO(base64.b64decode(seen.progress_document)))
        text = " ".join(p.text for p in document.paragraphs)
        cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
        self.assertIn("Deux ateliers ont ouvert.", text)
        self.assertEqual(has_arabic(text), lang == "ar_TN")
        amounts = [cell for cell in cells if re.search(r"321[.,٫]125", cell)]
        self.assertGreaterEqual(len(amounts), 3, cells)
        self.assertEqual("<w:bidi/>" in document.element.xml, lang == "ar_TN")
        if lang == "fr_FR":
            self.assertRegex(text, "\\w\u00a0: \\d")
            self.assertNotRegex(text, r"\w ?: ?\d")

    def test_the_progress_report_has_words_and_the_ledgers_figures(self):
        """Words are typed, figures are read, both on one paper, in two languages.
        [T16f]"""
        owner = self.new_microproject(1000.0)
        version = self.env["microproject.budget.version"].create(
            {
                "programme_id": self.programme.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": "All",
                            "heading_id": self.equipment.id,
                            "funding_id": self.grant.id,
                            "unit_cost": 5000,
                        }
                    )
                ],
            }
        )
        version.action_approve()
        self.clear(owner.tranche_ids)
        self.pay(owner.tranche_ids)
        self.receipt(owner, 321.125)
        today = date.today()
        period = self.env["microproject.period"].create(
            {
                "programme_id": self.programme.id,
                "date_from": today.replace(day=1),
                "date_to": today,
                "narrative_done": "Deux ateliers ont ouvert.",
                "narrative_difficulties": "Prix du tissu.",
            }
        )
        figures = period._get_progress()
        row = next(r for r in figures["rows"] if r[0] == "3.1")
        self.assertEqual(row[3], Decimal("321.125"))
        paid, justified, refunded, left = figures["advances"]
        self.assertEqual((paid, justified), (Decimal(1000), Decimal("321.125")))
        self.assertEqual(paid, justified + refunded + left)
        for lang in LANGUAGES:
            text = self.printed(period, "microproject_progress", lang)
            with self.subTest(lang):
                self.assertIn("Deux ateliers ont ouvert.", text)
                self.assertIn("321", text)
                if lang == "fr_FR":
                    self.assertIn("Rapport d’avancement", text)
                self.assertEqual(has_arabic(text), lang == "ar_TN")
                self.check_document(period, lang)
        as_officer = period.with_user(self.officer)
        as_officer.action_close()
        self.as_user(period, "programme_manager").action_submit()
        with self.assertRaisesRegex(UserError, "submitted"):
            as_officer.narrative_done = "Trois ateliers"

    def test_the_register_of_aid_is_the_ledgers(self):
        """What came in, its nature, origin and provenance; who received what, by
        code: all from the entries. [T16c] [C04]"""
        owner = self.new_microproject(1000.0)
        self.clear(owner.tranche_ids)
        self.pay(owner.tranche_ids)
        self.receipt(owner, 250.0)
        receivable = self.env["account.account"].search(
            [
                ("account_type", "=", "asset_receivable"),
                ("company_ids", "in", self.company.id),
            ],
            limit=1,
        )
        self.assertEqual(self.programme._get_aid_received(), [])
        gift = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.grant.programme_partner_id.partner_id.id,
                "destination_account_id": receivable.id,
                "amount": 7000.5,
                "journal_id": self.bank.id,
            }
        )
        gift.action_post()
        [row] = self.programme._get_aid_received()
        self.assertEqual(row[0], date.today())
        self.assertEqual(row[2:5], ("Cash", "Public", "Foreign"))
        self.assertEqual(row[7], Decimal("7000.500"))
        [given] = self.programme._get_aid_given()
        self.assertEqual(given[0], owner.code)
        self.assertEqual(
            given[1:], tuple(map(Decimal, ("1000", "1000", "250", "0", "750")))
        )
        for lang in LANGUAGES:
            text = self.printed(self.programme, "microproject_register", lang)
            with self.subTest(lang):
                self.assertIn(owner.code, text)
                # Grouped as the language groups.
                self.assertIn("7000500", re.sub(r"\D", "", text))
                self.assertNotIn(owner.payee_id.name, text)
                self.assertEqual(has_arabic(text), lang == "ar_TN")

    def test_what_must_be_there_before_a_tranche_is_the_programmes_rule(self):
        """Rows of the programme make the conditions; without rows its percentages.
        [T16b]"""
        rules = self.as_user(self.env["microproject.tranche.rule"], "programme_manager")
        rules.create(
            [
                {
                    "programme_id": self.programme.id,
                    "kind": "document",
                    "document_kind": "agreement",
                },
                {
                    "programme_id": self.programme.id,
                    "number_from": 2,
                    "kind": "prior_justified_pct",
                    "parameter": 60,
                },
            ]
        )
        self.assertRefused(
            lambda: rules.create(
                {"programme_id": self.programme.id, "kind": "document"}
            )
        )
        owner = self.new_microproject(1000.0, parts=(0.5, 0.5))
        first, second = owner.tranche_ids
        self.assertEqual(first.condition_ids.mapped("kind"), ["document"])
        self.assertEqual(
            second.condition_ids.mapped("kind"), ["document", "prior_justified_pct"]
        )
        with self.assertRaisesRegex(UserError, "waits for"), self.cr.savepoint():
            self.clear(first)
        self.env["microproject.receipt"].create(
            {
                "microproject_id": owner.id,
                "number": "R-9",
                "kind": "agreement",
                "state": "accepted",
            }
        )
        self.clear(first)
        self.assertEqual(first.state, "cleared")

    def test_equipment_costs_what_its_entry_says(self):
        """The register has no amount of its own; who took it away says why.
        [T16d] [C04]"""
        owner, other = self.new_microproject(), self.new_microproject()
        line = self.receipt(owner, 420.75).invoice_line_ids
        model = self.as_user(self.env["microproject.equipment"], "finance_officer")
        item = model.create(
            {
                "name": "Machine à coudre",
                "microproject_id": owner.id,
                "move_line_id": line.id,
            }
        )
        self.assertEqual(item.cost, 420.75)
        self.assertRefused(
            lambda: model.create(
                {
                    "name": "Of another",
                    "microproject_id": other.id,
                    "move_line_id": line.id,
                }
            )
        )
        worker = self.as_user(item, "social_worker")
        self.assertEqual(worker.cost, 420.75)
        self.assertNotIn("move_line_id", worker.fields_get())
        self.env["microproject.visit"].create(
            {"microproject_id": owner.id, "is_equipment_present": True}
        ).action_done()
        self.assertEqual(item.seen_on, date.today())
        with self.assertRaisesRegex(UserError, "why"), self.cr.savepoint():
            worker.action_lost()
        worker.reason = "Stolen"
        worker.action_lost()
        self.assertEqual(item.state, "lost")
