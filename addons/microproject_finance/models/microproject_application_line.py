# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class MicroprojectApplicationLine(models.Model):
    """One thing that an applicant asks for: a plan, not money of the ledger."""

    _name = "microproject.application.line"
    _description = "Line of an application"
    _inherit = ["microproject.cost.line"]
    _order = "application_id, id"
    _microproject_path = "application_id"
    _programme_path = "application_id.programme_id"
    _session_path = "application_id.committee_id"

    application_id = fields.Many2one(
        comodel_name="microproject.application",
        required=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="application_id.book_currency_id")

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
