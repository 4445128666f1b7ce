# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import date

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MicroprojectCase


@tagged("post_install", "-at_install")
class TestPeriod(MicroprojectCase):
    """A closed period stays, whoever asks and by whatever way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["microproject.rate"].create(
            [
                {
                    "currency_id": cls.eur.id,
                    "book_currency_id": cls.tnd.id,
                    "month": date(2026, month, 1),
                    "rate": rate,
                }
                for month, rate in ((1, 3.40), (2, 3.42), (3, 3.44), (4, 3.50))
            ]
        )
        cls.owner = cls.new_microproject(1000.0)
        cls.bill = cls.receipt(cls.owner, 640.125, day=date(2026, 2, 10), post=False)
        cls.photo = cls.attach(cls.bill)
        cls.bill.action_post()
        cls.period = cls.env["microproject.period"].create(
            {
                "programme_id": cls.programme.id,
                "date_from": date(2026, 1, 1),
                "date_to": date(2026, 3, 31),
            }
        )

    def read_book(self, period, values=True):
        data = base64.b64decode(period.workbook)
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values)

    def test_the_portfolio_ends_with_the_period(self):
        """What was paid since is of the next report, as in the sheet of advances."""
        late = self.new_microproject(500.0)
        for owner, day in ((self.owner, date(2026, 2, 1)), (late, date(2026, 4, 2))):
            with freeze_time(day):
                self.clear(owner.tranche_ids)
                self.pay(owner.tranche_ids, day=day)
        self.period.action_build_workbook()
        rows = self.read_book(self.period)["Portfolio"].iter_rows(
            min_row=2, values_only=True
        )
        found = {row[0]: row[4:] for row in rows}
        self.assertEqual(found[late.code], (0, 0))
        paid, share = found[self.owner.code]
        self.assertEqual(paid, 1000)
        self.assertAlmostEqual(share, 0.64, 2)

    def test_what_is_said_on_a_period_is_told_to_who_reads_it(self):
        """Naming a bare employee in a message would mail it to her."""
        officer, stranger = self.users["finance_officer"], self.employee
        mine = self.period.with_user(officer)
        named = {"partner_ids": stranger.partner_id.ids}
        with self.assertRaises(UserError):
            mine.message_post(body="Paid to Fatou", **named)
        mine.message_subscribe(stranger.partner_id.ids)
        self.assertNotIn(stranger.partner_id, self.period.message_partner_ids)
        message = mine.message_notify(body="Paid to Fatou", **named)
        self.assertNotIn(stranger.partner_id, message.notified_partner_ids)
        with self.assertRaises(UserError):
            self.period.with_user(officer)._message_update_content(message, body="No")
        message = mine.message_post(body="Paid to Fatou")
        found = self.env["mail.message"].with_user(stranger)
        self.assertFalse(found.search([("id", "=", message.id)]))
        self.assertFalse(message.with_user(stranger).has_access("read"))

    def test_everything_inside_is_refused_and_outside_allowed(self):
        """I10: entries, analytic lines, distributions and papers, photographs too,
        by the ORM and by SQL. [C02]"""
        self.period.action_close()
        line = self.bill.invoice_line_ids
        costs = line.analytic_line_ids
        other = self.new_microproject()
        run = self.env.cr.execute
        inside = [
            lambda: line.write({"analytic_distribution": False}),
            lambda: costs.write({"amount": -5}),
            lambda: costs.write({"account_id": other.account_id.id}),
            lambda: costs.write(
                {self.heading_column(): self.inputs.analytic_account_id.id}
            ),
            lambda: costs.write({"date": date(2026, 4, 2)}),
            lambda: costs.unlink(),
            lambda: costs.copy({"amount": -1}),
            lambda: self.bill.button_draft(),
            lambda: self.photo.unlink(),
            lambda: self.photo.write({"raw": b"another"}),
            lambda: self.attach(self.bill, b"late"),
            lambda: self.receipt(self.owner, 1.0, day=date(2026, 2, 11)),
            lambda: run(
                "UPDATE account_analytic_line SET amount = -1 WHERE id = %s", [costs.id]
            ),
            lambda: run("DELETE FROM account_analytic_line WHERE id = %s", [costs.id]),
            lambda: run(
                "UPDATE account_move_line SET analytic_distribution = NULL"
                " WHERE id = %s",
                [line.id],
            ),
            lambda: run("DELETE FROM ir_attachment WHERE id = %s", [self.photo.id]),
            lambda: run(
                "UPDATE ir_attachment SET res_id = 0 WHERE id = %s", [self.photo.id]
            ),
            lambda: self.period.write({"date_to": date(2026, 2, 1)}),
            lambda: self.period.write({"figures": {}}),
            lambda: self.period.unlink(),
        ]
        for number, action in enumerate(inside):
            with self.subTest(number=number):
                self.assertRefused(action)
        costs.name = "Machine, renamed"
        correction = self.receipt(self.owner, 10.0, day=date(2026, 4, 5), post=False)
        correction.corrects_move_id = self.bill
        correction.action_post()
        self.assertEqual(correction.state, "posted")

    def heading_column(self):
        return self.env["microproject.axes"]._column("heading")

    def test_advances_of_a_closed_period_stay(self):
        """Payments have no analytic line and are closed all the same. [C02]"""
        self.clear(self.owner.tranche_ids)
        self.period.action_close()
        vals = {
            "payment_type": "outbound",
            "partner_type": "supplier",
            "partner_id": self.owner.payee_id.id,
            "amount": 5.0,
            "journal_id": self.bank.id,
        }
        inside = self.env["account.payment"].create({**vals, "date": date(2026, 3, 1)})
        self.assertRefused(inside.action_post)
        outside = self.env["account.payment"].create({**vals, "date": date(2026, 4, 1)})
        outside.action_post()
        self.assertEqual(outside.state, "in_process")

    def test_submitted_by_another_and_never_opened_again(self):
        """Closed by one, submitted by another; a reason to open again. [T16f]"""
        self.period.with_user(self.users["finance_officer"]).action_close()
        with self.assertRaisesRegex(UserError, "why"):
            self.period.action_reopen()
        self.period.reopen_reason = "a bill was forgotten"
        self.period.action_reopen()
        self.period.with_user(self.users["finance_officer"]).action_close()
        with self.assertRaisesRegex(UserError, "why"):
            self.period.action_reopen()
        with self.assertRaisesRegex(UserError, "Another person"):
            self.period.with_user(self.users["finance_officer"]).action_submit()
        self.period.with_user(self.users["programme_manager"]).action_submit()
        self.assertRefused(self.period.action_reopen)
        self.assertRefused(self.period.action_build_workbook)

    def test_what_is_still_open_is_said_before_closing(self):
        """Drafts, what is not reconciled, days to come; nothing of a closed one."""
        reader = self.as_user(self.period, "coordinator")
        self.assertIn("bank line or budget: 1", reader.still_open)
        self.assertNotIn("drafts", reader.still_open)
        self.receipt(self.owner, 5.0, day=date(2026, 3, 2), post=False)
        with freeze_time("2026-03-31 12:00:00"):
            self.period.invalidate_recordset()
            self.assertIn("drafts: 1", reader.still_open)
            self.assertIn("goes on until 03/31/2026", reader.still_open)
        with freeze_time("2026-04-01 12:00:00"):
            self.period.invalidate_recordset()
            self.assertNotIn("goes on", reader.still_open)
        self.period.action_close()
        self.assertFalse(reader.still_open)

    def test_a_programme_without_budget_says_so_before_closing(self):
        """Nothing is compared then; an approved budget takes the sentence away."""
        reader = self.as_user(self.period, "coordinator")
        self.assertIn("no approved budget", reader.still_open)
        version = self.env["microproject.budget.version"].create(
            {
                "programme_id": self.programme.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": "Machines",
                            "heading_id": self.equipment.id,
                            "funding_id": self.grant.id,
                            "unit_cost": 500.0,
                        }
                    )
                ],
            }
        )
        version.action_approve()
        self.period.invalidate_recordset()
        self.assertNotIn("no approved budget", reader.still_open)

    def test_days_are_read_in_ones_language(self):
        """Files are called by days that sort, people read theirs. [C02]"""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertIn("2026-01-01 – 2026-03-31", self.period.name)
        label = self.period.with_context(lang="fr_FR").display_name
        self.assertIn("01/01/2026 – 31/03/2026", label)

    def test_the_night_compares_and_tells(self):
        """Frozen figures computed nightly again; a change by force is told. [C02]"""
        self.period.action_close()
        self.env["microproject.period"]._cron_compare()
        self.assertFalse(self.period.is_drifted)
        self.env.cr.execute(
            "ALTER TABLE account_analytic_line DISABLE TRIGGER microproject_guard"
        )
        self.env.cr.execute(
            "UPDATE account_analytic_line SET amount = amount - 1 WHERE id = %s",
            [self.bill.invoice_line_ids.analytic_line_ids.id],
        )
        self.env.invalidate_all()
        self.env["microproject.period"]._cron_compare()
        self.assertTrue(self.period.is_drifted)
        with self.assertRaisesRegex(UserError, "no longer"):
            self.period.with_user(self.users["programme_manager"]).action_submit()

    def test_workbook_budget_previous_and_explanations(self):
        """Budget, moves, earlier periods, flags and their explanation. [T16f]"""
        version = self.env["microproject.budget.version"].create(
            {
                "programme_id": self.programme.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": "Equipment",
                            "heading_id": self.equipment.id,
                            "funding_id": self.grant.id,
                            "unit_cost": 200,
                        }
                    )
                ],
            }
        )
        version.action_approve()
        bad = self.receipt(
            self.owner, 12.0, day=date(2026, 3, 3), heading=self.ineligible
        )
        self.assertTrue(bad)
        self.period.action_close()
        row = next(
            self.read_book(self.period)["Budget"].iter_rows(min_row=2, values_only=True)
        )
        # 640.125 TND at the mean of 3.40, 3.42 and 3.44.
        self.assertEqual(row[:3], ("3.1", "Equipment", 200))
        self.assertEqual((row[5], row[8]), (187.17, 12.83))
        self.programme.explain_percent = 5
        self.receipt(self.owner, 100.0, day=date(2026, 4, 3))
        april = self.env["microproject.period"].create(
            {
                "programme_id": self.programme.id,
                "date_from": date(2026, 4, 1),
                "date_to": date(2026, 4, 30),
            }
        )
        # What the funder asks about is answered before anything is frozen.
        with self.assertRaisesRegex(UserError, "Explanations.*: Equipment"):
            april.action_close()
        self.assertEqual(april.state, "open")
        answer = {"heading_id": self.equipment.id, "name": "=prices rose"}
        april.explanation_ids = [Command.create(answer)]
        april.action_close()
        book = self.read_book(april)
        row = next(book["Budget"].iter_rows(min_row=2, values_only=True))
        # 100 TND at 3.50 beside what the first report said.
        self.assertEqual((row[5], row[6], row[7]), (28.57, 187.17, 215.74))
        self.assertEqual(row[12], "=prices rose")
        formulas = self.read_book(april, values=False)["Budget"]
        self.assertTrue(formulas["F2"].value.startswith("=SUMPRODUCT("))
        self.assertEqual(formulas["M2"].data_type, "s")

    def test_the_same_ledger_gives_the_same_file(self):
        self.period.action_close()
        first = self.period.workbook_hash
        self.period.action_build_workbook()
        self.assertEqual(self.period.workbook_hash, first)

    def test_a_missing_rate_is_named(self):
        may = self.env["microproject.period"].create(
            {
                "programme_id": self.programme.id,
                "date_from": date(2026, 4, 1),
                "date_to": date(2026, 6, 30),
            }
        )
        with self.assertRaisesRegex(UserError, "2026-05, 2026-06"):
            may.action_close()

    def test_rate_of_the_money_received(self):
        """The second method: the rate at which the donor's money came in. [T16f]"""
        self.programme.fx_method = "tranche"
        with self.assertRaises(UserError):
            self.period.action_close()
        donor = self.grant.programme_partner_id.partner_id
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.eur.id,
                "name": date(2026, 1, 1),
                "inverse_company_rate": 3.3,
                "company_id": self.company.id,
            }
        )
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": donor.id,
                "amount": 1000,
                "currency_id": self.eur.id,
                "journal_id": self.bank.id,
                "date": date(2026, 1, 15),
            }
        )
        payment.action_post()
        self.period.action_close()
        row = list(
            self.read_book(self.period)["Transactions"].iter_rows(
                min_row=2, values_only=True
            )
        )[0]
        self.assertEqual((row[11], row[12]), (3.3, 193.98))
