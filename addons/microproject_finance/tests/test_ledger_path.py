# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import date, timedelta

import openpyxl

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import MicroprojectCase


@tagged("post_install", "-at_install")
class TestLedgerPath(MicroprojectCase):
    """From the budget to the donor's workbook, through the accounting only."""

    def test_microproject_is_a_private_project_known_by_code(self):
        """A micro-project is an Odoo project named by its code. [T16] [C07]"""
        owner = self.new_microproject()
        self.assertRegex(owner.code, r"^MP-[A-Z]{5}$")
        self.assertEqual(owner.project_id.name, owner.code)
        self.assertEqual(owner.project_id.privacy_visibility, "followers")
        self.assertFalse(owner.account_id.partner_id)
        self.assertRegex(owner.payee_id.name, r"^PY-")
        self.assertNotIn(owner.code[3:], owner.payee_id.name)
        officer = self.as_user(owner, "finance_officer")
        self.assertEqual(officer.project_id.name, owner.code)
        step = self.env["project.task"].create(
            {"name": "Buy the machine", "project_id": owner.project_id.id}
        )
        self.assertEqual(self.as_user(step, "social_worker").name, step.name)

    def test_a_chart_brings_an_account_of_advances(self):
        """Who runs the programme makes no accounts: one is there to choose. [C02]"""
        charts = self.env["account.chart.template"]
        account = charts._get_advance_account(self.company)
        self.assertTrue(account.code.startswith("467"))
        self.assertEqual(account.account_type, "liability_payable")
        self.assertTrue(account.reconcile)
        for code, _name in self.env["res.lang"].get_installed():
            word = self.env["account.chart.template"].with_context(lang=code).env._
            name = account.with_context(lang=code).name
            self.assertEqual(name, word("Advances to justify"))
        self.programme.write({"has_microprojects": False, "advance_account_id": False})
        with Form(self.as_user(self.programme, "programme_manager")) as form:
            form.has_microprojects = True
        self.assertEqual(self.programme.advance_account_id, account)
        # One that was chosen stays, and the chart loaded again brings no second one.
        self.programme.advance_account_id = self.advance
        with Form(self.as_user(self.programme, "programme_manager")) as form:
            form.has_microprojects = False
            form.has_microprojects = True
        self.assertEqual(self.programme.advance_account_id, self.advance)
        charts.try_loading("generic_coa", company=self.company, install_demo=False)
        self.assertEqual(charts._get_advance_account(self.company), account)

    def test_a_box_that_nobody_set_up(self):
        """Paid in cash, the money leaves the box, whatever its method says. [C02d]"""
        methods = (self.cash | self.bank).outbound_payment_method_line_ids
        methods.payment_account_id = False
        for journal in (self.cash, self.bank):
            owner = self.new_microproject(1000.0)
            self.clear(owner.tranche_ids)
            payment = self.pay(owner.tranche_ids, journal=journal)
            accounts = payment.move_id.line_ids.account_id - self.advance
            is_box = accounts == self.cash.default_account_id
            self.assertEqual(is_box, journal == self.cash)
            self.assertEqual(payment.state, "paid" if is_box else "in_process")
            self.assertEqual((owner.paid, owner.outstanding), (1000.0, 1000.0))

    def test_from_budget_to_workbook(self):
        """Tranche paid, receipt posted, bank reconciled, period closed, workbook
        read back: every figure is the ledger's. [C04] [C02] [T16f]"""
        owner = self.new_microproject(1000.0)
        tranche = owner.tranche_ids
        self.clear(tranche)
        self.assertEqual(tranche.stage, "cleared")
        payment = self.pay(tranche)
        self.assertEqual(payment.memo, f"{owner.code} T1")
        tranche.invalidate_recordset()
        self.assertTrue(tranche.is_paid)
        worker = self.as_user(tranche, "social_worker")
        self.assertEqual((worker.state, worker.stage), ("cleared", "paid"))
        self.assertEqual(worker.paid_amount, 1000.0)
        self.assertEqual((owner.paid, owner.outstanding), (1000.0, 1000.0))

        bill = self.receipt(owner, 640.125, post=False)
        self.attach(bill)
        bill.action_post()
        owner.invalidate_recordset()
        self.assertEqual(
            (owner.justified, owner.outstanding, owner.spent),
            (640.125, 359.875, 640.125),
        )

        line = self.bank_line(-1000.0, f"VIR FATOU SECRET {owner.code} T1")
        officer = self.as_user(line, "finance_officer")
        match = officer.env["microproject.match"]._propose_for(officer)
        self.assertTrue(match.is_sure)
        match.action_accept()
        self.assertTrue(line.is_reconciled)
        self.env.invalidate_all()
        row = self.env["microproject.ledger"].search([("move_id", "=", bill.id)])
        self.assertEqual(row.match_state, "complete")
        self.assertEqual(row.amount, 640.125)

        self._close_and_read(owner)

    def _close_and_read(self, owner):
        today = date.today()
        self.env["microproject.rate"].create(
            {
                "currency_id": self.eur.id,
                "book_currency_id": self.tnd.id,
                "month": today.replace(day=1),
                "rate": 3.42,
            }
        )
        period = self.env["microproject.period"].create(
            {
                "programme_id": self.programme.id,
                "date_from": today.replace(day=1),
                "date_to": today.replace(day=28),
            }
        )
        closer = self.as_user(period, "finance_officer")
        closer.action_close()
        with self.assertRaises(UserError):
            closer.action_submit()
        self.as_user(period, "programme_manager").action_submit()
        self.assertEqual(period.state, "submitted")
        book = openpyxl.load_workbook(
            io.BytesIO(base64.b64decode(period.workbook)), data_only=True
        )
        rows = list(book["Transactions"].iter_rows(min_row=2, values_only=True))
        self.assertEqual(len(rows), 1)
        self.assertEqual((rows[0][1], rows[0][2]), (owner.code, "3.1"))
        self.assertEqual((rows[0][10], rows[0][12]), (640.125, 187.17))
        checks = list(book["Checks"].iter_rows(min_row=2, max_row=4, values_only=True))
        self.assertTrue(all(check[3] for check in checks), checks)
        advances = list(book["Advances"].iter_rows(min_row=2, values_only=True))
        self.assertEqual(advances[0], (owner.code, 1000, 640.125, 0, 359.875))

    def test_refund_closes_the_advance(self):
        """Paid = justified + refunded + to justify, at every step. [T16b]"""
        owner = self.new_microproject(500.0)
        self.clear(owner.tranche_ids)
        self.pay(owner.tranche_ids)
        self.receipt(owner, 300.5)
        self.receipt(owner, 100.0, heading=self.inputs)
        refund = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "supplier",
                "partner_id": owner.payee_id.id,
                "amount": 99.5,
                "journal_id": self.bank.id,
                "date": date.today(),
            }
        )
        refund.action_post()
        owner.invalidate_recordset()
        self.assertEqual((owner.refunded, owner.outstanding), (99.5, 0.0))
        owner.action_close()
        self.assertEqual(owner.state, "closed")

    def test_open_advance_keeps_the_microproject_open(self):
        owner = self.new_microproject(500.0)
        self.clear(owner.tranche_ids)
        self.pay(owner.tranche_ids)
        with self.assertRaisesRegex(ValidationError, owner.code):
            owner.action_close()

    def test_conditions_are_computed_from_facts(self):
        """The second tranche waits for 80 % justified and a visit. [T16b]"""
        owner = self.new_microproject(1000.0, parts=(0.5, 0.5))
        first, second = owner.tranche_ids.sorted("sequence")
        self.clear(first)
        self.pay(first)
        self.as_user(second, "coordinator").action_request()
        self.env.invalidate_all()
        manager = self.as_user(second, "programme_manager")
        self.assertFalse(manager.may_be_cleared)
        shown = second.condition_ids.with_context(lang="fr_FR").filtered(
            lambda condition: condition.kind == "prior_justified_pct"
        )
        self.assertEqual(shown.have, "0,0")
        with self.assertRaisesRegex(UserError, "80"):
            manager.action_clear()
        self.receipt(owner, 400.0)
        self.env["microproject.visit"].create(
            {"microproject_id": owner.id, "date": date.today()}
        ).action_done()
        self.env.invalidate_all()
        self.assertTrue(manager.may_be_cleared)
        visit = shown.browse(second.condition_ids.ids).filtered(
            lambda condition: condition.kind == "visit_done"
        )
        self.assertEqual(visit.have, date.today().strftime("%d/%m/%Y"))
        manager.action_clear()
        self.pay(second)
        self.assertEqual(owner.paid, 1000.0)

    def test_a_paid_tranche_shows_what_decided_it(self):
        """Its own payment, and what came after, answer no condition of it. [T16b]"""
        owner = self.new_microproject(1000.0, parts=(0.5, 0.5))
        first, second = owner.tranche_ids.sorted("sequence")
        self.clear(first)
        self.pay(first)
        self.receipt(owner, 400.0)
        self.env["microproject.visit"].create(
            {"microproject_id": owner.id, "date": date.today()}
        ).action_done()
        self.clear(second)
        self.pay(second)
        # A paper that comes in on a later day answers nothing any more.
        self.receipt(owner, 100.0, day=date.today() + timedelta(days=40))
        self.env.invalidate_all()
        self.assertTrue(first.may_be_cleared)
        self.assertTrue(all(second.condition_ids.mapped("is_met")))
        found = {c.kind: c for c in second.condition_ids}
        self.assertIn("500", found["budget_available"].have)
        self.assertEqual(found["prior_justified_pct"].have, "80.0")
        later = owner._get_facts(second, today=date.today() + timedelta(days=90))
        self.assertEqual(later[second].paid, 500)
        self.assertEqual(later[second].justified, 400)

    def test_a_waiver_bears_a_reason_and_a_name(self):
        """A condition is waived with a logged reason, by another than the asker.
        [T16b]"""
        owner = self.new_microproject(1000.0, parts=(0.5, 0.5))
        first, second = owner.tranche_ids.sorted("sequence")
        self.clear(first)
        self.pay(first)
        self.as_user(second, "coordinator").action_request()
        self.env.invalidate_all()
        manager = self.as_user(second, "programme_manager")
        unmet = manager.condition_ids.filtered(lambda c: not c.is_met)
        with self.assertRaises(UserError):
            unmet[0]._waive("  ")
        unmet._waive("The workshop was flooded")
        self.assertFalse(any(unmet.mapped("is_met")))
        self.assertEqual(unmet.waived_by_id, self.users["programme_manager"])
        manager.action_clear()
        self.assertEqual(second.state, "cleared")

    def test_a_condition_is_waived_and_never_taken_away(self):
        """Once the money is asked for, who clears it may not lighten what is asked.
        [T16b]"""
        owner = self.new_microproject(1000.0, parts=(0.5, 0.5))
        second = owner.tranche_ids.sorted("sequence")[1]
        visit = second.condition_ids.filtered(lambda c: c.kind == "visit_done")
        percent = second.condition_ids.filtered("parameter")[0]
        self.as_user(percent, "finance_officer").parameter = 70
        self.as_user(second, "coordinator").action_request()
        for role in ("finance_officer", "programme_manager"):
            with self.assertRaisesRegex(UserError, second.display_name):
                self.as_user(percent, role).parameter = 0
            with self.assertRaisesRegex(UserError, second.display_name):
                self.as_user(visit, role).unlink()
        self.as_user(second, "programme_manager").action_reopen()
        self.as_user(visit, "finance_officer").unlink()
        self.assertNotIn("visit_done", second.condition_ids.mapped("kind"))

    def test_requester_approver_and_payer_are_three(self):
        """I14: three persons for three duties; a waiver is written down. [T16]"""
        owner = self.new_microproject()
        tranche = owner.tranche_ids
        officer = self.as_user(tranche, "finance_officer")
        officer.action_request()
        with self.assertRaisesRegex(UserError, "another person"):
            officer.action_clear()
        self.as_user(tranche, "programme_manager").action_clear()
        with self.assertRaisesRegex(UserError, "another person"):
            self.pay(tranche)
        self.programme.duty_waiver_reason = "One finance officer in the house"
        self.pay(tranche)
        self.assertTrue(tranche.is_paid)

    def test_a_tranche_is_paid_as_it_was_cleared(self):
        """I8: cleared before, to the payee, that amount, once. [T16b]"""
        owner = self.new_microproject()
        tranche = owner.tranche_ids
        with self.assertRaisesRegex(UserError, "not cleared"):
            self.pay(tranche)
        self.clear(tranche)
        with self.assertRaises(ValidationError):
            self.pay(tranche, day=date.today() - timedelta(days=1))
        officer = self.as_user(tranche, "finance_officer")
        wrong = officer.env["account.payment"].create(
            {
                **officer._prepare_payment_vals(),
                "journal_id": self.bank.id,
                "amount": 999.999,
            }
        )
        with self.assertRaisesRegex(ValidationError, "amount"):
            wrong.action_post()
        self.pay(tranche)
        self.assertRefused(lambda: self.pay(tranche))

    def test_tranches_never_pass_the_award(self):
        """I5: the tranches add up to the award, and never beyond. [T16b]"""
        owner = self.new_microproject(1000.0, parts=(0.5, 0.5))
        with self.assertRaisesRegex(ValidationError, owner.code):
            self.env["microproject.tranche"].create(
                {
                    "microproject_id": owner.id,
                    "sequence": 3,
                    "planned_date": date(2026, 9, 1),
                    "amount": 0.001,
                }
            )

    def test_hours_are_a_key_and_never_spending(self):
        """An analytic line without journal item is no cost. [C02b]"""
        owner = self.new_microproject()
        self.env["account.analytic.line"].create(
            {
                "name": "Coaching, 2 h",
                "account_id": owner.account_id.id,
                "amount": -50.0,
                "unit_amount": 2,
                "company_id": self.company.id,
            }
        )
        self.receipt(owner, 100.0)
        owner.invalidate_recordset()
        self.assertEqual(owner.spent, 100.0)

    def test_three_axes_or_no_posting(self):
        """I3: micro-project, heading and source are named, by code too. [T16c]"""
        owner = self.new_microproject()
        move = self.receipt(owner, 10.0, post=False)
        line = move.invoice_line_ids
        for wrong in (
            {str(owner.account_id.id): 100.0},
            {
                str(owner.account_id.id): 100.0,
                str(self.equipment.analytic_account_id.id): 100.0,
            },
            {key: 50.0 for key in line.analytic_distribution},
        ):
            line.analytic_distribution = wrong
            with self.assertRaisesRegex(UserError, "heading"):
                move.action_post()
