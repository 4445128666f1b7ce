# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a reader of a table can work out about the cells that are not shown.

The attacker knows every figure that is shown, how figures add up, and that a zero is
always shown: a hidden cell is at least one. She solves for the hidden cells in whole
numbers, so that what she cannot exclude is really possible.

One linear program per question would grow with the square of the cells. Here one
program moves as many cells as it can at once, each just as far as is asked for, and
what it finds answers for all of them; only the cells that it left are asked one by
one. The intervals are those of the auditing problem (M. Fischetti, J.-J. Salazar,
"Solving the cell suppression problem on tabular data with linear constraints",
Management Science 47(7), 2001); a corner of a table with two classifications is whole,
as that of any network (J. Castro, "A fast network flows heuristic for cell suppression
in positive tables", Privacy in Statistical Databases, 2004).
"""

import random
from dataclasses import dataclass

# Work per question, in the solver's own measure: the same on every machine. A question
# that is not answered within it counts as answered by the attacker.
EFFORT = 4.0
NEAR = 1e-6
# Programs in a row that answer fewer than so many questions before the cells that are
# left are asked one by one.
IDLE = 3
FEW = 3


@dataclass
class Row:
    """What the hidden cells of one relation sum up to.

    :param dict hidden: {key: factor}
    :param dict shown: {key: factor} of the others of the relation
    :param low: least sum of the hidden ones, or None
    :param high: largest sum, or None
    """

    hidden: dict
    shown: dict
    low: int | None
    high: int | None

    def __contains__(self, amount):
        return not (
            self.low is not None
            and amount < self.low
            or self.high is not None
            and amount > self.high
        )


class Attacker:
    """Searches other tables that show the same figures.

    Linear programming answers most questions at a corner that is whole; where the
    corner is not, a search in whole numbers decides.

    :param dict values: {key: true value}, hidden cells included
    :param relations: :class:`.suppress.Relation` objects
    :param set hidden: keys that are not shown
    :param set unlisted: hidden keys of which even zero is not shown
    :param Attacker known: of the same cells with fewer hidden; the other tables that
        it found still fit
    :ivar int steps: programs solved, those of ``known`` included
    :ivar dict helpful: {exposed key: shown keys that would widen it}, where linear
        programming tells
    """

    def __init__(self, values, relations, hidden, unlisted=(), known=None):
        # Loaded at the first question: the solver weighs on every worker that has it.
        from ortools.linear_solver import pywraplp

        self.values = values
        self.hidden = sorted(hidden)
        self.top = 2 * max([values[key] for key in hidden], default=0) + 1000
        self.least = {key: 0 if key in unlisted else 1 for key in hidden}
        self.rows = list(self._rows(relations))
        self.truth = [
            sum(factor * values[key] for key, factor in row.hidden.items())
            for row in self.rows
        ]
        self.places = {key: [] for key in self.hidden}
        for place, row in enumerate(self.rows):
            for key, factor in row.hidden.items():
                self.places[key].append((place, factor))
        self.islands = self._islands()
        self.members = {}
        for key, island in self.islands.items():
            self.members.setdefault(island, []).append(key)
        self.linear = pywraplp.Solver.CreateSolver("GLOP")
        self.variables, self.constraints = self._model(
            self.linear, self.linear.NumVar, self.hidden, self.rows
        )
        self.steps = known.steps if known else 0
        self.helpful = {}
        self.low = {key: values[key] for key in self.hidden}
        self.high = dict(self.low)
        if known:
            self.low.update(known.low)
            self.high.update(known.high)

    def _rows(self, relations):
        """Constraints on the hidden cells."""
        for relation in relations:
            parts = {key: 1 for key in relation.parts}
            hidden, shown, rest = self._split({**parts, relation.total: -1})
            if hidden:
                yield Row(hidden, shown, rest, rest if relation.is_sum else None)
            if relation.is_sum:
                continue
            for key in relation.parts:
                hidden, shown, rest = self._split({key: 1, relation.total: -1})
                if hidden:
                    yield Row(hidden, shown, None, rest)

    def _split(self, factors):
        """Hidden cells, those shown, and what the latter leave to the former."""
        hidden = {key: f for key, f in factors.items() if key in self.least}
        shown = {key: f for key, f in factors.items() if key not in hidden}
        return hidden, shown, -sum(f * self.values[key] for key, f in shown.items())

    def _islands(self):
        """{hidden key: a key that stands for all that hang together with it}"""
        parent = {key: key for key in self.hidden}

        def root(key):
            while parent[key] != key:
                parent[key] = key = parent[parent[key]]
            return key

        for row in self.rows:
            first, *others = row.hidden
            for key in others:
                parent[root(key)] = root(first)
        return {key: root(key) for key in self.hidden}

    def _model(self, solver, kind, keys, rows):
        """Variables and constraints of a solver.

        :param kind: method of the solver that makes a variable
        """
        variables = {key: kind(self.least[key], self.top, "") for key in keys}
        constraints = []
        for row in rows:
            constraint = solver.Constraint(
                -solver.infinity() if row.low is None else row.low,
                solver.infinity() if row.high is None else row.high,
            )
            for key, factor in row.hidden.items():
                constraint.SetCoefficient(variables[key], factor)
            constraints.append(constraint)
        return variables, constraints

    # ------------------------------------------------------------- questions

    def exposed(self, keys, width):
        """Those of ``keys`` whose possible values lie closer than ``width``.

        :param keys: hidden keys
        :param int width: largest less smallest possible value that is wide enough
        :rtype: list
        """
        self._spread(keys, width)
        return [key for key in keys if self._is_exposed(key, width)]

    def _is_wide(self, key, width):
        return self.high[key] - self.low[key] >= width

    def _spread(self, keys, width):
        """Move many cells at once, each as far as is asked for."""
        weights = random.Random(len(self.hidden))  # noqa: S311
        todo, idle = [key for key in keys if not self._is_wide(key, width)], 0
        # The first program takes cells down, to where the others start from.
        sign = -1
        while todo and idle < IDLE:
            for key in todo:
                self.variables[key].SetUb(self.low[key] + width)
            aim = {key: sign * weights.uniform(1, 2) for key in todo}
            if self._solve(aim) is not None:
                self._note(self.variables)
            for key in todo:
                self.variables[key].SetUb(self.top)
            left = [key for key in todo if not self._is_wide(key, width)]
            idle = 0 if sign < 0 or len(todo) - len(left) >= FEW else idle + 1
            todo, sign = left, 1

    def _is_exposed(self, key, width):
        if self._is_wide(key, width):
            return False
        if self._is_narrow(key, width):
            return True
        del self.helpful[key]
        for sign in (1, -1):
            if self._is_wide(key, width):
                return False
            self._search(key, sign, width)
        return not self._is_wide(key, width)

    def _is_narrow(self, key, width):
        """Do linear programs tell, or no program at all?"""
        island = {k: self.variables[k] for k in self.members[self.islands[key]]}
        reach = {-1: -self.least[key]}
        for sign in (1, -1):
            reach[sign] = self._solve({key: sign})
            if reach[sign] is None:
                # Unlimited effort was not enough: take the cell for known.
                return True
            self.helpful.setdefault(key, set()).update(self._get_helpful())
            if reach[1] + reach[-1] < width - NEAR:
                return True
            self._note(island)
        return False

    def _solve(self, aim):
        """Look for the table where a weighted sum of cells is largest, whole or not.

        :param dict aim: {key: weight}
        :return: the sum; None if no solution was found
        """
        self.steps += 1
        objective = self.linear.Objective()
        objective.Clear()
        for key, weight in aim.items():
            objective.SetCoefficient(self.variables[key], weight)
        objective.SetMaximization()
        is_solved = self.linear.Solve() == self.linear.OPTIMAL
        return objective.Value() if is_solved else None

    def _get_helpful(self):
        """Shown keys that would take the sum further if they could move.

        By duality: where no shown cell has a price, hiding any of them moves nothing.
        """
        gains = {}
        for row, constraint in zip(self.rows, self.constraints, strict=True):
            price = constraint.dual_value() if row.shown else 0
            if abs(price) > NEAR:
                for key, factor in row.shown.items():
                    gains[key] = gains.get(key, 0) - price * factor
        return {
            key
            for key, gain in gains.items()
            if gain > NEAR or gain < -NEAR and self.values[key] > 1
        }

    def _note(self, variables):
        """Keep of a solution the islands that are whole and show the same figures.

        Checked in whole numbers, exactly: the solver is not believed.
        """
        wrong, moved = set(), {}
        for key, variable in variables.items():
            found = variable.solution_value()
            value = round(found)
            if abs(found - value) >= NEAR or value < self.least[key]:
                wrong.add(self.islands[key])
            elif value != self.values[key]:
                moved[key] = value
        amounts = {}
        for key, value in moved.items():
            for place, factor in self.places[key]:
                before = amounts.get(place, self.truth[place])
                amounts[place] = before + factor * (value - self.values[key])
        for place, amount in amounts.items():
            if amount not in self.rows[place]:
                wrong.add(self.islands[next(iter(self.rows[place].hidden))])
        for key, value in moved.items():
            if self.islands[key] not in wrong:
                self.low[key] = min(self.low[key], value)
                self.high[key] = max(self.high[key], value)

    def _search(self, key, sign, width):
        """Look for a whole table where a cell is far from what is known of it."""
        # Not cp_model: it loads pandas, which ends a worker of Odoo.
        from ortools.linear_solver import pywraplp

        self.steps += 1
        solver = pywraplp.Solver.CreateSolver("SAT")
        solver.SetSolverSpecificParametersAsString(
            f"num_workers:1 max_deterministic_time:{EFFORT}"
        )
        island = self.members[self.islands[key]]
        inside = set(island)
        rows = [row for row in self.rows if next(iter(row.hidden)) in inside]
        variables, _rows = self._model(solver, solver.IntVar, island, rows)
        if sign > 0:
            variables[key].SetUb(self.low[key] + width)
        solver.Objective().SetCoefficient(variables[key], sign)
        solver.Objective().SetMaximization()
        if solver.Solve() in (solver.OPTIMAL, solver.FEASIBLE):
            self._note(variables)
