# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MicroprojectApplicationLine(models.Model):
    """One thing that an applicant asks for: a plan, not money of the ledger."""

    _name = "microproject.application.line"
    _description = "Line of an application"
    _inherit = ["microproject.scoped"]
    _order = "application_id, id"
    _microproject_path = "application_id"
    _programme_path = "application_id.programme_id"

    application_id = fields.Many2one(
        comodel_name="microproject.application",
        required=True,
        index=True,
        ondelete="cascade",
    )
    name = fields.Char(string="What", required=True)
    heading_id = fields.Many2one(
        comodel_name="microproject.heading", required=True, ondelete="restrict"
    )
    quantity = fields.Float(default=1.0, required=True, digits=(12, 3))
    unit_cost = fields.Monetary(required=True)
    amount = fields.Monetary(compute="_compute_amount")
    currency_id = fields.Many2one(related="application_id.book_currency_id")

    _line_amounts = models.Constraint(
        "CHECK (quantity >= 0 AND quantity < 1e9 AND unit_cost >= 0"
        " AND unit_cost < 1e12)",
        "Quantities and costs are numbers, and not negative.",
    )

    @api.depends("quantity", "unit_cost")
    def _compute_amount(self):
        for line in self:
            currency = line.currency_id or self.env.company.currency_id
            line.amount = currency.round(line.quantity * line.unit_cost)

    @api.model
    def _scope_reasons(self):
        """Read with its application, by members of the session too."""
        member = Domain("application_id.committee_id.member_ids", "in", [self.env.uid])
        return super()._scope_reasons() + [
            (
                "member",
                self.env._("You sit in the session that decides."),
                member & Domain("application_id.committee_id.state", "=", "open"),
            )
        ]

    @api.model
    def _scope_write_domain(self):
        """As reading, except that members of a session only read."""
        return Domain.OR(
            domain for key, _label, domain in self._scope_reasons() if key != "member"
        )

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

    def _check_draft(self):
        if self.application_id.filtered(lambda a: a.state != "draft"):
            raise UserError(self.env._("A submitted application stays as it is."))

    def _prepare_budget_vals(self):
        """Values of the line of the draft budget, on the grant of the programme.

        :raise UserError: when the programme has no grant in cash
        """
        self.ensure_one()
        programme = self.application_id.programme_id
        # Which grant pays is set-up; a coordinator without money role may make it.
        grants = programme.sudo().funding_ids.filtered(
            lambda f: f.kind == "grant" and f.nature == "cash"
        )
        if not grants:
            raise UserError(
                self.env._(
                    "%(name)s has no grant in cash.", name=programme.display_name
                )
            )
        return {
            "name": self.name,
            "heading_id": self.heading_id.id,
            "funding_id": grants[0].id,
            "quantity": self.quantity,
            "unit_cost": self.unit_cost,
        }
