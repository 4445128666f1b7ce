# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine import money


class MicroprojectFunding(models.Model):
    """Where money of a programme comes from, one analytic account each.

    Nature, origin and provenance are what the register of aid received asks
    (Tunisia, décret-loi 2011-88).
    """

    _name = "microproject.funding"
    _description = "Funding source"
    _inherit = ["microproject.scoped"]
    _order = "programme_id, name, id"
    _microproject_path = None
    _programme_path = "programme_id"

    name = fields.Char(required=True)
    programme_id = fields.Many2one(
        comodel_name="ngo.programme", required=True, index=True, ondelete="restrict"
    )
    programme_partner_id = fields.Many2one(
        comodel_name="ngo.programme.partner",
        string="Funder",
        domain="[('programme_id', '=', programme_id), ('role', '=', 'funder')]",
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=[("grant", "Grant"), ("own", "Own contribution")],
        required=True,
        default="grant",
    )
    nature = fields.Selection(
        selection=[("cash", "Cash"), ("in_kind", "In kind")],
        required=True,
        default="cash",
    )
    origin = fields.Selection(
        selection=[("public", "Public"), ("private", "Private")],
        required=True,
        default="public",
    )
    provenance = fields.Selection(
        selection=[("national", "National"), ("foreign", "Foreign")],
        required=True,
        default="foreign",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount_agreed = fields.Monetary(string="Agreed")
    analytic_account_id = fields.Many2one(
        comodel_name="account.analytic.account",
        required=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    active = fields.Boolean(default=True)

    _account_uniq = models.UniqueIndex(
        "(analytic_account_id)", "This analytic account serves another source."
    )
    _agreed_amount = models.Constraint(
        "CHECK (amount_agreed IS NULL"
        " OR (amount_agreed >= 0 AND amount_agreed < 1e12))",
        "What is agreed is an amount of money, not a negative one.",
    )

    @api.constrains("programme_id", "programme_partner_id")
    def _check_funder(self):
        wrong = self.filtered(
            lambda f: f.programme_partner_id
            and f.programme_partner_id.programme_id != f.programme_id
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "The funder belongs to another programme: %(names)s",
                    names=", ".join(wrong.mapped("name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        axes = self.env["microproject.axes"]
        for vals in vals_list:
            if not vals.get("analytic_account_id"):
                programme = self.env["ngo.programme"].browse(vals.get("programme_id"))
                vals["analytic_account_id"] = axes._create_account(
                    "funding",
                    vals.get("name"),
                    programme.company_id or self.env.company,
                ).id
        return super().create(vals_list)

    # ------------------------------------------------------------ register

    def _get_aid_labels(self):
        """Nature, origin and provenance in the reader's language."""
        self.ensure_one()
        return [
            dict(self._fields[name]._description_selection(self.env))[self[name]]
            for name in ("nature", "origin", "provenance")
        ]

    def _money_items(self, domain=Domain.TRUE):
        """Entries on bank and cash journals by which money of these funders came in.

        :param Domain domain: what more they are
        :rtype: account.move.line
        """
        lines = self.programme_partner_id
        came = Domain(
            [
                ("partner_id", "in", (lines.partner_id | lines.through_id).ids),
                ("account_id.account_type", "=", "asset_receivable"),
                ("journal_id.type", "in", ("bank", "cash")),
                ("parent_state", "=", "posted"),
                ("balance", "<", 0),
            ]
        )
        # As all figures of a report: the whole ledger.
        items = self.env["account.move.line"].sudo()
        return items.search(came & domain, order="date, id")

    def _read_money_received(self):
        """Money of the funder on bank and cash journals.

        :return: list of (date, amount, currency name, Decimal in the books)
        """
        self.ensure_one()
        return [
            (
                item.date,
                money.money(-item.amount_currency, item.currency_id.decimal_places),
                item.currency_id.name,
                money.money(-item.balance, 3),
            )
            for item in self._money_items()
        ]

    def _read_things_received(self):
        """What was given in kind, from its off-balance entries.

        :return: as _read_money_received
        """
        self.ensure_one()
        column = self.env["microproject.axes"]._column("funding")
        # As above.
        lines = (
            self.env["account.analytic.line"]
            .sudo()
            .search(
                [
                    (column, "=", self.analytic_account_id.id),
                    ("move_line_id.parent_state", "=", "posted"),
                    ("general_account_id.account_type", "=", "off_balance"),
                ],
                order="date, id",
            )
        )
        return [
            (
                line.date,
                -money.money(line.amount, 3),
                line.currency_id.name,
                -money.money(line.amount, 3),
            )
            for line in lines
        ]
