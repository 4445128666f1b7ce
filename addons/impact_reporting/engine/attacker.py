# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a reader of a table can work out about the cells that are not shown.

The attacker knows every figure that is shown, how figures add up, and that a zero is
always shown: a hidden cell is at least one. She solves for the hidden cells in whole
numbers, so that what she cannot exclude is really possible.
"""

# Work per question, in the solver's own measure: the same on every machine. A question
# that is not answered within it counts as answered by the attacker.
EFFORT = 4.0
NEAR = 1e-6


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
    """

    def __init__(self, values, relations, hidden, unlisted=(), known=None):
        # Loaded at the first question: the solver weighs on every worker that has it.
        from ortools.linear_solver import pywraplp

        self.values = values
        self.hidden = sorted(hidden, key=repr)
        self.top = 2 * max([values[key] for key in hidden], default=0) + 1000
        self.least = {key: 0 if key in unlisted else 1 for key in hidden}
        self.rows = list(self._rows(relations))
        self.linear = pywraplp.Solver.CreateSolver("GLOP")
        self.variables = {
            key: self.linear.NumVar(self.least[key], self.top, "")
            for key in self.hidden
        }
        for terms, low, high in self.rows:
            row = self.linear.Constraint(
                -self.linear.infinity() if low is None else low,
                self.linear.infinity() if high is None else high,
            )
            for key, factor in terms.items():
                row.SetCoefficient(self.variables[key], factor)
        self.low = {key: values[key] for key in self.hidden}
        self.high = dict(self.low)
        if known:
            self.low.update(known.low)
            self.high.update(known.high)

    def _rows(self, relations):
        """Constraints on the hidden cells: ({key: factor}, lower, upper bound)."""
        for relation in relations:
            parts = {key: 1 for key in relation.parts}
            row = self._row({**parts, relation.total: -1})
            if row:
                terms, shown = row
                yield terms, -shown, -shown if relation.is_sum else None
            if relation.is_sum:
                continue
            for key in relation.parts:
                row = self._row({key: 1, relation.total: -1})
                if row:
                    terms, shown = row
                    yield terms, None, -shown

    def _row(self, factors):
        """Terms of the hidden cells and the sum of those shown, or None."""
        terms = {key: f for key, f in factors.items() if key in self.least}
        shown = sum(f * self.values[k] for k, f in factors.items() if k not in terms)
        return (terms, shown) if terms else None

    # ------------------------------------------------------------- questions

    def exposed(self, keys, width):
        """Those of ``keys`` whose possible values lie closer than ``width``.

        :param keys: hidden keys
        :param int width: largest less smallest possible value that is wide enough
        :rtype: list
        """
        return [key for key in keys if self._is_exposed(key, width)]

    def _is_exposed(self, key, width):
        reach = {}
        for sign in (1, -1):
            if self.high[key] - self.low[key] >= width:
                return False
            reach[sign] = self._corner(key, sign)
        if self.high[key] - self.low[key] >= width:
            return False
        if reach[1] - reach[-1] < width - NEAR:
            return True
        for sign in (1, -1):
            self._search(key, sign, width)
            if self.high[key] - self.low[key] >= width:
                return False
        return True

    def _corner(self, key, sign):
        """Largest (sign 1) or smallest value of a cell, whole or not."""
        objective = self.linear.Objective()
        objective.Clear()
        objective.SetCoefficient(self.variables[key], sign)
        objective.SetMaximization()
        if self.linear.Solve() != self.linear.OPTIMAL:
            # Unlimited effort was not enough: take the cell for known.
            return self.values[key]
        found = {k: v.solution_value() for k, v in self.variables.items()}
        whole = {k: round(v) for k, v in found.items()}
        if all(abs(found[k] - whole[k]) < NEAR for k in found) and self._fits(whole):
            self._note(whole)
        return found[key]

    def _fits(self, cells):
        """Does another table show the same figures? In whole numbers, exactly."""
        if any(cells[key] < least for key, least in self.least.items()):
            return False
        for terms, low, high in self.rows:
            amount = sum(factor * cells[key] for key, factor in terms.items())
            if low is not None and amount < low or high is not None and amount > high:
                return False
        return True

    def _note(self, cells):
        for key, value in cells.items():
            self.low[key] = min(self.low[key], value)
            self.high[key] = max(self.high[key], value)

    def _search(self, key, sign, width):
        """Look for a whole table where a cell is far from what is known of it."""
        # Not cp_model: it loads pandas, which ends a worker of Odoo.
        from ortools.linear_solver import pywraplp

        solver = pywraplp.Solver.CreateSolver("SAT")
        solver.SetSolverSpecificParametersAsString(
            f"num_workers:1 max_deterministic_time:{EFFORT}"
        )
        variables = {k: solver.IntVar(self.least[k], self.top, "") for k in self.hidden}
        for terms, low, high in self.rows:
            amount = sum(factor * variables[k] for k, factor in terms.items())
            if low is not None:
                solver.Add(amount >= low)
            if high is not None:
                solver.Add(amount <= high)
        if sign > 0:
            solver.Add(variables[key] <= self.low[key] + width)
        solver.Maximize(sign * variables[key])
        if solver.Solve() in (solver.OPTIMAL, solver.FEASIBLE):
            self._note({k: round(v.solution_value()) for k, v in variables.items()})
