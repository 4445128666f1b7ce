# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class PermanenceTimesheetPart(models.AbstractModel):
    """A row of a month: open to whom the month is open, still once it is signed."""

    _name = "permanence.timesheet.part"
    _inherit = ["ngo.guarded"]
    _description = "Part of a timesheet"

    timesheet_id = fields.Many2one(
        "permanence.timesheet", required=True, ondelete="cascade", index=True
    )

    @api.model
    def _scope_reasons(self):
        sheets = self.env["permanence.timesheet"]
        return [
            (key, label, Domain("timesheet_id", "any!", domain))
            for key, label, domain in sheets._scope_reasons()
        ]

    @api.model
    def _scope_write_domain(self):
        domain = self.env["permanence.timesheet"]._scope_write_domain()
        return Domain("timesheet_id", "any!", domain)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.timesheet_id._check_draft()
        return lines

    def write(self, vals):
        self.timesheet_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self.timesheet_id._check_draft()
