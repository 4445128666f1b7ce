# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import UTC

from odoo import fields, models

from ..engine import hours


class DirectoryClosure(models.Model):
    """Closed from one instant to another, whatever the hours say."""

    _name = "directory.closure"
    _inherit = ["directory.openings.mixin"]
    _description = "Temporary Closure"
    _order = "start desc, id"

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

    def _closure(self):
        """The engine's closure."""
        self.ensure_one()
        stop = self.stop and self.stop.replace(tzinfo=UTC)
        return hours.Closure(
            self.start.replace(tzinfo=UTC), stop or None, self.name or ""
        )
