# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, models

from ..engine import timegrid

CLOSED = ("absent", "cancelled")  # states of what nobody holds any more
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
        active = slot._heads()
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

    @api.model
    def _local_day(self, moment, tz):
        """Local date of a naive UTC datetime."""
        zone = ZoneInfo(tz or "UTC")
        return moment.replace(tzinfo=UTC).astimezone(zone).date()

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
