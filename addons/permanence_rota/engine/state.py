# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A rota in the making: who holds what, what it costs, what may still be added."""

from datetime import date

from . import rules
from .model import FAIR_STEEP, FAIR_UNIT, LEVELS, TRAVEL_UNIT, weighted

UNCOVERED, LANGUAGE, PAIR, CHANGE, WEEKEND, SUBSTITUTE, WISH, TRAVEL, FAIRNESS = range(
    len(LEVELS)
)


def fairness_cost(minutes, target):
    """Cost of being away from one's target; steeper beyond four hours.

    >>> fairness_cost(480, 480), fairness_cost(540, 480), fairness_cost(0, 480)
    (0, 4, 64)
    """
    if target is None:
        return 0
    away = abs(minutes - target)
    cost = away // FAIR_UNIT
    if away > FAIR_STEEP:
        cost += 2 * ((away - FAIR_STEEP) // FAIR_UNIT)
    return cost


class Facts:
    """What never changes while solving: who may hold what, and what it would bring."""

    def __init__(self, problem):
        self.problem = problem
        self.clashes = rules.ClashTable(problem)
        people, lines = problem.people, problem.lines
        self.clash = [self.clashes.of(p) for p in people]
        self.eligible = [{} for _p in people]
        self.candidates = [[] for _l in lines]
        roles = {line.role for line in lines}
        for person in people:
            costs = {role: problem.role_cost(person, role) for role in roles}
            for line in lines:
                cost = costs[line.role]
                if cost is None:
                    continue
                if not rules.static_reasons(problem, person, line, first_only=True):
                    self.eligible[person.index][line.index] = cost
                    self.candidates[line.index].append(person.index)
        self.wish = [self._wishes(p) for p in people]
        self.way = [self._ways(p) for p in people]
        self.locked = set(problem.locked)
        self.published = set(problem.published)
        self.windows = [self._windows(p) for p in people]
        self.duty_days = [
            frozenset(rules.duty_span(d)[2] for d in p.duties if d.get("counts", True))
            for p in people
        ]
        self.target = [self._target(p) for p in people]
        self.qualified = [self._qualified(s) for s in problem.slots]

    def _target(self, person):
        if person.target is None:
            return None
        return max(0, person.target)

    def _wishes(self, person):
        """{slot index: sum of the weights of the wishes it touches}."""
        found = {}
        for wish in person.wishes:
            for slot in self.problem.slots:
                if slot.start < wish["stop"] and slot.stop > wish["start"]:
                    found[slot.index] = found.get(slot.index, 0) + wish["weight"]
        return {k: v for k, v in found.items() if v}

    def _ways(self, person):
        by_zone = {}
        for slot in self.problem.slots:
            if slot.zone not in by_zone:
                way = self.problem.minutes_between(person.zone, slot.zone)
                by_zone[slot.zone] = way // TRAVEL_UNIT
        return by_zone

    def _windows(self, person):
        """[(first day, last day, cap)]: duties eat hours, locked ones raise the cap."""
        windows = []
        for cap in person.caps:
            first = date.fromisoformat(cap["from"]).toordinal()
            last = date.fromisoformat(cap["to"]).toordinal()
            minutes = cap["minutes"]
            for duty in person.duties:
                if not duty.get("counts", True):
                    continue
                if first <= rules.duty_span(duty)[2] <= last:
                    minutes -= duty["stop"] - duty["start"]
            frozen = sum(
                self.problem.lines[line].slot.minutes
                for p, line in self.problem.locked
                if p == person.index
                and first <= self.problem.lines[line].slot.day <= last
            )
            windows.append((first, last, max(minutes, frozen)))
        return windows

    def _qualified(self, slot):
        """For each need of the slot, the people who meet it."""
        found = []
        for need in slot.needs:
            if need["kind"] == "skill":
                level = need.get("level") or 0
                found.append(
                    frozenset(
                        p.index
                        for p in self.problem.people
                        if p.has_skill(need["skill"], level, slot.date)
                    )
                )
            else:
                found.append(
                    frozenset(p.index for p in self.problem.people if p.senior)
                )
        return found


class State:
    """Assignments with their costs, changed one at a time."""

    def __init__(self, facts):
        self.facts = facts
        problem = self.problem = facts.problem
        self.hold = [set() for _l in problem.lines]
        self.of = [{} for _p in problem.people]  # person → {slot: line}
        self.team = [set() for _s in problem.slots]
        self.minutes = [0] * len(problem.people)
        self.used = [[0] * len(w) for w in facts.windows]
        self.day_slots = [{} for _p in problem.people]  # person → {day: count}
        self.weekends = [{} for _p in problem.people]
        levels = self.levels = [0] * len(LEVELS)
        levels[UNCOVERED] = sum(line.shortage(0) for line in problem.lines)
        for slot in problem.slots:
            for i in range(len(slot.needs)):
                level, cost = self._need_cost(slot, i)
                levels[level] += cost
        levels[CHANGE] = len(facts.published)
        levels[FAIRNESS] = sum(fairness_cost(0, t) for t in facts.target)

    # -- reading

    def key(self):
        """What is compared: smaller is better, level by level."""
        return tuple(self.levels)

    def figure(self):
        """The single weighted figure."""
        return weighted(self.levels)

    def pairs(self):
        """Sorted (person, line) pairs."""
        return sorted((p, ln) for ln, held in enumerate(self.hold) for p in held)

    def shortage(self, line):
        """Heads still missing on a line (index)."""
        return max(0, self.problem.lines[line].wanted - len(self.hold[line]))

    def _need_cost(self, slot, i):
        need = slot.needs[i]
        team = self.team[slot.index]
        if need["kind"] == "tutor":
            trainees = any(self.problem.people[p].trainee for p in team)
            lonely = trainees and not (team & self.facts.qualified[slot.index][i])
            return PAIR, int(lonely)
        have = len(team & self.facts.qualified[slot.index][i])
        level = LANGUAGE if need["kind"] == "skill" else PAIR
        return level, max(0, need.get("count", 1) - have)

    def _soft_of_slot(self, slot):
        language = pair = 0
        for i in range(len(slot.needs)):
            level, cost = self._need_cost(slot, i)
            if level == LANGUAGE:
                language += cost
            else:
                pair += cost
        return language, pair

    # -- changing

    def add(self, person, line):
        """Give a line to a person; no rule is checked here."""
        self._change(person, line, 1)

    def remove(self, person, line):
        """Take a line from a person."""
        self._change(person, line, -1)

    def _change(self, person, line, sign):
        problem, facts, levels = self.problem, self.facts, self.levels
        the_line = problem.lines[line]
        slot = the_line.slot
        if slot.needs:
            language, pair = self._soft_of_slot(slot)
            levels[LANGUAGE] -= language
            levels[PAIR] -= pair
        held = self.hold[line]
        levels[UNCOVERED] -= the_line.shortage(len(held))
        levels[FAIRNESS] -= fairness_cost(self.minutes[person], facts.target[person])
        levels[WEEKEND] -= self._weekend_cost(person)
        days = self.day_slots[person]
        weekend = slot.weekend
        if sign > 0:
            held.add(person)
            self.of[person][slot.index] = line
            self.team[slot.index].add(person)
            days[slot.day] = days.get(slot.day, 0) + 1
        else:
            held.discard(person)
            del self.of[person][slot.index]
            self.team[slot.index].discard(person)
            days[slot.day] -= 1
            if not days[slot.day]:
                del days[slot.day]
        if weekend is not None:
            weekends = self.weekends[person]
            weekends[weekend] = weekends.get(weekend, 0) + sign
            if not weekends[weekend]:
                del weekends[weekend]
        self.minutes[person] += sign * slot.minutes
        for i, (first, last, _cap) in enumerate(facts.windows[person]):
            if first <= slot.day <= last:
                self.used[person][i] += sign * slot.minutes
        levels[UNCOVERED] += the_line.shortage(len(held))
        levels[FAIRNESS] += fairness_cost(self.minutes[person], facts.target[person])
        levels[WEEKEND] += self._weekend_cost(person)
        levels[SUBSTITUTE] += sign * facts.eligible[person].get(line, 0)
        levels[WISH] -= sign * facts.wish[person].get(slot.index, 0)
        levels[TRAVEL] += sign * facts.way[person][slot.zone]
        if (person, line) in facts.published:
            levels[CHANGE] -= sign
        if slot.needs:
            language, pair = self._soft_of_slot(slot)
            levels[LANGUAGE] += language
            levels[PAIR] += pair

    def _weekend_cost(self, person):
        most = self.problem.people[person].max_weekends
        if most is None:
            return 0
        return max(0, len(self.weekends[person]) - most)

    # -- asking

    def can_add(self, person, line):
        """Whether an eligible person may take a line now (hard rules)."""
        if line not in self.facts.eligible[person]:
            return False
        return self.fits(person, line)

    def fits(self, person, line):
        """The part of the hard rules that depends on the rest of the rota."""
        slot = self.problem.lines[line].slot
        if not self.facts.clash[person][slot.index].isdisjoint(self.of[person]):
            return False
        for i, (first, last, cap) in enumerate(self.facts.windows[person]):
            if first <= slot.day <= last:
                if self.used[person][i] + slot.minutes > cap:
                    return False
        if self._too_many_days(person, slot.day):
            return False
        if self.problem.day_minutes is not None:
            if self._day_minutes(person, slot.day) + slot.minutes > (
                self.problem.day_minutes
            ):
                return False
        enemies = self.problem.enemies[person]
        return not enemies or enemies.isdisjoint(self.team[slot.index])

    def _day_minutes(self, person, day):
        slots = self.problem.slots
        return sum(slots[s].minutes for s in self.of[person] if slots[s].day == day)

    def _limit_of_days(self, person):
        own = self.problem.people[person].days_in_7
        return self.problem.days_in_7 if own is None else own

    def _too_many_days(self, person, day):
        """Number of days worked in the fullest seven with `day`, 0 when within."""
        limit = self._limit_of_days(person)
        if limit is None or limit >= 7:
            return 0
        days, duties = self.day_slots[person], self.facts.duty_days[person]
        if day in days or day in duties:
            return 0
        count = 0
        worst = 0
        around = [
            1 if d == day or d in days or d in duties else 0
            for d in range(day - 6, day + 7)
        ]
        count = sum(around[:7])
        worst = count
        for i in range(7, 13):
            count += around[i] - around[i - 7]
            worst = max(worst, count)
        return worst if worst > limit else 0

    def why_not(self, person, line):
        """Every reason against giving a line to a person now; empty means she may.

        Lifting all of them, and nothing else, makes her assignable; each is needed.

        :param person: index, :param line: index
        :return: list of reasons (see :mod:`rules`)
        """
        problem = self.problem
        the_person, the_line = problem.people[person], problem.lines[line]
        slot = the_line.slot
        reasons = rules.static_reasons(problem, the_person, the_line)
        rest = rules.rest_of(problem, the_person)
        for other in sorted(self.of[person]):
            held = problem.slots[other]
            if other == slot.index:
                clash = {"code": "busy"}
            else:
                clash = rules.clash_between(
                    problem,
                    (slot.start, slot.stop, slot.day, slot.zone),
                    (held.start, held.stop, held.day, held.zone),
                    rest,
                )
            if clash:
                clash.update(slot=held.id, site=held.site)
                reasons.append(clash)
        for i, (first, last, cap) in enumerate(self.facts.windows[person]):
            used = self.used[person][i]
            if first <= slot.day <= last and used + slot.minutes > cap:
                reasons.append(
                    {
                        "code": "hours",
                        "used": used,
                        "cap": cap,
                        "over": used + slot.minutes - cap,
                        "from": date.fromordinal(first).isoformat(),
                        "to": date.fromordinal(last).isoformat(),
                    }
                )
        worked = self._too_many_days(person, slot.day)
        if worked:
            cap = self._limit_of_days(person)
            reasons.append({"code": "days", "worked": worked, "cap": cap})
        if problem.day_minutes is not None:
            used = self._day_minutes(person, slot.day)
            if used + slot.minutes > problem.day_minutes:
                reasons.append(
                    {"code": "day_hours", "used": used, "cap": problem.day_minutes}
                )
        for enemy in sorted(problem.enemies[person] & self.team[slot.index]):
            reasons.append({"code": "pair", "person": problem.people[enemy].id})
        return reasons
