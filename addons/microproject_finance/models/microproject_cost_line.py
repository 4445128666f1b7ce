# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MicroprojectCostLine(models.AbstractModel):
    """Heading × quantity × unit cost: a plan, changed only while it is a draft."""

    _name = "microproject.cost.line"
    _description = "Planned cost"
    _inherit = ["microproject.scoped"]

    name = fields.Char(string="What", required=True)
    heading_id = fields.Many2one(
        comodel_name="microproject.heading", required=True, ondelete="restrict"
    )
    quantity = fields.Float(default=1.0, required=True, digits=(12, 3))
    unit_cost = fields.Monetary(required=True)
    amount = fields.Monetary(compute="_compute_amount")
    currency_id = fields.Many2one(comodel_name="res.currency")

    _line_amounts = models.Constraint(
        "CHECK (quantity >= 0 AND quantity < 1e9 AND unit_cost >= 0"
        " AND unit_cost < 1e12)",
        "Quantities and costs are numbers, and not negative.",
    )

    @api.depends("quantity", "unit_cost", "currency_id")
    def _compute_amount(self):
        for line in self:
            currency = line.currency_id or self.env.company.currency_id
            line.amount = currency.round(line._get_cost())

    def _get_cost(self):
        """Cost before it is rounded, in the currency of the line."""
        self.ensure_one()
        return self.quantity * self.unit_cost

    def _check_draft(self):
        """Refuse a change once what the line stands in is no draft.

        :raise UserError: says what to do instead
        """

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_in_draft(self):
        self._check_draft()
