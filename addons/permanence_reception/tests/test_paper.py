# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.ngo_base.tests.languages import speak
from odoo.addons.ngo_base.tests.papers import print_pdf

from .common import ReceptionCase


@tagged("post_install", "-at_install")
class TestPaper(ReceptionCase, HttpCase):
    """Tickets, day sheet and its grid; the screen of the waiting room."""

    def test_paper_and_machine_share_no_number(self):
        """Tickets and sheet bear the same numbers; the machine goes on after. [C01e]"""
        first = self.arrive()
        self.slot.with_user(self.desk).action_print_tickets()
        numbers = self.slot._paper_numbers()
        self.assertEqual((first.ticket, numbers[0], len(numbers)), (1, 2, 40))
        self.slot.with_user(self.desk).action_print_day_sheet()
        self.assertEqual(self.slot._paper_numbers(), numbers)
        self.assertEqual(self.arrive().ticket, numbers[-1] + 1)
        # A pre-printed ticket handed over at the door keeps its number.
        self.assertEqual(self.arrive(ticket=numbers[3]).ticket, numbers[3])

    def test_sheets_are_printed_whole(self):
        """The day sheet comes from the printer with its accents. [C01e]"""
        speak(self.env, "permanence_reception")
        self.slot._reserve_paper()
        for name in ("report_tickets", "report_day_sheet"):
            pages = print_pdf(self.slot, f"permanence_reception.{name}", "fr_FR")
            self.assertEqual(pages[0][:2], (297, 210))
            self.assertNotIn("Ã", "".join(page[2] for page in pages))
        self.assertEqual(len(pages), 2)
        for page in pages:  # each with its heading
            self.assertIn("Feuille du jour", page[2])
            self.assertIn("Arrivée", page[2])

    def test_sheets_are_printed_in_arabic(self):
        """From right to left, every number and each page with its heading. [C01e]"""
        speak(self.env, "permanence_reception")
        self.slot._reserve_paper()
        paper = "permanence_reception.report_"
        tickets = print_pdf(self.slot, f"{paper}tickets", "ar_TN")
        text = " ".join(page[2] for page in tickets)
        for number in self.slot._paper_numbers():
            self.assertIn(str(number), text.split())
        pages = print_pdf(self.slot, f"{paper}day_sheet", "ar_TN")
        self.assertEqual(len(pages), 2)
        for width, height, text in pages:
            self.assertEqual((width, height), (297, 210))
            for word in ("ورقة", "الوصول"):
                self.assertIn(word[::-1], text)
            self.assertNotIn("Day sheet", text)

    def test_reports_show_all_numbers(self):
        """Both papers print every number once. [C01e]"""
        self.slot._reserve_paper()
        reports = self.env["ir.actions.report"]
        for name in ("report_tickets", "report_day_sheet"):
            html, _kind = reports._render_qweb_html(
                f"permanence_reception.{name}", self.slot.ids
            )
            for number in self.slot._paper_numbers():
                self.assertEqual(html.decode().count(f">{number}<"), 1)

    def test_day_sheet_typed_in_with_true_hours(self):
        """The grid keeps the hours of the paper and marks the lines. [C01e]"""
        self.slot._reserve_paper()
        action = self.slot.with_user(self.desk).action_type_day_sheet()
        grid = self.Encounter.with_user(self.desk).with_context(**action["context"])
        at = self.slot.start + timedelta(minutes=10)
        line = grid.create(
            {
                "ticket": 3,
                "arrived_at": at,
                "started_at": at + timedelta(minutes=20),
                "ended_at": at + timedelta(minutes=40),
                "worker_ids": [Command.set(self.worker.ids)],
            }
        )
        self.assertTrue(line.is_typed_later)
        self.assertEqual((line.state, line.slot_id), ("done", self.slot))
        self.assertEqual((line.arrived_at, line.waited), (at, 20))
        self.assertEqual(line.worker_ids, self.worker)
        away = grid.create(
            {
                "arrived_at": at,
                "state": "turned_away",
                "turned_away_reason_id": self.env.ref(
                    "permanence_reception.reason_full"
                ).id,
            }
        )
        self.assertEqual((away.state, away.ticket), ("turned_away", 0))

    def screen(self):
        languages = self.french | self.env.ref("ngo_base.language_ara")
        screen = self.env["permanence.screen"].create(
            {
                "name": "Hall",
                "site_id": self.site_a.id,
                "language_ids": [Command.set(languages.ids)],
            }
        )
        address = screen.action_new_address()["params"]["message"]
        return screen, "/reception/screen/" + address.rpartition("/")[2]

    def test_screen_shows_numbers_only(self):
        """The wall shows a number and a door, in the languages of the site; no name,
        no reason, no priority."""
        screen, url = self.screen()
        encounter = self.arrive(
            beneficiary_id=self.fatou.id,
            ticket=37,
            priority_id=self.env.ref("permanence_reception.priority_pregnant").id,
            reason_ids=self.link(self.env.ref("permanence_reception.reason_violence")),
        )
        self.arrive()
        self.authenticate(None, None)
        # Nobody is called: no turn is announced.
        self.assertNotIn("C’est à vous", self.url_open(url).text)
        encounter.with_user(self.worker).action_call("Room 2")
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertIn(">37<", page.text)
        self.assertIn("Room 2", page.text)
        self.assertIn("C’est à vous", page.text)
        self.assertIn("دورك", page.text)
        for secret in ("Fatou", "Diallo", self.fatou.code, "Pregnant", "iolence"):
            self.assertNotIn(secret, page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_screen_address_is_revoked(self):
        """A new address ends the old one; a wrong one finds nothing."""
        screen, url = self.screen()
        screen.action_new_address()
        self.authenticate(None, None)
        self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self.url_open("/reception/screen/x").status_code, 404)
