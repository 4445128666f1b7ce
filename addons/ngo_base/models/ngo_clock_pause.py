# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class NgoClockPause(models.Model):
    """A time during which a clock stood still, and why."""

    _name = "ngo.clock.pause"
    _inherit = ["ngo.guarded"]
    _description = "Pause of a deadline"
    _order = "clock_id, date_from, id"
    _rec_name = "date_from"

    clock_id = fields.Many2one(
        comodel_name="ngo.clock", required=True, index=True, ondelete="cascade"
    )
    date_from = fields.Datetime(string="From", required=True)
    date_to = fields.Datetime(string="Until")
    reason = fields.Char()

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A pause cannot end before it starts."
    )
    _one_open = models.UniqueIndex(
        "(clock_id) WHERE date_to IS NULL", "This deadline is paused already."
    )

    @api.model
    def _scope_reasons(self):
        return [
            (
                "clock",
                self.env._("The record is open to you."),
                Domain("clock_id.is_in_scope", "=", True),
            )
        ]

    @api.model
    def _scope_write_domain(self):
        return Domain.FALSE
