# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class NgoSite(models.Model):
    _inherit = "ngo.site"

    zone_id = fields.Many2one(
        "permanence.zone",
        string="Travel zone",
        ondelete="set null",
        index="btree_not_null",
    )
    poster_note = fields.Char(translate=True, help="Printed below the weekly poster.")
    template_ids = fields.One2many("permanence.template", "site_id")
