# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rota problem: what comes in as JSON, what goes out as JSON.

Times are integers, minutes since 1970-01-01 00:00 UTC. Dates are ISO strings, local
to the site: a night of Friday 21:00 to Saturday 07:00 bears the date of Friday. Ids
are strings or integers and come back unchanged.

A problem is a dict::

    {"sites": [{"id", "zone"}],
     "travel": {zone: {zone: minutes}},          # not symmetric, missing = 0
     "rules": {"rest": 660, "days_in_7": 6, "far": 30, "day_minutes": None},
     "roles": [{"id", "substitutes": [{"role", "cost"}]}],
     "people": [{"id", "roles": [...], "skills": [{"skill", "level", "from", "to"}],
                 "senior", "trainee", "gender", "sites": [...] | None, "zone",
                 "contracts": [[date, date | None]] | None,
                 "available": [[start, stop]] | None, "absences": [[start, stop]],
                 "duties": [{"start", "stop", "date", "label", "zone", "counts"}],
                 "caps": [{"from", "to", "minutes"}], "target": minutes | None,
                 "max_weekends": n | None, "week_minutes": n | None,
                 "wishes": [{"start", "stop", "weight"}]}],
     "slots": [{"id", "site", "start", "stop", "date", "service",
                "lines": [{"id", "role", "wanted", "min", "priority", "gender",
                           "skills": [{"skill", "level"}]}],
                "needs": [{"kind": "skill", "skill", "level", "count"},
                          {"kind": "senior", "count"}, {"kind": "tutor"}]}],
     "forbidden_pairs": [[person, person]],
     "locked": [{"line", "person"}], "published": [{"line", "person"}]}

