# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MicroprojectCase

CSV = """Date;Libellé;Débit;Crédit
{d};VIR EMIS MACHINES DU SUD F-2026-118;120,500;
{d};FRAIS TENUE DE COMPTE;2,380;
{d};FRAIS TENUE DE COMPTE;2,380;
"""

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<Stmt><Id>S-1</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>
<Ntry><Amt Ccy="TND">35.500</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-03-04</Dt></BookgDt><AddtlNtryInf>REMISE</AddtlNtryInf></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""


@tagged("post_install", "-at_install")
class TestBank(MicroprojectCase):
    """Statements come in once; money is settled to the millime or not at all."""

    def wizard(self, text, role="finance_officer", **vals):
        model = self.env["microproject.statement.import"].with_user(self.users[role])
        return model.create(
            {
                "journal_id": self.bank.id,
                "file": self.encoded(text.encode()),
                "filename": "statement.csv",
                **vals,
            }
        )

    def supplier_bill(self, amount=120.5, ref="F-2026-118", **vals):
        owner = self.new_microproject(2000.0)
        return self.receipt(owner, amount, partner=self.supplier, ref=ref, **vals)

    def test_the_same_file_twice_brings_nothing_new(self):
        """Imported twice = nothing new, equal fees of one day included. [C02]"""
        text = CSV.format(d=f"{date.today():%d/%m/%Y}")
        lines, known = self.wizard(text)._import()
        self.assertEqual((len(lines), known), (3, 0))
        self.assertEqual(lines.mapped("amount"), [-120.5, -2.38, -2.38])
        again, known = self.wizard(text)._import()
        self.assertEqual((len(again), known), (0, 3))

    def test_the_database_refuses_a_second_import(self):
        line = self.bank_line(-5.0, "FRAIS")
        line.microproject_import_id = "a"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.bank_line(-5.0, "FRAIS").microproject_import_id = "a"
            self.env.flush_all()

    def test_unreadable_rows_are_named_and_nothing_is_imported(self):
        text = CSV.format(d=f"{date.today():%d/%m/%Y}").replace("120,500", "12O,500")
        before = self.env["account.bank.statement.line"].search_count([])
        wrong = "Row 2, column Débit: “12O,500” is no amount"
        with self.assertRaisesRegex(UserError, wrong):
            self.wizard(text)._import()
        many = text + "32/13/2026;FRAIS;1,000;\n" * 12
        with self.assertRaisesRegex(UserError, "is no date like 31/12/2026"):
            self.wizard(many)._import()
        with self.assertRaisesRegex(UserError, "… and 3 more"):
            self.wizard(many)._import()
        count = self.env["account.bank.statement.line"].search_count([])
        self.assertEqual(count, before)

    def test_files_that_are_no_statement_are_refused_in_words(self):
        """What was sent instead of a statement, and what to do. [C02]"""
        before = self.env["account.bank.statement.line"].search_count([])
        camt = CAMT.format(account="TN5910006035183598478831")
        for text, words in (
            (" \n", "is empty"),
            ("OFXHEADER:100\nDATA:OFXSGML\n", "No row bears the heads"),
            ("PK\x03\x04 a zip file", "no spreadsheet"),
            (camt.replace("CRDT", "XXXX"), "no statement in CAMT.053"),
            (CSV.format(d="01/03/2026").replace(",", "."), "thousands or decimals"),
        ):
            with (
                self.subTest(words=words),
                self.assertRaisesRegex(UserError, words),
            ):
                self.wizard(text)._import()
        self.env["res.lang"]._activate_lang("fr_FR")
        wrong = self.wizard("Date;Libellé;Montant\n01/03/2026;X;\n")
        with self.assertRaisesRegex(UserError, "Ligne 2"):
            wrong.with_context(lang="fr_FR")._import()
        count = self.env["account.bank.statement.line"].search_count([])
        self.assertEqual(count, before)

    def test_a_file_of_another_account_is_refused(self):
        """The account that the file names is that of the bank, RIB or IBAN."""
        text = CAMT.format(account="TN5910006035183598478831")
        own = {"partner_id": self.env.company.partner_id.id}
        account = self.env["res.partner.bank"].create(
            {**own, "acc_number": "1000 6035 1835 9847 8832"}
        )
        self.bank.bank_account_id = account
        with self.assertRaisesRegex(UserError, "10006035183598478832"):
            self.wizard(text)._import()
        account.acc_number = "1000 6035 1835 9847 8831"
        lines, _known = self.wizard(text)._import()
        self.assertEqual(lines.mapped("amount"), [35.5])

    def test_sure_lines_are_applied_with_their_reasons(self):
        """What is sure is settled at import, logged, and can be undone. [C02]"""
        bill = self.supplier_bill()
        text = CSV.format(d=f"{date.today():%d/%m/%Y}")
        self.wizard(text, apply_sure=True).action_import()
        self.assertEqual(bill.payment_state, "paid")
        match = self.env["microproject.match"].search([("state", "=", "automatic")])
        self.assertEqual(match.move_line_ids.move_id, bill)
        self.assertIn("amount_exact", dict(match.reasons))
        self.assertIn("document number", match.reason_text)
        match.action_undo()
        self.assertEqual(bill.payment_state, "not_paid")
        self.assertFalse(match.statement_line_ids.is_reconciled)
        self.assertEqual(match.state, "undone")

    def test_label_seven_never_pays_bill_seventy_seven(self):
        """No wrong money: a label inside a number, another amount. [C02]"""
        bill = self.supplier_bill(amount=100.0, ref="F-77")
        lines = self.bank_line(-100.0, "7") | self.bank_line(
            -140.0, "VIR MACHINES DU SUD F-77"
        )
        self.env["microproject.match"]._propose_for(lines, apply_sure=True)
        self.assertFalse(any(lines.mapped("is_reconciled")))
        self.assertEqual(bill.payment_state, "not_paid")

    def test_sums_must_agree_to_the_millime(self):
        """I9: the items make the whole bank line, no remainder. [C02]"""
        bill = self.supplier_bill()
        item = bill.line_ids.filtered(
            lambda x: x.account_id.account_type == "liability_payable"
        )
        line = self.bank_line(-120.501, "X")
        with self.assertRaisesRegex(UserError, "120.501"):
            line._settle_with(item)
        good = self.bank_line(-120.5, "X")
        good._settle_with(item)
        with self.assertRaisesRegex(UserError, "already"):
            self.bank_line(-120.5, "Y")._settle_with(item)

    def test_withholding_tax_is_a_named_difference(self):
        """What the bank paid less stands on the account of its name, never silently;
        undone, the bill is open again. [C02]"""
        bill = self.supplier_bill(amount=1000.0, ref="F-2026-301")
        withheld = self.env["account.account"].create(
            {
                "code": "432100",
                "name": "Withheld",
                "account_type": "liability_current",
            }
        )
        tax = self.env["account.reconcile.model"].create(
            {
                "name": "Withholding tax 1.5 %",
                "line_ids": [Command.create({"account_id": withheld.id})],
            }
        )
        line = self.bank_line(-985.0, "VIR F-2026-301")
        item = bill.line_ids.filtered(
            lambda x: x.account_id.account_type == "liability_payable"
        )
        match = self.env["microproject.match"].create(
            {"statement_line_ids": line.ids, "move_line_ids": item.ids}
        )
        match = self.as_user(match, "finance_officer")
        self.assertEqual(match.difference, 15.0)
        with self.assertRaisesRegex(UserError, "985"):
            match.action_accept()
        match.difference_model_id = tax
        match.action_accept()
        self.assertEqual(bill.payment_state, "paid")
        named = line.line_ids.filtered(lambda x: x.account_id == withheld)
        self.assertEqual((named.balance, named.name), (-15.0, tax.name))
        self.assertEqual(sum(line.line_ids.mapped("balance")), 0)
        match.action_undo()
        self.assertEqual(bill.payment_state, "not_paid")
        self.assertFalse(line.line_ids.filtered(lambda x: x.account_id == withheld))

    def test_what_settles_nothing_is_named(self):
        """A charge is explained by the house's list alone; undone, it is open."""
        charges = self._account("627100", "Charges", "expense")
        fee = self.env["account.reconcile.model"].create(
            {
                "name": "Bank charge",
                "line_ids": [Command.create({"account_id": charges.id})],
            }
        )
        line = self.as_user(self.bank_line(-2.38, "FRAIS"), "finance_officer")
        with self.assertRaisesRegex(UserError, "Nothing that is open fits"):
            line.action_microproject_propose()
        action = line.action_microproject_name()
        self.assertEqual(action, line.action_microproject_name(), "once")
        match = line.env["microproject.match"].browse(action["res_id"])
        with self.assertRaises(UserError):
            match.action_accept()
        match.difference_model_id = fee
        match.action_accept()
        self.assertTrue(line.is_reconciled)
        booked = line.line_ids.filtered(lambda x: x.account_id == charges)
        self.assertEqual((booked.balance, booked.name), (2.38, fee.name))
        with self.assertRaises(UserError):
            line.action_microproject_name()
        match.action_undo()
        self.assertFalse(line.is_reconciled)

    def test_a_bill_that_comes_after_the_bank(self):
        """The line is looked at again, and proposed once."""
        line = self.as_user(
            self.bank_line(-120.5, "VIR MACHINES DU SUD F-2026-118"), "finance_officer"
        )
        with self.assertRaises(UserError):
            line.action_microproject_propose()
        bill = self.supplier_bill()
        action = line.action_microproject_propose()
        line.action_microproject_propose()
        matches = line.env["microproject.match"].search(
            [("statement_line_ids", "in", line.ids)]
        )
        self.assertEqual(matches.move_line_ids.move_id, bill)
        self.assertEqual(action["res_model"], "microproject.match")
        self.assertEqual(len(matches), 1)
        coordinator = self.as_user(line, "coordinator")
        with self.assertRaises(AccessError):
            coordinator.action_microproject_propose()
        with self.assertRaises(AccessError):
            coordinator.action_microproject_name()

    def test_one_line_pays_two_bills_and_two_lines_pay_one(self):
        """One-to-many and many-to-one. [C02]"""
        first = self.supplier_bill(10.25, "F-2026-201")
        second = self.supplier_bill(20.5, "F-2026-202")
        line = self.bank_line(-30.75, "VIR MACHINES DU SUD F-2026-201 F-2026-202")
        match = self.env["microproject.match"]._propose_for(line)
        match.filtered("is_sure").action_accept()
        self.assertEqual({first.payment_state, second.payment_state}, {"paid"})
        third = self.supplier_bill(900.0, "F-2026-300")
        parts = self.bank_line(-300.0, "VIR MACHINES DU SUD F-2026-300")
        parts |= self.bank_line(-600.0, "SOLDE MACHINES DU SUD F-2026-300")
        match = self.env["microproject.match"]._propose_for(parts)
        match.filtered("is_sure").action_accept()
        self.assertEqual(third.payment_state, "paid")
        self.assertTrue(all(parts.mapped("is_reconciled")))

    def test_a_name_on_a_payees_line_gives_way_to_the_code(self):
        """The bank's label is kept for the payer role only. [C02]"""
        owner = self.new_microproject()
        self.clear(owner.tranche_ids)
        payment = self.pay(owner.tranche_ids)
        line = self.bank_line(-1000.0, f"VIR FATOU SECRET {owner.code} T1")
        line.partner_name = "FATOU SECRET"
        self.env["microproject.match"]._propose_for(line, apply_sure=True)
        self.assertTrue(line.is_reconciled)
        self.assertTrue(payment.is_matched)
        self.assertEqual(line.payment_ref, f"{owner.code} T1")
        found = self.env["account.move.line"].search([("name", "ilike", "SECRET")])
        self.assertFalse(found)
        officer = self.as_user(line, "finance_officer")
        self.assertFalse(line.partner_name)
        self.assertIn("SECRET", officer.microproject_original_label)
        self.assertEqual(officer.microproject_original_name, "FATOU SECRET")
        for kept in ("microproject_original_label", "microproject_original_name"):
            with self.assertRaises(AccessError):
                self.as_user(line, "coordinator").read([kept])
        # A code on a line taken back would speak for the micro-project it was taken
        # from; the bank's words say whose it is.
        match = officer.env["microproject.match"].search(
            [("statement_line_ids", "in", line.ids)]
        )
        match.action_undo()
        self.assertEqual(line.payment_ref, f"VIR FATOU SECRET {owner.code} T1")
        self.assertEqual(set(line.line_ids.mapped("name")), {line.payment_ref})
        self.assertEqual(line.partner_name, "FATOU SECRET")
        self.assertFalse(line.microproject_original_label)
        self.assertFalse(line.microproject_original_name)
        again = officer.env["microproject.match"]._propose_for(officer)
        again.action_accept()
        self.assertEqual(line.payment_ref, f"{owner.code} T1")
        self.assertIn("SECRET", officer.microproject_original_label)
        self.assertFalse(line.partner_name)

    def test_a_name_beside_the_code_gives_way_too(self):
        """The bank's label is the code already; its name goes all the same. [C02]"""
        owner = self.new_microproject()
        self.clear(owner.tranche_ids)
        self.pay(owner.tranche_ids)
        line = self.bank_line(-1000.0, f"{owner.code} T1")
        line.partner_name = "FATOU SECRET"
        self.env["microproject.match"]._propose_for(line, apply_sure=True)
        self.assertTrue(line.is_reconciled)
        self.assertFalse(line.partner_name)
        line.action_undo_reconciliation()
        self.assertEqual(line.partner_name, "FATOU SECRET")

    def test_nobody_reconciles_her_own_expense(self):
        """I14: the officer's own expense is settled by another. [C02]"""
        officer = self.users["finance_officer"]
        owner = self.new_microproject()
        bill = self.receipt(owner, 33.0, partner=officer.partner_id, ref="OWN-2026-1")
        line = self.bank_line(-33.0, "VIR OWN-2026-1")
        item = bill.line_ids.filtered(
            lambda x: x.account_id.account_type == "liability_payable"
        )
        with self.assertRaisesRegex(UserError, "own expense"):
            line.with_user(officer)._settle_with(item.with_user(officer))
        line._settle_with(item)
        self.assertTrue(line.is_reconciled)

    def test_cash_counted_by_two_persons(self):
        """A count bears two names; the difference is posted; cash counts as matched.
        [C02d]"""
        owner = self.new_microproject()
        self.clear(owner.tranche_ids)
        self.pay(owner.tranche_ids, journal=self.cash)
        bill = self.receipt(owner, 100.0, post=False)
        self.attach(bill)
        bill.action_post()
        ledger = self.env["microproject.ledger"]
        row = ledger.search([("move_id", "=", bill.id)])
        self.assertEqual(row.match_state, "bank_missing")
        self.env["account.move"].create(
            {
                "journal_id": self.cash.id,
                "date": date.today(),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.cash.default_account_id.id,
                            "balance": 1500.0,
                        }
                    ),
                    Command.create({"account_id": self.expense.id, "balance": -1500.0}),
                ],
            }
        ).action_post()
        officer = self.users["finance_officer"]
        count = (
            self.env["microproject.cash.count"]
            .with_user(officer)
            .create(
                {
                    "journal_id": self.cash.id,
                    "counted": 499.5,
                    "witness_id": self.users["coordinator"].id,
                    "difference_account_id": self.expense.id,
                }
            )
        )
        self.assertEqual(count.ledger_balance, 500.0)
        with self.assertRaisesRegex(UserError, "saw the count"):
            count.action_sign()
        self.as_user(count, "coordinator").action_sign()
        self.assertEqual(sum(count.sudo().move_id.line_ids.mapped("debit")), 0.5)
        with self.assertRaises(UserError):
            count.counted = 1
        self.env.invalidate_all()
        row = ledger.search([("move_id", "=", bill.id)])
        self.assertEqual(row.match_state, "complete")
