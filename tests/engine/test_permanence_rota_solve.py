# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rota engine on small problems: rules, order of levels, reasons, seeds."""

import copy
import importlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rota_strategies import iso, problems, span

from bench import _rota_case as rota_case
from bench import _rota_check as rota_check
from tools.engines import load

engine = load("permanence_rota")
state_module = importlib.import_module("permanence_engine_permanence_rota.state")
cpsat = importlib.import_module("permanence_engine_permanence_rota.cpsat")

ENGINES = ["greedy", "python"] + (["cpsat"] if cpsat.is_available() else [])
quiet = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck)
)


def run(problem, name="greedy", seed=0, work=0.5):
    return engine.solve(problem, seed=seed, work=work, seconds=None, engine=name)


@pytest.mark.parametrize("name", ENGINES)
@quiet
@given(problem=problems())
def test_hard_rules_hold_and_levels_agree(name, problem):
    """Nobody in two places, no hard rule broken, levels as an independent judge
    counts them. [B43]"""
    result = run(problem, name)
    assert rota_check.violations(problem, result["assignments"]) == []
    for level, value in rota_check.levels(problem, result["assignments"]).items():
        assert result["levels"][level] == value, level


@pytest.mark.parametrize("name", ENGINES)
@quiet
@given(problem=problems(), seed=st.integers(0, 5))
def test_same_seed_same_rota(name, problem, seed):
    """A run that ends by its work is reproducible to the last assignment."""
    one, two = run(problem, name, seed), run(copy.deepcopy(problem), name, seed)
    assert one["assignments"] == two["assignments"]
    assert one["levels"] == two["levels"]


def test_same_seed_same_rota_at_size():
    """Also through the neighbourhood search with its two lanes."""
    case = rota_case.make_case(3, sites=9, days=14, staff=40)
    runs = [engine.solve(case, seed=7, work=3, seconds=None) for _i in range(2)]
    assert runs[0]["assignments"] == runs[1]["assignments"]
    assert runs[0]["stats"]["stopped"] == runs[1]["stats"]["stopped"]
    assert rota_check.violations(case, runs[0]["assignments"]) == []


@pytest.mark.skipif(not cpsat.is_available(), reason="OR-tools is not installed")
@quiet
@given(problem=problems(max_people=3, max_slots=3, days=7))
def test_small_problems_reach_the_lexicographic_optimum(problem):
    """Level before level: the solver equals trying every rota."""
    result = engine.solve(problem, work=60, seconds=60, engine="cpsat")
    if result["stats"]["stopped"] != "optimal":
        return
    assert tuple(result["levels"].values()) == best_of_all(problem)


def best_of_all(data):
    """Smallest key over all rotas that obey the hard rules, by enumeration."""
    facts = state_module.Facts(engine.Problem(data))
    state = state_module.State(facts)
    pairs = sorted((p, ln) for p, lines in enumerate(facts.eligible) for ln in lines)
    best = state.key()

    def walk(i):
        nonlocal best
        best = min(best, state.key())
        for j in range(i, len(pairs)):
            person, line = pairs[j]
            if state.shortage(line) and state.can_add(person, line):
                state.add(person, line)
                walk(j + 1)
                state.remove(person, line)

    walk(0)
    return best


@quiet
@given(problem=problems())
def test_every_gap_is_explained_and_nobody_could_have_taken_it(problem):
    """A gap names each candidate of the role, and each has a reason. [I05]"""
    result = run(problem, "python", work=0.2)
    for gap in result["gaps"]:
        for candidate in gap["candidates"]:
            assert candidate["reasons"], (gap, candidate)


@quiet
@given(problem=problems(), data=st.data())
def test_the_reasons_lifted_make_the_person_assignable(problem, data):
    """Why-not is truthful: all reasons lifted, she may; one left, she may not. [C03]"""
    result = run(problem)
    rows = [
        (gap["line"], c["person"], c["reasons"])
        for gap in result["gaps"]
        for c in gap["candidates"]
    ]
    for line, person, reasons in rows:
        lifted, kept = lift(problem, result["assignments"], line, person, reasons)
        row = {"line": line, "person": person}
        assert rota_check.violations(lifted, [*kept, row]) == [], reasons
        assert engine.why_not(lifted, kept, person, line) == []
        left = data.draw(st.integers(0, len(reasons) - 1))
        some = reasons[:left] + reasons[left + 1 :]
        lifted, kept = lift(problem, result["assignments"], line, person, some)
        if reasons[left]["code"] in ("rest", "travel", "busy", "hours", "days"):
            continue  # lifting another may free hours or days as well
        assert engine.why_not(lifted, kept, person, line), (reasons[left], some)


