# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ngo_base.tests.languages import speak
from odoo.addons.ngo_base.tests.papers import has_arabic, print_pdf

from .common import MicroprojectCase


@tagged("post_install", "-at_install")
class TestPurchase(MicroprojectCase):
    """Quotations, the printed discharge, salaries by hours."""

    def purchase(self, owner, *amounts):
        partners = self.env["res.partner"].create(
            [{"name": f"Supplier {n}"} for n in range(len(amounts))]
        )
        return (
            self.env["microproject.purchase"]
            .with_user(self.users["social_worker"])
            .create(
                {
                    "name": "A machine",
                    "microproject_id": owner.id,
                    "quote_ids": [
                        Command.create({"partner_id": partner.id, "amount": amount})
                        for partner, amount in zip(partners, amounts, strict=True)
                    ],
                }
            )
        )

    def test_three_quotations_a_reason_and_a_signed_delivery(self):
        """Three quotes above the threshold, choice with reason, delivery signed.
        [T16g]"""
        self.programme.quote_threshold = 100
        owner = self.new_microproject()
        purchase = self.purchase(owner, 250.0, 240.0)
        purchase.reason = "Nearer, and repairs it"
        with self.assertRaisesRegex(UserError, "3 quotations"), self.cr.savepoint():
            purchase.quote_ids[0].action_choose()
        purchase.quote_ids = [
            Command.create({"partner_id": self.supplier.id, "amount": 300.0})
        ]
        purchase.reason = False
        with self.assertRaisesRegex(UserError, "reason"), self.cr.savepoint():
            purchase.quote_ids[0].action_choose()
        purchase.reason = "Nearer, and repairs it"
        purchase.quote_ids[0].action_choose()
        self.assertEqual(purchase.state, "chosen")
        with self.assertRaises(UserError):
            purchase.quote_ids[0].amount = 1
        with self.assertRaisesRegex(UserError, "delivery slip"):
            purchase.action_deliver()
        purchase.delivery_id = self.env["microproject.receipt"].create(
            {"microproject_id": owner.id, "number": "R-1", "kind": "delivery"}
        )
        purchase.action_deliver()
        self.assertEqual(purchase.delivered_on, date.today())

    def test_small_purchases_need_one_quotation(self):
        self.programme.quote_threshold = 100
        purchase = self.purchase(self.new_microproject(), 80.0)
        purchase.reason = "The only one in the village"
        purchase.quote_ids.action_choose()
        self.assertEqual(purchase.state, "chosen")

    def test_discharge_bears_code_and_amount_and_no_name(self):
        """A discharge to sign: code, tranche, amount; the name by hand. [C02e]"""
        owner = self.new_microproject(750.5)
        self.clear(owner.tranche_ids)
        payment = self.pay(owner.tranche_ids)
        report = self.env["ir.actions.report"].with_user(self.users["finance_officer"])
        html = report._render_qweb_html(
            "microproject_finance.microproject_discharge", payment.ids
        )[0].decode()
        languages = payment._get_discharge_languages()
        self.assertEqual(html.count(f"{owner.code} T1"), len(languages))
        self.assertIn("750", html)
        self.assertNotIn(owner.payee_id.name, html)

    def test_discharge_is_printed_in_two_languages_on_one_page(self):
        """French and Arabic, whole, on the paper that is signed. [C02e]"""
        speak(self.env, "microproject_finance")
        owner = self.new_microproject(750.5)
        self.clear(owner.tranche_ids)
        payment = self.pay(owner.tranche_ids)
        [(width, height, text)] = print_pdf(
            payment.with_user(self.users["finance_officer"]),
            "microproject_finance.microproject_discharge",
            "fr_FR",
        )
        self.assertEqual((width, height), (210, 297))
        self.assertIn("Décharge", text)
        self.assertTrue(has_arabic(text))

    def test_salary_is_distributed_by_hours_and_counted_once(self):
        """Hours are the key, the salary entry is the cost, once. [C02b]"""
        first, second = self.new_microproject(3000.0), self.new_microproject(3000.0)
        worker = self.users["social_worker"]
        for owner, hours in ((first, 10), (second, 20)):
            self.env["microproject.visit"].create(
                {
                    "microproject_id": owner.id,
                    "kind": "coaching",
                    "user_id": worker.id,
                    "hours": hours,
                }
            ).action_done()
        salary = self.env["account.move"].create(
            {
                "date": date.today(),
                "line_ids": [
                    Command.create({"account_id": self.expense.id, "balance": 900.0}),
                    Command.create(
                        {"account_id": self.outstanding_account.id, "balance": -900.0}
                    ),
                ],
            }
        )
        wizard = (
            self.env["microproject.salary.split"]
            .with_user(self.users["finance_officer"])
            .create(
                {
                    "move_line_id": salary.line_ids[0].id,
                    "user_id": worker.id,
                    "date_from": date.today(),
                    "date_to": date.today(),
                    "heading_id": self.inputs.id,
                    "funding_ids": self.grant.ids,
                }
            )
        )
        wizard.action_apply()
        salary.action_post()
        self.env.invalidate_all()
        self.assertEqual(round(first.spent + second.spent, 3), 900.0)
        self.assertEqual((first.spent, second.spent), (300.0, 600.0))
        with self.assertRaisesRegex(UserError, "posted"):
            wizard.action_apply()
