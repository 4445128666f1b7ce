# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The engine with OR-tools: small CP-SAT models, rebuilt around a few people.

Some people (or some of their days) are set free, everybody else is constant, the small
model is solved and the rota adopts what is better in lexicographic order. A problem
that is small as a whole is solved level by level, to the proof.

Each small solve is single-threaded and bounded in CP-SAT's deterministic time. Threads
solve different neighbourhoods of the same rota at the same time and are merged in a
fixed order, so that the number of cores changes the speed and not the result.
"""

from concurrent.futures import ThreadPoolExecutor

from .greedy import close_gaps
from .model import FAIR_STEEP, FAIR_UNIT, WEIGHTS
from .state import LANGUAGE, PAIR

cp_model = None  # loaded at first use: the first rota must not wait for it

LANES = 2  # neighbourhoods per round; fixed, or the result would depend on the machine
SMALL = 1500  # free assignments of a problem that is solved whole, level by level
LEAST_WORK = 0.05
WORK_PER_TIME = 4  # units of work for one unit of deterministic time


def is_available():
    """Whether OR-tools can be used here; loads it."""
    global cp_model
    if cp_model is None:
        try:
            from ortools.sat.python import cp_model as loaded
        except ImportError:  # the pure-Python engine serves
            return False
        cp_model = loaded
    return True


class SubModel:
    """CP-SAT model of the lines that some people may take on some days."""

    def __init__(self, state, free):
        """
        :param State state: the rota now; it is not changed
        :param dict free: person index → set of day ordinals set free, None = all
        """
        self.state = state
        self.facts = state.facts
        self.problem = state.problem
        self.free = free
        self.model = cp_model.CpModel()
        self.x = {}  # (person, line) → literal
        self.terms = [[] for _w in WEIGHTS]  # per level: (coefficient, variable)
        self.base = [0] * len(WEIGHTS)
        self.removed = []  # pairs that stand in the rota and are free
        self._build()

    def _is_free(self, person, day):
        days = self.free.get(person, ())
        return days is None or day in days

    def _build(self):
        for person in self.free:
            self._add_person(person)
        touched = {}
        for (person, line), var in self.x.items():
            touched.setdefault(line, []).append((person, var))
        slots = {}
        for line in touched:
            slot = self.problem.lines[line].slot
            slots.setdefault(slot.index, []).append(line)
        self._add_cover(touched)
        self._add_needs(slots, touched)
        self._add_enemies(slots, touched)

    # -- one person

    def _add_person(self, person):
        state, facts, problem = self.state, self.facts, self.problem
        clash = facts.clash[person]
        kept, mine = {}, {}
        for slot, line in state.of[person].items():
            day = problem.slots[slot].day
            if (person, line) in facts.locked or not self._is_free(person, day):
                kept[slot] = line
            else:
                self.removed.append((person, line))
        kept_slots = frozenset(kept)
        enemies = problem.enemies[person]
        for line in facts.eligible[person]:
            slot = problem.lines[line].slot
            if not self._is_free(person, slot.day):
                continue
            if not clash[slot.index].isdisjoint(kept_slots):
                continue
            team = state.team[slot.index]
            if any(e in team and self._stays(e, slot) for e in enemies):
                continue
            if self._is_full(line):
                continue
            var = self.model.new_bool_var("")
            self.x[person, line] = var
            mine.setdefault(slot.index, []).append((line, var))
            held = state.of[person].get(slot.index) == line
            self.model.add_hint(var, held)
        if not mine:
            return
        self._add_clashes(clash, mine)
        self._add_limits(person, kept, mine)
        self._add_soft(person, kept, mine)

    def _stays(self, person, slot):
        """Whether a holder of a slot is constant there."""
        line = self.state.of[person][slot.index]
        return not self._is_free(person, slot.day) or (person, line) in (
            self.facts.locked
        )

    def _is_full(self, line):
        """Whether constant people fill a line."""
        day = self.problem.lines[line].slot.day
        constant = sum(
            1
            for p in self.state.hold[line]
            if not self._is_free(p, day) or (p, line) in self.facts.locked
        )
        return constant >= self.problem.lines[line].wanted

    def _add_clashes(self, clash, mine):
        """At most one of each clique of slots that exclude each other."""
        slots = sorted(mine, key=lambda s: (self.problem.slots[s].start, s))
        done = set()
        for i, first in enumerate(slots):
            later = [s for s in slots[i:] if s in clash[first] or s == first]
            for group in self._cliques(first, later, clash):
                if group in done:
                    continue
                done.add(group)
                literals = [var for s in group for _line, var in mine[s]]
                if len(literals) > 1:
                    self.model.add_at_most_one(literals)

    def _cliques(self, first, later, clash):
        """Cover the clashes of `first` with later slots by cliques, greedily."""
        rest = [s for s in later if s != first]
        if not rest:
            return [(first,)]
        groups = []
        while rest:
            group = [rest[0]]
            for s in rest[1:]:
                if all(s in clash[g] for g in group):
                    group.append(s)
            taken = set(group)
            rest = [s for s in rest if s not in taken]
            groups.append((first, *group))
        return groups

    def _add_limits(self, person, kept, mine):
        problem, model = self.problem, self.model
        for first, last, cap in self.facts.windows[person]:
            inside = [s for s in mine if first <= problem.slots[s].day <= last]
            const = sum(
                problem.slots[s].minutes
                for s in kept
                if first <= problem.slots[s].day <= last
            )
            if sum(problem.slots[s].minutes for s in inside) + const > cap:
                model.add(
                    sum(
                        problem.slots[s].minutes * var
                        for s in inside
                        for _line, var in mine[s]
                    )
                    <= max(0, cap - const)
                )
        by_day = {}
        for s in mine:
            by_day.setdefault(problem.slots[s].day, []).extend(v for _l, v in mine[s])
        self._add_days(person, kept, by_day)
        if problem.day_minutes is not None:
            for day in by_day:
                const = sum(
                    problem.slots[s].minutes
                    for s in kept
                    if problem.slots[s].day == day
                )
                model.add(
                    sum(
                        problem.slots[s].minutes * var
                        for s in mine
                        if problem.slots[s].day == day
                        for _line, var in mine[s]
                    )
                    <= max(0, problem.day_minutes - const)
                )

    def _add_days(self, person, kept, by_day):
        own = self.problem.people[person].days_in_7
        limit = self.problem.days_in_7 if own is None else own
        if limit is None or limit >= 7:
            return
        model = self.model
        always = {self.problem.slots[s].day for s in kept}
        always |= self.facts.duty_days[person]
        worked = {}
        for day, literals in by_day.items():
            if day in always:
                continue
            worked[day] = model.new_bool_var("")
            for literal in literals:
                model.add_implication(literal, worked[day])
        starts = {d - back for d in worked for back in range(7)}
        for start in sorted(starts):
            span = range(start, start + 7)
            literals = [worked[d] for d in span if d in worked]
            const = sum(1 for d in span if d in always)
            if len(literals) + const > limit:
                model.add(sum(literals) <= max(0, limit - const))

    def _add_soft(self, person, kept, mine):
        facts, problem, model = self.facts, self.problem, self.model
        the_person = problem.people[person]
        for slot, pairs in mine.items():
            wish = facts.wish[person].get(slot, 0)
            way = facts.way[person][problem.slots[slot].zone]
            for line, var in pairs:
                self._term(5, facts.eligible[person][line], var)
                self._term(6, -wish, var)
                self._term(7, way, var)
                if (person, line) in facts.published:
                    self._term(3, -1, var)
        target = facts.target[person]
        const = sum(problem.slots[s].minutes for s in kept)
        most = sum(problem.slots[s].minutes for s in mine) + const
        if target is not None and mine:
            away = model.new_int_var(0, max(most, target) + FAIR_UNIT, "")
            load = const + sum(
                problem.slots[s].minutes * var for s in mine for _l, var in mine[s]
            )
            # Rounded down like fairness_cost: cost * unit + remainder = away.
            model.add(away >= load - target)
            model.add(away >= target - load)
            cost = model.new_int_var(0, max(most, target) // FAIR_UNIT + 1, "")
            model.add(cost * FAIR_UNIT >= away - (FAIR_UNIT - 1))
            steep = model.new_int_var(0, max(most, target) // FAIR_UNIT + 1, "")
            model.add(steep * FAIR_UNIT >= away - FAIR_STEEP - (FAIR_UNIT - 1))
            self._term(8, 1, cost)
            self._term(8, 2, steep)
        if the_person.max_weekends is not None and mine:
            self._add_weekends(the_person.max_weekends, kept, mine)

    def _add_weekends(self, most, kept, mine):
        problem, model = self.problem, self.model
        always = {problem.slots[s].weekend for s in kept} - {None}
        by_weekend = {}
        for s in mine:
            weekend = problem.slots[s].weekend
            if weekend is not None and weekend not in always:
                by_weekend.setdefault(weekend, []).extend(v for _l, v in mine[s])
        worked = []
        for literals in by_weekend.values():
            var = model.new_bool_var("")
            for literal in literals:
                model.add_implication(literal, var)
            worked.append(var)
        if len(worked) + len(always) > most:
            excess = model.new_int_var(0, len(worked) + len(always), "")
            model.add(excess >= sum(worked) + len(always) - most)
            self._term(4, 1, excess)

    # -- lines and teams

    def _term(self, level, coefficient, var):
        if coefficient:
            self.terms[level].append((coefficient, var))

    def _constant_holders(self, line):
        day = self.problem.lines[line].slot.day
        return [
            p
            for p in self.state.hold[line]
            if not self._is_free(p, day) or (p, line) in self.facts.locked
        ]

    def _add_cover(self, touched):
        for line, pairs in touched.items():
            the_line = self.problem.lines[line]
            const = len(self._constant_holders(line))
            free = the_line.wanted - const
            literals = [var for _p, var in pairs]
            if len(literals) > free:
                self.model.add(sum(literals) <= free)
            short = self.model.new_int_var(0, free, "")
            self.model.add(short + sum(literals) >= free)
            self._term(0, the_line.priority, short)
            if the_line.min < the_line.wanted and const < the_line.min:
                below = self.model.new_int_var(0, the_line.min - const, "")
                self.model.add(below + sum(literals) >= the_line.min - const)
                self._term(0, the_line.priority, below)

    def _add_needs(self, slots, touched):
        for slot, lines in slots.items():
            the_slot = self.problem.slots[slot]
            if not the_slot.needs:
                continue
            pairs = [pair for line in lines for pair in touched[line]]
            const = {
                p for line in the_slot.lines for p in self._constant_holders(line.index)
            }
            for i, need in enumerate(the_slot.needs):
                qualified = self.facts.qualified[slot][i]
                if need["kind"] == "tutor":
                    self._add_tutor(pairs, const, qualified)
                    continue
                missing = need.get("count", 1) - len(const & qualified)
                if missing <= 0:
                    continue
                miss = self.model.new_int_var(0, missing, "")
                self.model.add(
                    miss + sum(var for p, var in pairs if p in qualified) >= missing
                )
                level = LANGUAGE if need["kind"] == "skill" else PAIR
                self._term(level, 1, miss)

    def _add_tutor(self, pairs, const, tutors):
        if const & tutors:
            return
        people = self.problem.people
        lonely = self.model.new_bool_var("")
        guides = [var for p, var in pairs if p in tutors]
        if any(people[p].trainee for p in const):
            self.model.add_bool_or([lonely, *guides])
        for p, var in pairs:
            if people[p].trainee:
                self.model.add_bool_or([var.negated(), lonely, *guides])
        self._term(PAIR, 1, lonely)

    def _add_enemies(self, slots, touched):
        enemies = self.problem.enemies
        for lines in slots.values():
            pairs = [pair for line in lines for pair in touched[line]]
            for i, (p, var) in enumerate(pairs):
                if not enemies[p]:
                    continue
                for q, other in pairs[i + 1 :]:
                    if q in enemies[p]:
                        self.model.add_bool_or([var.negated(), other.negated()])

    # -- solving

    def expression(self, level):
        """Linear expression of a level (its constant part left out)."""
        return sum(c * v for c, v in self.terms[level])

    def solve(self, work, seed, seconds=None, objective=None):
        """Solve once.

        :param float work: units of work allowed
        :param objective: expression to minimise; by default the weighted figure
        :return: (status name, chosen (person, line) pairs or None, work spent, solver)
        """
        if objective is None:
            objective = sum(
                WEIGHTS[level] * c * v
                for level, terms in enumerate(self.terms)
                for c, v in terms
            )
        self.model.minimize(objective)
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = seed
        parameters.max_deterministic_time = work / WORK_PER_TIME
        parameters.linearization_level = 2
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        if seconds is not None:
            parameters.max_time_in_seconds = max(0.05, seconds)
        status = solver.solve(self.model)
        spent = solver.response_proto.deterministic_time * WORK_PER_TIME
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return solver.status_name(status), None, spent, solver
        chosen = [pair for pair, var in self.x.items() if solver.boolean_value(var)]
        return solver.status_name(status), chosen, spent, solver


class Neighbourhoods:
    """Chooses whom to set free; sizes adapt to what can be solved to the proof."""

    KINDS = ("gap", "people", "days", "site", "pair_up")

    def __init__(self, state, rng):
        self.rng = rng
        self.state = state
        self.facts = state.facts
        self.size = {kind: 6.0 for kind in self.KINDS}
        self.groups = self._groups()
        self.stuck = 0  # gap neighbourhoods in a row that closed nothing
        days = sorted({s.day for s in state.problem.slots})
        self.days = days

    def _groups(self):
        """People who may take each other's lines, as connected components."""
        parent = list(range(len(self.state.problem.people)))

        def root(p):
            while parent[p] != p:
                parent[p] = parent[parent[p]]
                p = parent[p]
            return p

        for candidates in self.facts.candidates:
            for p in candidates[1:]:
                parent[root(p)] = root(candidates[0])
        groups = {}
        for p in range(len(parent)):
            if self.facts.eligible[p]:
                groups.setdefault(root(p), []).append(p)
        return [g for _root, g in sorted(groups.items())]

    def draw(self, taken=frozenset()):
        """(kind, free) with free as :class:`SubModel` wants it, `taken` left out."""
        rng = self.rng
        troubled = any(self.state.levels[:3])
        if troubled and rng.random() < max(0.08, 0.6 * 0.9**self.stuck):
            kind = "gap"
        else:
            kind = rng.choice(("people", "days", "site", "pair_up"))
        size = max(2, int(self.size[kind]))
        if kind == "gap":
            people = self._around_gap(size)
        elif kind == "site":
            people = self._around_site(size)
        elif kind == "pair_up":
            people = self._unequal(size)
        else:
            people = self._some(size * (3 if kind == "days" else 1))
        people = set(people) - taken
        if kind == "days" and len(self.days) > 4:
            width = min(len(self.days), rng.choice((4, 7, 10)))
            start = rng.randrange(len(self.days) - width + 1)
            window = set(self.days[start : start + width])
            return kind, {p: window for p in sorted(people)}
        return kind, {p: None for p in sorted(people)}

    def _some(self, size):
        group = self.rng.choices(self.groups, [len(g) for g in self.groups])[0]
        return self.rng.sample(group, min(size, len(group)))

    def _around_gap(self, size):
        state, rng = self.state, self.rng
        bad = [ln.index for ln in state.problem.lines if state.shortage(ln.index)]
        for slot in state.problem.slots:
            if slot.needs and any(state._soft_of_slot(slot)):
                bad.extend(ln.index for ln in slot.lines)
        bad = [ln for ln in bad if self.facts.candidates[ln]]
        if not bad:
            return self._some(size)
        slot = state.problem.lines[rng.choice(bad)].slot
        pool = sorted({p for ln in slot.lines for p in self.facts.candidates[ln.index]})
        chosen = set(rng.sample(pool, min(max(2, size // 2), len(pool))))
        chosen |= {p for p in state.team[slot.index] if self.facts.eligible[p]}
        near = [
            p
            for other in state.problem.slots
            if abs(other.start - slot.start) < 2880
            for p in sorted(state.team[other.index])
        ]
        while len(chosen) < size and near:
            chosen.add(near.pop(rng.randrange(len(near))))
        for q in self.facts.qualified[slot.index]:
            fit = sorted(q & set(pool))
            if fit:
                chosen.add(rng.choice(fit))
        return {p for p in chosen if self.facts.eligible[p]}

    def _around_site(self, size):
        state, rng = self.state, self.rng
        slot = rng.choice(state.problem.slots)
        holders = {
            p
            for other in state.problem.slots
            if other.site == slot.site
            for p in state.team[other.index]
            if self.facts.eligible[p]
        }
        if not holders:
            return self._some(size)
        return set(rng.sample(sorted(holders), min(size, len(holders))))

    def _unequal(self, size):
        """Those furthest above and below their target, in one group."""
        group = self.rng.choices(self.groups, [len(g) for g in self.groups])[0]
        state, facts = self.state, self.facts

        def over(p):
            target = facts.target[p]
            return 0 if target is None else state.minutes[p] - target

        pool = self.rng.sample(group, min(len(group), 3 * size))
        pool.sort(key=lambda p: (over(p), p))
        half = max(1, size // 2)
        return set(pool[:half]) | set(pool[-half:])

    def learn(self, kind, proved, spent, allowed, closed):
        """Grow what is solved at once, shrink what is not solved in its time."""
        if closed:
            self.stuck = 0
        elif kind == "gap":
            self.stuck += 1
        if proved and spent < allowed / 4:
            self.size[kind] = min(40.0, self.size[kind] * 1.15)
        elif not proved:
            self.size[kind] = max(2.0, self.size[kind] * 0.85)


def improve(state, rng, control):
    """Large-neighbourhood search until the control says stop.

    :return: the state, never worse than it was, in lexicographic order
    """
    hoods = Neighbourhoods(state, rng)
    if not hoods.groups:
        control.stopped = "optimal"
        return state
    allowed = 1.0
    with ThreadPoolExecutor(max_workers=LANES) as pool:
        while not control.stop():
            jobs, taken = [], set()
            for _lane in range(LANES):
                kind, free = hoods.draw(taken)
                taken |= set(free)
                if free:
                    jobs.append((kind, SubModel(state, free), rng.getrandbits(30)))
            seconds = min(control.left(), 30)
            futures = [
                pool.submit(sub.solve, allowed, seed, seconds) for _k, sub, seed in jobs
            ]
            for (kind, sub, _seed), future in zip(jobs, futures, strict=True):
                status, chosen, spent, _solver = future.result()
                control.spend(max(spent, LEAST_WORK))
                before = state.levels[:3]
                if chosen is not None:
                    adopt(state, sub.removed, chosen)
                closed = state.levels[:3] != before
                hoods.learn(kind, status == "OPTIMAL", spent, allowed, closed)
            control.tell(state, "improve")
    close_gaps(state)
    return state


def adopt(state, removed, chosen):
    """Replace the freed pairs by the chosen ones if nothing breaks and it is better.

    The rota may have moved since the small model was built (another lane): pairs that
    are no longer there, or no longer fit, refuse the whole.
    """
    chosen_set, removed_set = set(chosen), set(removed)
    leave = sorted(removed_set - chosen_set)
    take = sorted(chosen_set - removed_set)
    if not leave and not take:
        return False
    if any(person not in state.hold[line] for person, line in removed):
        return False
    before, done = state.key(), []
    for person, line in leave:
        state.remove(person, line)
        done.append((-1, person, line))
    ok = True
    for person, line in take:
        if state.shortage(line) <= 0 or not state.can_add(person, line):
            ok = False
            break
        state.add(person, line)
        done.append((1, person, line))
    if ok and state.key() < before:
        return True
    for sign, person, line in reversed(done):
        if sign > 0:
            state.remove(person, line)
        else:
            state.add(person, line)
    return False


def is_small(facts):
    """Whether the problem is solved whole, level by level."""
    return sum(len(e) for e in facts.eligible) <= SMALL


def solve_whole(state, control, seed):
    """Level by level to the proof; falls back to what was reached when time is up.

    :return: True when every level is proved
    """
    free = {p: None for p, e in enumerate(state.facts.eligible) if e}
    if not free:
        control.stopped = "optimal"
        return True
    sub = SubModel(state, free)
    removed = list(sub.removed)
    held = set(removed)
    for level in range(len(WEIGHTS)):
        if control.stop():
            return False
        terms = sub.terms[level]
        if not terms:
            continue
        work = 10.0 if control.work is None else max(0.1, control.work - control.spent)
        expression = sub.expression(level)
        status, chosen, spent, solver = sub.solve(
            work, seed, min(control.left(), 60), expression
        )
        control.spend(max(spent, LEAST_WORK))
        if chosen is not None:
            adopt(state, sorted(held), chosen)
            held = {pair for pair in state.pairs() if pair in sub.x}
        if status != "OPTIMAL":
            return False
        sub.model.add(expression <= round(solver.objective_value))
        sub.model.clear_hints()
        for pair, var in sub.x.items():
            sub.model.add_hint(var, pair in held)
    control.stopped = "optimal"
    return True
