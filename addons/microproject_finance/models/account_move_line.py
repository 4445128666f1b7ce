# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..engine import matching, money


class AccountMoveLine(models.Model):
    """Costs of micro-projects name three axes; those of closed periods stay."""

    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_periods()
        return lines

    def write(self, vals):
        touched = {
            "analytic_distribution",
            "account_id",
            "partner_id",
            "balance",
            "debit",
            "credit",
            "amount_currency",
            "date",
        } & set(vals)
        if touched:
            self._check_periods()
        result = super().write(vals)
        if touched:
            self._check_periods()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_period(self):
        self._check_periods()

    def _check_periods(self):
        """Posted items of a closed period are never changed, nor added."""
        posted = self.filtered(lambda line: line.parent_state == "posted")
        self.env["microproject.period"]._check_items(posted)

    def _distribution_ids(self):
        """Ids of the analytic accounts that the lines' distributions name."""
        return {
            int(part)
            for line in self
            for key in (line.analytic_distribution or {})
            for part in key.split(",")
            if part.isdigit()
        }

    def _microproject_account_ids(self):
        """Those of them that mark micro-projects or common costs of programmes."""
        ids = list(self._distribution_ids())
        if not ids:
            return set()
        # Which accounts are ours does not depend on the reader.
        owners = self.env["microproject.microproject"].sudo()
        owners = owners.with_context(active_test=False)
        programmes = self.env["ngo.programme"].sudo().with_context(active_test=False)
        accounts = owners.search([("account_id", "in", ids)]).account_id
        accounts |= programmes.search(
            [("common_analytic_id", "in", ids)]
        ).common_analytic_id
        return set(accounts.ids)

    def _check_three_axes(self):
        """A cost of a micro-project names heading and funding too, and is whole.

        Odoo asks for mandatory plans on the screen only; entries come by other
        ways too (imports, expenses, scheduled jobs).

        :raise UserError: naming every line
        """
        ours = self._microproject_account_ids()
        if not ours:
            return
        axes = self.env["microproject.axes"]
        needed = {axes._plan(kind).id for kind in ("base", "heading", "funding")}
        # Plans are set-up, not secrets.
        accounts = self.env["account.analytic.account"].sudo()
        plan_of = {
            account.id: account.root_plan_id.id
            for account in accounts.browse(self._distribution_ids()).exists()
        }
        wrong = []
        for line in self.filtered("analytic_distribution"):
            keys = [
                ({int(part) for part in key.split(",") if part.isdigit()}, percent)
                for key, percent in line.analytic_distribution.items()
            ]
            if not any(parts & ours for parts, _percent in keys):
                continue
            whole = abs(sum(percent for _parts, percent in keys) - 100.0) < 1e-6
            named = all(
                {plan_of.get(part) for part in parts} >= needed
                for parts, _percent in keys
                if parts & ours
            )
            if not (whole and named):
                wrong.append(line.name or line.account_id.display_name)
        if wrong:
            raise UserError(
                self.env._(
                    "Micro-project, heading and funding source must all be named, in"
                    " one key, for the whole amount: %(lines)s",
                    lines=", ".join(wrong),
                )
            )

    # ------------------------------------------------------------ matching

    def _get_microprojects(self):
        """Micro-projects whose payee stands on these items.

        :rtype: microproject.microproject
        """
        payees = self.partner_id.filtered("is_microproject_payee")
        # By code; who it is stands elsewhere.
        everywhere = self.env["microproject.microproject"].sudo()
        return everywhere.with_context(active_test=False).search(
            [("payee_id", "in", payees.ids)]
        )

    def _residual_in(self, currency):
        """What is open of the item in a currency, signed as the bank sees it.

        :param res.currency currency: of the bank's account
        :rtype: float; 0 when the item stands in another currency
        """
        self.ensure_one()
        if currency == self.company_id.currency_id:
            return self.amount_residual
        return self.amount_residual_currency if self.currency_id == currency else 0.0

    def _to_open_items(self, currency):
        """The items as the matching engine takes them.

        :param res.currency currency: of the bank's account
        :rtype: list of engine.matching.OpenItem
        """
        owners = {m.payee_id: m for m in self._get_microprojects()}
        empty = self.env["microproject.microproject"]
        names = empty.union(*owners.values())._get_payee_names() if owners else {}
        items = []
        for item in self:
            owner = owners.get(item.partner_id, empty)
            # The number of the tranche; the payment itself stays closed.
            tranche = item.sudo().payment_id.microproject_tranche_id
            if owner:
                known = tuple(names.get(owner.id, ()))
            else:
                known = (item.partner_id.name,) if item.partner_id.name else ()
            items.append(
                matching.OpenItem(
                    item.id,
                    money.money(item._residual_in(currency), 3),
                    item.move_id.invoice_date or item.date,
                    item.move_id.ref or item.move_id.payment_reference or "",
                    known,
                    "",
                    owner.code or "",
                    tranche.sequence if tranche else 0,
                )
            )
        return items
