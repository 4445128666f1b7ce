# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

ADVANCES = "microproject_finance_advance"
# Where receivables that no sale made stand; elsewhere 467, as in France and Tunisia.
PREFIXES = {"BE": "416"}


class AccountChartTemplate(models.AbstractModel):
    """A chart of accounts comes with an account of advances to justify."""

    _inherit = "account.chart.template"

    def _create_outstanding_accounts(self, company, bank_prefix, code_digits):
        """Programmes ask for a payable account beside that of suppliers.

        No chart brings one, and finance officers make no accounts.
        """
        result = super()._create_outstanding_accounts(company, bank_prefix, code_digits)
        if self._get_advance_account(company):
            return result
        country = company.account_fiscal_country_id.code
        account = self.env["account.account"]._load_records(
            [
                {
                    "xml_id": self.company_xmlid(ADVANCES, company),
                    "values": {
                        "name": "Advances to justify",
                        "prefix": PREFIXES.get(country, "467"),
                        "code_digits": code_digits,
                        "account_type": "liability_payable",
                        "reconcile": True,
                    },
                    "noupdate": True,
                }
            ]
        )
        # A chart is loaded in English; core then translates its own accounts.
        for lang, _name in self.env["res.lang"].get_installed():
            reader = self.with_context(lang=lang)
            account.with_context(lang=lang).name = reader.env._("Advances to justify")
        return result

    def _get_advance_account(self, company):
        """The account that came with the company's chart, empty if it has none."""
        account = self.with_company(company).ref(ADVANCES, raise_if_not_found=False)
        return account or self.env["account.account"]
