# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..engine import timegrid

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class PermanenceTemplate(models.Model):
    """A permanence that returns: site, service, weekday, local hours, week rule."""

    _name = "permanence.template"
    _inherit = ["ngo.reference"]
    _description = "Weekly permanence"
    _order = "site_id, weekday, hour_from, id"
    _write_roles = ("coordinator",)
    _write_site_path = "site_id"
    _write_programme_path = "site_id.programme_ids"

    site_id = fields.Many2one("ngo.site", required=True, ondelete="cascade", index=True)
    service_id = fields.Many2one(
        "permanence.service", required=True, ondelete="restrict", index=True
    )
    weekday = fields.Selection(WEEKDAYS, required=True, default="0")
    hour_from = fields.Float(string="From", required=True, default=9.0)
    hour_to = fields.Float(
        string="To", required=True, default=13.0, help="At or before From: next day."
    )
    week_rule = fields.Selection(
        [
            ("every", "Every week"),
            ("odd", "Odd weeks"),
            ("even", "Even weeks"),
            ("first", "First of the month"),
            ("second", "Second of the month"),
            ("third", "Third of the month"),
            ("fourth", "Fourth of the month"),
            ("last", "Last of the month"),
        ],
        required=True,
        default="every",
    )
    valid_from = fields.Date()
    valid_to = fields.Date()
    skip_holidays = fields.Boolean(
        string="Closed on public holidays",
        default=True,
        help="Public holidays and closures of the site's working calendar.",
    )
    active = fields.Boolean(default=True)
    requirement_ids = fields.One2many(
        "permanence.requirement",
        "template_id",
        string="Team",
        compute="_compute_requirement_ids",
        store=True,
        readonly=False,
    )

    _hours_sane = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to <= 24)",
        "Hours are between 0:00 and 24:00.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (valid_to >= valid_from)", "A validity cannot end before it starts."
    )

    @api.depends("service_id")
    def _compute_requirement_ids(self):
        for template in self:
            if template.requirement_ids:
                continue
            template.requirement_ids = [
                fields.Command.create(line._prepare_copy_vals())
                for line in template.service_id.requirement_ids
            ]

    @api.depends("site_id", "service_id", "weekday", "hour_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        days = dict(self._fields["weekday"]._description_selection(self.env))
        for template in self:
            minutes = round(template.hour_from * 60)
            parts = (
                template.site_id.display_name,
                template.service_id.name,
                f"{days.get(template.weekday, '')}"
                f" {minutes // 60:02}:{minutes % 60:02}",
            )
            # A new one has neither site nor service yet.
            template.display_name = " · ".join(filter(None, parts))

    def _occurrences(self, first, last):
        """Occurrences of these templates, see the engine's ``occurrences``.

        :param date first: first local day, :param date last: last local day
        """
        sites = self.site_id
        rows = [
            {
                "id": template.id,
                "site": template.site_id.id,
                "service": template.service_id.id,
                "tz": template.site_id.tz,
                "weekday": int(template.weekday),
                "hour_from": template.hour_from,
                "hour_to": template.hour_to,
                "week_rule": template.week_rule,
                "valid_from": template.valid_from and template.valid_from.isoformat(),
                "valid_to": template.valid_to and template.valid_to.isoformat(),
                "skip_holidays": template.skip_holidays,
            }
            for template in self
            if template.active
        ]
        dated = self.env["permanence.dated.hours"]._for_engine(sites, first, last)
        found = timegrid.occurrences(
            rows, first, last, self._get_closed_days(sites, first, last), dated
        )
        by_site = {site.id: site for site in sites}
        return [
            row
            for row in found
            if by_site[row["site"]]._is_open_on(fields.Date.to_date(row["date"]))
        ]

    @api.model
    def _get_closed_days(self, sites, first, last):
        """Public holidays and closures per site, as ``{site id: {ISO date}}``.

        Extend to read them from elsewhere. Here: leaves of the site's working calendar
        that are nobody's own.
        """
        closed = {}
        # Closures are no secret; leave rows are readable by HR alone.
        leaves = self.env["resource.calendar.leaves"].sudo()
        for site in sites:
            if not site.resource_calendar_id:
                continue
            found = leaves.search(
                [
                    ("resource_id", "=", False),
                    ("calendar_id", "in", [site.resource_calendar_id.id, False]),
                    ("date_from", "<=", fields.Datetime.end_of(last, "day")),
                    ("date_to", ">=", fields.Datetime.to_datetime(first)),
                    ("company_id", "in", [site.company_id.id, False]),
                ]
            )
            days = set()
            for leave in found:
                days.update(
                    self.env["permanence.supply"]._local_dates(
                        leave.date_from, leave.date_to, site.tz
                    )
                )
            closed[site.id] = days
        return closed
