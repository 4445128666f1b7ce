# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The engine without OR-tools: annealing over reassign, swap and ejection moves.

Every state on the way obeys the hard rules: a move is made only when each of its
additions may be made. The state kept is the best in lexicographic order.
"""

import math

from .greedy import close_gaps
from .model import WEIGHTS

MOVES_PER_WORK = 4000
HOT, COLD = 24.0, 0.4


class Annealer:
    """Improves a state by small moves, all of them undone when refused."""

    def __init__(self, state, rng, control):
        self.state = state
        self.facts = state.facts
        self.rng = rng
        self.control = control
        self.frozen = state.facts.locked
        self.log = []
        self.flexible = [
            line.index
            for line in state.problem.lines
            if len(self.facts.candidates[line.index]) > 0 and line.wanted > 0
        ]

    def run(self):
        """Anneal until the control says stop; the state ends as the best met."""
        state, control, rng = self.state, self.control, self.rng
        best_key, best = state.key(), state.pairs()
        if not self.flexible:
            return state
        moves = 0
        temperature = HOT
        while True:
            if moves % 64 == 0:
                control.spend(64 / MOVES_PER_WORK)
                if control.stop():
                    break
                control.tell(state, "anneal")
                temperature = HOT * (COLD / HOT) ** control.fraction()
            moves += 1
            before = state.levels[:]
            self.log = []
            if not self._propose():
                self._undo()
                continue
            delta = sum(
                w * (a - b)
                for w, a, b in zip(WEIGHTS, state.levels, before, strict=True)
            )
            if delta > 0 and rng.random() >= math.exp(-min(delta / temperature, 50)):
                self._undo()
                continue
            if state.key() < best_key:
                best_key, best = state.key(), state.pairs()
        restore(state, best)
        close_gaps(state)
        return state

    def _propose(self):
        draw = self.rng.random()
        if draw < 0.25 and self.state.levels[0]:
            return self._fill()
        if draw < 0.7:
            return self._reassign()
        return self._swap()

    # -- primitive changes, logged so that they can be undone

    def _add(self, person, line):
        self.state.add(person, line)
        self.log.append((1, person, line))

    def _remove(self, person, line):
        self.state.remove(person, line)
        self.log.append((-1, person, line))

    def _undo(self):
        for sign, person, line in reversed(self.log):
            if sign > 0:
                self.state.remove(person, line)
            else:
                self.state.add(person, line)
        self.log = []

    def _pick_held(self):
        for _try in range(8):
            line = self.rng.choice(self.flexible)
            held = sorted(
                p for p in self.state.hold[line] if (p, line) not in self.frozen
            )
            if held:
                return self.rng.choice(held), line
        return None

    # -- moves

    def _fill(self):
        """Take a gap; a candidate leaves what stands in the way, others take it."""
        rng, state = self.rng, self.state
        for _try in range(12):
            line = rng.choice(self.flexible)
            if state.shortage(line):
                break
        else:
            return False
        person = rng.choice(self.facts.candidates[line])
        slot = state.problem.lines[line].slot.index
        if slot in state.of[person]:
            return False
        return self._clear_and_add(person, line)

    def _clear_and_add(self, person, line):
        state, slot = self.state, self.state.problem.lines[line].slot.index
        left = []
        for other in self.facts.clash[person][slot] & state.of[person].keys():
            held = state.of[person][other]
            if (person, held) in self.frozen:
                return False
            left.append(held)
        for held in sorted(left):
            self._remove(person, held)
        if not state.fits(person, line):
            mine = sorted(
                ln
                for ln in state.of[person].values()
                if (person, ln) not in self.frozen
            )
            if not mine:
                return False
            dropped = self.rng.choice(mine)
            self._remove(person, dropped)
            left.append(dropped)
            if not state.fits(person, line):
                return False
        self._add(person, line)
        for held in left:
            self._refill(held)
        return True

    def _refill(self, line):
        candidates = self.facts.candidates[line]
        offset = self.rng.randrange(len(candidates)) if candidates else 0
        for i in range(len(candidates)):
            p = candidates[(i + offset) % len(candidates)]
            if self.state.can_add(p, line):
                self._add(p, line)
                return

    def _reassign(self):
        picked = self._pick_held()
        if picked is None:
            return False
        person, line = picked
        other = self.rng.choice(self.facts.candidates[line])
        if other == person:
            return False
        slot = self.state.problem.lines[line].slot.index
        if slot in self.state.of[other]:
            return False
        self._remove(person, line)
        if self.state.fits(other, line):
            self._add(other, line)
            return True
        return self._clear_and_add(other, line)

    def _swap(self):
        one, two = self._pick_held(), self._pick_held()
        if one is None or two is None or one[0] == two[0] or one[1] == two[1]:
            return False
        (p, a), (q, b) = one, two
        if b not in self.facts.eligible[p] or a not in self.facts.eligible[q]:
            return False
        self._remove(p, a)
        self._remove(q, b)
        for person, line in ((p, b), (q, a)):
            if not self.state.fits(person, line):
                return False
            self._add(person, line)
        return True


def restore(state, pairs):
    """Bring a state to exactly the given (person, line) pairs."""
    wanted = set(pairs)
    current = set(state.pairs())
    for person, line in sorted(current - wanted):
        state.remove(person, line)
    for person, line in sorted(wanted - current):
        state.add(person, line)
