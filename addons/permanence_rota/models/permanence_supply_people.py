# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, models

from ..engine import timegrid
from .permanence_supply import CLOSED, REACH
from .permanence_wish import PARTS


class PermanenceSupply(models.AbstractModel):
    """The people of the problem, from HR (as superuser) and their profiles."""

    _inherit = "permanence.supply"

    @api.model
    def _people(self, profiles, first, last, slots=None):
        """Rows of the people, from HR.

        :param date first: first local day, :param date last: last local day
        :param slots: the slots to fill: what is held elsewhere becomes a duty
        """
        # See the docstring of the class.
        profiles = profiles.sudo()
        employees = profiles.employee_id
        work, absences = self._working_time(employees, first, last)
        duties = self._duties(employees, first, last, slots)
        wishes = self._wishes(employees, first, last)
        trees = {site: site._get_tree_ids() for site in profiles.site_ids}
        rows = []
        for profile in profiles:
            employee = profile.employee_id
            spans = work.get(employee.id, [])
            row = {
                "id": employee.id,
                "roles": profile.role_ids.ids,
                "skills": self._skills(employee),
                "senior": profile.is_senior,
                "trainee": profile.is_trainee,
                "gender": employee.sex or None,
                "sites": sorted({i for site in profile.site_ids for i in trees[site]})
                or None,
                "zone": profile.zone_id.id or None,
                "contracts": self._contracts(profile),
                "absences": absences.get(employee.id, [])
                + [w for w in wishes[employee.id] if len(w) == 2],
                "duties": duties.get(employee.id, []),
                "wishes": [
                    {"start": w[0], "stop": w[1], "weight": w[2]}
                    for w in wishes[employee.id]
                    if len(w) == 3
                ],
                "max_weekends": profile.max_weekends,
                **self._hours(profile, spans, first, last),
            }
            if profile.availability == "calendar":
                row["available"] = spans
            rows.append(row)
        return rows

    def _skills(self, employee):
        return [
            {
                "skill": skill.skill_id.id,
                "level": skill.level_progress,
                "from": skill.valid_from and skill.valid_from.isoformat(),
                "to": skill.valid_to.isoformat() if skill.valid_to else None,
            }
            for skill in employee.employee_skill_ids
        ]

    def _contracts(self, profile):
        """Contract dates of the versions; None for people without a contract."""
        employee = profile.employee_id
        spans = {
            (version.contract_date_start, version.contract_date_end)
            for version in employee.version_ids
            if version.contract_date_start
        }
        if not spans:
            return None
        return [
            [start.isoformat(), stop.isoformat() if stop else None]
            for start, stop in sorted(spans, key=str)
        ]

    @api.model
    def _reach(self, first, last):
        """UTC moments around a period, wide enough for what binds its first day."""
        return (
            datetime.combine(first - timedelta(days=REACH), time.min, UTC),
            datetime.combine(last + timedelta(days=REACH), time.max, UTC),
        )

    @api.model
    def _intervals(self, employees, first, last, leaves=True):
        """{employee id: intervals of the contract}, in minutes.

        :param bool leaves: without what leave takes away
        """
        by_resource, _calendars = employees.resource_id._get_valid_work_intervals(
            *self._reach(first, last), compute_leaves=leaves
        )
        return {
            employee.id: [
                [timegrid.to_minutes(a), timegrid.to_minutes(b)]
                for a, b, _meta in by_resource.get(employee.resource_id.id, ())
            ]
            for employee in employees
        }

    @api.model
    def _working_time(self, employees, first, last):
        """({employee id: intervals of work}, {employee id: absences}), in minutes.

        Extend to know of more absences.
        """
        work = self._intervals(employees, first, last)
        start, stop = self._reach(first, last)
        absences = defaultdict(list)
        leaves = self.env["resource.calendar.leaves"].sudo()
        employee_of = {e.resource_id.id: e.id for e in employees}
        for leave in leaves.search(
            [
                ("resource_id", "in", list(employee_of)),
                ("time_type", "=", "leave"),
                ("date_from", "<", stop.replace(tzinfo=None)),
                ("date_to", ">", start.replace(tzinfo=None)),
            ]
        ):
            absences[employee_of[leave.resource_id.id]].append(
                self._absence_span(leave)
            )
        return work, absences

    def _absence_span(self, leave):
        """A leave of whole days covers the nights that touch them.

        HR writes the working hours of the first and the last day (8:00 to 17:00); a
        person on leave on Monday does not hold Monday evening.
        """
        zone = ZoneInfo(leave.resource_id.tz or "UTC")
        start = leave.date_from.replace(tzinfo=UTC).astimezone(zone)
        stop = leave.date_to.replace(tzinfo=UTC).astimezone(zone)
        if not leave.holiday_id or leave.holiday_id.request_unit_hours:
            return [timegrid.to_minutes(start), timegrid.to_minutes(stop)]
        if leave.holiday_id.request_unit_half:
            return [timegrid.to_minutes(start), timegrid.to_minutes(stop)]
        start = datetime.combine(start.date(), time.min, zone)
        stop = datetime.combine(stop.date() + timedelta(days=1), time.min, zone)
        return [timegrid.to_minutes(start), timegrid.to_minutes(stop)]

    def _hours(self, profile, spans, first, last):
        """Caps over four weeks, and over one week with room to move.

        A cap for each week alone loses about 15 % of the capacity to rounding.
        Validated leave is already out of the working intervals.
        """
        if profile.weekly_hours or profile.kind != "employee":
            per_week = int((profile.weekly_hours or 8.0) * 60)
            caps = [
                {"from": a.isoformat(), "to": b.isoformat(), "minutes": per_week}
                for a, b in self._windows(first, last, 7)
            ]
            return {"caps": caps, "week_minutes": per_week, "target": None}
        share = profile.share / 100
        caps, total, weeks = [], 0, 0
        for a, b in self._windows(first, last, 28):
            minutes = int(self._minutes_within(spans, a, b) * share)
            total += minutes
            weeks += ((b - a).days + 1) / 7
            caps.append(
                {"from": a.isoformat(), "to": b.isoformat(), "minutes": minutes}
            )
        usual = int(total / weeks) if weeks else 0
        for a, b in self._windows(first, last, 7):
            most = max(int(self._minutes_within(spans, a, b)), int(usual * 1.35))
            caps.append({"from": a.isoformat(), "to": b.isoformat(), "minutes": most})
        return {"caps": caps, "week_minutes": usual, "target": total}

    def _windows(self, first, last, size):
        start = first - timedelta(days=first.weekday())
        while start <= last:
            yield start, start + timedelta(days=size - 1)
            start += timedelta(days=size)

    def _minutes_within(self, spans, first, last):
        begin = timegrid.to_minutes(datetime.combine(first, time.min, UTC))
        end = begin + ((last - first).days + 1) * 1440
        return sum(max(0, min(b, end) - max(a, begin)) for a, b in spans)

    @api.model
    def _duties(self, employees, first, last, slots=None):
        """Blocks that are no slot to fill: meetings, and what is held elsewhere."""
        found = defaultdict(list)
        begin, end = first - timedelta(days=REACH), last + timedelta(days=REACH)
        domain = [("start", "<=", end), ("stop", ">=", begin)]
        duties = self.env["permanence.duty"].sudo()
        for duty in duties.search([*domain, ("employee_ids", "in", employees.ids)]):
            tz = duty.site_id.tz or self.env.company.partner_id.tz or "UTC"
            row = {
                "start": self._minute(duty.start),
                "stop": self._minute(duty.stop),
                "date": self._local_day(duty.start, tz).isoformat(),
                "label": duty.name,
                "zone": duty.site_id.zone_id.id or None,
                "counts": duty.counts,
            }
            for employee in duty.employee_ids & employees:
                found[employee.id].append(row)
        if slots is None:
            return found
        held = self.env["permanence.assignment"].sudo()
        for other in held.search(
            [
                *domain,
                ("employee_id", "in", employees.ids),
                ("slot_id", "not in", slots.ids),
                ("state", "not in", CLOSED),
            ]
        ):
            slot = other.slot_id
            found[other.employee_id.id].append(
                {
                    "start": self._minute(other.start),
                    "stop": self._minute(other.stop),
                    "date": slot.local_date.isoformat(),
                    "label": slot.site_id.display_name,
                    "zone": slot.site_id.zone_id.id or None,
                    "counts": True,
                }
            )
        return found

    @api.model
    def _wishes(self, employees, first, last):
        """[start, stop, weight] per wish; [start, stop] where somebody cannot."""
        found = defaultdict(list)
        wishes = self.env["permanence.wish"].sudo()
        for wish in wishes.search(
            [
                ("employee_id", "in", employees.ids),
                ("date", ">=", first),
                ("date", "<=", last),
            ]
        ):
            begin, end = PARTS[wish.part]
            start, stop = timegrid.span(
                wish.date, begin, end, wish.employee_id.tz or "UTC"
            )
            row = [start, stop]
            if wish.weight != "-9":
                row.append(int(wish.weight))
            found[wish.employee_id.id].append(row)
        return found