EMPTIED = {
    "contract": ("contracts", None),
    "leave": ("absences", []),
    "available": ("available", None),
}


def lift(problem, assignments, line_id, person_id, reasons):
    """The problem and the rota with exactly these reasons taken away."""
    problem = copy.deepcopy(problem)
    person = next(p for p in problem["people"] if p["id"] == person_id)
    slot, line = next(
        (s, ln) for s in problem["slots"] for ln in s["lines"] if ln["id"] == line_id
    )
    kept = list(assignments)
    for reason in reasons:
        code = reason["code"]
        if "slot" in reason:
            kept = [
                a
                for a in kept
                if (a["person"], a["slot"]) != (person_id, reason["slot"])
            ]
        elif "duty" in reason:
            person["duties"] = []
        elif code == "role":
            person["roles"].append(reason["role"])
        elif code == "skill":
            person["skills"].append({**reason, "from": None, "to": None})
        elif code == "gender":
            person["gender"] = reason["gender"]
        elif code == "site":
            person["sites"].append(reason["site"])
        elif code in EMPTIED:
            field, value = EMPTIED[code]
            person[field] = value
        elif code == "hours":
            for cap in person["caps"]:
                if cap["from"] == reason["from"] and cap["to"] == reason["to"]:
                    # Hours of the reason are those of shifts: duties come on top.
                    cap["minutes"] = reason["cap"] + reason["over"]
                    cap["minutes"] += sum(
                        duty["stop"] - duty["start"]
                        for duty in person.get("duties") or ()
                        if cap["from"] <= duty["date"] <= cap["to"]
                        and duty.get("counts", True)
                    )
        elif code == "days":
            person["days_in_7"] = reason["worked"]
        elif code == "day_hours":
            problem["rules"]["day_minutes"] += slot["stop"] - slot["start"]
        elif code == "pair":
            problem["forbidden_pairs"] = [
                pair
                for pair in problem["forbidden_pairs"]
                if set(pair) != {person_id, reason["person"]}
            ]
        else:
            raise AssertionError(f"no way to lift {code}")
    return problem, kept


@quiet
@given(problem=problems(max_people=3))
def test_a_proved_wall_cannot_be_climbed(problem):
    """Where a wall is proved, every rota leaves heads uncovered in that role."""
    result = run(problem, "python", work=0.1)
    lines = {ln["id"]: ln for s in problem["slots"] for ln in s["lines"]}
    for wall in result["walls"]:
        if wall["kind"] != "proof":
            continue
        assert wall["asked"] > wall["available"] >= 0
        gaps = [g for g in result["gaps"] if lines[g["line"]]["role"] == wall["role"]]
        assert gaps, wall


