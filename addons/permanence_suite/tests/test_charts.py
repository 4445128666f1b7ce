# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The accounts of each country, and micro-projects paid and justified on them.

Run by `tests/tools/test_charts_of_countries.py`, where the charts are installed.
"""

from odoo.tests import tagged

from odoo.addons.microproject_finance.tests.common import MicroprojectCase
from odoo.addons.permanence_suite.wizards.country_packs import PACKS

# Accounts that each chart has for suppliers, banks, purchases: first figures.
KINDS = {
    "TN": {"liability_payable": "40", "asset_cash": "53", "expense": "60"},
    "BE": {"liability_payable": "44", "asset_cash": "55", "expense": "60"},
    "FR": {"liability_payable": "40", "asset_cash": "51", "expense": "60"},
}


class CountryCase(MicroprojectCase):
    """A house that took what its country brings, on the page for that."""

    country = "TN"

    @classmethod
    def _load_chart(cls):
        cls.env["res.lang"]._ensure_ar_tn()
        # Loading all words is core's work and takes a minute.
        for code in ("ar_TN", "nl_BE"):
            cls.env["res.lang"]._activate_lang(code)
        technician = cls.users["technician"]
        technician.group_ids |= cls.env.ref("base.group_system")
        country = cls.env["res.country"].search([("code", "=", cls.country)])
        pages = cls.env["permanence.country"].with_user(technician)
        cls.page = pages.with_company(cls.company).create({"country_id": country.id})
        cls.page.action_apply()
        cls.env.invalidate_all()

    def check_accounts(self):
        """The chart of the country, its currency, and accounts where it has them."""
        pack = PACKS[self.country]
        self.assertEqual(self.company.chart_template, pack.chart)
        self.assertEqual(self.company.account_fiscal_country_id.code, self.country)
        country = self.company.country_id
        self.assertEqual(self.company.currency_id, country.currency_id)
        accounts = self.env["account.account"].search(
            [("company_ids", "=", self.company.id)]
        )
        self.assertGreater(len(accounts), 150)
        for kind, first in KINDS[self.country].items():
            codes = accounts.filtered(lambda a, k=kind: a.account_type == k)
            self.assertIn(first, {code[:2] for code in codes.mapped("code")}, kind)
        # Asked again, what is there stays.
        self.page.action_apply()
        self.assertIn("there already", self.page.report)

    def check_ledger(self):
        """A tranche paid from the bank and one from the box, a receipt, the rest due;
        the bank's line finds its payment."""
        self.assertTrue(self.bank.default_account_id.code.startswith("5"))
        for journal in (self.bank, self.cash):
            owner = self.new_microproject(1000.0)
            self.clear(owner.tranche_ids)
            payment = self.pay(owner.tranche_ids, journal=journal)
            self.assertEqual(payment.move_id.state, "posted")
            self.assertEqual(sum(payment.move_id.line_ids.mapped("balance")), 0)
            self.attach(self.receipt(owner, 700.0))
            self.env.invalidate_all()
            self.assertEqual(
                (owner.paid, owner.justified, owner.outstanding), (1000.0, 700.0, 300.0)
            )
            if journal == self.bank:
                line = self.bank_line(-1000.0, f"VIR {payment.memo}")
                match = self.env["microproject.match"]._propose_for(line)
                self.assertIn(payment.move_id, match.move_line_ids.move_id)


@tagged("lifecycle", "post_install", "-at_install")
class TestTunisia(CountryCase):
    def test_accounts(self):
        """Système comptable des entreprises, in dinars."""
        self.check_accounts()
        self.check_ledger()


@tagged("lifecycle", "post_install", "-at_install")
class TestBelgium(CountryCase):
    country = "BE"

    def test_accounts(self):
        """The chart of associations, in euros."""
        self.check_accounts()
        self.check_ledger()


@tagged("lifecycle", "post_install", "-at_install")
class TestFrance(CountryCase):
    country = "FR"

    def test_accounts(self):
        """Plan comptable général, in euros."""
        self.check_accounts()
        self.check_ledger()
