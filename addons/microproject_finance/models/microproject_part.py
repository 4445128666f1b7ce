# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MicroprojectPart(models.AbstractModel):
    """What happens to one micro-project and goes from state to state.

    Amounts are in the currency of its books.
    """

    _name = "microproject.part"
    _description = "Part of a micro-project"
    _inherit = ["microproject.scoped", "ngo.transition.mixin"]

    microproject_id = fields.Many2one(
        comodel_name="microproject.microproject",
        string="Micro-project",
        required=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="microproject_id.book_currency_id")
