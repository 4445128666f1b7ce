# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class NgoSiteAgreement(models.Model):
    """The agreement under which the organisation uses premises.

    A model of its own: the owner's name tells where a confidential site is.
    """

    _name = "ngo.site.agreement"
    _inherit = ["ngo.guarded"]
    _description = "Agreement for Premises"
    _order = "site_id, date_from desc, id"
    _rec_name = "reference"

    site_id = fields.Many2one(
        comodel_name="ngo.site", required=True, index=True, ondelete="cascade"
    )
    reference = fields.Char(required=True)
    kind = fields.Selection(
        selection=[
            ("temporary_occupation", "Temporary occupation"),
            ("lease", "Lease"),
            ("loan", "Loan for use"),
            ("ownership", "Own premises"),
            ("other", "Other"),
        ],
        required=True,
        default="temporary_occupation",
    )
    owner_id = fields.Many2one(comodel_name="res.partner", string="Owner")
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until", help="Last day of the agreement.")

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "An agreement cannot end before it begins."
    )

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        return [
            (
                "premises",
                self.env._("You keep the premises of this site."),
                live.domain(
                    (
                        "coordinator",
                        "programme_manager",
                        "administrative_assistant",
                        "finance_officer",
                    ),
                    site="site_id",
                    programme="site_id.programme_ids",
                ),
            )
        ]

    @api.model
    def _scope_write_domain(self):
        live = self._scope_live()
        return live.domain(
            ("coordinator", "programme_manager", "administrative_assistant"),
            site="site_id",
            programme="site_id.programme_ids",
        )
