# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from decimal import Decimal

from odoo.tests import freeze_time, tagged

from odoo.addons.microproject_finance_rota.tests.common import SALARY, SalaryCase


@tagged("post_install", "-at_install", "journey")
@freeze_time("2026-12-01 08:00:00")
class TestFromThePlanToTheWorkbook(SalaryCase):
    """A month goes from the rota to the donor, each hand doing its own part."""

    def test_from_the_plan_to_the_donors_workbook(self):
        """Planned, a leave booked, repaired, hours split by funder, signed, the salary
        distributed by them and found once in the workbook. [C02b] [C03] [C03b] [C05]
        """
        self.template(0, self.desk)
        plan = self.as_user(
            self.plan(date(2026, 12, 1), date(2026, 12, 31)), "coordinator"
        )
        plan.action_generate()
        mondays = plan.slot_ids.mapped("local_date")
        self.assertEqual([day.day for day in mondays], [7, 14, 21, 28])
        for head in plan.slot_ids.assignment_ids:
            head.action_assign(self.anna.id)
        plan.action_publish()

        kind = self.env["hr.leave.type"].create(
            {
                "name": "Sickness",
                "requires_allocation": False,
                "leave_validation_type": "hr",
            }
        )
        self.env["hr.leave"].create(
            {
                "employee_id": self.anna.id,
                "holiday_status_id": kind.id,
                "request_date_from": date(2026, 12, 7),
                "request_date_to": date(2026, 12, 7),
            }
        ).action_approve()
        self.assertEqual(plan.missing, 1)
        plan.solve_now(mode="repair", engine="python")
        self.assertEqual(plan.missing, 0)
        plan.action_publish()
        self.assertIn(
            self.head(plan, self.social, 7).employee_id, self.bert | self.chaz
        )

        sheet = self.sheet()
        self.assertEqual(sheet.line_ids.mapped("date"), sorted(mondays[1:] * 3))
        # Three permanences of four hours, 60 and 30 percent of the post funded.
        by_funder = {p: sum(x.mapped("minutes")) for p, x in self.by_programme(sheet)}
        self.assertEqual(
            by_funder,
            {
                self.programme_1: 432,
                self.programme_2: 216,
                self.env["ngo.programme"]: 72,
            },
        )
        self.as_user(sheet, "social_worker").action_sign()
        self.as_user(sheet, "coordinator").action_lock()

        salary = self.salary()
        self.split(salary).action_apply()
        salary.action_post()
        paid = Decimal(str(SALARY))
        told = {}
        for programme, share in ((self.programme_1, 60), (self.programme_2, 30)):
            told[programme] = self.transactions(programme)
            self.assertEqual(told[programme], {salary.name: self.spent(programme)})
            due = paid * share / 100
            self.assertLess(abs(self.spent(programme) - due), Decimal("0.001"))
        rest = salary.line_ids.filtered(
            lambda item: item.debit and not item.analytic_distribution
        )
        charged = sum(map(self.spent, told)) + Decimal(str(round(rest.balance, 3)))
        self.assertEqual(charged, paid)

    def by_programme(self, sheet):
        return sheet.line_ids.grouped("programme_id").items()
