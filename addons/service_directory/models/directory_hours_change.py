# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..engine import hours


class DirectoryHoursChange(models.Model):
    """Days on which other hours hold: a holiday, the weeks of Ramadan."""

    _name = "directory.hours.change"
    _inherit = ["directory.hsds.mixin"]
    _description = "Changed Opening Hours"
    _order = "date_from desc, id"

    service_id = fields.Many2one(
        "directory.service", ondelete="cascade", index="btree_not_null"
    )
    site_id = fields.Many2one(
        "directory.service.site", ondelete="cascade", index="btree_not_null"
    )
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

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        (changes.service_id | changes.site_id.service_id)._refresh_openings()
        return changes

    def write(self, vals):
        result = super().write(vals)
        (self.service_id | self.site_id.service_id)._refresh_openings()
        return result

    def unlink(self):
        services = self.service_id | self.site_id.service_id
        result = super().unlink()
        services._refresh_openings()
        return result

    def _changed_hours(self):
        """The engine's changed hours of this period."""
        self.ensure_one()
        return hours.ChangedHours(
            self.date_from,
            self.date_to,
            tuple(line._rule() for line in self.hours_ids),
            self.name or "",
        )
