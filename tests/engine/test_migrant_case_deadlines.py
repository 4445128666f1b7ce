# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Last days of procedures, reckoned by hand on a wall calendar, and what always holds.

The table is read by the room's own test too: there the whole record is asked.
"""

import csv
import doctest
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import engines

clocks = engines.load("ngo_base").clocks
legal_days = engines.load("migrant_case").legal_days
ROOM = Path(__file__).parents[2] / "addons" / "migrant_case"


def rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


TABLE = rows(ROOM / "tests" / "last_days.csv")
KINDS = {
    row["id"].removeprefix("procedure_kind_"): row
    for row in rows(ROOM / "data" / "migrant.procedure.kind.csv")
}
ANNOUNCED = [
    date.fromisoformat(row["date"])
    for row in rows(ROOM / "data" / "migrant.closed.day.csv")
]


def calendar(country, around):
    announced = ANNOUNCED if country == "TN" else ()
    return clocks.weekly(
        legal_days.WORKED_WEEK,
        legal_days.ZONES[country],
        legal_days.closed_days(country, around, announced),
    )


def last_day(kind, notified):
    row = KINDS[kind]
    delay = clocks.Delay(int(row["delay"]), row["delay_unit"], row["counting"])
    where = calendar(kind[:2].upper(), notified)
    return clocks.last_day(notified, delay, where, row["clear_days"] == "True")


def test_thirty_cases_over_three_countries():
    """The table holds what the work asks: thirty cases, three countries."""
    assert len(TABLE) == 30
    assert {row["kind"][:2] for row in TABLE} == {"be", "fr", "tn"}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["why"])
def test_last_day(row):
    """Weekends, holidays, clear days, short months: as reckoned by hand. [B08a]"""
    got = last_day(row["kind"], date.fromisoformat(row["notified"]))
    assert got == date.fromisoformat(row["last_day"]), row["why"]


@pytest.mark.parametrize("year", range(2020, 2041))
def test_easter_is_a_sunday_in_spring(year):
    """Easter lies between 22 March and 25 April, on a Sunday."""
    sunday = legal_days.easter(year)
    assert sunday.weekday() == 6
    assert date(year, 3, 22) <= sunday <= date(year, 4, 25)


def test_holidays_of_two_years_by_hand():
    """Movable feasts of Belgium and France as printed on calendars."""
    days = legal_days.holidays("BE", [2026, 2027])
    for text in ("2026-04-06", "2026-05-14", "2026-05-25", "2027-03-29"):
        assert date.fromisoformat(text) in days, text
    assert date(2027, 5, 6) in legal_days.holidays("FR", [2027])
    assert not legal_days.holidays("XX", [2026])


@given(
    kind=st.sampled_from(sorted(k for k, row in KINDS.items() if row["delay"] != "0")),
    notified=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
)
def test_a_carried_day_is_worked_and_never_earlier(kind, notified):
    """What is carried ends on a worked day, at most some days after the plain end."""
    row = KINDS[kind]
    where = calendar(kind[:2].upper(), notified)
    got = last_day(kind, notified)
    plain = clocks.last_day(
        notified,
        clocks.Delay(int(row["delay"]), row["delay_unit"], "plain"),
        where,
        row["clear_days"] == "True",
    )
    assert notified < plain <= got <= plain + timedelta(days=6)
    if row["counting"] == "rolled":
        assert where.is_worked(got)


@given(day=st.dates(date(2024, 1, 1), date(2032, 1, 1)), n=st.integers(1, 60))
def test_later_notice_never_ends_earlier(day, n):
    """A decision notified later never has an earlier last day."""
    assert last_day("be_asylum", day) <= last_day("be_asylum", day + timedelta(days=n))


def test_every_kind_says_where_its_delay_comes_from():
    """A delay of a pack has a source and an act, in all three languages. [B40]"""
    for name, row in KINDS.items():
        if row["delay"] != "0":
            for column in ("source", "act", "act@fr", "act@ar"):
                assert row[column], f"{name}: {column}"
        assert row["name@fr"], name
        assert row["name@ar"], name


def test_doctests():
    """The examples of the module hold."""
    assert not doctest.testmod(legal_days).failed
