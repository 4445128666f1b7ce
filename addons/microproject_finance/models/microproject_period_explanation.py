# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MicroprojectPeriodExplanation(models.Model):
    """Why a heading varies; asked for where the report flags it."""

    _name = "microproject.period.explanation"
    _description = "Explanation of a variation"
    _inherit = ["microproject.scoped"]
    _order = "period_id, heading_id"
    _microproject_path = None
    _programme_path = "period_id.programme_id"

    period_id = fields.Many2one(
        comodel_name="microproject.period",
        required=True,
        index=True,
        ondelete="cascade",
    )
    heading_id = fields.Many2one(
        comodel_name="microproject.heading", required=True, ondelete="restrict"
    )
    name = fields.Text(string="Explanation", required=True)

    _heading_uniq = models.UniqueIndex(
        "(period_id, heading_id)", "This heading is explained already."
    )
