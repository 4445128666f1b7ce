# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""First complete rota: the line that is hardest to fill is filled first."""

from .state import State


def start_state(facts):
    """State with what is locked, then what is published and still allowed."""
    state = State(facts)
    for person, line in sorted(facts.locked):
        if person not in state.hold[line] and not _in_slot(state, person, line):
            state.add(person, line)
    for person, line in sorted(facts.published - facts.locked):
        if state.shortage(line) and state.can_add(person, line):
            state.add(person, line)
    return state


def _in_slot(state, person, line):
    return state.problem.lines[line].slot.index in state.of[person]


def greedy(facts, state=None, rng=None):
    """Fill what is missing, most constrained line first.

    :param State state: continues from there; by default from :func:`start_state`
    :param random.Random rng: breaks ties; None = by index
    :return: the state
    """
    state = state or start_state(facts)
    problem = facts.problem
    load = {}  # demand that leans on each person, to spare the rare ones
    for line in problem.lines:
        for p in facts.candidates[line.index]:
            share = line.wanted * line.slot.minutes / len(facts.candidates[line.index])
            load[p] = load.get(p, 0) + share
    noise = (
        [rng.random() for _p in problem.people] if rng else [0] * len(problem.people)
    )

    def tightness(line):
        capacity = len(facts.candidates[line.index])
        return (
            -line.priority,
            capacity / max(1, line.wanted),
            line.slot.start,
            line.index,
        )

    order = sorted(problem.lines, key=tightness)
    for line in order:
        while state.shortage(line.index):
            best = _best_candidate(state, line, load, noise)
            if best is None:
                break
            state.add(best, line.index)
    close_gaps(state)
    return state


def _best_candidate(state, line, load, noise):
    facts, slot = state.facts, line.slot
    team = state.team[slot.index]
    missing = [
        facts.qualified[slot.index][i]
        for i, need in enumerate(slot.needs)
        if need["kind"] != "tutor"
        and len(team & facts.qualified[slot.index][i]) < need.get("count", 1)
    ]
    best = None
    for p in facts.candidates[line.index]:
        if p in team or not state.fits(p, line.index):
            continue
        person = state.problem.people[p]
        meets = sum(1 for q in missing if p in q)
        target = facts.target[p]
        left = 0 if target is None else target - state.minutes[p]
        weekend = slot.weekend
        over_weekend = (
            weekend is not None
            and person.max_weekends is not None
            and weekend not in state.weekends[p]
            and len(state.weekends[p]) >= person.max_weekends
        )
        key = (
            -meets,
            over_weekend,
            facts.eligible[p][line.index],
            -facts.wish[p].get(slot.index, 0) * 60
            - left / 4
            + load.get(p, 0) / 40
            + facts.way[p][slot.zone] * 4,
            noise[p],
            p,
        )
        if best is None or key < best[0]:
            best = (key, p)
    return best and best[1]


def close_gaps(state):
    """Add whoever may still be added: no gap is left that somebody could take.

    Covering stands above every other level, so any addition is worth its price.
    """
    facts = state.facts
    for line in state.problem.lines:
        while state.shortage(line.index):
            options = [
                p for p in facts.candidates[line.index] if state.can_add(p, line.index)
            ]
            if not options:
                break
            best = None
            for p in options:
                state.add(p, line.index)
                key = (state.key(), p)
                state.remove(p, line.index)
                if best is None or key < best:
                    best = key
            state.add(best[1], line.index)
