# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rosters of shift patterns: one shift a day, runs, weekends, cover as a soft rule.

The second problem that the engine solves: houses with shifts around the clock (night
watchers, reception centres) plan patterns, not appointments. The published instances
of Curtois & Qu (2014) are of this kind, and :func:`read_curtois` reads them.

All hard rules are those of one person; cover and requests are paid. A roster is a list
per person of shift indexes per day, -1 for a day off.
"""

import random

from . import cpsat
from .control import Control

OFF = -1
PHASES = (0.6, 0.8, 1.0)  # of the run: between them the pool is recombined
RECOMBINE_WORK = 40.0
ALLOWED = 6.0  # units of work for one small solve


class RosterProblem:
    """Days, shifts, staff, requests and cover, by index."""

    def __init__(self):
        self.days = 0
        self.shifts = []  # ids
        self.minutes = []
        self.no_follow = []  # per shift: set of shifts that may not come next day
        self.staff = []  # dicts, see read_curtois
        self.on = {}  # (person, day, shift) → weight paid if not given
        self.off = {}  # (person, day, shift) → weight paid if given
        self.cover = {}  # (day, shift) → (required, weight under, weight over)

    def weekends(self):
        """Pairs of days (Saturday, Sunday) inside the horizon; day 0 is a Monday."""
        return [
            [d for d in (week + 5, week + 6) if d < self.days]
            for week in range(0, self.days, 7)
            if week + 5 < self.days
        ]

    def own_cost(self, person, roster):
        """Requests of one person."""
        cost = sum(
            w for (p, d, s), w in self.on.items() if p == person and roster[d] != s
        )
        return cost + sum(
            w for (p, d, s), w in self.off.items() if p == person and roster[d] == s
        )

    def cost(self, rosters):
        """Requests and cover."""
        have = {}
        for roster in rosters:
            for d, s in enumerate(roster):
                have[d, s] = have.get((d, s), 0) + 1
        total = sum(w for (p, d, s), w in self.on.items() if rosters[p][d] != s)
        total += sum(w for (p, d, s), w in self.off.items() if rosters[p][d] == s)
        for key, (required, under, over) in self.cover.items():
            total += cover_cost(have.get(key, 0), required, under, over)
        return total


def cover_cost(have, required, under, over):
    """Price of a number of heads.

    >>> cover_cost(2, 3, 100, 1), cover_cost(5, 3, 100, 1)
    (100, 2)
    """
    return under * (required - have) if have < required else over * (have - required)


def read_curtois(text):
    """Read an instance in the text format of schedulingbenchmarks.org.

    :raises ValueError: a section is missing or a line cannot be read
    """
    sections = {}
    current = None
    for raw in text.replace("\r", "").split("\n"):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("SECTION_"):
            current = sections.setdefault(line, [])
        elif current is None:
            raise ValueError(f"line outside of a section: {line}")
        else:
            current.append([field.strip() for field in line.split(",")])
    needed = {"SECTION_HORIZON", "SECTION_SHIFTS", "SECTION_STAFF", "SECTION_COVER"}
    if needed - set(sections):
        raise ValueError(f"missing: {', '.join(sorted(needed - set(sections)))}")
    problem = RosterProblem()
    problem.days = int(sections["SECTION_HORIZON"][0][0])
    for row in sections["SECTION_SHIFTS"]:
        problem.shifts.append(row[0])
        problem.minutes.append(int(row[1]))
    index = {name: i for i, name in enumerate(problem.shifts)}
    for row in sections["SECTION_SHIFTS"]:
        names = row[2] if len(row) > 2 else ""
        problem.no_follow.append({index[n] for n in names.split("|") if n})
    _read_staff(problem, sections, index)
    return problem


def _read_staff(problem, sections, index):
    place = {}
    for row in sections["SECTION_STAFF"]:
        limits = dict(part.split("=") for part in row[1].split("|") if part)
        place[row[0]] = len(problem.staff)
        problem.staff.append(
            {
                "id": row[0],
                "most": [int(limits.get(s, problem.days)) for s in problem.shifts],
                "max_minutes": int(row[2]),
                "min_minutes": int(row[3]),
                "max_run": int(row[4]),
                "min_run": int(row[5]),
                "min_off": int(row[6]),
                "max_weekends": int(row[7]),
                "days_off": set(),
            }
        )
    for row in sections.get("SECTION_DAYS_OFF", ()):
        days = {int(d) for d in row[1:] if d}
        problem.staff[place[row[0]]]["days_off"] |= days
    for name, store in (
        ("SECTION_SHIFT_ON_REQUESTS", problem.on),
        ("SECTION_SHIFT_OFF_REQUESTS", problem.off),
    ):
        for row in sections.get(name, ()):
            key = (place[row[0]], int(row[1]), index[row[2]])
            store[key] = store.get(key, 0) + int(row[3])
    for row in sections["SECTION_COVER"]:
        problem.cover[int(row[0]), index[row[1]]] = tuple(int(v) for v in row[2:5])


# -- CP-SAT


class RosterModel:
    """CP-SAT model where some (person, day) are free and the rest is as it stands."""

    def __init__(self, problem, rosters, free):
        """:param dict free: person → set of free days"""
        self.problem, self.rosters, self.free = problem, rosters, free
        self.model = cpsat.cp_model.CpModel()
        self.x = {}
        self.cost = []
        for p in free:
            self._person(p)
        self._cover()

    def _work(self, p):
        """Per day: (list of literals, constant)."""
        rows = []
        for d in range(self.problem.days):
            if d in self.free[p]:
                rows.append(([v for s, v in self.x_day(p, d)], 0))
            else:
                rows.append(([], int(self.rosters[p][d] != OFF)))
        return rows

    def x_day(self, p, d):
        return [
            (s, self.x[p, d, s])
            for s in range(len(self.problem.shifts))
            if (p, d, s) in self.x
        ]

    def _person(self, p):
        problem, model = self.problem, self.model
        person, roster = problem.staff[p], self.rosters[p]
        shifts = range(len(problem.shifts))
        for d in sorted(self.free[p]):
            if d in person["days_off"]:
                continue
            for s in shifts:
                if not person["most"][s] or self._clashes(p, d, s):
                    continue
                var = model.new_bool_var("")
                self.x[p, d, s] = var
                model.add_hint(var, roster[d] == s)
            if self.x_day(p, d):
                model.add_at_most_one(v for _s, v in self.x_day(p, d))
        self._follow(p)
        work = [(sum(lits) if lits else 0) + const for lits, const in self._work(p)]
        minutes = sum(
            problem.minutes[s] * v for (q, _d, s), v in self.x.items() if q == p
        )
        fixed = [d for d in range(problem.days) if d not in self.free[p]]
        base = sum(problem.minutes[roster[d]] for d in fixed if roster[d] != OFF)
        if person["max_minutes"] < problem.days * max(problem.minutes):
            model.add(minutes + base <= person["max_minutes"])
        model.add(minutes + base >= person["min_minutes"])
        for s in shifts:
            mine = [self.x[p, d, s] for d in self.free[p] if (p, d, s) in self.x]
            used = sum(1 for d in fixed if roster[d] == s)
            if len(mine) + used > person["most"][s]:
                model.add(sum(mine) + used <= person["most"][s])
        self._runs(person, work, self.free[p])
        weekends = []
        for days in problem.weekends():
            flag = model.new_bool_var("")
            for d in days:
                if not isinstance(work[d], int) or work[d]:
                    model.add(work[d] <= flag)
            weekends.append(flag)
        if len(weekends) > person["max_weekends"]:
            model.add(sum(weekends) <= person["max_weekends"])
        self._requests(p)

    def _clashes(self, p, d, s):
        """Against the fixed neighbours of the day."""
        problem, roster, free = self.problem, self.rosters[p], self.free[p]
        if d > 0 and d - 1 not in free and roster[d - 1] != OFF:
            if s in problem.no_follow[roster[d - 1]]:
                return True
        if d + 1 < problem.days and d + 1 not in free and roster[d + 1] != OFF:
            return roster[d + 1] in problem.no_follow[s]
        return False

    def _follow(self, p):
        for d in self.free[p]:
            for s, var in self.x_day(p, d):
                after = [
                    self.x[p, d + 1, t]
                    for t in self.problem.no_follow[s]
                    if (p, d + 1, t) in self.x
                ]
                if after:
                    self.model.add_at_most_one([var, *after])
            for t, var in self.x_day(p, d + 1):
                before = [
                    v for s, v in self.x_day(p, d) if t in self.problem.no_follow[s]
                ]
                if len(before) > 1:
                    self.model.add_at_most_one([var, *before])

    def _runs(self, person, work, free):
        """Longest run of work, shortest runs of work and of days off."""
        model, days = self.model, self.problem.days

        def concerns(first, last):
            return any(d in free for d in range(first, last + 1))

        longest = person["max_run"]
        for d in range(days - longest):
            if concerns(d, d + longest):
                model.add(sum(work[d : d + longest + 1]) <= longest)
        for size in range(1, person["min_run"]):
            for d in range(1, days - size):
                if concerns(d - 1, d + size):
                    inside = sum(work[d : d + size])
                    model.add(inside - work[d - 1] - work[d + size] <= size - 1)
        for size in range(1, person["min_off"]):
            for d in range(1, days - size):
                if concerns(d - 1, d + size):
                    inside = sum(work[d : d + size])
                    model.add(work[d - 1] + work[d + size] - inside <= 1)

    def _requests(self, p):
        problem = self.problem
        for (q, d, s), w in problem.on.items():
            if q == p and d in self.free[p]:
                var = self.x.get((p, d, s))
                self.cost.append(w if var is None else w * (1 - var))
        for (q, d, s), w in problem.off.items():
            if q == p and (p, d, s) in self.x:
                self.cost.append(w * self.x[p, d, s])

    def _cover(self):
        problem, model = self.problem, self.model
        free_days = {d for days in self.free.values() for d in days}
        for (d, s), (required, under, over) in problem.cover.items():
            if d not in free_days:
                continue
            mine = [
                self.x[p, d, s]
                for p, days in self.free.items()
                if d in days and (p, d, s) in self.x
            ]
            fixed = sum(
                1
                for p, roster in enumerate(self.rosters)
                if d not in self.free.get(p, ()) and roster[d] == s
            )
            short = model.new_int_var(0, max(0, required), "")
            extra = model.new_int_var(0, len(mine) + fixed, "")
            model.add(sum(mine) + fixed + short - extra == required)
            self.cost.append(under * short + over * extra)

    def solve(self, work, seed, seconds):
        """(proved, {person: roster} or None, work spent)"""
        self.model.minimize(sum(self.cost))
        solver = cpsat.cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = seed
        parameters.max_deterministic_time = work / cpsat.WORK_PER_TIME
        parameters.max_time_in_seconds = max(0.05, seconds)
        parameters.linearization_level = 2
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        status = solver.solve(self.model)
        spent = solver.response_proto.deterministic_time * cpsat.WORK_PER_TIME
        if status not in (cpsat.cp_model.OPTIMAL, cpsat.cp_model.FEASIBLE):
            return False, None, spent
        found = {}
        for p, days in self.free.items():
            roster = list(self.rosters[p])
            for d in days:
                chosen = [s for s, v in self.x_day(p, d) if solver.boolean_value(v)]
                roster[d] = chosen[0] if chosen else OFF
            found[p] = roster
        return status == cpsat.cp_model.OPTIMAL, found, spent


def solve_roster(problem, seed=0, work=None, seconds=60.0, engine=None, progress=None):
    """Solve a roster problem.

    :return: dict with rosters (lists of shift ids or None), cost and stats
    :raises ValueError: when somebody's own rules admit no roster at all
    """
    from . import roster_python

    control = Control(work, seconds, None, progress)
    rng = random.Random(seed)
    if engine != "python" and not cpsat.is_available():
        engine = "python"
    engine = engine or "cpsat"
    rosters = roster_python.first_rosters(problem, rng, control)
    if engine == "cpsat":
        rosters = _with_solver(problem, rosters, rng, control, seed)
    else:
        rosters = roster_python.improve(problem, rosters, rng, control)
    return {
        "rosters": [
            [None if s == OFF else problem.shifts[s] for s in roster]
            for roster in rosters
        ],
        "cost": problem.cost(rosters),
        "stats": {
            "engine": engine,
            "seed": seed,
            "seconds": round(control.elapsed(), 2),
            "work": round(control.spent, 2),
            "stopped": control.stopped,
        },
    }


def _with_solver(problem, rosters, rng, control, seed):
    """Columns first, then neighbourhoods; between them the pool is recombined.

    Shifts of several lengths make too many states for the pricing to pay: there the
    neighbourhoods have the whole time.
    """
    from . import roster_columns

    if len(set(problem.minutes)) > 1:
        return _improve(problem, rosters, rng, control, 1.0, [])
    rosters, pool = roster_columns.rosters_by_columns(problem, rosters, control)
    for until in PHASES:
        if control.stopped == "optimal" or control.stop():
            break
        rosters = roster_columns.recombine(
            problem, rosters, pool, control, RECOMBINE_WORK, seed
        )
        rosters = _improve(problem, rosters, rng, control, until, pool)
    return rosters


def _improve(problem, rosters, rng, control, until, pool):
    """Large-neighbourhood search in two lanes, as in :mod:`cpsat`."""
    from concurrent.futures import ThreadPoolExecutor

    n, days = len(problem.staff), problem.days
    size = {"people": 3.0, "days": 7.0, "block": 6.0}
    allowed = ALLOWED
    best = problem.cost(rosters)
    with ThreadPoolExecutor(max_workers=cpsat.LANES) as threads:
        while not control.stop() and control.fraction() < until:
            jobs = []
            for _lane in range(cpsat.LANES):
                kind, free, whole = _draw(problem, rng, size)
                model = RosterModel(problem, rosters, free)
                jobs.append((kind, whole, model, rng.getrandbits(30)))
            seconds = min(control.left(), 60)
            futures = [
                threads.submit(m.solve, allowed, seed, seconds)
                for _k, _w, m, seed in jobs
            ]
            for (kind, whole, model, _s), future in zip(jobs, futures, strict=True):
                proved, found, spent = future.result()
                control.spend(max(spent, cpsat.LEAST_WORK))
                if found is not None:
                    pool.extend(found.items())
                    rosters, best = _adopt(problem, rosters, best, model, found)
                if proved and spent < allowed / 3:
                    limit = days if kind == "days" else n
                    size[kind] = min(limit, size[kind] * 1.1)
                elif not proved:
                    size[kind] = max(2.0, size[kind] * 0.93)
                if proved and whole and found and problem.cost(rosters) == best:
                    control.stopped = "optimal"
                    return rosters
            if control._progress:
                control._progress({"cost": best, "seconds": control.elapsed()})
    return rosters


def _adopt(problem, rosters, best, model, found):
    if any(model.rosters[p] != rosters[p] for p in found):
        return rosters, best
    trial = list(rosters)
    for p, roster in found.items():
        trial[p] = roster
    cost = problem.cost(trial)
    return (trial, cost) if cost <= best else (rosters, best)


def _draw(problem, rng, size):
    """(kind, free, whether all is free)"""
    n, days = len(problem.staff), problem.days
    kind = rng.choice(("people", "people", "days", "block"))
    if kind == "people":
        count = min(n, int(size[kind]))
        chosen = rng.sample(range(n), count)
        return kind, {p: set(range(days)) for p in sorted(chosen)}, count == n
    if kind == "days":
        width = min(days, int(size[kind]))
        start = rng.randint(-width // 2, days - width + width // 2)
        window = {d for d in range(start, start + width) if 0 <= d < days}
        return kind, {p: set(window) for p in range(n)}, width == days and start == 0
    count = min(n, int(size[kind]) + 2)
    width = min(days, max(5, days // 2))
    start = rng.randrange(days - width + 1)
    window = set(range(start, start + width))
    chosen = rng.sample(range(n), count)
    return kind, {p: set(window) for p in sorted(chosen)}, False
