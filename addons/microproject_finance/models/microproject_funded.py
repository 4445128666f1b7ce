# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MicroprojectFunded(models.AbstractModel):
    """An amount on one of the funding sources of its programme."""

    _name = "microproject.funded"
    _description = "On a funding source"
    _inherit = ["microproject.scoped"]

    funding_id = fields.Many2one(
        comodel_name="microproject.funding",
        string="Funding source",
        required=True,
        ondelete="restrict",
    )

    @api.constrains(lambda self: ("funding_id", self._programme_path.split(".")[0]))
    def _check_funding(self):
        wrong = self.filtered(
            lambda x: x.funding_id.programme_id != x.mapped(x._programme_path)
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "The funding source belongs to another programme: %(names)s",
                    names=", ".join(wrong.mapped("display_name")),
                )
            )
