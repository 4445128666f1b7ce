# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class PermanenceDatedHours(models.Model):
    """Changed hours between two dates: Ramadan, *séance unique*, a closure."""

    _name = "permanence.dated.hours"
    _inherit = ["ngo.reference"]
    _description = "Changed hours"
    _order = "date_from desc, id"
    _write_roles = ("coordinator",)

    name = fields.Char(required=True, translate=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    site_ids = fields.Many2many("ngo.site", help="None: all sites.")
    is_closed = fields.Boolean(string="Closed")
    hour_open = fields.Float(string="Open from", default=8.0)
    hour_close = fields.Float(string="Open until", default=14.5)
    least = fields.Float(
        string="Least hours",
        default=1.0,
        help="What remains of a permanence below this is left out.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "Changed hours cannot end before they start."
    )
    _hours_sane = models.Constraint(
        "CHECK (is_closed OR (hour_open >= 0 AND hour_close <= 24"
        " AND hour_open < hour_close))",
        "Opening hours are between 0:00 and 24:00, in order.",
    )

    @api.model
    def _for_engine(self, sites, first, last):
        """Dated calendars that touch a period, the last to start wins."""
        found = self.search(
            [("date_from", "<=", last), ("date_to", ">=", first)],
            order="date_from, id",
        )
        rows = []
        for dated in found:
            row = {
                "from": dated.date_from.isoformat(),
                "to": dated.date_to.isoformat(),
                "sites": dated.site_ids._get_tree_ids() if dated.site_ids else None,
            }
            if dated.is_closed:
                row["closed"] = True
            else:
                row.update(
                    open_from=dated.hour_open,
                    open_to=dated.hour_close,
                    least=dated.least,
                )
            rows.append(row)
        return rows
