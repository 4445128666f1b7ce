# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Repair of a published rota, and who may replace."""

import importlib

import pytest
from hypothesis import HealthCheck, given, settings
from rota_strategies import iso, problems, span

from bench import _rota_case as rota_case
from bench import _rota_check as rota_check
from tools.engines import load

engine = load("permanence_rota")
cpsat = importlib.import_module("permanence_engine_permanence_rota.cpsat")
ENGINES = ["python"] + (["cpsat"] if cpsat.is_available() else [])
quiet = settings(
    max_examples=30, deadline=None, suppress_health_check=list(HealthCheck)
)


def published(result):
    return [{"line": a["line"], "person": a["person"]} for a in result["assignments"]]


@pytest.mark.parametrize("name", ENGINES)
@quiet
@given(problem=problems())
def test_repair_obeys_the_rules_and_moves_nobody_for_nothing(name, problem):
    """With nobody ill and nothing missing, nothing changes. [C03]"""
    first = engine.solve(problem, work=0.3, seconds=None, engine=name)
    problem["published"] = published(first)
    again = engine.repair(problem, work=0.3, seconds=None, engine=name)
    assert rota_check.violations(problem, again["assignments"]) == []
    if first["levels"]["uncovered"] == 0 == first["levels"]["language"]:
        if first["levels"]["pair"] == 0:
            assert again["changes"] == []


@pytest.mark.parametrize("name", ENGINES)
def test_five_ill_for_five_days(name):
    """What can be covered is refilled, and hardly anybody else moves."""
    case = rota_case.make_case(0, sites=12, days=14, staff=60)
    first = engine.solve(case, work=6, seconds=30, engine=name)
    problem, ill = rota_case.sick(case, first, people=4)
    fixed = engine.repair(problem, work=20, seconds=20, engine=name)
    assert rota_check.violations(problem, fixed["assignments"]) == []
    others = [
        c for c in fixed["changes"] if c["kind"] == "removed" and c["person"] not in ill
    ]
    if name == "cpsat":
        assert len(others) <= 3
    for gap in fixed["gaps"]:
        assert all(c["reasons"] for c in gap["candidates"])
    assert fixed["levels"]["uncovered"] <= first["levels"]["uncovered"] + 2


def test_moving_one_person_when_no_one_is_free():
    """The only speaker is taken from a slot that somebody else can hold: one change,
    and it is named."""
    start, stop = span(1, "am")
    slot = {"site": "A", "date": iso(1), "start": start, "stop": stop}
    problem = {
        "sites": [{"id": "A"}],
        "people": [
            {"id": "ill", "roles": ["r"], "absences": [[start, stop]],
             "skills": [{"skill": "tir", "level": 1}]},
            {"id": "speaker", "roles": ["r"], "skills": [{"skill": "tir", "level": 1}]},
            {"id": "free", "roles": ["r"]},
        ],
        "slots": [
            {**slot, "id": 1, "lines": [
                {"id": "tigrinya", "role": "r",
                 "skills": [{"skill": "tir", "level": 1}]}]},
            {**slot, "id": 2, "lines": [{"id": "any", "role": "r"}]},
        ],
        "published": [
            {"line": "tigrinya", "person": "ill"},
            {"line": "any", "person": "speaker"},
        ],
    }  # fmt: skip
    for name in ENGINES:
        fixed = engine.repair(problem, work=2, seconds=None, engine=name)
        assert {(a["line"], a["person"]) for a in fixed["assignments"]} == {
            ("tigrinya", "speaker"),
            ("any", "free"),
        }
        removed = {c["person"] for c in fixed["changes"] if c["kind"] == "removed"}
        assert removed == {"ill", "speaker"}


def ranking_case():
    start, stop = span(2, "am")
    later = span(2, "pm")
    person = {"roles": ["r"], "target": 600}
    return {
        "sites": [{"id": "A", "zone": "z"}, {"id": "B", "zone": "far"}],
        "travel": {"far": {"z": 45}, "z": {"far": 45}},
        "rules": {"far": 30},
        "roles": [{"id": "r", "substitutes": [{"role": "s", "cost": 1}]}],
        "people": [
            {**person, "id": "leaves", "skills": [{"skill": "tir", "level": 2}]},
            {**person, "id": "speaker", "skills": [{"skill": "tir", "level": 2}]},
            {**person, "id": "near"},
            {**person, "id": "full", "target": 0},
            {**person, "id": "other-trade", "roles": ["x"]},
            {**person, "id": "stand-in", "roles": ["s"]},
            {**person, "id": "away", "absences": [[start, stop]]},
            {**person, "id": "elsewhere"},
        ],
        "slots": [
            {"id": 1, "site": "A", "date": iso(2), "start": start, "stop": stop,
             "lines": [{"id": 1, "role": "r"}],
             "needs": [{"kind": "skill", "skill": "tir", "level": 1}]},
            {"id": 2, "site": "B", "date": iso(2), "start": later[0], "stop": later[1],
             "lines": [{"id": 2, "role": "r"}]},
        ],
    }  # fmt: skip


def test_replacements_in_order_and_the_excluded_with_reasons():
    """Language first, then hours left; substitutes last; the others say why. [C03]"""
    rows = [{"line": 1, "person": "leaves"}, {"line": 2, "person": "elsewhere"}]
    candidates, excluded = engine.rank(ranking_case(), rows, 1, "leaves")
    assert [c["person"] for c in candidates] == ["speaker", "near", "full", "stand-in"]
    reasons = {r["person"]: [x["code"] for x in r["reasons"]] for r in excluded}
    assert reasons == {"away": ["leave"], "elsewhere": ["travel"]}
    for candidate in candidates:
        row = [{"line": 1, "person": candidate["person"]}, rows[1]]
        assert rota_check.violations(ranking_case(), row) == []
