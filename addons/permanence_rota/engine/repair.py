# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The morning when somebody is ill: who replaces, and the fewest other changes."""

import random

from . import cpsat, explain
from .anneal import Annealer
from .control import Control
from .greedy import close_gaps, start_state
from .model import Problem
from .solve import result_of, state_of
from .state import Facts


def repair(
    data,
    seed=0,
    work=4.0,
    seconds=5.0,
    engine=None,
    cancelled=None,
    progress=None,
):
    """Refill what a published rota lost, moving as few others as possible.

    The problem's ``published`` is the rota in force and ``locked`` what is past; the
    absences of the ill stand in ``people``. Gaps are first given to people who are
    free; only what is left is solved by moving somebody, one gap at a time around the
    people near it, then all levels below *change* only through those already moved.

    :return: result dict of :func:`solve.result_of`
    """
    control = Control(work, seconds, cancelled, progress)
    problem = data if isinstance(data, Problem) else Problem(data)
    facts = Facts(problem)
    state = start_state(facts)
    close_gaps(state)
    control.first_complete = control.elapsed()
    if engine != "python" and not cpsat.is_available():
        engine = "python"
    engine = engine or "cpsat"
    rng = random.Random(seed)
    if engine == "cpsat":
        _repair_cpsat(state, rng, control)
    else:
        Annealer(state, rng, control).run()
    return result_of(state, control, engine, seed)


def _repair_cpsat(state, rng, control):
    """Levels of the gaps first; holders keep what they have unless a gap needs it."""
    for line in sorted(
        (ln for ln in state.problem.lines if _in_trouble(state, ln)),
        key=lambda ln: (-ln.priority, ln.slot.start, ln.index),
    ):
        if control.stop():
            return
        if not _in_trouble(state, line):
            continue
        for size in (12, 30):
            free = _around(state, line, size, rng)
            if not free:
                break
            sub = cpsat.SubModel(state, free)
            _status, chosen, spent, _solver = sub.solve(
                0.6, rng.getrandbits(30), min(control.left(), 2.0)
            )
            control.spend(max(spent, cpsat.LEAST_WORK))
            if chosen is not None:
                cpsat.adopt(state, sub.removed, chosen)
            if not _in_trouble(state, line) or control.stop():
                break
    _settle(state, rng, control)
    close_gaps(state)


def _settle(state, rng, control):
    """Give the new assignments to the best people without touching the others."""
    rounds = 0
    while not control.stop() and rounds < 6:
        rounds += 1
        new = sorted(set(state.pairs()) - state.facts.published - state.facts.locked)
        if not new:
            return
        _person, line = new[rng.randrange(len(new))]
        free = _around(state, state.problem.lines[line], 14, rng)
        if not free:
            return
        sub = cpsat.SubModel(state, free)
        _status, chosen, spent, _solver = sub.solve(
            0.4, rng.getrandbits(30), min(control.left(), 1.5)
        )
        control.spend(max(spent, cpsat.LEAST_WORK))
        if chosen is not None:
            cpsat.adopt(state, sub.removed, chosen)


def _in_trouble(state, line):
    return state.shortage(line.index) > 0 or any(state._soft_of_slot(line.slot))


def _around(state, line, size, rng):
    """People near a line on the days near it: {person: days}.

    Who could hold it, and who could take over what these would leave.
    """
    facts, day = state.facts, line.slot.day
    window = set(range(day - 2, day + 3))
    pool = sorted({p for ln in line.slot.lines for p in facts.candidates[ln.index]})
    near = [p for p in pool if p in state.team[line.slot.index]]
    others = [p for p in pool if p not in near]
    rng.shuffle(others)
    chosen = (near + others)[: max(1, size * 2 // 3)]
    heirs = sorted(
        {
            heir
            for p in chosen
            for s, held in sorted(state.of[p].items())
            if s in facts.clash[p][line.slot.index]
            for heir in facts.candidates[held]
        }.difference(chosen)
    )
    rng.shuffle(heirs)
    chosen += heirs[: max(1, size - len(chosen))]
    return {p: window for p in sorted(chosen)}


def rank(data, assignments, line, person=None):
    """Who may replace on a line, in order, and who may not and why.

    Order: free of any objection; then role before substitute, the team's language and
    pair kept, hours left, way, wish; the id breaks ties so that the list is stable.

    :param assignments: the rota now (dicts with line and person)
    :param line: id of the line
    :param person: id of the one who leaves (her assignment is taken away first)
    :return: (list of candidates, list of excluded): dicts with person and, for
        candidates, ``substitute``, ``needs_met``, ``minutes_left``, ``way``, ``wish``;
        for the excluded, ``reasons``
    """
    rows = [a for a in assignments if not (a["line"] == line and a["person"] == person)]
    state = state_of(data, rows)
    problem, facts = state.problem, state.facts
    the_line = problem.line_by_id[line]
    slot = the_line.slot
    candidates, excluded = [], []
    for row in explain.candidates_of(state, the_line):
        if row["person"] == person:
            continue
        if row["reasons"]:
            excluded.append(row)
            continue
        p = problem.person_by_id[row["person"]].index
        target = facts.target[p]
        before = sum(state._soft_of_slot(slot))
        state.add(p, the_line.index)
        met = before - sum(state._soft_of_slot(slot))
        state.remove(p, the_line.index)
        candidates.append(
            {
                "person": row["person"],
                "substitute": facts.eligible[p][the_line.index],
                "needs_met": met,
                "minutes_left": None if target is None else target - state.minutes[p],
                "way": facts.way[p][slot.zone],
                "wish": facts.wish[p].get(slot.index, 0),
            }
        )
    candidates.sort(
        key=lambda c: (
            c["substitute"],
            -c["needs_met"],
            -(c["minutes_left"] or 0) // 240,
            c["way"],
            -c["wish"],
            str(c["person"]),
        )
    )
    return candidates, excluded
