# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PermanenceProfile(models.Model):
    _inherit = "permanence.profile"

    interpreter_rate = fields.Float(
        string="Cost of an hour of interpreting",
        digits=(9, 2),
        help="0 for staff and volunteers; the cheaper comes first among equals.",
    )

    _rate_sane = models.Constraint(
        "CHECK (interpreter_rate >= 0 AND interpreter_rate < 10000)",
        "The cost of an hour is a number from 0.",
    )