``caps`` are hard and may cover a week, two or four (a cap per week alone loses about
15 % of the capacity to rounding). ``locked`` is never moved, even where it breaks a
rule: what was worked stays worked. ``published`` costs one unit of *change* for each
holder who is taken away.
"""

from bisect import bisect_right
from datetime import date

LEVELS = (
    "uncovered",
    "language",
    "pair",
    "change",
    "weekend",
    "substitute",
    "wish",
    "travel",
    "fairness",
)
"""Soft rules in lexicographic order: no gain below is worth a loss above."""

WEIGHTS = (1000, 400, 200, 120, 60, 24, 10, 2, 1)
"""Weights of the single figure that benches compare (not what decides)."""

FAIR_UNIT = 15  # minutes of deviation that cost one
FAIR_STEEP = 240  # minutes beyond which a deviation costs three times
TRAVEL_UNIT = 15


class ProblemError(ValueError):
    """The problem is not well formed; the message names every fault found."""


class Person:
    """One who may hold permanences, with her indexes precomputed."""

    def __init__(self, index, data):
        self.index = index
        self.id = data["id"]
        self.roles = list(data.get("roles") or ())
        self.skills = {}
        for skill in data.get("skills") or ():
            self.skills.setdefault(skill["skill"], []).append(
                (skill.get("level") or 0, skill.get("from"), skill.get("to"))
            )
        self.senior = bool(data.get("senior"))
        self.trainee = bool(data.get("trainee"))
        self.gender = data.get("gender")
        sites = data.get("sites")
        self.sites = None if sites is None else frozenset(sites)
        self.zone = data.get("zone")
        self.contracts = data.get("contracts")
        available = data.get("available")
        self.available = None if available is None else merge_intervals(available)
        self._available_starts = [a for a, _b in self.available or ()]
        self.absences = merge_intervals(data.get("absences") or ())
        self.duties = list(data.get("duties") or ())
        self.caps = list(data.get("caps") or ())
        self.target = data.get("target")
        self.max_weekends = data.get("max_weekends")
        self.week_minutes = data.get("week_minutes")
        self.wishes = list(data.get("wishes") or ())
        self.rest = data.get("rest")
        self.days_in_7 = data.get("days_in_7")

    def has_skill(self, skill, level, day):
        """Whether the skill is held at the level on that day (ISO date)."""
        return any(
            held >= (level or 0)
            and (start is None or start <= day)
            and (stop is None or day <= stop)
            for held, start, stop in self.skills.get(skill, ())
        )

    def is_available(self, start, stop):
        """Whether working time covers the whole of start..stop."""
        if self.available is None:
            return True
        i = bisect_right(self._available_starts, start) - 1
        return i >= 0 and self.available[i][1] >= stop

    def absence_over(self, start, stop):
        """The first absence that overlaps start..stop, or None."""
        for a, b in self.absences:
            if a < stop and b > start:
                return (a, b)
        return None

    def in_contract(self, day):
        """Whether a contract runs on that day (None = always)."""
        if self.contracts is None:
            return True
        return any(
            (a is None or a <= day) and (b is None or day <= b)
            for a, b in self.contracts
        )


class Slot:
    """A permanence at a site, from start to stop, with its lines and team needs."""

    def __init__(self, index, data):
        self.index = index
        self.id = data["id"]
        self.site = data.get("site")
        self.start = data["start"]
        self.stop = data["stop"]
        self.date = data["date"]
        self.day = date.fromisoformat(data["date"]).toordinal()
        self.minutes = self.stop - self.start
        self.service = data.get("service")
        self.needs = list(data.get("needs") or ())
        self.lines = []
        self.zone = None

    @property
    def weekend(self):
        """Ordinal of the Saturday when the slot lies on a weekend, else None."""
        weekday = (self.day - 1) % 7
        return self.day - (weekday - 5) if weekday >= 5 else None

    @property
    def week(self):
        """(ISO year, ISO week) of the local date."""
        return tuple(date.fromordinal(self.day).isocalendar())[:2]


class Line:
    """So many heads of one role in a slot."""

    def __init__(self, index, data, slot):
        self.index = index
        self.id = data["id"]
        self.slot = slot
        self.role = data.get("role")
        self.wanted = int(data.get("wanted", 1))
        self.min = int(data.get("min", self.wanted))
        self.priority = int(data.get("priority", 1))
        self.gender = data.get("gender")
        self.skills = [
            (s["skill"], s.get("level") or 0) for s in data.get("skills", ())
        ]

    def shortage(self, count):
        """Cost of holding `count` heads: a head below `min` costs double."""
        missing = self.wanted - count
        if missing <= 0:
            return 0
        below = max(0, self.min - count) if self.min < self.wanted else 0
        return self.priority * (missing + below)


class Problem:
    """A parsed problem.

    :param dict data: the JSON described in this module
    :raises ProblemError: with every fault found
    """

    def __init__(self, data):
        faults = []
        self.data = data
        rules = data.get("rules") or {}
        self.rest = rules.get("rest", 660)
        self.days_in_7 = rules.get("days_in_7", 6)
        self.far = rules.get("far")
        self.day_minutes = rules.get("day_minutes")
        self.travel = data.get("travel") or {}
        self.zone_of = {s["id"]: s.get("zone") for s in data.get("sites") or ()}
        self.substitutes = {}
        for role in data.get("roles") or ():
            self.substitutes[role["id"]] = {
                s["role"]: int(s.get("cost", 1)) for s in role.get("substitutes") or ()
            }
        self.people = [Person(i, p) for i, p in enumerate(data.get("people") or ())]
        self.person_by_id = {p.id: p for p in self.people}
        if len(self.person_by_id) != len(self.people):
            faults.append("two people bear the same id")
        self.slots, self.lines = [], []
        self._read_slots(data, faults)
        self.line_by_id = {line.id: line for line in self.lines}
        if len(self.line_by_id) != len(self.lines):
            faults.append("two lines bear the same id")
        self.slot_by_id = {slot.id: slot for slot in self.slots}
        if len(self.slot_by_id) != len(self.slots):
            faults.append("two slots bear the same id")
        self.enemies = [set() for _p in self.people]
        for a, b in data.get("forbidden_pairs") or ():
            if a in self.person_by_id and b in self.person_by_id and a != b:
                a, b = self.person_by_id[a].index, self.person_by_id[b].index
                self.enemies[a].add(b)
                self.enemies[b].add(a)
        self.locked = self._read_pairs(data.get("locked"), "locked", faults)
        self.published = self._read_pairs(data.get("published"), "published", faults)
        if faults:
            raise ProblemError("; ".join(faults))

    def _read_slots(self, data, faults):
        for raw in data.get("slots") or ():
            slot = Slot(len(self.slots), raw)
            if slot.stop <= slot.start:
                faults.append(f"slot {slot.id} ends before it starts")
            slot.zone = self.zone_of.get(slot.site)
            for raw_line in raw.get("lines") or ():
                line = Line(len(self.lines), raw_line, slot)
                if line.wanted < 0:
                    faults.append(f"line {line.id} asks for a negative number")
                slot.lines.append(line)
                self.lines.append(line)
            self.slots.append(slot)

    def _read_pairs(self, rows, name, faults):
        """(person index, line index) pairs; unknown ids are faults, not ignored."""
        pairs = []
        for row in rows or ():
            line = self.line_by_id.get(row["line"])
            person = self.person_by_id.get(row["person"])
            if line is None or person is None:
                faults.append(f"{name}: unknown line or person in {row}")
            else:
                pairs.append((person.index, line.index))
        return pairs

    def minutes_between(self, zone_from, zone_to):
        """Travel minutes from one zone to another; unknown means none."""
        if zone_from is None or zone_to is None or zone_from == zone_to:
            return 0
        row = self.travel.get(zone_from) or self.travel.get(str(zone_from)) or {}
        value = row.get(zone_to)
        if value is None:
            value = row.get(str(zone_to))
        return value or 0

    def role_cost(self, person, role):
        """0 when the role is the person's, the cost of a substitute, None if not."""
        if role is None or role in person.roles:
            return 0
        costs = self.substitutes.get(role) or {}
        found = [costs[r] for r in person.roles if r in costs]
        return min(found) if found else None


def merge_intervals(intervals):
    """Sorted, disjoint intervals; touching ones are joined.

    >>> merge_intervals([[5, 7], [1, 3], [3, 4]])
    [(1, 4), (5, 7)]
    """
    merged = []
    for start, stop in sorted((a, b) for a, b in intervals):
        if stop <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def weighted(levels):
    """The single figure of a tuple of levels, for benches and progress bars."""
    return sum(w * v for w, v in zip(WEIGHTS, levels, strict=True))
