# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Eligibility in three values, distance, freshness, and the search that joins them."""

import importlib
import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.engines import load

load("service_directory")
NAME = "permanence_engine_service_directory"
eligibility = importlib.import_module(f"{NAME}.eligibility")
freshness = importlib.import_module(f"{NAME}.freshness")
geo = importlib.import_module(f"{NAME}.geo")
matching = importlib.import_module(f"{NAME}.matching")
Public, Person = eligibility.Public, eligibility.Person
Offer, Query = matching.Offer, matching.Query

TODAY = date(2026, 11, 22)

# --- eligibility ---------------------------------------------------------------------


def test_what_is_not_known_is_a_question_not_a_refusal():
    public = Public(statuses=frozenset({"asylum"}), age_max=25)
    found = eligibility.match(public, Person(age=20))
    assert found.verdict == "unknown"
    assert [r.criterion for r in found.of("unknown")] == ["status"]
    assert [r.criterion for r in found.of("yes")] == ["age"]


def test_one_no_is_a_no_and_all_reasons_are_told():
    public = Public(
        sexes=frozenset({"female"}), age_min=18, statuses=frozenset({"asylum"})
    )
    found = eligibility.match(public, Person(sex="male", age=17))
    assert found.verdict == "no"
    assert {r.criterion: r.verdict for r in found.reasons} == {
        "status": "unknown",
        "age": "no",
        "sex": "no",
    }


@pytest.mark.parametrize(
    ("age", "verdict"), [(17, "no"), (18, "yes"), (25, "yes"), (26, "no")]
)
def test_both_ends_of_an_age_are_included(age, verdict):
    public = Public(age_min=18, age_max=25)
    assert eligibility.match(public, Person(age=age)).verdict == verdict


def test_newborn_has_an_age():
    assert eligibility.match(Public(age_max=3), Person(age=0)).verdict == "yes"


def test_area_above_the_person_s_area_is_enough():
    public = Public(areas=frozenset({"tunis"}))
    assert (
        eligibility.match(public, Person(area_path=("medina", "tunis", "tn"))).verdict
        == "yes"
    )
    assert eligibility.match(public, Person(area_path=("sfax", "tn"))).verdict == "no"
    assert eligibility.match(public, Person()).verdict == "unknown"


def test_preferential_service_receives_all_and_tells_who_comes_first():
    public = Public(mode="preferential", profiles=frozenset({"pregnant"}))
    first = eligibility.match(public, Person(profiles={"pregnant": True}))
    other = eligibility.match(public, Person(profiles={"pregnant": False}))
    assert (first.verdict, first.has_priority) == ("yes", True)
    assert (other.verdict, other.has_priority) == ("yes", False)
    anyone = replace(public, mode="unconditional")
    assert not eligibility.match(
        anyone, Person(profiles={"pregnant": True})
    ).has_priority


CODES = st.sampled_from("abcd")
PUBLICS = st.builds(
    Public,
    mode=st.sampled_from(("exclusive", "preferential", "unconditional")),
    statuses=st.frozensets(CODES, max_size=3),
    age_min=st.none() | st.integers(0, 99),
    age_max=st.none() | st.integers(0, 99),
    sexes=st.frozensets(CODES, max_size=2),
    families=st.frozensets(CODES, max_size=2),
    areas=st.frozensets(CODES, max_size=2),
    profiles=st.frozensets(CODES, max_size=3),
)
PERSONS = st.builds(
    Person,
    status=CODES,
    age=st.integers(0, 99),
    sex=CODES,
    family=CODES,
    area_path=st.lists(CODES, max_size=3).map(tuple),
    profiles=st.fixed_dictionaries({code: st.booleans() for code in "abcd"}),
)


@given(PUBLICS, PERSONS)
def test_a_person_wholly_known_gets_no_question(public, person):
    assert eligibility.match(public, person).verdict != "unknown"


@given(PUBLICS, PERSONS, st.sets(st.sampled_from(eligibility.CRITERIA)))
def test_knowing_more_never_turns_an_answer_round(public, person, hidden):
    blank = {
        "status": "status",
        "age": "age",
        "sex": "sex",
        "family": "family",
        "area": "area_path",
    }
    less = replace(person, **{blank[c]: None for c in hidden if c in blank})
    if "profile" in hidden:
        less = replace(less, profiles={})
    before = eligibility.match(public, less).verdict
    after = eligibility.match(public, person).verdict
    assert before in (after, "unknown")


@given(PUBLICS, PERSONS)
def test_verdict_is_what_a_plain_reading_of_the_criteria_says(public, person):
    fits = (
        (not public.statuses or person.status in public.statuses)
        and (public.age_min is None or person.age >= public.age_min)
        and (public.age_max is None or person.age <= public.age_max)
        and (not public.sexes or person.sex in public.sexes)
        and (not public.families or person.family in public.families)
        and (not public.areas or bool(public.areas & set(person.area_path)))
        and (not public.profiles or any(person.profiles[c] for c in public.profiles))
    )
    wanted = "yes" if fits or public.mode != "exclusive" else "no"
    assert eligibility.match(public, person).verdict == wanted


