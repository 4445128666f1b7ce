# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class NgoPinWizard(models.TransientModel):
    """Asks for a new PIN. No column holds it, not even for a minute."""

    _name = "ngo.pin.wizard"
    _description = "Set a PIN"

    pin = fields.Char(string="New PIN", compute="_compute_pin", inverse="_inverse_pin")
    pin_again = fields.Char(
        string="Again", compute="_compute_pin", inverse="_inverse_pin"
    )

    @api.depends_context("uid")
    def _compute_pin(self):
        self.pin = self.pin_again = False

    def _inverse_pin(self):
        """Set the PIN of the user at the screen, whoever made the wizard."""
        for wizard in self:
            if wizard.pin != wizard.pin_again:
                raise UserError(self.env._("The two PINs differ."))
            self.env.user._signin_set_pin(wizard.pin)
        # The answer to the browser carries it no more.
        self.invalidate_recordset(["pin", "pin_again"], flush=False)

    def action_done(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The PIN is set."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
