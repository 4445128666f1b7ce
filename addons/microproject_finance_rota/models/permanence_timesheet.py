# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class PermanenceTimesheet(models.Model):
    """Whoever distributed a salary by a month hears when it is opened again."""

    _inherit = "permanence.timesheet"

    def action_reopen(self):
        result = super().action_reopen()
        # Who closes hours reads no salaries; she opens none, finance is told.
        moves = self.env["account.move"].sudo()
        for sheet in self:
            moves.search(
                [("hours_timesheet_ids", "in", sheet.ids)]
            )._tell_hours_reopened(sheet.display_name)
        return result
