# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One door: a problem comes in, a rota with its reasons goes out."""

import random

from . import anneal, cpsat, explain
from .control import Control
from .greedy import close_gaps, greedy, start_state
from .model import LEVELS, Problem
from .state import Facts, State

DEFAULT_WORK = 30.0


def solve(
    data,
    seed=0,
    work=DEFAULT_WORK,
    seconds=60.0,
    engine=None,
    cancelled=None,
    progress=None,
    candidates=None,
):
    """Plan a rota.

    :param dict data: the problem (see :mod:`model`)
    :param int seed: same problem, seed, work and engine: same rota
    :param float work: budget in units of work, None = until `seconds`
    :param float seconds: ceiling in wall seconds, None = none
    :param str engine: "cpsat", "python", "greedy"; None = the best at hand
    :param cancelled: callable, True to stop with what there is
    :param progress: callable receiving a dict
    :param int candidates: at most so many candidates for each gap explained
    :return: result dict (see :func:`result_of`)
    :raises ProblemError: when the problem is not well formed
    """
    control = Control(work, seconds, cancelled, progress)
    problem = data if isinstance(data, Problem) else Problem(data)
    facts = Facts(problem)
    state = first_rota(facts)
    control.first_complete = control.elapsed()
    control.tell(state, "first", force=True)
    engine = engine or ("cpsat" if cpsat.is_available() else "python")
    improve(state, engine, seed, control)
    control.tell(state, "done", force=True)
    return result_of(state, control, engine, seed, candidates)


def first_rota(facts):
    """The greedy rota; when something is published, it starts from that."""
    return greedy(facts, start_state(facts))


def improve(state, engine, seed, control):
    """Improve a rota in place with the engine named.

    :raises ValueError: unknown engine, or "cpsat" without OR-tools
    """
    rng = random.Random(seed)
    if engine == "greedy":
        control.stopped = "greedy"
    elif engine == "python":
        anneal.Annealer(state, rng, control).run()
    elif engine == "cpsat" and cpsat.is_available():
        if cpsat.is_small(state.facts):
            if cpsat.solve_whole(state, control, rng.getrandbits(30)):
                return
        cpsat.improve(state, rng, control)
    else:
        raise ValueError(f"engine {engine!r} is not available")


def result_of(state, control, engine, seed, candidates=None):
    """The result as JSON.

    ``assignments`` (slot, line, person, substitute), ``levels`` (by name, smaller is
    better), ``figure``, ``gaps`` and ``needs`` with every candidate's reasons,
    ``walls``, ``changes`` against the published rota, ``people`` (minutes, target,
    weekends), ``stats``.
    """
    problem, facts = state.problem, state.facts
    assignments = []
    for person, line in state.pairs():
        the_line = problem.lines[line]
        assignments.append(
            {
                "slot": the_line.slot.id,
                "line": the_line.id,
                "person": problem.people[person].id,
                "substitute": bool(facts.eligible[person].get(line)),
                "locked": (person, line) in facts.locked,
            }
        )
    return {
        "assignments": assignments,
        "levels": dict(zip(LEVELS, state.key(), strict=True)),
        "figure": state.figure(),
        "gaps": explain.explain_gaps(state, candidates),
        "needs": explain.explain_needs(state),
        "walls": explain.walls(problem, facts),
        "changes": changes(state),
        "people": [
            {
                "person": p.id,
                "minutes": state.minutes[p.index],
                "target": facts.target[p.index],
                "weekends": len(state.weekends[p.index]),
                "slots": len(state.of[p.index]),
            }
            for p in problem.people
        ],
        "stats": {
            "engine": engine,
            "seed": seed,
            "work": round(control.spent, 2),
            "seconds": round(control.elapsed(), 3),
            "first_complete": round(control.first_complete or 0.0, 3),
            "stopped": control.stopped,
        },
    }


def changes(state):
    """Who lost and who gained a line against the published rota."""
    problem = state.problem
    now = set(state.pairs())
    rows = []
    for sign, pairs in (
        ("removed", state.facts.published - now),
        ("added", now - state.facts.published),
    ):
        for person, line in sorted(pairs):
            rows.append(
                {
                    "kind": sign,
                    "person": problem.people[person].id,
                    "line": problem.lines[line].id,
                    "slot": problem.lines[line].slot.id,
                }
            )
    return rows if state.facts.published else []


def state_of(data, assignments):
    """A state holding given assignments, for boards and checks.

    Nothing is refused here: what stands in the database is shown as it is.

    :param assignments: iterable of dicts with line and person
    """
    problem = data if isinstance(data, Problem) else Problem(data)
    state = State(Facts(problem))
    for row in assignments:
        line = problem.line_by_id[row["line"]].index
        person = problem.person_by_id[row["person"]].index
        slot = problem.lines[line].slot.index
        if slot not in state.of[person]:
            state.add(person, line)
    return state


def why_not(data, assignments, person, line):
    """Every reason against one assignment, given the others."""
    state = state_of(data, assignments)
    return state.why_not(
        state.problem.person_by_id[person].index, state.problem.line_by_id[line].index
    )


__all__ = [
    "changes",
    "close_gaps",
    "first_rota",
    "improve",
    "result_of",
    "solve",
    "state_of",
    "why_not",
]
