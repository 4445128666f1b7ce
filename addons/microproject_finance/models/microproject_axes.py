# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

PARAMETER = "microproject_finance.plan_%s"


class MicroprojectAxes(models.AbstractModel):
    """The three axes of a cost: micro-project (base plan), heading, funding source.

    One distribution key joins the three accounts: separate keys would make two
    analytic lines of the full amount. The columns of further plans are named
    after the plan's id, so nobody may write their names down.
    """

    _name = "microproject.axes"
    _description = "Analytic axes of micro-projects"

    @api.model
    def _kinds(self):
        """Kinds of the further plans and what they are called at first."""
        return {
            "heading": self.env._("Donor heading"),
            "funding": self.env._("Funding source"),
        }

    @api.model
    def _ensure_plan(self, kind):
        """Plan of a kind, made if it is missing (reloads the registry)."""
        # Which plan serves which purpose is set-up, not a user's record.
        parameters = self.env["ir.config_parameter"].sudo()
        plans = self.env["account.analytic.plan"].sudo()
        plan = plans.browse(int(parameters.get_param(PARAMETER % kind, 0))).exists()
        if not plan:
            plan = plans.create({"name": self._kinds()[kind]})
            parameters.set_param(PARAMETER % kind, plan.id)
        return plan

    @api.model
    def _plan(self, kind):
        """Plan of a kind.

        :param str kind: base, heading or funding
        :raise UserError: when the set-up lacks it
        """
        plans = self.env["account.analytic.plan"].sudo()
        if kind == "base":
            base, _others = plans._get_all_plans()
            return base
        # As in _ensure_plan.
        parameters = self.env["ir.config_parameter"].sudo()
        plan = plans.browse(int(parameters.get_param(PARAMETER % kind, 0))).exists()
        if not plan:
            raise UserError(
                self.env._("The analytic plan “%(kind)s” is missing.", kind=kind)
            )
        return plan

    @api.model
    def _column(self, kind):
        """Name of the analytic line's column that holds the axis."""
        return self._plan(kind)._column_name()

    @api.model
    def _create_account(self, kind, name, company, code=False):
        """Analytic account of an axis; without partner, whose name would show."""
        # Users of the room need no right to the analytic set-up.
        return (
            self.env["account.analytic.account"]
            .sudo()
            .create(
                {
                    "name": name,
                    "code": code,
                    "plan_id": self._plan(kind).id,
                    "company_id": company.id,
                    "partner_id": False,
                }
            )
        )

    @api.model
    def _key(self, *accounts):
        """Distribution that puts a whole cost on accounts of different plans."""
        return {",".join(str(account.id) for account in accounts if account): 100.0}
