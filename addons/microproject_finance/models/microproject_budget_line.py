# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class MicroprojectBudgetLine(models.Model):
    """Heading × funding source × quantity × unit cost."""

    _name = "microproject.budget.line"
    _description = "Budget line"
    _inherit = ["microproject.cost.line", "microproject.funded"]
    _order = "version_id, heading_id, id"
    _microproject_path = "version_id.microproject_id"
    _programme_path = "version_id.programme_id"

    version_id = fields.Many2one(
        comodel_name="microproject.budget.version",
        required=True,
        index=True,
        ondelete="cascade",
    )
    nature = fields.Selection(related="funding_id.nature")
    unit = fields.Char()
    currency_id = fields.Many2one(
        related="version_id.currency_id", store=True, precompute=True
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, precompute=True)
    moved = fields.Monetary(help="What the moves of this version brought or took.")
    book_currency_id = fields.Many2one(related="version_id.book_currency_id")
    spent = fields.Monetary(compute="_compute_spent", currency_field="book_currency_id")
    left = fields.Monetary(
        compute="_compute_spent",
        currency_field="book_currency_id",
        help="Empty where budget and books stand in two currencies.",
    )

    _line_uniq = models.UniqueIndex(
        "(version_id, heading_id, funding_id, name)",
        "This line stands in the version already.",
    )
    _line_amounts = models.Constraint(
        "CHECK (quantity >= 0 AND quantity < 1e9 AND unit_cost >= 0"
        " AND unit_cost < 1e12 AND amount >= 0 AND amount < 1e12)",
        "Quantities and costs are numbers, and not negative.",
    )

    @api.depends("moved")
    def _compute_amount(self):
        return super()._compute_amount()

    def _get_cost(self):
        return super()._get_cost() + self.moved

    @api.depends("amount", "heading_id", "funding_id", "version_id.state")
    def _compute_spent(self):
        spent = self._read_spent()
        for line in self:
            found = spent.get(line._axes_ids(), 0.0)
            # Two lines on the same axes: the ledger knows their sum only.
            twins = line.version_id.line_ids.filtered(
                lambda other, line=line: other._axes_ids() == line._axes_ids()
            )
            total = sum(twins.mapped("amount"))
            share = line.amount / total if total else 1 / (len(twins) or 1)
            line.spent = found * share
            same = line.currency_id == line.book_currency_id
            line.left = line.amount - line.spent if same else 0.0

    def _axes_ids(self):
        """Analytic accounts of the line: micro-project or common, heading, fund."""
        self.ensure_one()
        version = self.version_id
        base = (
            version.microproject_id.account_id
            or version.programme_id.common_analytic_id
        )
        return (
            base.id,
            self.heading_id.analytic_account_id.id,
            self.funding_id.analytic_account_id.id,
        )

    def _read_spent(self):
        """Spending by the three axes, one read.

        :return: {(base id, heading id, funding id): float}
        """
        axes = self.env["microproject.axes"]
        heading, funding = axes._column("heading"), axes._column("funding")
        # Totals by code, as everywhere.
        rows = (
            self.env["account.analytic.line"]
            .sudo()
            ._read_group(
                [
                    ("account_id", "in", [line._axes_ids()[0] for line in self]),
                    ("move_line_id", "!=", False),
                ],
                ["account_id", heading, funding],
                ["amount:sum"],
            )
        )
        return {(b.id, h.id, f.id): -(amount or 0.0) for b, h, f, amount in rows}

    def _check_draft(self):
        frozen = self.version_id.filtered(lambda v: v.state != "draft")
        if frozen:
            raise UserError(
                self.env._(
                    "An approved budget never changes, make a next version: %(names)s",
                    names=", ".join(frozen.mapped("display_name")),
                )
            )

    def _prepare_next_vals(self):
        """Values of the same line in the next version."""
        self.ensure_one()
        return {
            "heading_id": self.heading_id.id,
            "funding_id": self.funding_id.id,
            "name": self.name,
            "unit": self.unit,
            "quantity": 1.0 if self.moved else self.quantity,
            "unit_cost": self.amount if self.moved else self.unit_cost,
        }
