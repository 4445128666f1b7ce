# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Occurrences of templates and hours: clock changes, nights, weeks, funders."""

import importlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.engines import load

load("permanence_rota")
grid = importlib.import_module("permanence_engine_permanence_rota.timegrid")
hours = importlib.import_module("permanence_engine_permanence_rota.hours")

ZONES = ["Europe/Brussels", "Europe/Paris", "Africa/Tunis", "Africa/Casablanca"]


def template(**more):
    return {
        "id": 1,
        "site": "A",
        "tz": "Europe/Brussels",
        "weekday": 0,
        "hour_from": 9,
        "hour_to": 12.5,
        **more,
    }


def length(day, tz="Europe/Brussels"):
    start, stop = grid.span(day, 21, 7, tz)
    return (stop - start) / 60


def test_nights_of_the_clock_change():
    """21:00 to 07:00 is 9 h in March, 11 h in October, 10 h otherwise and always in
    Tunis. [B10]"""
    assert length(date(2026, 3, 28)) == 9
    assert length(date(2026, 10, 24)) == 11
    assert length(date(2026, 10, 25)) == 10
    assert length(date(2026, 10, 24), "Africa/Tunis") == 10


def test_an_hour_that_does_not_exist():
    """02:30 on the night of March is 03:30 summer time."""
    moment = grid.local_moment(date(2026, 3, 29), 2.5, "Europe/Brussels")
    assert moment.hour == 1 and moment.minute == 30


@given(
    first=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    days=st.integers(0, 80),
    weekday=st.integers(0, 6),
    rule=st.sampled_from(grid.WEEK_RULES),
    zone=st.sampled_from(ZONES),
    begin=st.integers(0, 47),
    size=st.integers(1, 24),
)
def test_occurrences_match_their_template(
    first, days, weekday, rule, zone, begin, size
):
    """Right weekday, right rule, unique keys, local hours kept; two halves of a period
    give what the whole gives. [B43]"""
    row = template(
        weekday=weekday,
        week_rule=rule,
        tz=zone,
        hour_from=begin / 2,
        hour_to=(begin / 2 + size / 2) % 24,
    )
    last = first + timedelta(days=days)
    found = grid.occurrences([row], first, last)
    assert len({o["key"] for o in found}) == len(found)
    for o in found:
        day = date.fromisoformat(o["date"])
        assert first <= day <= last and day.weekday() == weekday
        assert grid.matches_week(day, rule)
        assert 0 < o["stop"] - o["start"] <= 25 * 60
    middle = first + timedelta(days=days // 2)
    halves = grid.occurrences([row], first, middle)
    if middle < last:
        halves += grid.occurrences([row], middle + timedelta(days=1), last)
    assert sorted(halves, key=str) == sorted(found, key=str)


def test_week_rules_once_a_month():
    """First Monday, last Monday, odd weeks. [I06]"""

    def dates(rule):
        rows = grid.occurrences([template(week_rule=rule)], "2026-11-01", "2026-12-31")
        return [o["date"] for o in rows]

    assert dates("first") == ["2026-11-02", "2026-12-07"]
    assert dates("last") == ["2026-11-30", "2026-12-28"]
    assert dates("odd")[:2] == ["2026-11-02", "2026-11-16"]


def test_holidays_validity_and_changed_hours():
    """Public holidays are skipped unless told; Ramadan hours replace or cut; a closed
    site opens nothing; the last calendar wins."""
    rows = [
        template(id="m", hour_from=9, hour_to=13, tz="Africa/Tunis"),
        template(id="n", hour_from=15, hour_to=18, tz="Africa/Tunis"),
        template(id="h", skip_holidays=False, tz="Africa/Tunis"),
        template(id="old", valid_to="2026-03-01", tz="Africa/Tunis"),
    ]
    ramadan = {
        "from": "2026-02-18",
        "to": "2026-03-19",
        "open_from": 8,
        "open_to": 14.5,
        "map": [{"from": 9, "to": 13, "new_from": 9.5, "new_to": 12.5}],
    }
    found = grid.occurrences(
        rows,
        "2026-03-02",
        "2026-03-16",
        holidays={None: {"2026-03-09"}, "A": {"2026-03-16"}},
        calendars=[ramadan],
    )
    keys = [o["key"] for o in found]
    assert keys == ["h:2026-03-02", "m:2026-03-02", "h:2026-03-09", "h:2026-03-16"]
    morning = found[1]
    assert morning["stop"] - morning["start"] == 180
    closed = {"from": "2026-03-01", "to": "2026-03-31", "sites": ["A"], "closed": True}
    assert not grid.occurrences(rows, "2026-03-02", "2026-03-16", {}, [ramadan, closed])


@given(
    minutes=st.integers(0, 100000),
    shares=st.dictionaries(
        st.sampled_from("PQRS"), st.integers(0, 100), min_size=1
    ).filter(lambda d: sum(d.values())),
)
def test_parts_sum_to_the_whole(minutes, shares):
    """Split to the minute, never more than a minute from the exact share. [F12]"""
    parts = hours.split(minutes, shares)
    assert sum(parts.values()) == minutes
    total = sum(shares.values())
    for key, part in parts.items():
        assert abs(part - minutes * shares[key] / total) < 1


@given(
    blocks=st.lists(st.integers(1, 700), max_size=40),
    share=st.integers(1, 99),
)
def test_a_month_of_blocks_keeps_the_share(blocks, share):
    """80 % of a post stays 80 % over a month of odd blocks, to the minute. [F12]"""
    shares = {"P": share, "rest": 100 - share}
    rows = hours.split_month([(i, m, None) for i, m in enumerate(blocks)], shares)
    assert [sum(part.values()) for _k, part in rows] == blocks
    assert all(v >= 0 for _k, part in rows for v in part.values())
    actual = {f: sum(part[f] for _k, part in rows) for f in shares}
    for row in hours.control(actual, shares).values():
        assert abs(row["due"]) <= 1


def test_a_funded_permanence_goes_wholly_to_its_programme():
    """The slot's own distribution wins over the person's. [F12]"""
    rows = hours.split_month(
        [("s1", 240, {"X": 1}), ("s2", 100, None)], {"P": 80, "Q": 20}
    )
    assert rows == [("s1", {"X": 240}), ("s2", {"P": 80, "Q": 20})]
    with pytest.raises(ValueError):
        hours.split(10, {"P": 0})


def test_a_night_belongs_to_two_weeks():
    """Sunday 21:00 to Monday 07:00: three hours in one ISO week, seven in the next;
    Sunday itself is the last day of its week. [C05]"""
    start, stop = grid.span(date(2026, 12, 13), 21, 7, "Europe/Paris")
    assert hours.by_week(start, stop, "Europe/Paris") == {
        (2026, 50): 180,
        (2026, 51): 420,
    }


@given(
    start=st.integers(29000000, 30000000),
    size=st.integers(1, 5000),
    zone=st.sampled_from(ZONES),
)
def test_days_of_an_interval_sum_to_it(start, size, zone):
    """No minute is lost at midnight, nor when the clocks change."""
    days = hours.by_day(start, start + size, zone)
    assert sum(days.values()) == size
    assert all(0 < m <= 1500 for m in days.values())
