# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import openpyxl

from odoo.fields import Command
from odoo.tests import tagged

from .common import MicroprojectCase
from .recalculated import cached_as, recalculated

CENT = Decimal("0.01")


@tagged("post_install", "-at_install")
class TestWorkbook(MicroprojectCase):
    """The donor's file, computed again from its formulas, beside the ledger's SQL."""

    def scenario(self, seed, currency):
        """A period with random bills, credit notes, advances and ineligible costs."""
        rng = random.Random(seed)
        self.programme.donor_currency_id = currency
        # Read as numbers, the codes 3.1 and 3.10 would be one heading.
        self.inputs.code = "3.10"
        version = self.env["microproject.budget.version"].create(
            {
                "programme_id": self.programme.id,
                "currency_id": currency.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": heading.name,
                            "heading_id": heading.id,
                            "funding_id": self.grant.id,
                            "unit_cost": 4000,
                        }
                    )
                    for heading in (self.equipment, self.inputs)
                ],
            }
        )
        version.action_approve()
        if currency != self.tnd:
            self.env["microproject.rate"].create(
                {
                    "currency_id": currency.id,
                    "book_currency_id": self.tnd.id,
                    "month": date(2026, 3, 1),
                    "rate": round(rng.uniform(3.2, 3.5), 4),
                }
            )
        start = date(2026, 3, 1)
        for _owner in range(3):
            owner = self.new_microproject(9000.0)
            for _bill in range(6):
                bill = self.receipt(
                    owner,
                    round(rng.uniform(1, 700), 3),
                    day=start + timedelta(days=rng.randint(0, 30)),
                    heading=rng.choice([self.equipment, self.inputs, self.ineligible]),
                    partner=rng.choice([None, self.supplier]),
                )
            self.env["account.move.reversal"].with_context(
                active_model="account.move", active_ids=bill.ids
            ).create(
                {"journal_id": bill.journal_id.id, "date": date(2026, 3, 31)}
            ).refund_moves()
            refund = self.env["account.move"].search(
                [("reversed_entry_id", "=", bill.id)]
            )
            refund.write({"invoice_date": date(2026, 3, 31)})
            refund.action_post()
        return self.env["microproject.period"].create(
            {
                "programme_id": self.programme.id,
                "date_from": start,
                "date_to": date(2026, 3, 31),
            }
        )

    def ledger(self, rate):
        """What a donor should find, by heading: each line converted and rounded."""
        column = self.env["microproject.axes"]._column("heading")
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT head.code, ROUND(-aal.amount, 3) FROM account_analytic_line aal"
            f" JOIN microproject_heading head ON head.analytic_account_id = {column}"
            f" WHERE aal.move_line_id IS NOT NULL AND aal.company_id = %s"
            f" AND aal.date BETWEEN '2026-03-01' AND '2026-03-31'",
            [self.company.id],
        )
        found = defaultdict(Decimal)
        books = Decimal(0)
        for code, amount in self.env.cr.fetchall():
            amount = Decimal(str(amount))
            books += amount
            found[code] += (amount / rate).quantize(CENT, ROUND_HALF_UP)
        return found, books

    def test_recalculated_it_says_what_the_ledger_says(self):
        """I11: every formula, computed again without its cached value, gives that
        value and the ledger's to the cent; the checks are all true. [T16f] [C04]"""
        for seed, currency in ((7, self.eur), (11, self.eur)):
            with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
                self.compare(self.scenario(seed, currency))
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def compare(self, period):
        period.action_build_workbook()
        data = base64.b64decode(period.workbook)
        again = recalculated(data)
        cached = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        self.assertGreater(len(again), 40)
        for (sheet, cell), value in again.items():
            shown = cached[sheet][cell].value
            if isinstance(value, bool):
                self.assertIs(value, bool(shown), (sheet, cell))
                self.assertTrue(value, (sheet, cell))
            else:
                self.assertAlmostEqual(value, shown, 6, (sheet, cell))
        rate = self.env["microproject.rate"].search(
            [("book_currency_id", "=", self.tnd.id), ("month", "=", "2026-03-01")],
            order="id desc",
            limit=1,
        )
        ledger, books = self.ledger(Decimal(str(rate.rate)))
        budget = cached["Budget"]
        for row in range(2, budget.max_row):
            code = budget.cell(row, 1).value
            self.assertEqual(
                Decimal(str(again["Budget", f"F{row}"])).quantize(CENT), ledger[code]
            )
        total = sum(
            cached["Transactions"].cell(r, 11).value
            for r in range(2, cached["Transactions"].max_row + 1)
        )
        self.assertEqual(Decimal(str(round(total, 3))), books.quantize(CENT / 10))

    def test_wrong_cached_values_change_nothing(self):
        """A file whose cached values are all nought is computed to the same. [T16f]"""
        period = self.scenario(13, self.eur)
        period.action_build_workbook()
        good = base64.b64decode(period.workbook)
        poisoned = cached_as(good, b"0")
        right = recalculated(good)
        self.assertEqual(right, recalculated(poisoned))
        bare = io.BytesIO(cached_as(good, None))
        bare = openpyxl.load_workbook(bare, data_only=True)
        # Nothing is left of which a result could have been read back.
        self.assertFalse([p for p in right if bare[p[0]][p[1]].value is not None])
        zeros = openpyxl.load_workbook(io.BytesIO(poisoned), data_only=True)
        self.assertEqual(zeros["Budget"]["F2"].value, 0)
        self.assertNotEqual(right["Budget", "F2"], 0)
