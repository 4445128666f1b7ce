# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class NgoIncidentReceipt(models.Model):
    """What the author of a report keeps: number, title and dates, no content.

    It is hers even without any role, so its scope asks nothing but who she is.
    """

    _name = "ngo.incident.receipt"
    _inherit = ["ngo.code.mixin"]
    _description = "Receipt of an Incident Report"
    _order = "date desc, id desc"
    _code_prefix = "R-"

    user_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    title = fields.Char(required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    acknowledged_at = fields.Datetime(string="Acknowledged on", readonly=True)
