# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from collections import defaultdict
from datetime import date
from decimal import Decimal

import openpyxl

from odoo.fields import Command
from odoo.tests import Form

from odoo.addons.microproject_finance.tests.common import MicroprojectCase
from odoo.addons.permanence_rota.tests.common import RotaCase

SALARY = 2345.678


class SalaryCase(RotaCase, MicroprojectCase):
    """Anna of the rota, her post paid by two programmes, and a salary of December."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.users["social_worker"]
        cls.officer = cls.users["finance_officer"]
        cls.programme_2.write(
            {
                "company_id": cls.company.id,
                "has_microprojects": True,
                "advance_account_id": cls.advance.id,
            }
        )
        (cls.programme_1 | cls.programme_2).donor_currency_id = cls.tnd
        cls.second_grant = cls.env["microproject.funding"].create(
            {"name": "Second", "programme_id": cls.programme_2.id}
        )
        cls.staff = cls.env["microproject.heading"].create(
            {"code": "1.1", "name": "Staff"}
        )
        for share, programme in ((60, cls.programme_1), (30, cls.programme_2)):
            cls.env["hr.employee.funding"].create(
                {
                    "profile_id": cls.profile(cls.anna).id,
                    "programme_id": programme.id,
                    "share": share,
                    "date_from": date(2026, 1, 1),
                }
            )
        version = cls.env["microproject.budget.version"].create(
            {
                "programme_id": cls.programme.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": "Social worker",
                            "heading_id": cls.staff.id,
                            "funding_id": cls.grant.id,
                            "unit_cost": 9000,
                        }
                    )
                ],
            }
        )
        version.action_approve()

    def sheet(self):
        """Anna's month, filled from the rota."""
        sheets = self.as_user(self.env["permanence.timesheet"], "coordinator")
        return sheets.action_make("2026-12-15").filtered(
            lambda sheet: sheet.employee_id == self.anna
        )

    def salary(self):
        return (
            self.env["account.move"]
            .with_user(self.officer)
            .create(
                {
                    "date": date(2026, 12, 31),
                    "line_ids": [
                        Command.create(
                            {
                                "name": "Salary",
                                "account_id": self.expense.id,
                                "balance": SALARY,
                            }
                        ),
                        Command.create(
                            {
                                "account_id": self.outstanding_account.id,
                                "balance": -SALARY,
                            }
                        ),
                    ],
                }
            )
        )

    def split(self, salary, **vals):
        """The wizard as the finance officer fills it in; both sources proposed."""
        wizard = self.env["microproject.salary.split"].with_user(self.officer)
        with Form(wizard) as form:
            form.move_line_id = salary.line_ids.filtered("debit")
            form.user_id = self.worker
            form.date_from = date(2026, 12, 1)
            form.date_to = date(2026, 12, 31)
            form.heading_id = self.staff
            for name, value in vals.items():
                form[name] = value
            form.funding_ids.clear()
            form.funding_ids.add(self.grant)
            form.funding_ids.add(self.second_grant)
        return form.record

    def transactions(self, programme):
        """Amounts that the donor's workbook of the month counts, by entry."""
        period = self.env["microproject.period"].create(
            {
                "programme_id": programme.id,
                "date_from": date(2026, 12, 1),
                "date_to": date(2026, 12, 31),
            }
        )
        period.action_build_workbook()
        data = base64.b64decode(period.workbook)
        sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Transactions"]
        found = defaultdict(Decimal)
        for row in sheet.iter_rows(min_row=2, values_only=True):
            found[row[9]] += Decimal(str(row[10]))
        return dict(found)

    def spent(self, programme):
        """What the ledger counts for a programme: lines with a journal item."""
        lines = self.env["account.analytic.line"].search(
            [("account_id", "=", programme.common_analytic_id.id)]
        )
        self.assertFalse(lines.filtered(lambda line: not line.move_line_id))
        return sum((Decimal(str(round(-x.amount, 3))) for x in lines), Decimal(0))
