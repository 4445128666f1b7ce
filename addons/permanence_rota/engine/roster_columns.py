# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rosters by column generation: whole rosters of one person are the columns.

A linear programme mixes rosters so that cover and requests cost least; its prices tell,
by dynamic programming over one person's rules, which roster is still worth adding
(Dantzig–Wolfe). Then people are fixed one after the other, the strongest first, and the
mixture is solved again for the others. It needs OR-tools (GLOP) and numpy, which
OR-tools brings.
"""

from functools import reduce
from math import gcd

from . import roster_python

OFF = -1
PRICE_WORK = 0.02  # units of work of one pricing
PENALTY_ROUNDS = 6
NARROW = 12  # beam where limits per kind of shift bind
INFINITE = 1e12


class Pricer:
    """Cheapest roster of one person for given prices, all days at once in numpy.

    A state is (last shift and length of the run, or length of the time off), minutes
    and week-ends worked. Limits per kind of shift are not in the state: where the
    cheapest roster breaks one, that shift is made dearer and the search repeated.
    """

    def __init__(self, problem, person):
        import numpy

        self.np = numpy
        self.problem, self.person = problem, person
        self.rule = rule = problem.staff[person]
        self.usable = [s for s, most in enumerate(rule["most"]) if most]
        self.unit = reduce(gcd, problem.minutes)
        self.steps = [m // self.unit for m in problem.minutes]
        self.top = min(rule["max_minutes"] // self.unit, problem.days * max(self.steps))
        self.least = -(-rule["min_minutes"] // self.unit)
        self.max_run = min(rule["max_run"], problem.days)
        self.min_off = max(1, rule["min_off"])
        self.n_work = len(self.usable) * self.max_run
        self.place = {s: i * self.max_run for i, s in enumerate(self.usable)}
        self.shape = (
            self.n_work + self.min_off,
            self.top + 1,
            rule["max_weekends"] + 1,
        )

    def best(self, table):
        """Roster for prices ``table[day][shift]``, or None."""
        rule = self.rule
        table = [list(row) for row in table]
        for attempt in range(PENALTY_ROUNDS):
            roster = self._search(table)
            if roster is None:
                return None
            broken = [s for s in self.usable if roster.count(s) > rule["most"][s]]
            if not broken:
                return roster
            if not attempt:
                beamed = roster_python.best_roster(
                    self.problem, self.person, table, NARROW
                )
                if beamed is not None:
                    return beamed
            for s in broken:
                raised = 0.35 * max(1.0, max(abs(row[s]) for row in table))
                for row in table:
                    row[s] += raised
        return None

    def _search(self, table):
        layers = [self._first(table[0])]
        for day in range(1, self.problem.days):
            layers.append(self._step(layers[-1], day, table[day]))
        last = layers[-1]
        np = self.np
        ends = last[:, self.least :, :]
        if not ends.size or ends.min() >= INFINITE / 2:
            return None
        k, m, w = np.unravel_index(int(ends.argmin()), ends.shape)
        return self._trace(layers, table, (int(k), int(m) + self.least, int(w)))

    def _empty(self):
        return self.np.full(self.shape, INFINITE)

    def _first(self, row):
        layer = self._empty()
        layer[self.n_work, 0, 0] = 0.0
        if 0 not in self.rule["days_off"]:
            for s in self.usable:
                if self.steps[s] <= self.top:
                    layer[self.place[s], self.steps[s], 0] = row[s]
        return layer

    def _leaving(self, day):
        """Shortest run that may end before `day`: one from day 0 may be short."""
        return min(self.rule["min_run"], day) or 1

    def _step(self, before, day, row):
        layer = self._empty()
        np, n = self.np, self.n_work
        off = before[n:]
        layer[n + 1 :] = off[:-1]
        layer[n + self.min_off - 1] = np.minimum(
            layer[n + self.min_off - 1], off[self.min_off - 1]
        )
        if self.min_off == 1:
            layer[n] = off[0]
        for s in self.usable:
            ending = before[self._block(s)][self._run_ends(day)]
            if ending.size:
                layer[n] = np.minimum(layer[n], ending.min(axis=0))
        if day in self.rule["days_off"]:
            return layer
        rested = self._rested(off, day)
        for s in self.usable:
            target = layer[self._block(s)]
            fresh = self._counted(rested, day)
            self._shift_minutes(target[0], fresh, s, row[s])
            for t in self.usable:
                if s in self.problem.no_follow[t]:
                    continue
                source = before[self._block(t)][:-1]
                if day % 7 == 5:
                    source = self._weekend(source)
                self._shift_minutes(target[1:], source, s, row[s])
        return layer

    def _block(self, s):
        return slice(self.place[s], self.place[s] + self.max_run)

    def _run_ends(self, day):
        """Indexes of run lengths that may end before `day`."""
        least = self.rule["min_run"]
        indexes = [r for r in range(self.max_run) if r + 1 >= least or r + 1 == day]
        return self.np.array(indexes, dtype=int)

    def _rested(self, off, day):
        """Cheapest way to be rested: enough time off, or off since day 0."""
        enough = off[self.min_off - 1]
        if day < self.min_off:
            enough = self.np.minimum(enough, off[day - 1])
        return enough

    def _counted(self, array, day):
        """A first worked day of a week-end counts one more."""
        return self._weekend(array) if day % 7 >= 5 else array

    def _weekend(self, array):
        moved = self.np.full_like(array, INFINITE)
        moved[..., 1:] = array[..., :-1]
        return moved

    def _shift_minutes(self, target, source, s, price):
        step = self.steps[s]
        if step > self.top:
            return
        view = target[..., step:, :]
        self.np.minimum(view, source[..., : self.top + 1 - step, :] + price, out=view)

    def _trace(self, layers, table, state):
        """Walk back: the predecessor whose price leads to the state's."""
        roster = []
        for day in range(len(layers) - 1, 0, -1):
            shift = self._shift_of(state[0])
            roster.append(shift)
            state = self._before(layers[day - 1], day, table, state, shift)
        roster.append(self._shift_of(state[0]))
        return roster[::-1]

    def _shift_of(self, k):
        return OFF if k >= self.n_work else self.usable[k // self.max_run]

    def _before(self, before, day, table, state, shift):
        k, m, w = state
        options = []
        if shift == OFF:
            run = k - self.n_work
            if run == 0 or self.min_off == 1:
                for s in self.usable:
                    for r in self._run_ends(day):
                        options.append((self.place[s] + int(r), m, w))
            if run > 0:
                options.append((k - 1, m, w))
            if run == self.min_off - 1:
                options.append((k, m, w))
        else:
            m -= self.steps[shift]
            run = (k - self.place[shift]) % self.max_run
            if run == 0:
                less = w - 1 if day % 7 >= 5 else w
                options.append((self.n_work + self.min_off - 1, m, less))
                if day < self.min_off:
                    options.append((self.n_work + day - 1, m, less))
            else:
                less = w - 1 if day % 7 == 5 else w
                for t in self.usable:
                    if shift not in self.problem.no_follow[t]:
                        options.append((self.place[t] + run - 1, m, less))
        options = [o for o in options if o[2] >= 0]
        return min(options, key=lambda o: before[o])


class Master:
    """The linear programme over columns, re-solved as they come."""

    def __init__(self, problem):
        from ortools.linear_solver import pywraplp

        self.problem = problem
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.infinity = self.solver.infinity()
        self.objective = self.solver.Objective()
        self.objective.SetMinimization()
        self.rows = {}
        for key, (required, under, over) in problem.cover.items():
            row = self.solver.Constraint(required, required)
            self._variable(under, {row: 1})
            self._variable(over, {row: -1})
            self.rows[key] = row
        self.one = [self.solver.Constraint(1, 1) for _p in problem.staff]
        self.columns = []  # (person, roster, variable)
        self.known = set()

    def _variable(self, cost, coefficients):
        variable = self.solver.NumVar(0, self.infinity, "")
        self.objective.SetCoefficient(variable, cost)
        for row, value in coefficients.items():
            row.SetCoefficient(variable, value)
        return variable

    def add(self, person, roster):
        """Add a roster of a person; False when it is there."""
        key = (person, tuple(roster))
        if key in self.known:
            return False
        self.known.add(key)
        coefficients = {self.one[person]: 1}
        for d, s in enumerate(roster):
            if s != OFF and (d, s) in self.rows:
                coefficients[self.rows[d, s]] = 1
        cost = self.problem.own_cost(person, roster)
        variable = self._variable(cost, coefficients)
        self.columns.append((person, list(roster), variable))
        return True

    def solve(self):
        """Solve; True when it worked."""
        return self.solver.Solve() == self.solver.OPTIMAL

    def price(self):
        """({(day, shift): dual}, [dual of each person])"""
        cover = {key: row.dual_value() for key, row in self.rows.items()}
        return cover, [row.dual_value() for row in self.one]

    def fix(self, person, chosen):
        """Keep one column of a person."""
        for p, roster, variable in self.columns:
            if p == person and roster != chosen:
                variable.SetUb(0)

    def weights(self, free):
        """[(weight, person, roster)] of free people, the strongest first."""
        found = [
            (variable.solution_value(), -p, roster)
            for p, roster, variable in self.columns
            if p in free and variable.solution_value() > 1e-6
        ]
        return [(w, -p, roster) for w, p, roster in sorted(found, reverse=True)]


def choose(problem, columns, hint, work, seconds, seed=0):
    """The best whole of the columns at hand, one each, by CP-SAT.

    :param columns: [(person, roster)]
    :param hint: rosters to start from
    :return: (rosters or None, work spent)
    """
    from .cpsat import WORK_PER_TIME, cp_model

    model = cp_model.CpModel()
    mine = [[] for _p in problem.staff]
    held = {}
    cost = []
    for person, roster in columns:
        var = model.new_bool_var("")
        model.add_hint(var, roster == hint[person])
        mine[person].append((roster, var))
        cost.append(problem.own_cost(person, roster) * var)
        for d, s in enumerate(roster):
            if s != OFF:
                held.setdefault((d, s), []).append(var)
    for pairs in mine:
        model.add_exactly_one(var for _roster, var in pairs)
    for key, (required, under, over) in problem.cover.items():
        have = held.get(key, [])
        short = model.new_int_var(0, max(0, required), "")
        extra = model.new_int_var(0, len(problem.staff), "")
        model.add(sum(have) + short - extra == required)
        cost.append(under * short + over * extra)
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = work / WORK_PER_TIME
    solver.parameters.max_time_in_seconds = max(0.1, seconds)
    status = solver.solve(model)
    spent = solver.response_proto.deterministic_time * WORK_PER_TIME
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, spent
    rosters = [
        next(list(roster) for roster, var in pairs if solver.boolean_value(var))
        for pairs in mine
    ]
    return rosters, spent


class Generation:
    """Generate columns, then fix people one after the other."""

    def __init__(self, problem, rosters, control):
        self.problem, self.control = problem, control
        self.master = Master(problem)
        self.pricers = [Pricer(problem, p) for p in range(len(problem.staff))]
        self.own = [self._own_prices(p) for p in range(len(problem.staff))]
        self.centre = None
        for p, roster in enumerate(rosters):
            self.master.add(p, roster)

    def _own_prices(self, person):
        """Requests of one person as prices, and the part that is always paid."""
        problem = self.problem
        table = [[0.0] * len(problem.shifts) for _d in range(problem.days)]
        always = 0
        for (p, d, s), w in problem.on.items():
            if p == person:
                table[d][s] -= w
                always += w
        for (p, d, s), w in problem.off.items():
            if p == person:
                table[d][s] += w
        return table, always

    def round(self, free, until, smooth=0.0):
        """One linear programme and one pricing of everybody free.

        :param float until: fraction of the run at which to break off
        :return: number of columns added
        """
        if not self.master.solve():
            return 0
        cover, person_dual = self.master.price()
        if self.centre is not None and smooth:
            cover = {
                key: smooth * self.centre[key] + (1 - smooth) * value
                for key, value in cover.items()
            }
        self.centre = cover
        added = 0
        for p in free:
            if self.control.stop() or self.control.fraction() >= until:
                break
            table, always = self.own[p]
            prices = [
                [value - cover.get((d, s), 0.0) for s, value in enumerate(row)]
                for d, row in enumerate(table)
            ]
            roster = self.pricers[p].best(prices)
            self.control.spend(PRICE_WORK)
            if roster is None:
                continue
            cost = always + sum(prices[d][s] for d, s in enumerate(roster) if s != OFF)
            if smooth or cost < person_dual[p] - 1e-6:
                added += self.master.add(p, roster)
        return added

    def run(self, generate_until, dive_until):
        """Rosters of everybody, or None when time ran out before the end.

        :param float generate_until: fraction of the run for generating
        :param float dive_until: fraction at which fixing must be done
        """
        everybody = list(range(len(self.problem.staff)))
        smooth = 0.5
        while self.control.fraction() < generate_until and not self.control.stop():
            if not self.round(everybody, generate_until, smooth):
                if not smooth:
                    break
                smooth = 0.0
        return self._dive(everybody, dive_until)

    def _dive(self, everybody, until):
        free, chosen = set(everybody), {}
        while free:
            if self.control.stop() or not self.master.solve():
                return None
            found = self.master.weights(free)
            for place, (weight, person, roster) in enumerate(found):
                if place and weight < 0.999:
                    break
                free.discard(person)
                chosen[person] = roster
                self.master.fix(person, roster)
            rounds = 3 if self.control.fraction() < until else 0
            for _round in range(rounds):
                if not self.round(sorted(free), until):
                    break
        return [chosen[p] for p in everybody]


def rosters_by_columns(problem, rosters, control, generate_until=0.3, dive_until=0.4):
    """Better rosters by column generation, or those given.

    :return: (rosters, pool): the pool holds every (person, roster) met
    """
    generation = Generation(problem, rosters, control)
    found = generation.run(generate_until, dive_until)
    pool = [(p, roster) for p, roster, _variable in generation.master.columns]
    if found is None or problem.cost(found) > problem.cost(rosters):
        found = rosters
    return found, pool


def recombine(problem, rosters, pool, control, work, seed):
    """The best choice among the pool, never worse than the rosters given."""
    pool = {(p, tuple(roster)): (p, roster) for p, roster in pool}
    for p, roster in enumerate(rosters):
        pool[p, tuple(roster)] = (p, list(roster))
    columns = list(pool.values())
    seconds = min(control.left(), 0.25 * (control.seconds or 1e9))
    found, spent = choose(problem, columns, rosters, work, seconds, seed)
    control.spend(spent)
    if found is None or problem.cost(found) >= problem.cost(rosters):
        return rosters
    return found
