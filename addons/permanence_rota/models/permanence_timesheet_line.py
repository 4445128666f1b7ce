# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PermanenceTimesheetLine(models.Model):
    """Minutes of one block for one programme; no value, ever."""

    _name = "permanence.timesheet.line"
    _inherit = ["permanence.timesheet.part"]
    _description = "Timesheet line"
    _order = "date, id"

    date = fields.Date(required=True)
    name = fields.Char(required=True)
    source = fields.Char(required=True)
    programme_id = fields.Many2one("ngo.programme", ondelete="restrict")
    minutes = fields.Integer(required=True)

    _source_uniq = models.UniqueIndex(
        "(timesheet_id, source, COALESCE(programme_id, 0))",
        "This block is counted already.",
    )