# --- distance ------------------------------------------------------------------------

POINTS = st.tuples(st.floats(-89, 89), st.floats(-180, 180)).filter(
    lambda p: p != (0.0, 0.0)
)


def test_tunis_to_sfax_and_brussels_to_paris():
    # Great-circle distances as published for these cities: 234 km and 264 km.
    assert geo.distance_km((36.8065, 10.1815), (34.7406, 10.7603)) == pytest.approx(
        235.6, abs=2
    )
    assert geo.distance_km((50.8503, 4.3517), (48.8566, 2.3522)) == pytest.approx(
        264, abs=2
    )


@pytest.mark.parametrize(
    "pair",
    [(0, 0), (None, 3), ("x", 3), (91, 0), (0, 181), (math.nan, 1), (1, math.inf)],
)
def test_what_is_no_place_is_none(pair):
    assert geo.point(*pair) is None
    assert geo.distance_km(geo.point(*pair), (1.0, 1.0)) is None


@given(POINTS, POINTS)
def test_distance_is_symmetric_and_within_half_the_earth(a, b):
    there = geo.distance_km(a, b)
    assert there == pytest.approx(geo.distance_km(b, a))
    assert 0 <= there <= math.pi * geo.EARTH_RADIUS_KM + 1e-6
    assert geo.distance_km(a, a) == 0


@given(POINTS, POINTS, st.floats(0.1, 2000))
def test_box_loses_no_point_within_the_radius(center, other, margin):
    radius = geo.distance_km(center, other) + margin
    south, west, north, east = geo.bounding_box(center, radius)
    assert south - 1e-9 <= other[0] <= north + 1e-9
    assert west - 1e-9 <= other[1] <= east + 1e-9


# --- freshness -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2024, 2, 29), 16, date(2025, 6, 29)),
    ],
)
def test_months_end_on_the_last_day(day, months, wanted):
    assert freshness.add_months(day, months) == wanted


def test_a_sheet_goes_from_fresh_to_advised_to_required():
    """A sheet tells when it must be checked again [E17]"""
    due = freshness.next_check(date(2026, 6, 1), 6, date(2020, 1, 1))
    assert due == date(2026, 12, 1)
    assert freshness.state(due, date(2026, 11, 30)) == "up_to_date"
    assert freshness.state(due, date(2026, 12, 1)) == "advised"
    assert freshness.state(due, date(2026, 12, 31)) == "required"
    assert freshness.next_check(None, 6, date(2020, 1, 1)) == date(2020, 1, 1)
    assert freshness.next_check(date(2026, 6, 1), 0, date(2020, 1, 1)) is None
    assert freshness.state(None, date(2030, 1, 1)) == "up_to_date"
    with pytest.raises(ValueError, match="months"):
        freshness.next_check(None, -1, TODAY)


@given(
    st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    st.lists(st.integers(1, 90), min_size=1, max_size=30),
)
def test_no_sheet_is_withdrawn_without_a_month_of_notice(due, steps):
    """However seldom the job runs, notice comes first and lasts 30 days [E17]"""
    notified, today = None, due - timedelta(days=5)
    for step in steps:
        found = freshness.withdrawal(due, notified, today)
        assert not (found.notify and found.withdraw)
        if found.withdraw:
            assert today - notified >= timedelta(days=30)
            assert today - due >= timedelta(days=90)
            return
        if found.notify:
            notified = today
        today += timedelta(days=step)
    assert today - due < timedelta(days=90 + 90 + 90)


def test_old_notice_of_an_earlier_round_does_not_count():
    due = date(2026, 1, 1)
    found = freshness.withdrawal(due, date(2025, 6, 1), date(2026, 6, 1))
    assert found == freshness.Withdrawal(True, False, date(2026, 7, 1))
    assert freshness.withdrawal(None, None, TODAY) == freshness.Withdrawal(
        False, False, None
    )


@given(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(0, 1500))
def test_score_only_falls(checked, days):
    now = checked + timedelta(days=days)
    today, tomorrow = (
        freshness.score(checked, now + timedelta(days=n)) for n in (0, 1)
    )
    assert 1 >= today >= tomorrow >= 0
    assert freshness.score(None, now) == 0


# --- search --------------------------------------------------------------------------

LEGAL = Offer(
    "legal",
    categories=frozenset({"law", "rights"}),
    areas=frozenset({"tunis"}),
    languages=frozenset({"fra", "ara"}),
    access_modes=frozenset({"walk_in"}),
    opening="open",
    distance=1.2,
    last_checked=TODAY,
)


def verdicts(finding):
    return dict(finding.reasons)


