# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MicroprojectPlaced(models.AbstractModel):
    """What a programme that funds micro-projects does at one of its sites."""

    _name = "microproject.placed"
    _description = "At a site of a programme"
    _inherit = ["microproject.scoped", "ngo.transition.mixin"]
    _programme_path = "programme_id"

    programme_id = fields.Many2one(
        comodel_name="ngo.programme",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('has_microprojects', '=', True)]",
    )
    site_id = fields.Many2one(
        comodel_name="ngo.site",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self._default_site(),
    )
