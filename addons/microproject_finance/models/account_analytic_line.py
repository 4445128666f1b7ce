# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class AccountAnalyticLine(models.Model):
    """Lock dates of the accounting do not reach analytic lines: periods do."""

    _inherit = "account.analytic.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        self.env["microproject.period"]._check_open(lines._period_pairs())
        lines._check_budgets()
        return lines

    def write(self, vals):
        fixed = set(vals) & (
            set(self._get_plan_fnames())
            | {"amount", "date", "company_id", "move_line_id", "general_account_id"}
        )
        before = self._period_pairs() if fixed else []
        result = super().write(vals)
        if fixed:
            periods = self.env["microproject.period"]
            periods._check_open(before + self._period_pairs())
            self._check_budgets()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_period(self):
        self.env["microproject.period"]._check_open(self._period_pairs())

    def _check_budgets(self):
        """Costs keep to the budgets of their micro-projects, by whatever route."""
        costs = self.filtered(lambda line: line.move_line_id and line.amount < 0)
        if costs:
            # Which accounts are ours does not depend on the reader.
            everywhere = self.env["microproject.microproject"].sudo()
            owners = everywhere.with_context(active_test=False).search(
                [("account_id", "in", costs.account_id.ids)]
            )
            owners._check_limits()

    def _period_pairs(self):
        """(ids of the base account, date) of every line.

        :rtype: list of (set of int, date)
        """
        return [(set(line.account_id.ids), line.date) for line in self]
