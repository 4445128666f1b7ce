# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..engine import hours


class DirectoryServiceSite(models.Model):
    """A service at a place, with its own hours where they differ."""

    _name = "directory.service.site"
    _inherit = ["directory.hsds.mixin"]
    _description = "Service at a Place"
    _order = "service_id, sequence, id"
    _rec_name = "location_id"

    service_id = fields.Many2one(
        "directory.service", required=True, ondelete="cascade", index=True
    )
    location_id = fields.Many2one(
        "directory.location", required=True, ondelete="restrict", index=True
    )
    sequence = fields.Integer(default=10)
    description = fields.Char(translate=True, help="Second floor, ask for Leïla…")
    hours_ids = fields.One2many(
        "directory.hours", "site_id", help="None: the hours of the service hold."
    )
    change_ids = fields.One2many("directory.hours.change", "site_id")
    closure_ids = fields.One2many("directory.closure", "site_id")
    contact_ids = fields.One2many("directory.contact", "site_id")
    is_hours_unreadable = fields.Boolean(
        string="Hours to be asked",
        help="The sheet says something about hours that could not be read.",
    )

    _service_location_uniq = models.UniqueIndex(
        "(service_id, location_id)", "This service has this place already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        sites = super().create(vals_list)
        sites.service_id._refresh_openings()
        return sites

    def _hours(self):
        """All that is known about when the service is open at this place.

        Own hours replace those of the service; closures and changes of both count.
        """
        self.ensure_one()
        service = self.service_id
        lines = self.hours_ids or service.hours_ids
        return hours.Hours(
            ZoneInfo(self.location_id.tz or "UTC"),
            tuple(line._rule() for line in lines),
            tuple(
                change._changed_hours()
                for change in service.change_ids | self.change_ids
            ),
            tuple(
                closure._closure() for closure in service.closure_ids | self.closure_ids
            ),
            self.is_hours_unreadable or service.is_hours_unreadable,
        )

    def _opening_status(self, at=None):
        """The engine's status of this place now or at a naive UTC datetime."""
        at = (at or fields.Datetime.now()).replace(tzinfo=UTC)
        return hours.status(self._hours(), at)