def night_watch(people, nights, hours=38):
    return {
        "sites": [{"id": f"H{i}"} for i in range(nights // 7)],
        "roles": [{"id": "night"}],
        "people": [
            {
                "id": i,
                "roles": ["night"],
                "caps": [{"from": iso(0), "to": iso(6), "minutes": hours * 60}],
                "week_minutes": hours * 60,
            }
            for i in range(people)
        ],
        "slots": [
            {
                "id": i,
                "site": f"H{i // 7}",
                "date": iso(i % 7),
                "start": span(i % 7, "night")[0],
                "stop": span(i % 7, "night")[1],
                "lines": [{"id": f"n{i}", "role": "night", "wanted": 1}],
            }
            for i in range(nights)
        ],
    }


def test_capacity_wall_of_the_night_watchers():
    """Week 45, night watchers: 840 hours asked, 304 available. [B10]"""
    result = run(night_watch(8, 84))
    wall = result["walls"][0]
    assert wall["kind"] == "proof"
    assert wall["week"] == [2026, 45]
    assert wall["asked"] == 840 * 60
    assert wall["available"] == 304 * 60
    assert wall["people"] == 8


def test_training_is_a_condition_to_be_rostered():
    """A mediator without the training, or with an expired one, is not rostered; the
    gap says so. [I05] [I06]"""
    start, stop = span(2, "am")
    problem = {
        "sites": [{"id": "town"}],
        "people": [
            {"id": "untrained", "roles": ["mediator"]},
            {
                "id": "expired",
                "roles": ["mediator"],
                "skills": [{"skill": "desk", "level": 1, "to": iso(1)}],
            },
        ],
        "slots": [
            {
                "id": 1,
                "site": "town",
                "date": iso(2),
                "start": start,
                "stop": stop,
                "lines": [
                    {
                        "id": 1,
                        "role": "mediator",
                        "skills": [{"skill": "desk", "level": 1}],
                    }
                ],
            }
        ],
    }
    result = run(problem)
    assert result["assignments"] == []
    reasons = {c["person"]: c["reasons"] for c in result["gaps"][0]["candidates"]}
    assert [r["code"] for r in reasons["untrained"]] == ["skill"]
    assert [r["code"] for r in reasons["expired"]] == ["skill"]
    problem["people"][1]["skills"][0]["to"] = iso(9)
    assert [a["person"] for a in run(problem)["assignments"]] == ["expired"]


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("rest, given_out", [(660, 1), (600, 2)])
def test_a_late_evening_and_the_next_morning(name, rest, given_out):
    """From 23:00 to 9:00 there are ten hours: too few where eleven are the rule."""
    problem = {
        "sites": [{"id": "A"}],
        "rules": {"rest": rest},
        "people": [{"id": "one", "roles": ["r"]}],
        "slots": [
            {
                "id": part,
                "site": "A",
                "date": iso(day),
                "start": span(day, part)[0],
                "stop": span(day, part)[1],
                "lines": [{"id": part, "role": "r"}],
            }
            for day, part in ((0, "eve"), (1, "am"))
        ],
    }
    result = run(problem, name)
    assert len(result["assignments"]) == given_out
    codes = [r["code"] for g in result["gaps"] for r in g["candidates"][0]["reasons"]]
    assert codes == ["rest"] * (2 - given_out)


def test_frozen_hours_do_not_look_like_a_violation():
    """Leave lowers a cap below what was already worked: what was worked stays, and
    nothing more is given."""
    problem = night_watch(1, 7, hours=20)
    problem["people"][0]["caps"][0]["minutes"] = 10 * 60
    problem["locked"] = [{"line": "n0", "person": 0}, {"line": "n1", "person": 0}]
    result = run(problem)
    assert {a["line"] for a in result["assignments"]} == {"n0", "n1"}
    assert rota_check.violations(problem, result["assignments"]) == []


@pytest.mark.parametrize("seed", range(4))
def test_language_stands_above_weekends_and_fairness(seed):
    """The speaker gets the slot although it costs a weekend and balance."""
    start, stop = span(5, "am")
    problem = {
        "sites": [{"id": "A"}],
        "people": [
            {
                "id": "speaker",
                "roles": ["r"],
                "skills": [{"skill": "tir", "level": 2}],
                "max_weekends": 0,
                "target": 0,
            },
            {"id": "other", "roles": ["r"], "target": 240, "max_weekends": 2},
        ],
        "slots": [
            {
                "id": 1,
                "site": "A",
                "date": iso(5),
                "start": start,
                "stop": stop,
                "lines": [{"id": 1, "role": "r"}],
                "needs": [{"kind": "skill", "skill": "tir", "level": 1}],
            }
        ],
    }
    for name in ENGINES:
        result = run(problem, name, seed)
        assert [a["person"] for a in result["assignments"]] == ["speaker"], name


def test_faults_of_a_problem_are_all_named():
    """A malformed problem is refused with every fault, not the first."""
    problem = night_watch(1, 7)
    problem["slots"][0]["stop"] = problem["slots"][0]["start"]
    problem["locked"] = [{"line": "nowhere", "person": 0}]
    with pytest.raises(engine.ProblemError) as error:
        engine.solve(problem)
    assert "ends before it starts" in str(error.value)
    assert "nowhere" in str(error.value)


def test_cancel_returns_the_best_so_far():
    """A cancelled run still hands out a complete, legal rota."""
    case = rota_case.make_case(1, sites=6, days=7, staff=30)
    result = engine.solve(case, work=1e6, seconds=60, cancelled=lambda: True)
    assert result["stats"]["stopped"] == "cancelled"
    assert result["assignments"]
    assert rota_check.violations(case, result["assignments"]) == []


def test_enumeration_agrees_on_a_known_case():
    """The reference itself: two people, two overlapping slots, one gap left if one
    of them is away."""
    problem = night_watch(2, 14)
    problem["slots"] = [problem["slots"][0], problem["slots"][7]]
    assert best_of_all(problem)[0] == 0
    problem["people"] = problem["people"][:1]
    assert best_of_all(problem)[0] == 1
