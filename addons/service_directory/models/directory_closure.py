# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import UTC

from odoo import api, fields, models

from ..engine import hours


class DirectoryClosure(models.Model):
    """Closed from one instant to another, whatever the hours say."""

    _name = "directory.closure"
    _inherit = ["directory.hsds.mixin"]
    _description = "Temporary Closure"
    _order = "start desc, id"

    service_id = fields.Many2one(
        "directory.service", ondelete="cascade", index="btree_not_null"
    )
    site_id = fields.Many2one(
        "directory.service.site", ondelete="cascade", index="btree_not_null"
    )
    name = fields.Char(string="Reason", required=True, translate=True)
    start = fields.Datetime(required=True, default=fields.Datetime.now)
    stop = fields.Datetime(string="End", help="Empty: until further notice.")

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(service_id, site_id) = 1)",
        "A closure concerns one service or one place.",
    )
    _in_order = models.Constraint(
        "CHECK (stop IS NULL OR stop > start)", "A closure ends after it starts."
    )

    @api.model_create_multi
    def create(self, vals_list):
        closures = super().create(vals_list)
        (closures.service_id | closures.site_id.service_id)._refresh_openings()
        return closures

    def write(self, vals):
        result = super().write(vals)
        (self.service_id | self.site_id.service_id)._refresh_openings()
        return result

    def unlink(self):
        services = self.service_id | self.site_id.service_id
        result = super().unlink()
        services._refresh_openings()
        return result

    def _closure(self):
        """The engine's closure."""
        self.ensure_one()
        stop = self.stop and self.stop.replace(tzinfo=UTC)
        return hours.Closure(
            self.start.replace(tzinfo=UTC), stop or None, self.name or ""
        )
