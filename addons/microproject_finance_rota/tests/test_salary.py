# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import SALARY, SalaryCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 08:00:00")
class TestSalary(SalaryCase):
    """A salary is distributed by signed hours, and counted once."""

    def setUp(self):
        super().setUp()
        self.template(0, self.desk, hours=(9, 12 + 1 / 60))
        self.template(2, self.desk, hours=(9, 13 + 7 / 60))
        plan = self.plan()
        plan.action_generate()
        for head in plan.slot_ids.assignment_ids:
            head.action_assign(self.anna.id)
        plan.action_publish()

    def signed(self):
        sheet = self.sheet()
        self.as_user(sheet, "social_worker").action_sign()
        return sheet

    def minutes(self, sheet):
        return {
            programme: sum(lines.mapped("minutes"))
            for programme, lines in sheet.line_ids.grouped("programme_id").items()
        }

    def test_a_salary_follows_the_hours_and_is_counted_once(self):
        """Hours and salary of one month: the parts are the hours' to the millime, the
        rest stays without axes, ledger and workbook find the cost once. [C02b]"""
        sheet, salary = self.signed(), self.salary()
        wizard = self.split(salary)
        for word in ("Programme 1", "Programme 2", "Paid by no programme"):
            self.assertIn(word, wizard.proposal)
        wizard.action_apply()
        items = salary.line_ids.filtered("debit")
        total = sum(Decimal(str(round(x.balance, 3))) for x in items)
        self.assertEqual((len(items), total), (3, Decimal(str(SALARY))))
        minutes = self.minutes(sheet)
        self.assertEqual(sum(minutes.values()), sheet.minutes)
        salary.action_post()
        for programme in (self.programme_1, self.programme_2):
            due = Decimal(str(SALARY)) * minutes[programme] / sheet.minutes
            spent = self.spent(programme)
            self.assertLess(abs(spent - due), Decimal("0.001"))
            self.assertGreater(spent, 0)
            self.assertEqual(self.transactions(programme), {salary.name: spent})
        rest = items.filtered(lambda item: not item.analytic_distribution)
        charged = sum(map(self.spent, self.programme_1 | self.programme_2))
        rest_amount = Decimal(str(round(rest.balance, 3)))
        self.assertEqual(charged + rest_amount, Decimal(str(SALARY)))
        # Hours have no column for a value, and make no line of the ledger.
        fields = self.env["permanence.timesheet.line"]._fields.values()
        self.assertFalse([f.name for f in fields if f.type in ("monetary", "float")])

    def test_only_signed_months_count(self):
        """A month in draft is named, and the entry stays as it was. [C02b]"""
        sheet, salary = self.sheet(), self.salary()
        wizard = self.split(salary)
        self.assertIn("Not signed: 2026-12", wizard.proposal)
        with self.assertRaisesRegex(UserError, "2026-12"):
            wizard.action_apply()
        self.assertEqual(len(salary.line_ids), 2)
        self.as_user(sheet, "social_worker").action_sign()
        self.as_user(sheet, "coordinator").action_lock()
        wizard.action_apply()
        self.assertEqual(len(salary.line_ids), 4)
        with self.assertRaisesRegex(UserError, "already"):
            wizard.action_apply()

    def test_hours_opened_again_are_told(self):
        """Nothing moves in the entry; who distributed it has a task. [C02b]"""
        sheet, salary = self.signed(), self.salary()
        self.split(salary).action_apply()
        salary.action_post()
        self.assertEqual(salary.hours_timesheet_ids, sheet)
        self.assertFalse(salary.hours_reopened)
        before = salary.line_ids.read(["balance", "analytic_distribution"])
        self.as_user(sheet, "coordinator").action_reopen()
        self.env.invalidate_all()
        self.assertEqual(
            salary.line_ids.read(["balance", "analytic_distribution"]), before
        )
        self.assertEqual(salary.activity_ids.user_id, self.officer)
        self.assertIn("Anna Social · December 2026", salary.activity_ids.summary)
        self.assertIn("Anna Social · December 2026", salary.hours_reopened)
        self.assertIn("Anna Social", str(salary.message_ids.mapped("body")))

    def test_visits_remain_another_key(self):
        """By visits the rota is not asked for anything. [C02b]"""
        owner = self.new_microproject(3000.0)
        self.env["microproject.visit"].create(
            {
                "microproject_id": owner.id,
                "kind": "coaching",
                "user_id": self.worker.id,
                "hours": 3,
                "date": date(2026, 12, 1),
            }
        ).action_done()
        salary = self.salary()
        wizard = self.split(salary, key="visits")
        self.assertFalse(wizard.proposal)
        wizard.action_apply()
        item = salary.line_ids.filtered("debit")
        self.assertEqual(item.balance, SALARY)
        self.assertIn(str(owner.account_id.id), str(item.analytic_distribution))
        self.assertFalse(salary.hours_timesheet_ids)
