# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MicroprojectVenture(models.AbstractModel):
    """A small business, asked for or funded: a code, a trade, who accompanies it."""

    _name = "microproject.venture"
    _description = "Small business"
    _inherit = [
        "ngo.guarded.thread",
        "microproject.placed",
        "ngo.code.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _microproject_path = ""

    team_id = fields.Many2one(comodel_name="ngo.team", index="btree_not_null")
    referent_id = fields.Many2one(
        comodel_name="res.users", string="Accompanied by", index="btree_not_null"
    )
    sector = fields.Selection(
        selection=[
            ("agriculture", "Agriculture and animals"),
            ("food", "Food"),
            ("crafts", "Crafts and making"),
            ("trade", "Trade"),
            ("services", "Services"),
            ("transport", "Transport"),
            ("building", "Building"),
            ("other", "Other"),
        ],
    )
    summary = fields.Text(
        string="The business", help="What is made or sold; no name, no address."
    )
