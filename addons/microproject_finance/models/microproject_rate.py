# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import money


class MicroprojectRate(models.Model):
    """Official rate of a month (InforEuro), for reports.

    Apart from the rates that book entries: a report must not move when a daily
    rate is corrected.
    """

    _name = "microproject.rate"
    _description = "Reporting rate of a month"
    _order = "month desc, currency_id"

    currency_id = fields.Many2one(
        comodel_name="res.currency", string="Currency of the report", required=True
    )
    book_currency_id = fields.Many2one(
        comodel_name="res.currency",
        string="Currency of the books",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    month = fields.Date(required=True)
    rate = fields.Float(
        digits=(16, 6),
        required=True,
        help="Units of the books for one unit of the report: 3.42 TND for 1 EUR.",
    )
    source = fields.Char(default="InforEuro", required=True)

    _month_uniq = models.UniqueIndex(
        "(currency_id, book_currency_id, month)", "This month has its rate already."
    )
    _rate_positive = models.Constraint(
        "CHECK (rate > 0 AND rate < 1e9)", "A rate is a positive number."
    )

    @api.constrains("month")
    def _check_month(self):
        if self.filtered(lambda r: r.month.day != 1):
            raise ValidationError(self.env._("A month is written as its first day."))

    @api.depends("currency_id", "month")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = f"{rate.currency_id.name} {rate.month}"

    @api.model
    def _by_month(self, currency, books):
        """{first day of month: Decimal} for a pair of currencies."""
        rates = self.search(
            [("currency_id", "=", currency.id), ("book_currency_id", "=", books.id)]
        )
        return {r.month: money.money(r.rate, 6) for r in rates}
