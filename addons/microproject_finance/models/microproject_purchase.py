# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import money


class MicroprojectPurchase(models.Model):
    """A purchase by quotation: offers, a choice with its reason, a signed delivery."""

    _name = "microproject.purchase"
    _description = "Purchase by quotation"
    _inherit = ["microproject.part"]
    _order = "id desc"
    _transitions = {
        "open": {"chosen"},
        "chosen": {"delivered", "open"},
        "delivered": set(),
    }

    name = fields.Char(string="What", required=True)
    heading_id = fields.Many2one(comodel_name="microproject.heading")
    quote_ids = fields.One2many(
        comodel_name="microproject.quote",
        inverse_name="purchase_id",
        string="Quotations",
    )
    chosen_quote_id = fields.Many2one(
        comodel_name="microproject.quote",
        string="Chosen",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    reason = fields.Char(string="Reason of the choice")
    chosen_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    delivered_on = fields.Date(readonly=True, copy=False)
    delivery_id = fields.Many2one(
        comodel_name="microproject.receipt",
        string="Signed delivery slip",
        domain="[('microproject_id', '=', microproject_id), ('kind', '=', 'delivery')]",
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("chosen", "Chosen"),
            ("delivered", "Delivered"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="open",
    )

    def _check_transition(self, state):
        res = super()._check_transition(state)
        for purchase in self:
            if state == "chosen":
                purchase._check_choice()
            if state == "delivered" and not purchase.delivery_id:
                raise UserError(
                    self.env._(
                        "%(name)s: the delivery slip is missing.",
                        name=purchase.name,
                    )
                )
        return res

    def _check_choice(self):
        """Enough offers of different suppliers, and a reason written down."""
        self.ensure_one()
        programme = self.microproject_id.programme_id
        suppliers = self.quote_ids.partner_id
        if len(suppliers) < self._needed_quotes(programme):
            raise UserError(
                self.env._(
                    "%(name)s: %(count)s quotations of several suppliers are needed.",
                    name=self.name,
                    count=self._needed_quotes(programme),
                )
            )
        if not self.chosen_quote_id:
            raise UserError(
                self.env._("%(name)s: no quotation is chosen.", name=self.name)
            )
        if not (self.reason or "").strip():
            raise UserError(
                self.env._("%(name)s: the choice needs its reason.", name=self.name)
            )

    def _needed_quotes(self, programme):
        """One quotation up to the programme's threshold, then as many as it asks."""
        self.ensure_one()
        highest = max(self.quote_ids.mapped("amount"), default=0.0)
        return programme.quote_count if highest > programme.quote_threshold else 1

    def _check_committed(self):
        """What is chosen and not delivered fits in the heading beside the costs."""
        for owner in self.filtered("heading_id").microproject_id:
            headings = self.filtered(lambda p, o=owner: p.microproject_id == o)
            owner.sudo()._hold()
            # Promises of purchases that the buyer does not follow count as well.
            rows = self.sudo().search(
                [
                    ("microproject_id", "=", owner.id),
                    ("heading_id", "in", headings.heading_id.ids),
                    ("state", "=", "chosen"),
                ]
            )
            committed = defaultdict(Decimal)
            for row in rows:
                amount = money.money(row.chosen_quote_id.amount, 3)
                committed[owner.id, row.heading_id.id] += amount
            owner._check_limits(committed)

    def action_deliver(self):
        self._move_to("delivered")
        self.write({"delivered_on": fields.Date.context_today(self)})

    def action_open_again(self):
        self._move_to("open")
        self.write({"chosen_quote_id": False, "chosen_by_id": False})
