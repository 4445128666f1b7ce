# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class MicroprojectQuote(models.Model):
    """An offer of a supplier: a plan, not money of the ledger."""

    _name = "microproject.quote"
    _description = "Quotation"
    _inherit = ["microproject.scoped"]
    _order = "amount, id"
    _microproject_path = "purchase_id.microproject_id"
    _programme_path = "purchase_id.microproject_id.programme_id"

    purchase_id = fields.Many2one(
        comodel_name="microproject.purchase",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Supplier", required=True
    )
    date = fields.Date(default=fields.Date.context_today)
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one(
        related="purchase_id.microproject_id.book_currency_id"
    )
    receipt_id = fields.Many2one(comodel_name="microproject.receipt", string="Paper")

    _amount_positive = models.Constraint(
        "CHECK (amount > 0 AND amount < 1e12)", "A quotation has a price."
    )

    @api.depends("partner_id.name", "amount")
    def _compute_display_name(self):
        for quote in self:
            quote.display_name = f"{quote.partner_id.name or ''} {quote.amount:g}"

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self._check_open()

    def _check_open(self):
        if self.purchase_id.filtered(lambda p: p.state != "open"):
            raise UserError(
                self.env._("Quotations stay as they were when one was chosen.")
            )

    def action_choose(self):
        self.ensure_one()
        self.purchase_id.write(
            {"chosen_quote_id": self.id, "chosen_by_id": self.env.uid}
        )
        self.purchase_id._move_to("chosen")
        self.purchase_id._check_committed()
