# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Why a line is not covered, why not this person, and where capacity ends.

Everything is asked of the final rota with the same rules that the solver obeys, so that
a reason, once lifted, makes the person assignable.
"""

# What can be lifted on the day itself comes first when candidates are listed.
EASE = (
    "busy",
    "hours",
    "days",
    "day_hours",
    "rest",
    "travel",
    "pair",
    "site",
    "available",
    "leave",
    "contract",
    "skill",
    "gender",
    "role",
)


def explain_gaps(state, limit=None):
    """Every gap with its candidates and all their reasons.

    Candidates are the people of the role (or an allowed substitute); the others would
    only repeat that they are of another trade.

    :param int limit: at most so many candidates each, the nearest first
    :return: list of dicts: slot, line, missing, candidates
    """
    gaps = []
    for line in state.problem.lines:
        missing = state.shortage(line.index)
        if not missing:
            continue
        gaps.append(
            {
                "slot": line.slot.id,
                "line": line.id,
                "missing": missing,
                "candidates": candidates_of(state, line, limit),
            }
        )
    return gaps


def candidates_of(state, line, limit=None):
    """People of the role with every reason against them, nearest first."""
    found = []
    team = state.team[line.slot.index]
    for person in state.problem.people:
        if person.index in team:
            continue
        if state.problem.role_cost(person, line.role) is None:
            continue
        reasons = state.why_not(person.index, line.index)
        found.append((_distance(reasons), person.index, reasons))
    found.sort(key=lambda row: row[:2])
    return [
        {"person": state.problem.people[p].id, "reasons": reasons}
        for _d, p, reasons in found[:limit]
    ]


def _distance(reasons):
    return (len(reasons), [EASE.index(r["code"]) for r in reasons])


def explain_needs(state):
    """Team needs that are not met: who could meet them and why they do not.

    A speaker may sit in the team only by holding one of the slot's lines, so the
    reasons are those of the line that is nearest for her; a line that is full carries
    the reason ``full`` and its holders.
    """
    rows = []
    for slot in state.problem.slots:
        team = state.team[slot.index]
        for i, need in enumerate(slot.needs):
            _level, cost = state._need_cost(slot, i)
            if not cost:
                continue
            options = []
            for p in sorted(state.facts.qualified[slot.index][i] - team):
                best = min(
                    (_reasons_with_full(state, p, line) for line in slot.lines),
                    key=_need_distance,
                    default=None,
                )
                if best is not None:
                    options.append((_need_distance(best), p, best))
            options.sort(key=lambda row: row[:2])
            rows.append(
                {
                    "slot": slot.id,
                    "need": need,
                    "missing": cost,
                    "candidates": [
                        {"person": state.problem.people[p].id, "reasons": reasons}
                        for _d, p, reasons in options
                    ],
                }
            )
    return rows


def _reasons_with_full(state, person, line):
    reasons = state.why_not(person, line.index)
    if not state.shortage(line.index):
        holders = [state.problem.people[p].id for p in sorted(state.hold[line.index])]
        reasons = [*reasons, {"code": "full", "line": line.id, "holders": holders}]
    return reasons


def _need_distance(reasons):
    order = ("full", *EASE)
    return (len(reasons), [order.index(r["code"]) for r in reasons])


def walls(problem, facts):
    """Where demand goes past what people can give, by role, week and language.

    ``proof``: no rota can do it. Each person counts with the most she could hold by
    cap, day by day, in slots that she may hold, rest between days left out (so the sum
    is never too small). ``norm``: it can only be done beyond the contract's weekly
    hours (``week_minutes``), by borrowing from other weeks.

    :return: list of dicts: kind, role, skill, week (``[year, week]`` or None for the
        whole horizon), asked, available (minutes), people
    """
    found = []
    weeks = sorted({slot.week for slot in problem.slots})
    for role, skill in _demands(problem):
        lines = [
            line
            for line in problem.lines
            if line.role == role and (skill is None or skill in line.skills)
        ]
        for week in [*weeks, None]:
            inside = [ln for ln in lines if week is None or ln.slot.week == week]
            wall = _wall(problem, facts, inside, week, len(weeks))
            if wall:
                wall["role"] = role
                wall["skill"] = skill and {"skill": skill[0], "level": skill[1]}
                found.append(wall)
    found.sort(key=lambda w: (w["kind"] != "proof", w["available"] - w["asked"]))
    return found


def _demands(problem):
    demands = {}
    for line in problem.lines:
        demands[line.role, None] = True
        for skill in line.skills:
            demands[line.role, skill] = True
    return sorted(demands, key=str)


def _wall(problem, facts, lines, week, n_weeks):
    asked = sum(line.wanted * line.slot.minutes for line in lines)
    if not asked:
        return None
    able = sorted({p for line in lines for p in facts.candidates[line.index]})
    bound = norm = 0
    for p in able:
        most = _most_minutes(problem, facts, p, lines)
        bound += most
        usual = problem.people[p].week_minutes
        if usual is not None:
            most = min(most, usual * (1 if week else n_weeks))
        norm += most
    wall = {"week": week and list(week), "asked": asked, "people": len(able)}
    if bound < asked:
        return {**wall, "kind": "proof", "available": min(bound, norm)}
    if norm < asked:
        return {**wall, "kind": "norm", "available": norm}
    return None


def _most_minutes(problem, facts, person, lines):
    """Upper bound of the minutes a person can give to these lines."""
    by_day = {}
    for line in lines:
        if line.index in facts.eligible[person]:
            by_day.setdefault(line.slot.day, []).append(
                (line.slot.stop, line.slot.start)
            )
    per_day = {day: _best_day(spans) for day, spans in by_day.items()}
    if problem.day_minutes is not None:
        per_day = {d: min(m, problem.day_minutes) for d, m in per_day.items()}
    total = most = sum(per_day.values())
    chained, reached = 0, None  # what disjoint windows cut off together
    for first, last, cap in sorted(facts.windows[person], key=lambda w: w[1]):
        inside = sum(m for d, m in per_day.items() if first <= d <= last)
        cut = max(0, inside - max(0, cap))
        most = min(most, total - cut)
        if reached is None or first > reached:
            chained, reached = chained + cut, last
    return min(most, total - chained)


def _best_day(spans):
    """Most minutes in disjoint spans (weighted interval scheduling).

    >>> _best_day([(720, 480), (780, 540), (1020, 780)])
    480
    """
    best = [(0, 0)]  # (stop, minutes), both growing
    for stop, start in sorted(spans):
        before = max(m for s, m in best if s <= start)
        if before + stop - start > best[-1][1]:
            best.append((stop, before + stop - start))
    return best[-1][1]


def describe(reason, names=None):
    """A reason in plain English, for logs and tests; screens translate the code.

    :param names: callable that turns an id of a site, person or skill into a name
    """
    name = names or str
    texts = {
        "role": "does not hold this role",
        "skill": "{skill} at level {level} missing or out of date",
        "gender": "the line asks for {gender}",
        "contract": "no contract that day",
        "leave": "unavailable",
        "available": "outside working time",
        "site": "not authorised at {site}",
        "busy": "busy at {place}",
        "rest": "rest of {rest_h} h broken by {place}",
        "travel": "too far from {place} ({minutes} min)",
        "hours": "over the hours of {from} to {to} by {over} min",
        "day_hours": "over the hours of one day",
        "days": "{worked} days out of seven",
        "pair": "not together with {person}",
        "full": "the line is full",
    }
    values = dict(reason)
    for key in ("skill", "site", "person"):
        if key in values:
            values[key] = name(values[key])
    values["place"] = values.get("duty") or values.get("site") or ""
    values["rest_h"] = values.get("rest", 0) // 60
    return texts[reason["code"]].format(**values)
