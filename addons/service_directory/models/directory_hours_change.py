# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..engine import hours


class DirectoryHoursChange(models.Model):
    """Days on which other hours hold: a holiday, the weeks of Ramadan."""

    _name = "directory.hours.change"
    _inherit = ["directory.openings.mixin"]
    _description = "Changed Opening Hours"
    _order = "date_from desc, id"

    name = fields.Char(string="Reason", required=True, translate=True)
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    hours_ids = fields.One2many(
        "directory.hours", "change_id", help="None: closed on these days."
    )

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(service_id, site_id) = 1)",
        "Changed hours belong to one service or one place.",
    )
    _in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day comes after the first one."
    )

    def _changed_hours(self):
        """The engine's changed hours of this period."""
        self.ensure_one()
        return hours.ChangedHours(
            self.date_from,
            self.date_to,
            tuple(line._rule() for line in self.hours_ids),
            self.name or "",
        )
