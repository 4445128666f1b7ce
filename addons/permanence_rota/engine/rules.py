# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The hard rules, each with its reason: the only place where "may she" is answered.

The solver, the board, claims, swaps and explanations ask the same functions. A reason
is a dict with a ``code`` and what is needed to lift it:

============ ==================================================================
role         neither the role nor an allowed substitute
skill        ``skill``, ``level``: missing, too low or out of date that day
gender       ``gender``: the line is for the other gender
contract     no contract on that day
leave        ``start``, ``stop``: absent
available    outside the person's working time
site         ``site``: not authorised there
busy         ``slot`` or ``duty``: elsewhere at that time
rest         ``slot`` or ``duty``, ``gap``, ``rest``: too little rest
travel       ``slot`` or ``duty``, ``minutes``: too far
hours        ``used``, ``cap``, ``over``, ``from``, ``to``: over the hours
day_hours    ``used``, ``cap``: over the hours of one day
days         ``worked``, ``cap``: too many days out of seven
pair         ``person``: not together
============ ==================================================================
"""

from datetime import date

DAY = 1440


def static_reasons(problem, person, line, first_only=False):
    """Why a person can never hold a line, whatever the rest of the rota.

    :return: list of reasons, empty when nothing stands against it
    """
    slot = line.slot
    reasons = []
    for reason in _iter_static(problem, person, line, slot):
        reasons.append(reason)
        if first_only:
            break
    return reasons


def _iter_static(problem, person, line, slot):
    if problem.role_cost(person, line.role) is None:
        yield {"code": "role", "role": line.role}
    for skill, level in line.skills:
        if not person.has_skill(skill, level, slot.date):
            yield {"code": "skill", "skill": skill, "level": level}
    if line.gender and person.gender != line.gender:
        yield {"code": "gender", "gender": line.gender}
    if person.sites is not None and slot.site not in person.sites:
        yield {"code": "site", "site": slot.site}
    if not person.in_contract(slot.date):
        yield {"code": "contract"}
    absence = person.absence_over(slot.start, slot.stop)
    if absence:
        yield {"code": "leave", "start": absence[0], "stop": absence[1]}
    if not person.is_available(slot.start, slot.stop):
        yield {"code": "available"}
    for duty in person.duties:
        clash = clash_between(
            problem,
            (slot.start, slot.stop, slot.day, slot.zone),
            duty_span(duty),
            rest_of(problem, person),
        )
        if clash:
            clash["duty"] = duty.get("label") or ""
            yield clash


def duty_span(duty):
    """(start, stop, day ordinal, zone) of a duty that is no permanence."""
    day = duty.get("date")
    if day:
        day = date.fromisoformat(day).toordinal()
    else:
        day = date(1970, 1, 1).toordinal() + duty["start"] // DAY
    return duty["start"], duty["stop"], day, duty.get("zone")


def rest_of(problem, person):
    """Minutes of rest the person must have between two days of work."""
    return problem.rest if person.rest is None else person.rest


def clash_between(problem, one, other, rest):
    """Why one person cannot hold both, or None.

    Two blocks of one local day may follow each other when the way between their sites
    fits in the gap, is not longer than the rule ``far``, and the day leaves the night's
    rest (first start to last stop at most 24 h minus the rest). Blocks of different
    days need the rest between them.

    :param one: (start, stop, day ordinal, zone)
    :param other: the same for the other block
    :return: reason without its ``slot`` or ``duty``, or None
    """
    if one[0] > other[0]:
        one, other = other, one
    gap = other[0] - one[1]
    if gap < 0:
        return {"code": "busy"}
    if one[2] == other[2]:
        way = problem.minutes_between(one[3], other[3])
        if way > gap or (problem.far is not None and way > problem.far):
            return {"code": "travel", "minutes": way}
        if other[1] - one[0] > DAY - rest:
            return {"code": "rest", "gap": DAY - (other[1] - one[0]), "rest": rest}
        return None
    if gap < rest:
        return {"code": "rest", "gap": gap, "rest": rest}
    way = problem.minutes_between(one[3], other[3])
    if way > gap:
        return {"code": "travel", "minutes": way}
    return None


class ClashTable:
    """Which slots cannot be held by one person, for each rest that people have."""

    def __init__(self, problem):
        self.problem = problem
        self._tables = {}

    def of(self, person):
        """List: slot index → frozenset of the slot indexes it excludes (and itself)."""
        rest = rest_of(self.problem, person)
        if rest not in self._tables:
            self._tables[rest] = self._build(rest)
        return self._tables[rest]

    def _build(self, rest):
        slots = sorted(self.problem.slots, key=lambda s: (s.start, s.index))
        spans = {s.index: (s.start, s.stop, s.day, s.zone) for s in slots}
        table = [{s} for s in range(len(slots))]
        longest_way = max(
            (m for row in self.problem.travel.values() for m in row.values()),
            default=0,
        )
        reach = max(rest, longest_way or 0, DAY) + 1
        for i, one in enumerate(slots):
            limit = one.stop + reach
            for j in range(i + 1, len(slots)):
                other = slots[j]
                if other.start > limit:
                    break
                if clash_between(
                    self.problem, spans[one.index], spans[other.index], rest
                ):
                    table[one.index].add(other.index)
                    table[other.index].add(one.index)
        return [frozenset(row) for row in table]
