# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import money


class MicroprojectSalarySplit(models.TransientModel):
    """Distribute a salary over micro-projects by the hours of the person.

    Hours are a key: they make no cost. The cost is the salary's own entry, once.
    """

    _name = "microproject.salary.split"
    _description = "Distribute a salary by hours"

    move_line_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Salary",
        required=True,
        domain="[('parent_state', '=', 'draft')]",
    )
    user_id = fields.Many2one(comodel_name="res.users", string="Person", required=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    heading_id = fields.Many2one(comodel_name="microproject.heading", required=True)
    funding_id = fields.Many2one(
        comodel_name="microproject.funding", string="Funding source", required=True
    )

    def action_apply(self):
        """Put the proposed distribution on the draft entry; a person posts it."""
        self.ensure_one()
        if self.move_line_id.parent_state != "draft":
            raise UserError(self.env._("A posted salary is not distributed again."))
        self.move_line_id.analytic_distribution = self._get_distribution()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_line_id.move_id.id,
            "view_mode": "form",
        }

    def _get_distribution(self):
        """Percentages by hours on the three axes; they add up to 100.

        :rtype: dict, as ``analytic_distribution``
        """
        hours = {account: h for account, h in self._get_hours().items() if h}
        if not hours:
            raise UserError(self.env._("This person has no hours in these days."))
        parts = money.split(Decimal(100), list(hours.values()), 2)
        axes = self.env["microproject.axes"]
        found = {}
        for account, percent in zip(hours, parts, strict=True):
            key = axes._key(
                account,
                self.heading_id.analytic_account_id,
                self.funding_id.analytic_account_id,
            )
            found |= dict.fromkeys(key, float(percent))
        return found

    def _get_hours(self):
        """Hours of the person by analytic account of the base plan.

        Here: sessions and visits done. Extend with the hours closed in the rota.

        :rtype: dict {account.analytic.account: float}
        """
        visits = self.env["microproject.visit"].search(
            [
                ("user_id", "=", self.user_id.id),
                ("state", "=", "done"),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                (
                    "microproject_id.programme_id",
                    "=",
                    self.funding_id.programme_id.id,
                ),
            ]
        )
        hours = defaultdict(float)
        for visit in visits:
            hours[visit.microproject_id.account_id] += visit.hours
        return dict(hours)
