# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class ResourceCalendarLeaves(models.Model):
    """A closure that is announced moves the deadlines that count on the calendar."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._refresh_clocks()
        return leaves

    def write(self, vals):
        if not {"date_from", "date_to", "calendar_id", "resource_id"} & set(vals):
            return super().write(vals)
        before = self._get_clock_calendars()
        res = super().write(vals)
        self._refresh_clocks(before)
        return res

    def unlink(self):
        calendars = self._get_clock_calendars()
        res = super().unlink()
        self.browse()._refresh_clocks(calendars)
        return res

    def _get_clock_calendars(self):
        """Calendars whose working time these closures change; a person's leave none."""
        closures = self.filtered(lambda leave: not leave.resource_id)
        calendars = closures.calendar_id
        if closures.filtered(lambda leave: not leave.calendar_id):
            # A closure of the whole house.
            sites = self.env["ngo.site"].sudo()
            sites = sites.search([("resource_calendar_id", "!=", False)])
            calendars = sites.resource_calendar_id
        return calendars

    def _refresh_clocks(self, calendars=None):
        calendars = (calendars or self.env["resource.calendar"]) | (
            self._get_clock_calendars()
        )
        if not calendars:
            return
        # Whoever keeps the calendar need not read what depends on it.
        clocks = self.env["ngo.clock"].sudo()
        clocks.search(
            Domain("state", "in", ("running", "breached"))
            & Domain("site_id.resource_calendar_id", "in", calendars.ids)
        )._refresh()
