# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rosters of shift patterns: the reader, both engines, the independent judge."""

import importlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import _rota_check as rota_check
from tools.engines import load

load("permanence_rota")
roster = importlib.import_module("permanence_engine_permanence_rota.roster")
cpsat = importlib.import_module("permanence_engine_permanence_rota.cpsat")
ENGINES = ["python"] + (["cpsat"] if cpsat.is_available() else [])

SMALL = """SECTION_HORIZON
# days
14

SECTION_SHIFTS
# ShiftID, Length in mins, Shifts which cannot follow
E,480,
L,480,E

SECTION_STAFF
A,E=14|L=14,3840,2400,5,2,2,1
B,E=14|L=3,3840,2400,5,2,2,1
C,E=14|L=0,3840,2400,5,2,2,2

SECTION_DAYS_OFF
A,0
B,6,7

SECTION_SHIFT_ON_REQUESTS
A,2,L,2

SECTION_SHIFT_OFF_REQUESTS
C,1,E,3

SECTION_COVER
""" + "".join(f"{d},E,1,100,1\n{d},L,1,100,1\n" for d in range(14))


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_small_instance(name, ends):
    """Read with either line end, solved without a broken rule, judged the same."""
    text = SMALL.replace("\n", ends)
    problem = roster.read_curtois(text)
    result = roster.solve_roster(problem, work=15, seconds=None, engine=name)
    faults, cost = rota_check.curtois(text, result["rosters"])
    assert faults == []
    assert cost == result["cost"]
    if name == "cpsat":
        again = roster.solve_roster(problem, work=15, seconds=None, engine=name)
        assert again["rosters"] == result["rosters"]


def test_reader_refuses_what_is_no_instance():
    """A missing section is named."""
    with pytest.raises(ValueError, match="SECTION_COVER"):
        roster.read_curtois(SMALL.split("SECTION_COVER")[0])
    with pytest.raises(ValueError, match="outside"):
        roster.read_curtois("1,2,3\n" + SMALL)


@pytest.mark.parametrize("name", ENGINES)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_rules_of_each_person_hold(name, data):
    """Random staff rules: whatever roster comes out obeys them all."""
    number = data.draw(st.integers(1, 4))
    staff = []
    for i in range(number):
        low = data.draw(st.integers(2, 5)) * 480
        staff.append(
            f"P{i},E={data.draw(st.integers(3, 14))}|L={data.draw(st.integers(0, 14))},"
            f"{low + 2400},{low},{data.draw(st.integers(3, 6))},"
            f"{data.draw(st.integers(1, 3))},{data.draw(st.integers(1, 3))},"
            f"{data.draw(st.integers(0, 2))}"
        )
    head, tail = SMALL.split("SECTION_STAFF\n")
    cover = "SECTION_COVER" + tail.split("SECTION_COVER")[1]
    text = f"{head}SECTION_STAFF\n" + "\n".join(staff) + "\n\n" + cover
    problem = roster.read_curtois(text)
    try:
        result = roster.solve_roster(problem, work=3, seconds=None, engine=name)
    except ValueError:
        return
    faults, cost = rota_check.curtois(text, result["rosters"])
    assert faults == []
    assert cost == result["cost"]


@pytest.mark.skipif(not cpsat.is_available(), reason="OR-tools is not installed")
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_pricing_finds_the_cheapest_roster(data):
    """The search in arrays agrees with the search by labels, for any prices."""
    name = "permanence_engine_permanence_rota"
    columns = importlib.import_module(f"{name}.roster_columns")
    labels = importlib.import_module(f"{name}.roster_python")
    low = data.draw(st.integers(0, 4)) * 480
    rule = (
        f"A,E=14|L=14,{low + 2400},{low},{data.draw(st.integers(2, 5))},"
        f"{data.draw(st.integers(1, 3))},{data.draw(st.integers(1, 3))},"
        f"{data.draw(st.integers(0, 2))}"
    )
    head, tail = SMALL.split("SECTION_STAFF\n")
    rest = tail.split("SECTION_DAYS_OFF")[1].replace("B,6,7\n", "")
    rest = rest.replace("C,1,E,3\n", "")
    text = f"{head}SECTION_STAFF\n{rule}\n\nSECTION_DAYS_OFF{rest}"
    problem = roster.read_curtois(text)
    prices = [
        [data.draw(st.integers(-9, 9)) for _shift in problem.shifts]
        for _day in range(problem.days)
    ]
    one = columns.Pricer(problem, 0).best(prices)
    two = labels.best_roster(problem, 0, prices, beam=10**6)
    assert (one is None) == (two is None)
    if one is not None:
        cost = [
            sum(prices[d][s] for d, s in enumerate(found) if s != roster.OFF)
            for found in (one, two)
        ]
        assert cost[0] == cost[1]
