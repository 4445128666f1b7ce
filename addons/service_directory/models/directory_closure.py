# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

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

    def _changed_hours(self):
        """The closure by days, as HSDS tells it; no last day: until further notice.

        :return: None for a closure of some hours, which days cannot tell
        """
        self.ensure_one()
        if self.stop and self.stop - self.start < timedelta(hours=12):
            return None
        zone = ZoneInfo(self.env.company.partner_id.tz or "Africa/Tunis")
        closure = self._closure()
        first = closure.start.astimezone(zone).date()
        # The last day is one of which an instant is closed: midnight belongs to none.
        last = closure.stop and (closure.stop - timedelta(seconds=1)).astimezone(zone)
        return hours.ChangedHours(first, last and last.date(), label=closure.label)
