# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rosters without OR-tools: the best roster of one person by dynamic programming.

The others stand, each (day, shift) has a price, and the cheapest roster that obeys the
person's rules is found day by day. Going round the people improves the whole; noise on
the prices, fading, leads out of corners.
"""

OFF = -1
BEAM = 24  # labels kept per day and per number of minutes worked


def prices(problem, rosters, person):
    """Price of each (day, shift) for one person, the others as they are."""
    have = {}
    for p, roster in enumerate(rosters):
        if p != person and roster is not None:
            for d, s in enumerate(roster):
                have[d, s] = have.get((d, s), 0) + 1
    table = [[0.0] * len(problem.shifts) for _d in range(problem.days)]
    for (d, s), (required, under, over) in problem.cover.items():
        table[d][s] += -under if have.get((d, s), 0) < required else over
    for (p, d, s), w in problem.on.items():
        if p == person:
            table[d][s] -= w
    for (p, d, s), w in problem.off.items():
        if p == person:
            table[d][s] += w
    return table


def best_roster(problem, person, table, beam=BEAM):
    """Cheapest roster of one person, or None when none was found.

    A label is (last shift, length of the run, run is free to be short, minutes,
    weekends, Saturday worked, counts of scarce shifts). The beam keeps the cheapest
    labels of each number of minutes, so that the contract's hours stay reachable.
    """
    rule = problem.staff[person]
    days, shifts = problem.days, range(len(problem.shifts))
    scarce = [s for s in shifts if 0 < rule["most"][s] < days]
    place = {s: i for i, s in enumerate(scarce)}
    usable = [s for s in shifts if rule["most"][s]]
    longest = max((problem.minutes[s] for s in usable), default=0)
    start = (OFF, 0, True, 0, 0, False, (0,) * len(scarce))
    layer = {start: (0.0, None, OFF)}
    layers = []
    for d in range(days):
        weekend = d % 7 >= 5
        following = {}
        for label, (cost, _back, _s) in layer.items():
            for s, nxt in _steps(problem, rule, label, d, usable, place, weekend):
                price = cost + (table[d][s] if s != OFF else 0.0)
                least = rule["min_minutes"] - (days - 1 - d) * longest
                if nxt[3] < least:
                    continue
                known = following.get(nxt)
                if known is None or price < known[0]:
                    following[nxt] = (price, label, s)
        layer = _prune(following, beam)
        layers.append(layer)
        if not layer:
            return None
    ends = [(v[0], k) for k, v in layer.items() if k[3] >= rule["min_minutes"]]
    if not ends:
        return None
    label = min(ends)[1]
    roster = []
    for layer in reversed(layers):
        _cost, back, s = layer[label]
        roster.append(s)
        label = back
    return roster[::-1]


def _steps(problem, rule, label, d, usable, place, weekend):
    last, run, short_ok, minutes, weekends, saturday, counts = label
    first = d == 0
    sunday = d % 7 == 6
    # a day off
    if last == OFF:
        yield (
            OFF,
            (
                OFF,
                min(run + 1, rule["min_off"]),
                first or short_ok,
                minutes,
                weekends,
                False,
                counts,
            ),
        )
    elif run >= rule["min_run"] or short_ok:
        yield OFF, (OFF, 1, False, minutes, weekends, False, counts)
    if d in rule["days_off"]:
        return
    if last == OFF and not first and run < rule["min_off"] and not short_ok:
        return
    if last != OFF and run >= rule["max_run"]:
        return
    if weekend and not (sunday and saturday):
        weekends += 1
        if weekends > rule["max_weekends"]:
            return
    for s in usable:
        if last != OFF and s in problem.no_follow[last]:
            continue
        total = minutes + problem.minutes[s]
        if total > rule["max_minutes"]:
            continue
        tally = counts
        if s in place:
            i = place[s]
            if counts[i] >= rule["most"][s]:
                continue
            tally = counts[:i] + (counts[i] + 1,) + counts[i + 1 :]
        yield (
            s,
            (
                s,
                run + 1 if last != OFF else 1,
                first if last == OFF else short_ok,
                total,
                weekends,
                weekend and not sunday,
                tally,
            ),
        )


def _prune(labels, beam):
    groups = {}
    for label, value in labels.items():
        groups.setdefault(label[3], []).append((value[0], label))
    kept = {}
    for group in groups.values():
        group.sort()
        for _cost, label in group[:beam]:
            kept[label] = labels[label]
    return kept


def first_rosters(problem, rng, control):
    """One roster per person, each the best given those before.

    :raises ValueError: when nothing obeys somebody's own rules
    """
    rosters = [None] * len(problem.staff)
    for p in range(len(problem.staff)):
        table = prices(problem, rosters, p)
        for beam in (4, BEAM, 20 * BEAM):
            rosters[p] = best_roster(problem, p, table, beam)
            if rosters[p] is not None:
                break
        else:
            raise ValueError(f"no roster obeys the rules of {problem.staff[p]['id']}")
    return rosters


def improve(problem, rosters, rng, control):
    """Go round the people until the control says stop."""
    current, cost = list(rosters), problem.cost(rosters)
    best, best_cost = list(current), cost
    n = len(current)
    typical = sorted(w for _r, w, _o in problem.cover.values())[len(problem.cover) // 2]
    while not control.stop():
        heat = (1 - control.fraction()) ** 2
        group = rng.sample(range(n), min(n, rng.choice((1, 2, 2, 3))))
        trial = list(current)
        for p in group:
            trial[p] = None
        for p in group:
            table = prices(problem, trial, p)
            noise = heat * typical * 0.15
            for row in table:
                for s in range(len(row)):
                    row[s] += rng.random() * noise
            trial[p] = best_roster(problem, p, table) or current[p]
            control.spend(0.1)
        trial_cost = problem.cost(trial)
        if trial_cost <= cost + heat * typical * 0.5 * rng.random():
            current, cost = trial, trial_cost
            if cost < best_cost:
                best, best_cost = list(current), cost
        if rng.random() < 0.02:
            current, cost = list(best), best_cost
    return best
