# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..engine import money


class MicroprojectLimits(models.AbstractModel):
    """Spending keeps to the budget: *spent ≤ budgeted × (1 + tolerance) + overruns*.

    Judged for each heading and funding source of a micro-project, whenever analytic
    lines with a journal item are made or changed, whatever the route: posting, a new
    distribution, an import. What a purchase commits is judged when the quotation is
    chosen. The ineligible heading is the way to book what nobody budgeted.
    """

    _name = "microproject.limits"
    _description = "Spending keeps to the budget"

    def _hold(self):
        """Let one transaction at a time judge the sums of these micro-projects.

        A lock alone would let pass whoever took her snapshot before the other
        committed: the row is rewritten, so that she is refused, or tried again by
        the server, on fresh figures.
        """
        if self.ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE microproject_microproject m SET write_date = m.write_date"
                    " FROM (SELECT id FROM microproject_microproject WHERE id IN %s"
                    " ORDER BY id FOR NO KEY UPDATE) held WHERE held.id = m.id",
                    tuple(self.ids),
                )
            )

    def _get_limits(self):
        """What may be spent, by heading and funding source.

        :return: {(micro-project id, heading id, funding id): Decimal in the currency
            of the books}, for those with a budget in force in that currency
        """
        limits = defaultdict(Decimal)
        for owner in self:
            budget = owner.budget_id
            if not budget or budget.currency_id != owner.book_currency_id:
                continue
            percent = money.money(owner.programme_id.overrun_percent, 3)
            for line in budget.line_ids.filtered(lambda b: b.nature == "cash"):
                key = (owner.id, line.heading_id.id, line.funding_id.id)
                amount = money.money(line.amount, 3)
                limits[key] += amount + amount * percent / 100
        overruns = self.env["microproject.overrun"].search(
            [("microproject_id", "in", self.ids), ("state", "=", "approved")]
        )
        for overrun in overruns:
            owner = overrun.microproject_id
            key = (owner.id, overrun.heading_id.id, overrun.funding_id.id)
            limits[key] += money.money(overrun.amount, 3)
        return limits

    def _get_costs(self):
        """What the ledger says was spent in cash, by heading and funding source.

        :return: {(micro-project id, heading id, funding id): Decimal}; costs on an
            ineligible heading are left out
        """
        axes = self.env["microproject.axes"]
        heading, funding = axes._column("heading"), axes._column("funding")
        rows = self.env["account.analytic.line"]._read_group(
            [
                ("account_id", "in", self.account_id.ids),
                # Made while the entry is posted, and gone when it is a draft again.
                ("move_line_id", "!=", False),
                ("general_account_id.account_type", "!=", "off_balance"),
            ],
            ["account_id", heading, funding],
            ["amount:sum"],
        )
        owner_of = {owner.account_id.id: owner.id for owner in self}
        headings = self.env["microproject.heading"].search(
            [("analytic_account_id", "in", [h.id for _a, h, _f, _amount in rows])]
        )
        heading_of = {h.analytic_account_id.id: h for h in headings}
        fundings = self.env["microproject.funding"].search(
            [("analytic_account_id", "in", [f.id for _a, _h, f, _amount in rows])]
        )
        funding_of = {f.analytic_account_id.id: f.id for f in fundings}
        costs = defaultdict(Decimal)
        for account, head, fund, amount in rows:
            known = heading_of.get(head.id)
            if known and known.kind == "ineligible":
                continue
            key = (owner_of[account.id], known and known.id, funding_of.get(fund.id))
            costs[key] -= money.money(amount, 3)
        return costs

    def _check_limits(self, committed=None):
        """Refuse what passes the budget in force, its tolerance and its overruns.

        :param dict committed: {(micro-project id, heading id): Decimal}; what is
            promised and not in the ledger yet, judged by heading
        :raise ValidationError: naming micro-project, heading and both amounts
        """
        # Sums by code, whoever posts: she may read neither budgets nor overruns.
        owners = self.sudo().with_context(active_test=False)
        owners = owners.filtered(
            lambda m: m.budget_id and m.budget_id.currency_id == m.book_currency_id
        )
        if not owners:
            return
        owners._hold()
        limits, costs = owners._get_limits(), owners._get_costs()
        over = []
        if committed:
            limits, costs = _by_heading(limits), _by_heading(costs)
            over = [
                (key, costs[key] + amount, limits[key])
                for key, amount in committed.items()
                if costs[key] + amount > limits[key]
            ]
        else:
            over = [
                (key, cost, limits[key])
                for key, cost in costs.items()
                if cost > 0 and cost > limits[key]
            ]
        if over:
            raise ValidationError(owners._say_over(over))

    def _say_over(self, over):
        headings = self.env["microproject.heading"]
        lines = [
            self.env._(
                "%(code)s, %(heading)s: %(cost)s for %(limit)s",
                code=self.browse(key[0]).code,
                heading=headings.browse(key[1]).display_name or "?",
                cost=f"{cost:.3f}",
                limit=f"{limit:.3f}",
            )
            for key, cost, limit in over
        ]
        return self.env._(
            "This passes the budget: %(lines)s. Move money between lines, have an"
            " overrun approved, or book the part beyond on the ineligible heading.",
            lines="; ".join(lines),
        )


def _by_heading(amounts):
    """Amounts by (micro-project, heading), whatever the funding source."""
    found = defaultdict(Decimal)
    for (owner, heading, _funding), amount in amounts.items():
        found[owner, heading] += amount
    return found
