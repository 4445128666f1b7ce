# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.ngo_base.tests.languages import speak
from odoo.addons.ngo_base.tests.papers import has_arabic, print_pdf

from .common import RotaCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 08:00:00")
class TestTimesheet(RotaCase):
    """Hours by programme, to the minute, signed and locked."""

    def setUp(self):
        super().setUp()
        self.template(0, self.desk, hours=(9, 12 + 1 / 60))
        self.template(2, self.desk, hours=(9, 12 + 1 / 60))
        self.plan_ = self.plan()
        self.plan_.action_generate()
        for head in self.plan_.slot_ids.assignment_ids:
            head.action_assign(self.anna.id)
        self.plan_.action_publish()
        self.fund(80, self.programme_1)
        self.fund(20, self.programme_2)

    def fund(self, share, programme):
        return self.env["hr.employee.funding"].create(
            {
                "profile_id": self.profile(self.anna).id,
                "programme_id": programme.id,
                "share": share,
                "date_from": date(2026, 1, 1),
            }
        )

    def sheet(self):
        sheets = self.as_user(self.env["permanence.timesheet"], "coordinator")
        made = sheets.action_make("2026-12-15")
        return made.filtered(lambda s: s.employee_id == self.anna)

    def test_eighty_percent_to_the_minute(self):
        """362 minutes on 80/20: 290 and 72, target against actual. [F12] [C03b]"""
        sheet = self.sheet()
        self.assertEqual(sheet.minutes, 362)
        control = {row["programme"]: row for row in sheet.get_control()}
        self.assertEqual(control["Programme 1"]["minutes"], 290)
        self.assertEqual(control["Programme 2"]["minutes"], 72)
        self.assertEqual(control["Programme 1"]["due"], 0)

    def test_the_first_slot_is_looked_up_once_for_all_sheets(self):
        """It is the house's, not each person's."""
        sheets = self.env["permanence.timesheet"].action_make("2026-12-15")
        self.assertGreater(len(sheets), 1)
        begins = type(sheets)._house_begins
        with patch.object(type(sheets), "_house_begins", autospec=True) as asked:
            asked.side_effect = begins
            sheets.action_fill()
        asked.assert_called_once()

    def test_a_sheet_is_named_by_its_person_and_month(self):
        """As people say the month, in the reader's language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        sheet = self.sheet()
        self.assertEqual(
            sheet.with_context(lang="fr_FR").display_name,
            f"{sheet.employee_id.name} · décembre 2026",
        )

    def test_filling_again_replaces(self):
        """One line per block and programme, however often it is filled. [C03b]"""
        sheet = self.sheet()
        before = sheet.line_ids.mapped(lambda r: (r.source, r.minutes))
        sheet.action_fill()
        self.assertEqual(sheet.line_ids.mapped(lambda r: (r.source, r.minutes)), before)

    def test_a_funded_service_goes_wholly_to_its_programme(self):
        """The service's programme wins over the person's shares; a meeting is
        shared. [F12]"""
        self.desk.programme_id = self.programme_2
        self.as_user(self.env["permanence.duty"], "coordinator").create(
            {
                "name": "Team meeting",
                "start": datetime(2026, 12, 10, 13),
                "stop": datetime(2026, 12, 10, 14, 40),
                "employee_ids": [Command.link(self.anna.id)],
            }
        )
        control = {row["programme"]: row for row in self.sheet().get_control()}
        self.assertEqual(control["Programme 1"]["minutes"], 80)
        self.assertEqual(control["Programme 2"]["minutes"], 362 + 20)

    def test_signed_by_the_person_locked_by_the_coordinator(self):
        """Nobody signs for another; nothing changes once signed. [C03b]"""
        sheet = self.sheet()
        with self.assertRaises(UserError):
            self.as_user(sheet, "coordinator").action_sign()
        self.as_user(sheet, "social_worker").action_sign()
        self.assertEqual(sheet.state, "signed")
        with self.assertRaisesRegex(UserError, "nothing changes"):
            sheet.action_fill()
        with self.assertRaises(AccessError):
            self.as_user(sheet, "social_worker").action_lock()
        self.as_user(sheet, "coordinator").action_lock()
        with self.assertRaises(UserError):
            self.as_user(sheet, "coordinator").action_reopen()
        with self.assertRaises(UserError):
            sheet.line_ids[0].sudo().minutes = 1

    def test_a_signature_is_hers_and_holds(self):
        """By no way does another sign for her, nor change whose month she signed."""
        sheet = self.sheet()
        with self.assertRaisesRegex(UserError, "herself"):
            sheet.write({"state": "signed"})
        other = sheet.copy({"month": date(2026, 11, 1), "state": "signed"})
        self.assertEqual(other.state, "draft")
        sheet.write({"signed_by_id": self.users["social_worker"].id})
        self.assertFalse(sheet.signed_by_id)
        self.as_user(sheet, "social_worker").action_sign()
        for vals in (
            {"employee_id": self.bert.id},
            {"month": date(2026, 10, 1)},
        ):
            with self.assertRaisesRegex(UserError, "nothing changes"):
                sheet.write(vals)
        sheet.write({"signed_on": False, "signed_by_id": False})
        self.assertEqual(sheet.signed_by_id, self.users["social_worker"])
        sheet.action_reopen()
        self.assertFalse(sheet.signed_by_id or sheet.signed_on)

    def test_one_reads_ones_own_hours_only(self):
        """A colleague's month is closed to others."""
        sheet = self.sheet()
        for records in (sheet, sheet.line_ids, sheet.week_ids):
            self.assertTrue(records)
            for role, may in (
                ("social_worker", True),
                ("jurist", False),
                ("finance_officer", True),
            ):
                read = self.as_user(records, role).has_access("read")
                self.assertEqual(read, may, (records, role))
            self.assertFalse(self.as_user(records, "social_worker").has_access("write"))

    def test_more_than_a_whole_post_is_refused(self):
        """A post is funded to 100 % at most."""
        with self.assertRaises(ValidationError):
            self.fund(1, self.programme_1)

    def test_balance_by_iso_week(self):
        """Contract, leave, permanences and balance of each week, in minutes. [C03]"""
        self.profile(self.anna).share = 50
        self.leave(self.anna, 15, hours=(7, 16))
        weeks = {week.iso_week: week for week in self.sheet().week_ids}
        self.assertEqual(len(weeks), 5)
        self.assertEqual(weeks["2026-W49"].contract, 4 * 8 * 60)
        held = weeks["2026-W50"]
        self.assertEqual((held.contract, held.leave), (40 * 60, 0))
        self.assertEqual((held.expected, held.permanences), (20 * 60, 362))
        self.assertEqual((held.balance, held.overtime), (362 - 20 * 60, 0))
        away = weeks["2026-W51"]
        self.assertEqual((away.leave, away.expected), (8 * 60, 16 * 60))

    def test_nothing_is_owed_before_the_first_slot(self):
        """A house that starts to plan in the middle of a month owes no older week."""
        weeks = {week.iso_week: week for week in self.sheet().week_ids}
        days = self.env["permanence.slot"].search([]).mapped("local_date")
        self.assertEqual(min(days), date(2026, 12, 7))
        self.assertEqual(
            (weeks["2026-W49"].contract, weeks["2026-W49"].expected), (4 * 8 * 60, 0)
        )
        self.assertEqual(weeks["2026-W50"].expected, 5 * 8 * 60)

    def test_overtime_is_beyond_the_contract(self):
        """What goes beyond contract less leave is overtime. [C03]"""
        for day in range(7, 12):
            self.leave(self.anna, day, hours=(7, 16))
        # The leave opened her permanences: a duty stands for what she worked.
        self.env["permanence.duty"].create(
            {
                "name": "Emergency",
                "start": datetime(2026, 12, 8, 9),
                "stop": datetime(2026, 12, 8, 11),
                "employee_ids": [Command.link(self.anna.id)],
            }
        )
        week = self.sheet().week_ids.filtered(lambda w: w.iso_week == "2026-W50")
        self.assertEqual((week.permanences, week.duties), (0, 120))
        self.assertEqual((week.balance, week.overtime), (120, 120))

    def test_month_made_from_the_list(self):
        """The coordinator makes this month or the last one with one button. [C03b]"""
        sheets = self.as_user(self.env["permanence.timesheet"], "coordinator")
        sheets.with_context(months_back=1).action_make_month()
        sheets.action_make_month()
        months = sheets.search([("employee_id", "=", self.anna.id)]).mapped("month")
        self.assertEqual(months, [date(2026, 12, 1), date(2026, 11, 1)])

    def test_printed_signed_and_locked(self):
        """On paper, in French and Arabic: hours, programmes, weeks, who signed and
        that it is locked; by the person herself too. [C03b]"""
        sheet = self.sheet()
        self.as_user(sheet, "social_worker").action_sign()
        self.as_user(sheet, "coordinator").action_lock()
        mine = self.as_user(sheet, "social_worker")
        speak(self.env, "permanence_rota")
        paper = "permanence_rota.report_timesheet"
        text = " ".join(page[2] for page in print_pdf(mine, paper, "fr_FR"))
        words = (
            "Anna Social",
            "4:50",
            "1:12",
            "6:02",
            "Semaine 50, 2026",
            "décembre 2026",
        )
        for word in (*words, "Signé social_worker", "Verrouillée"):
            self.assertIn(word, text)
        pages = print_pdf(mine, paper, "ar_TN")
        self.assertTrue(has_arabic(pages[0][2]))
        self.assertNotIn("2026-W50", pages[0][2])
        weeks = mine.with_context(lang="ar_TN").week_ids
        self.assertIn("الأسبوع 50، 2026", weeks.mapped("display_name"))
