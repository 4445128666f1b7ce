# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..engine import money


class NgoProgrammeRegister(models.Model):
    """The register of aid: what came in, from whom, and who received what.

    Tunisian decree-law 2011-88 (articles 40 to 44) asks associations for a register
    of aids, gifts and legacies that tells cash from kind, public from private and
    national from foreign. Everything in it is read from the ledger.
    """

    _inherit = "ngo.programme"

    def action_print_register(self):
        return self.env.ref(
            "microproject_finance.microproject_register_report"
        ).report_action(self)

    def _get_aid_received(self):
        """Money and things that funders gave, oldest first.

        :return: list of (date, funder, nature, origin, provenance, amount,
            currency, amount in the books as Decimal); amounts of things given are
            those of their entries
        """
        self.ensure_one()
        rows = []
        for fund in self.funding_ids.filtered(lambda f: f.kind == "grant"):
            labels = fund._get_aid_labels()
            funder = fund.programme_partner_id.partner_id.display_name or fund.name
            found = (
                fund._read_money_received()
                if fund.nature == "cash"
                else fund._read_things_received()
            )
            rows += [(day, funder, *labels, *amounts) for day, *amounts in found]
        return sorted(rows, key=lambda row: (row[0], row[1]))

    def _get_aid_given(self):
        """Who received what, by code.

        :return: list of (code, awarded, paid, justified, refunded, outstanding)
        """
        self.ensure_one()
        owners = self.with_context(active_test=False).microproject_ids
        return [
            (
                owner.code,
                *(
                    money.money(owner[name], 3)
                    for name in (
                        "award",
                        "paid",
                        "justified",
                        "refunded",
                        "outstanding",
                    )
                ),
            )
            for owner in owners.sorted("code")
            if owner.paid or owner.award
        ]
