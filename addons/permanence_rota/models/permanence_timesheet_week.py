# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class PermanenceTimesheetWeek(models.Model):
    """The hours of one person in the days of one ISO week that lie in the month.

    ``expected`` is what the contract leaves for permanences: its hours, less leave,
    times the share of the planning profile. ``balance`` is what was held beyond it
    (negative: still owed), ``overtime`` what went beyond the whole contract. All in
    minutes.
    """

    _name = "permanence.timesheet.week"
    _inherit = ["permanence.timesheet.part"]
    _description = "Week of a timesheet"
    _order = "iso_week, id"

    employee_id = fields.Many2one(
        related="timesheet_id.employee_id", store=True, precompute=True, index=True
    )
    iso_week = fields.Char(string="Week", required=True)
    contract = fields.Integer(string="Contract (min)")
    leave = fields.Integer(string="Leave (min)")
    expected = fields.Integer(string="Expected in the rota (min)")
    permanences = fields.Integer(string="Permanences (min)")
    duties = fields.Integer(string="Other duties (min)")
    balance = fields.Integer(
        string="Balance (min)", compute="_compute_balance", store=True
    )
    overtime = fields.Integer(
        string="Overtime (min)", compute="_compute_balance", store=True
    )

    _week_uniq = models.UniqueIndex(
        "(timesheet_id, iso_week)", "This week is counted already."
    )

    @api.depends("iso_week")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for week in self:
            year, number = week.iso_week.split("-W")
            week.display_name = self.env._(
                "Week %(number)s, %(year)s", number=int(number), year=year
            )

    @api.depends("contract", "leave", "expected", "permanences", "duties")
    def _compute_balance(self):
        for week in self:
            held = week.permanences + week.duties
            week.balance = held - week.expected
            week.overtime = max(0, held - (week.contract - week.leave))
