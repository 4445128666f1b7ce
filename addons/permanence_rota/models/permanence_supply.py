# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, models

from ..engine import timegrid
from .permanence_wish import PARTS

REACH = 7  # days around a period whose assignments matter for rest and days in seven


class PermanenceSupply(models.AbstractModel):
    """The real HR data and the slots, as the engine's problem.

    HR is read as superuser: who plans needs to know that somebody is away or under
    contract, not why, and has no HR rights. Nothing of the cause is read.
    """

    _name = "permanence.supply"
    _description = "Supply of the rota"

    # -------------------------------------------------------------------- time

    @api.model
    def _minute(self, moment):
        """Minutes since 1970 of a naive UTC datetime."""
        return timegrid.to_minutes(moment.replace(tzinfo=UTC))

    @api.model
    def _moment(self, minutes):
        """Naive UTC datetime of minutes since 1970."""
        return timegrid.from_minutes(minutes).replace(tzinfo=None)

    @api.model
    def _local_dates(self, start, stop, tz):
        """ISO dates of the local days that lie wholly within, or touch by half.

        A closure from midnight to midnight given in UTC must not close the day after.
        """
        zone = ZoneInfo(tz or "UTC")
        first = start.replace(tzinfo=UTC).astimezone(zone)
        last = stop.replace(tzinfo=UTC).astimezone(zone)
        day, found = first.date(), []
        while day <= last.date():
            begin = datetime.combine(day, time.min, zone)
            end = begin + timedelta(days=1)
            shared = min(end, last) - max(begin, first)
            if shared >= timedelta(hours=4):
                found.append(day.isoformat())
            day += timedelta(days=1)
        return found

    # ------------------------------------------------------------------ problem

    @api.model
    def _problem(self, slots, profiles, locked=None, published=False, others=True):
        """The engine's problem.

        :param slots: ``permanence.slot`` to fill
        :param profiles: ``permanence.profile`` of the people who may be asked
        :param locked: ``permanence.assignment`` that stay whatever happens
        :param bool published: the snapshot in force costs *change*
        :param bool others: count what these people hold in other plans as duties
        :rtype: dict
        """
        if not slots:
            return {"sites": [], "people": [], "slots": [], "roles": []}
        days = slots.mapped("local_date")
        first, last = min(days), max(days)
        # A handful of kinds of work.
        roles = self.env["permanence.role"].sudo().search([])  # pylint: disable=no-search-all
        slot_rows = [self._slot_row(slot) for slot in slots]
        people = self._people(profiles, first, last, slots if others else None)
        problem = {
            "sites": [
                {"id": site.id, "zone": site.zone_id.id or None}
                for site in slots.site_id.sudo()
            ],
            "travel": self._travel(),
            "rules": self._rules(),
            "roles": [
                {
                    "id": role.id,
                    "substitutes": [
                        {"role": s.substitute_id.id, "cost": s.cost}
                        for s in role.substitute_ids
                    ],
                }
                for role in roles
            ],
            "people": people,
            "slots": slot_rows,
            "forbidden_pairs": [
                [profile.employee_id.id, other.employee_id.id]
                for profile in profiles.sudo()
                for other in profile.forbidden_ids
            ],
        }
        known = {row["id"] for row in people}
        lines = {line["id"] for slot in slot_rows for line in slot["lines"]}
        problem["locked"] = self._pairs(locked, known, lines, "employee_id")
        if published:
            held = slots.assignment_ids.filtered("pub_employee_id")
            problem["published"] = self._pairs(held, known, lines, "pub_employee_id")
        self._share_targets(problem)
        return problem

    def _pairs(self, assignments, people, lines, field):
        rows = {}
        for assignment in assignments or ():
            person, line = assignment[field].id, assignment.requirement_id.id
            if person in people and line in lines:
                rows[line, person] = {"line": line, "person": person}
        return list(rows.values())

    @api.model
    def _rules(self):
        """Hard limits; values are parameters, to be checked for each country."""
        value = self.env["ir.config_parameter"].sudo().get_param
        return {
            "rest": int(float(value("permanence_rota.rest_hours", 11)) * 60),
            "days_in_7": int(value("permanence_rota.days_in_7", 6)),
            "far": int(value("permanence_rota.far_minutes", 30)),
            "day_minutes": int(float(value("permanence_rota.day_hours", 12)) * 60),
        }

    @api.model
    def _travel(self):
        table = defaultdict(dict)
        ways = self.env["permanence.travel"].sudo()
        # Every pair of sites: the engine needs the whole table.
        for way in ways.search([]):  # pylint: disable=no-search-all
            table[str(way.from_id.id)][str(way.to_id.id)] = way.minutes
        return dict(table)

    def _slot_row(self, slot):
        lines, needs = [], []
        active = slot.assignment_ids.filtered(lambda a: a.state not in CLOSED)
        heads = defaultdict(int)
        for assignment in active:
            heads[assignment.requirement_id.id] += 1
        for line in slot.requirement_ids:
            skill = {
                "skill": line.skill_id.id,
                "level": line.skill_level_id.level_progress or 0,
            }
            if line.kind == "heads":
                wanted = heads[line.id]
                lines.append(
                    {
                        "id": line.id,
                        "role": line.role_id.id,
                        "wanted": wanted,
                        "min": min(line.minimum, wanted),
                        "priority": int(line.priority),
                        "gender": line.gender or None,
                        "skills": [skill] if line.skill_id else [],
                    }
                )
            elif line.kind == "skill":
                needs.append({"kind": "skill", "count": line.wanted, **skill})
            elif line.kind == "senior":
                needs.append({"kind": "senior", "count": line.wanted})
            else:
                needs.append({"kind": "tutor"})
        return {
            "id": slot.id,
            "site": slot.site_id.id,
            "service": slot.service_id.id,
            "start": self._minute(slot.start),
            "stop": self._minute(slot.stop),
            "date": slot.local_date.isoformat(),
            "lines": lines,
            "needs": needs,
        }

    # ------------------------------------------------------------------- people

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
    def _local_day(self, moment, tz):
        """Local date of a naive UTC datetime."""
        zone = ZoneInfo(tz or "UTC")
        return moment.replace(tzinfo=UTC).astimezone(zone).date()

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

    @api.model
    def _share_targets(self, problem):
        """Each role's demand shared in proportion to the hours of its people."""
        asked, room = defaultdict(int), defaultdict(int)
        for slot in problem["slots"]:
            for line in slot["lines"]:
                asked[line["role"]] += line["wanted"] * (slot["stop"] - slot["start"])
        employees = [p for p in problem["people"] if p["target"] and p["roles"]]
        for person in employees:
            room[person["roles"][0]] += person["target"]
        for person in employees:
            role = person["roles"][0]
            fair = asked[role] * person["target"] // room[role]
            person["target"] = min(person["target"], fair)

    @api.model
    def _iso_week(self, day):
        """``2026-W48`` of a date."""
        year, week, _weekday = date.isocalendar(day)
        return f"{year}-W{week:02}"


CLOSED = ("absent", "cancelled")
