# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import hours

DAY_FIELDS = ("mo", "tu", "we", "th", "fr", "sa", "su")


def read_numbers(text):
    """``"1, 15"`` → ``(1, 15)``; ValueError when a part is no whole number."""
    return tuple(int(part) for part in (text or "").split(",") if part.strip())


class DirectoryHours(models.Model):
    """One opening that comes back: days, from, until.

    Times are hours of the place's own day; until before from means after midnight.
    The calculation is in ``engine/hours.py``.
    """

    _name = "directory.hours"
    _inherit = ["directory.openings.mixin"]
    _description = "Opening Hours"
    _order = "change_id desc, id"

    change_id = fields.Many2one(
        "directory.hours.change", ondelete="cascade", index="btree_not_null"
    )
    opens = fields.Float(string="From", required=True, default=9.0)
    closes = fields.Float(string="Until", required=True, default=12.0)
    byday = fields.Char(
        string="Days", help="MO,TU… or 1MO, -1FR for the first or last of a month."
    )
    mo = fields.Boolean(compute="_compute_days", inverse="_inverse_days", string="Mon")
    tu = fields.Boolean(compute="_compute_days", inverse="_inverse_days", string="Tue")
    we = fields.Boolean(compute="_compute_days", inverse="_inverse_days", string="Wed")
    th = fields.Boolean(compute="_compute_days", inverse="_inverse_days", string="Thu")
    fr = fields.Boolean(compute="_compute_days", inverse="_inverse_days", string="Fri")
    sa = fields.Boolean(compute="_compute_days", inverse="_inverse_days", string="Sat")
    su = fields.Boolean(compute="_compute_days", inverse="_inverse_days", string="Sun")
    freq = fields.Selection(
        [("WEEKLY", "Week"), ("MONTHLY", "Month")],
        string="Every",
        required=True,
        default="WEEKLY",
    )
    interval = fields.Integer(default=1, help="2: every second week or month.")
    bymonthday = fields.Char(string="Days of the month")
    byweekno = fields.Char(string="Weeks of the year")
    byyearday = fields.Char(string="Days of the year")
    wkst = fields.Char(default="MO", size=2)
    dtstart = fields.Date(string="First day")
    until = fields.Date(string="Last day")
    count = fields.Integer(string="Number of times")
    valid_from = fields.Date()
    valid_to = fields.Date()
    utc_offset = fields.Char(help="Minutes east of UTC, when the sender fixed them.")

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(service_id, site_id, change_id) = 1)",
        "Opening hours belong to one service, one place or one period.",
    )
    _times = models.Constraint(
        "CHECK (opens >= 0 AND opens < 24 AND closes > 0 AND closes <= 24"
        " AND opens != closes)",
        "Hours of the day go from 0:00 to 24:00, and from is not until.",
    )
    _interval_positive = models.Constraint(
        "CHECK (interval >= 1)", "The interval is at least one."
    )

    @api.depends("byday")
    def _compute_days(self):
        for line in self:
            days = {d for _n, d in hours.parse_byday(line.byday) or ()}
            for rank, name in enumerate(DAY_FIELDS):
                line[name] = rank in days

    def _inverse_days(self):
        for line in self:
            known = hours.parse_byday(line.byday) or ()
            wanted = [rank for rank, name in enumerate(DAY_FIELDS) if line[name]]
            kept = [(n, d) for n, d in known if d in wanted]
            kept += [(0, d) for d in wanted if d not in {d for _n, d in known}]
            line.byday = ",".join(
                f"{n or ''}{hours.WEEKDAYS[d]}" for n, d in sorted(kept)
            )

    @api.constrains(
        "byday",
        "freq",
        "interval",
        "dtstart",
        "count",
        "bymonthday",
        "byweekno",
        "byyearday",
        "wkst",
        "opens",
        "closes",
        "utc_offset",
    )
    def _check_rule(self):
        for line in self:
            try:
                problem = line._rule().problem()
            except (ValueError, TypeError):
                problem = "unreadable"
            if problem:
                raise ValidationError(self._problem_text(problem))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # Ticked days must be there before the rule is checked.
            ticked = [
                hours.WEEKDAYS[rank]
                for rank, name in enumerate(DAY_FIELDS)
                if vals.get(name)
            ]
            if ticked and not vals.get("byday"):
                vals["byday"] = ",".join(ticked)
        return super().create(vals_list)

    def _owners(self):
        return super()._owners() | self.change_id._owners()

    @api.model
    def _problem_text(self, code):
        texts = {
            "no_days": self.env._("Say on which days it is open."),
            "ordinal_in_week": self.env._(
                "“First Monday” needs “every month”, not “every week”."
            ),
            "interval_without_start": self.env._(
                "“Every second week” needs a first day."
            ),
            "bad_count": self.env._("A number of times needs a first day."),
        }
        return texts.get(code) or self.env._("These opening hours cannot be read.")

    def _rule(self):
        """The engine's rule of this line.

        :raises ValueError: when a list of numbers cannot be read
        """
        self.ensure_one()
        opens, closes = round(self.opens * 60), round(self.closes * 60)
        byday = hours.parse_byday(self.byday)
        if byday is None:
            raise ValueError(self.byday)
        return hours.HoursRule(
            opens,
            closes if closes > opens else closes + hours.DAY_MINUTES,
            freq=self.freq,
            interval=self.interval,
            byday=byday,
            bymonthday=read_numbers(self.bymonthday),
            byweekno=read_numbers(self.byweekno),
            byyearday=read_numbers(self.byyearday),
            wkst=hours.WEEKDAYS.index(self.wkst or "MO"),
            dtstart=self.dtstart or None,
            until=self.until or None,
            count=self.count or None,
            valid_from=self.valid_from or None,
            valid_to=self.valid_to or None,
            utc_offset=int(self.utc_offset) if self.utc_offset else None,
        )

    @api.model
    def _prepare_vals(self, rule):
        """Values of the line that says an engine rule; closes may pass midnight."""
        closes = rule.closes
        if closes > hours.DAY_MINUTES:
            closes -= hours.DAY_MINUTES
        return {
            "opens": rule.opens / 60,
            "closes": closes / 60,
            "freq": rule.freq,
            "interval": rule.interval,
            "byday": ",".join(f"{n or ''}{hours.WEEKDAYS[d]}" for n, d in rule.byday),
            "bymonthday": ",".join(map(str, rule.bymonthday)),
            "byweekno": ",".join(map(str, rule.byweekno)),
            "byyearday": ",".join(map(str, rule.byyearday)),
            "wkst": hours.WEEKDAYS[rule.wkst],
            "dtstart": rule.dtstart,
            "until": rule.until,
            "count": rule.count or 0,
            "valid_from": rule.valid_from,
            "valid_to": rule.valid_to,
            "utc_offset": "" if rule.utc_offset is None else str(rule.utc_offset),
        }
