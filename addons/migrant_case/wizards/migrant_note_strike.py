# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MigrantNoteStrike(models.TransientModel):
    """Strike out a note that stands in the wrong file."""

    _name = "migrant.note.strike"
    _description = "Strike out a note"

    note_id = fields.Many2one("migrant.note", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_strike(self):
        """Its content is hidden from all but the data-protection officer."""
        self.ensure_one()
        self.note_id._strike(self.reason)
        return {"type": "ir.actions.act_window_close"}
