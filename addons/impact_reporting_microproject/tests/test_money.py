# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import tagged

from odoo.addons.microproject_finance.tests.common import MicroprojectCase


@tagged("post_install", "-at_install")
class TestMoney(MicroprojectCase):
    """Money of the report is that of the ledger."""

    def test_paid_and_justified_are_those_of_the_ledger(self):
        """By programme: the same figures as the micro-projects' own. [T20]"""
        project = self.new_microproject(award=1000.0, parts=(0.6, 0.4))
        other = self.new_microproject(award=500.0)
        for tranche in project.tranche_ids[:1] | other.tranche_ids:
            self.clear(tranche)
            self.pay(tranche)
        today = fields.Date.context_today(project)
        report = self.env["impact.report"].create({"kind": "year", "date_from": today})
        report.action_compute()
        both = project | other
        both.invalidate_recordset()
        self.assertGreater(sum(both.mapped("paid")), 0)
        for code in ("paid", "justified"):
            figure = report.figure_ids.filtered(
                lambda f, code=code: (
                    f.indicator_id.code == f"microproject_{code}"
                    and f.programme_id == project.programme_id
                    and not f.dimension_id
                )
            )
            self.assertAlmostEqual(
                sum(figure.mapped("value")), sum(both.mapped(code)), 2, code
            )
