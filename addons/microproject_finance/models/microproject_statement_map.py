# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import sheets

DATE_FORMATS = {
    "day_slash": "%d/%m/%Y",
    "day_dash": "%d-%m-%Y",
    "day_dot": "%d.%m.%Y",
    "day_short": "%d/%m/%y",
    "year_dash": "%Y-%m-%d",
}


class MicroprojectStatementMap(models.Model):
    """Which column of a bank's CSV or XLSX file holds what, kept per cash book."""

    _name = "microproject.statement.map"
    _description = "Columns of a bank's file"
    _order = "name, id"

    name = fields.Char(required=True)
    journal_ids = fields.Many2many(
        comodel_name="account.journal", domain="[('type', 'in', ('bank', 'cash'))]"
    )
    date_column = fields.Char(required=True, default="Date")
    label_column = fields.Char(required=True, default="Libellé")
    amount_column = fields.Char(help="Signed amounts, or the two columns below.")
    debit_column = fields.Char()
    credit_column = fields.Char()
    reference_column = fields.Char()
    is_reference_unique = fields.Boolean(
        string="The reference is unique",
        help="The bank gives every movement a reference of its own.",
    )
    partner_column = fields.Char()
    date_format = fields.Selection(
        selection=[
            ("day_slash", "31/12/2026"),
            ("day_dash", "31-12-2026"),
            ("day_dot", "31.12.2026"),
            ("day_short", "31/12/26"),
            ("year_dash", "2026-12-31"),
        ],
        required=True,
        default="day_slash",
    )
    decimal_mark = fields.Selection(
        selection=[("comma", "1 234,567"), ("point", "1,234.567")],
        required=True,
        default="comma",
    )

    @api.constrains("amount_column", "debit_column", "credit_column")
    def _check_amount(self):
        wrong = self.filtered(
            lambda m: not m.amount_column and not (m.debit_column and m.credit_column)
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "Say where the amount stands, or debit and credit: %(names)s",
                    names=", ".join(wrong.mapped("name")),
                )
            )

    def _to_columns(self, places):
        """The map as the engine takes it.

        :param int places: decimals of the journal's currency
        :rtype: engine.sheets.ColumnMap
        """
        self.ensure_one()
        return sheets.ColumnMap(
            date=self.date_column,
            label=self.label_column,
            amount=self.amount_column or "",
            debit=self.debit_column or "",
            credit=self.credit_column or "",
            reference=self.reference_column or "",
            partner_name=self.partner_column or "",
            date_format=DATE_FORMATS[self.date_format],
            decimal_mark="," if self.decimal_mark == "comma" else ".",
            places=places,
            is_reference_unique=self.is_reference_unique,
        )
