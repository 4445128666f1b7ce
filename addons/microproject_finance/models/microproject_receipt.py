# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class MicroprojectReceipt(models.Model):
    """A paper sent from the field, without an amount: finance makes the bill of it.

    Made by a wizard with its own check, since the sender need not read the
    ledger; she sees what became of it.
    """

    _name = "microproject.receipt"
    _description = "Paper from the field"
    _inherit = ["microproject.part"]
    _order = "state, create_date desc, id desc"
    _rec_name = "number"
    _transitions = {
        "sent": {"accepted", "ineligible", "missing"},
        "missing": {"sent", "accepted", "ineligible"},
        "ineligible": set(),
        "accepted": set(),
    }

    number = fields.Char(required=True, readonly=True, copy=False)
    microproject_id = fields.Many2one(readonly=True, ondelete="restrict")
    tranche_id = fields.Many2one(
        comodel_name="microproject.tranche",
        domain="[('microproject_id', '=', microproject_id)]",
    )
    heading_id = fields.Many2one(comodel_name="microproject.heading")
    kind = fields.Selection(selection="_kinds", required=True, default="receipt")
    date = fields.Date(string="Sent on", readonly=True)
    sender_id = fields.Many2one(comodel_name="res.users", readonly=True)
    attachment_id = fields.Many2one(
        comodel_name="ir.attachment", string="Photograph", readonly=True, copy=False
    )
    image = fields.Binary(related="attachment_id.datas", string="Picture")
    mimetype = fields.Char(string="Type of file", related="attachment_id.mimetype")
    digest = fields.Char(readonly=True, copy=False, index=True)
    twins = fields.Char(
        string="The same file as",
        compute="_compute_twins",
        help="Other papers with the same content, metadata left aside.",
    )
    state = fields.Selection(
        selection=[
            ("sent", "Sent"),
            ("missing", "Something is missing"),
            ("ineligible", "Ineligible"),
            ("accepted", "Accepted"),
        ],
        required=True,
        readonly=True,
        default="sent",
    )
    answer = fields.Char(help="What is missing, or why it is not eligible.")
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Bill",
        readonly=True,
        copy=False,
        groups="microproject_finance.group_microproject_finance_payer",
    )

    _number_uniq = models.UniqueIndex("(number)", "This number is in use.")

    @api.model
    def _kinds(self):
        return [
            ("receipt", self.env._("Receipt")),
            ("quotation", self.env._("Quotation")),
            ("delivery", self.env._("Delivery slip")),
            ("agreement", self.env._("Signed agreement")),
            ("lease", self.env._("Lease")),
            ("other", self.env._("Other paper")),
        ]

    @api.depends("digest")
    def _compute_twins(self):
        for paper in self:
            # Among those that the reader may see.
            others = self.search(
                [("digest", "=", paper.digest), ("id", "!=", paper._origin.id)]
            )
            paper.twins = paper.digest and ", ".join(others.mapped("number"))

    def action_make_bill(self):
        """Make the bill of the paper, in one keystroke; the amount is still to come."""
        self.ensure_one()
        if self.move_id:
            return self.action_open_bill()
        if self.state not in ("sent", "missing"):
            raise UserError(self.env._("This paper was answered already."))
        move = self.env["account.move"].create(self._prepare_move_vals())
        self.write({"move_id": move.id})
        self.attachment_id.copy({"res_model": "account.move", "res_id": move.id})
        self._move_to("accepted")
        return self.action_open_bill()

    def action_open_bill(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    def _prepare_move_vals(self):
        """Values of the draft bill on the payee, on the three axes."""
        self.ensure_one()
        owner = self.microproject_id
        line = owner.budget_id.line_ids.filtered(
            lambda x: x.heading_id == self.heading_id and x.nature == "cash"
        )[:1]
        vals = {
            "move_type": "in_invoice",
            "partner_id": owner.payee_id.id,
            "company_id": owner.company_id.id,
            "invoice_date": self.date,
            "date": self.date,
            "invoice_origin": self.number,
            "narration": False,
        }
        if line:
            distribution = owner._get_distribution(line.heading_id, line.funding_id)
            vals["invoice_line_ids"] = [
                Command.create(
                    {
                        "name": line.name,
                        "quantity": 1,
                        "price_unit": 0.0,
                        "tax_ids": [],
                        "analytic_distribution": distribution,
                    }
                )
            ]
        return vals

    def action_accept(self):
        """Take a paper that is no receipt: an agreement, a lease, a delivery slip."""
        self._move_to("accepted")

    def action_missing(self):
        self._answered("missing")

    def action_ineligible(self):
        self._answered("ineligible")

    def _answered(self, state):
        silent = self.filtered(lambda r: not (r.answer or "").strip())
        if silent:
            raise UserError(
                self.env._(
                    "Tell the sender why: %(numbers)s",
                    numbers=", ".join(silent.mapped("number")),
                )
            )
        self._move_to(state)