def test_hit_tells_why():
    query = Query(
        category="rights",
        area_path=("medina", "tunis"),
        languages=frozenset({"ara"}),
        access_mode="walk_in",
        person=Person(),
        is_open_now=True,
        max_km=5,
    )
    found = matching.judge(LEGAL, query, TODAY)
    assert found.is_hit
    assert verdicts(found) == {
        "need": "yes",
        "area": "yes",
        "access": "yes",
        "eligibility": "yes",
        "open_now": "yes",
        "distance": "yes",
        "language": "yes",
        "fresh": "yes",
    }


@pytest.mark.parametrize(
    ("offer", "query", "code"),
    [
        ({"is_active": False}, {}, "active"),
        ({}, {"category": "health"}, "need"),
        ({}, {"area_path": ("sfax", "tn")}, "area"),
        ({}, {"access_mode": "on_referral"}, "access"),
        ({"opening": "closed"}, {"is_open_now": True}, "open_now"),
        ({"distance": 7.0}, {"max_km": 5}, "distance"),
        (
            {"public": Public(age_max=17)},
            {"person": Person(age=30)},
            "eligibility_age",
        ),
    ],
)
def test_each_miss_names_its_reason(offer, query, code):
    found = matching.judge(replace(LEGAL, **offer), Query(**query), TODAY)
    assert not found.is_hit
    assert found.of("no") == (code,)


@pytest.mark.parametrize(
    ("offer", "query", "code"),
    [
        ({"opening": "unknown"}, {"is_open_now": True}, "open_now"),
        ({"distance": None}, {"max_km": 5}, "distance"),
        ({"access_modes": frozenset()}, {"access_mode": "walk_in"}, "access"),
        ({"public": Public(age_max=17)}, {"person": Person()}, "eligibility_age"),
    ],
)
def test_what_is_not_known_stays_on_the_list_as_a_question(offer, query, code):
    found = matching.judge(replace(LEGAL, **offer), Query(**query), TODAY)
    assert (found.verdict, found.is_hit) == ("unknown", True)
    assert found.of("unknown") == (code,)


def test_service_of_a_part_of_the_area_is_a_question():
    part = replace(
        LEGAL, areas=frozenset({"marsa"}), areas_above=frozenset({"tunis", "tn"})
    )
    for path, verdict in (
        (("marsa", "tunis", "tn"), "yes"),
        (("tunis", "tn"), "unknown"),
        (("sfax", "tn"), "no"),
    ):
        found = matching.judge(part, Query(area_path=path), TODAY)
        assert verdicts(found)["area"] == verdict


def test_language_and_capacity_move_the_rank_only():
    query = Query(languages=frozenset({"tir"}))
    full = replace(LEGAL, key="full", capacity="no-capacity")
    speaks = replace(LEGAL, key="speaks", languages=frozenset({"tir"}))
    silent = replace(LEGAL, key="silent", languages=frozenset())
    found = matching.search([full, LEGAL, silent, speaks], query, TODAY)
    assert [f.key for f in found] == ["speaks", "silent", "legal", "full"]
    assert all(f.is_hit for f in found)
    assert verdicts(found[-1])["capacity_no-capacity"] == "no"


def test_nearer_comes_first_and_fresher_when_as_near():
    old = replace(LEGAL, key="old", last_checked=TODAY - timedelta(days=500))
    far = replace(LEGAL, key="far", distance=9.0)
    lost = replace(LEGAL, key="lost", distance=None)
    found = matching.search([lost, far, old, LEGAL], Query(), TODAY)
    assert [f.key for f in found] == ["legal", "old", "far", "lost"]


OFFERS = st.lists(
    st.builds(
        Offer,
        key=st.integers(0, 99),
        categories=st.frozensets(CODES),
        areas=st.frozensets(CODES),
        languages=st.frozensets(CODES),
        public=PUBLICS,
        is_active=st.booleans(),
        opening=st.sampled_from(("open", "closed", "unknown")),
        distance=st.none() | st.floats(0, 100),
        capacity=st.sampled_from((None, "capacity", "waitlist", "no-capacity")),
        last_checked=st.none() | st.dates(date(2024, 1, 1), TODAY),
    ),
    max_size=8,
)
QUERIES = st.builds(
    Query,
    category=st.none() | CODES,
    area_path=st.lists(CODES, max_size=2).map(tuple),
    languages=st.frozensets(CODES),
    person=st.none() | PERSONS,
    is_open_now=st.booleans(),
    max_km=st.none() | st.floats(0, 100),
)


@given(OFFERS, QUERIES)
def test_misses_stand_after_hits_and_every_miss_has_a_reason(offers, query):
    found = matching.search(offers, query, TODAY)
    assert len(found) == len(offers)
    hits = [f.is_hit for f in found]
    assert hits == sorted(hits, reverse=True)
    assert all(f.of("no") for f in found if not f.is_hit)


@given(OFFERS, QUERIES)
def test_order_of_the_offers_does_not_matter(offers, query):
    offers = list({offer.key: offer for offer in offers}.values())
    one = [f.key for f in matching.search(offers, query, TODAY)]
    other = [f.key for f in matching.search(offers[::-1], query, TODAY)]
    assert one == other
