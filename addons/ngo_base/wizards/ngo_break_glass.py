# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class NgoBreakGlass(models.TransientModel):
    """Open a file in an emergency: by its code, with a reason, for a few hours."""

    _name = "ngo.break.glass"
    _description = "Emergency access"

    code = fields.Char(required=True, string="Code of the file or of the person")
    category = fields.Selection(
        selection=lambda self: self.env["ngo.access"]._fields["category"].selection,
        required=True,
    )
    reason = fields.Text(required=True)
    hours = fields.Float(default=4.0, required=True)

    def action_open(self):
        """Ask for the access and open the record when it is granted at once."""
        self.ensure_one()
        grant = self.env["ngo.access"].break_glass(
            self.code, self.reason, self.category, self.hours
        )
        if grant.state == "live":
            return {
                "type": "ir.actions.act_window",
                "res_model": grant.res_model,
                "res_id": grant.res_id,
                "views": [(False, "form")],
            }
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("A second person must agree"),
                "message": self.env._("Supervisors and the DPO have been told."),
                "type": "warning",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
