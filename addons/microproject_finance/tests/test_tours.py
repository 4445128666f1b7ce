# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import HttpCase, tagged

from .common import MicroprojectCase


@tagged("post_install", "-at_install")
class TestFinanceTour(MicroprojectCase, HttpCase):
    """The finance officer's day, in the browser."""

    def test_from_a_bank_file_to_a_submitted_period(self):
        """Import, accept, worklist empty, period closed and submitted. [C02] [T16f]"""
        self.programme.write(
            {
                "donor_currency_id": self.tnd.id,
                "duty_waiver_reason": "One person in the house",
            }
        )
        owner = self.new_microproject()
        bill = self.receipt(
            owner, 120.5, partner=self.supplier, ref="F-2026-118", post=False
        )
        self.attach(bill)
        bill.action_post()
        today = date.today()
        period = self.env["microproject.period"].create(
            {
                "programme_id": self.programme.id,
                "date_from": today.replace(day=1),
                "date_to": today,
            }
        )
        self.start_tour(
            "/odoo/micro-project-worklist",
            "microproject_finance_officer",
            login="finance_officer",
        )
        self.assertEqual((period.state, bill.payment_state), ("submitted", "paid"))
        fee = self.env["account.bank.statement.line"].search([("amount", "=", -2.38)])
        self.assertEqual(len(fee), 1)
        self.assertFalse(fee.is_reconciled)


@tagged("post_install", "-at_install")
class TestPhoneTour(MicroprojectCase, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_a_paper_sent_from_a_telephone(self):
        """A social worker sends a paper and gets its number. [C02c]"""
        owner = self.new_microproject()
        self.start_tour(
            f"/odoo/micro-projects/{owner.id}",
            "microproject_finance_receipt",
            login="social_worker",
        )
        self.assertEqual(owner.receipt_ids.sender_id, self.users["social_worker"])
        self.assertNotIn("Fatou", owner.receipt_ids.attachment_id.name)
