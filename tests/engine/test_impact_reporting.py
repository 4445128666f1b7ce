# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Small cells stay hidden from an attacker who knows everything that is shown."""

import importlib
import itertools
import random
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools import engines

engines.load("impact_reporting")
periods = importlib.import_module("permanence_engine_impact_reporting.periods")
suppress = importlib.import_module("permanence_engine_impact_reporting.suppress")
tables = importlib.import_module("permanence_engine_impact_reporting.tables")

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
K = 5
# A count as they are in a small house: many zeros, many small ones.
counts = st.one_of(st.integers(0, 6), st.integers(0, 40))


def house(persons):
    """Cells of persons given as (site, programme, sex, age, is in the numerator)."""
    cells = {}

    def count(measure, unit, category):
        key = (measure, unit, category)
        cells[key] = cells.get(key, 0) + 1

    for site, programme, sex, age, hit in persons:
        for unit in (tables.HOUSE, ("site", site), ("programme", programme)):
            for category in (
                (),
                (("sex", sex),),
                (("age", age),),
                (("age", age), ("sex", sex)),
            ):
                count("base", unit, category)
                if hit:
                    count("value", unit, category)
    return cells


persons = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.integers(1, 2),
        st.sampled_from("fm"),
        st.sampled_from(["0", "18", "60"]),
        st.booleans(),
    ),
    max_size=40,
)


def independent(table, hidden):
    """Hidden keys whose value linear algebra alone gives, in exact fractions."""
    unknown = sorted(hidden | table.unlisted, key=repr)
    place = {key: i for i, key in enumerate(unknown)}
    rows = []
    for relation in table.relations:
        if not relation.is_sum:
            continue
        row = [Fraction(0)] * len(unknown)
        for sign, key in [(-1, relation.total)] + [(1, key) for key in relation.parts]:
            if key in place:
                row[place[key]] += sign
        if any(row):
            rows.append(row)
    reduced = []
    for column in range(len(unknown)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [x / pivot[column] for x in pivot]
        rows = [
            [x - row[column] * y for x, y in zip(row, pivot, strict=True)]
            if row[column]
            else row
            for row in rows
        ]
        reduced = [
            [x - row[column] * y for x, y in zip(row, pivot, strict=True)]
            if row[column]
            else row
            for row in reduced
        ] + [pivot]
    return {
        unknown[next(i for i, x in enumerate(row) if x)]
        for row in reduced
        if sum(1 for x in row if x) == 1
    }


def grid(rows, columns, numbers):
    """A table of counts with its margins, as cells of one window."""
    cells = {}
    for (row, column), value in zip(
        itertools.product(range(rows), range(columns)), numbers, strict=True
    ):
        if not value:
            continue
        for unit in (tables.HOUSE, ("site", row + 1)):
            for category in ((), (("sex", str(column)),)):
                key = ("value", unit, category)
                cells[key] = cells.get(key, 0) + value
    return cells


def all_tables(rows, columns, shown, top):
    """Every grid of counts that shows the same figures: brute force.

    ``shown`` maps (row or None, column or None) to a figure, or to None where hidden;
    a cell that is absent is known to be zero.
    """
    places = list(itertools.product(range(rows), range(columns)))
    found = []

    def fits(key, total, is_whole):
        figure = shown.get(key, 0)
        if figure is None:
            return not is_whole or total >= 1
        return total == figure if is_whole else total <= figure

    def fill(index, numbers):
        if index == len(places):
            columns_fit = all(
                fits((None, c), sum(numbers[c::columns]), True) for c in range(columns)
            )
            if columns_fit and fits((None, None), sum(numbers), True):
                found.append(tuple(numbers))
            return
        row, column = places[index]
        figure = shown.get((row, column), 0)
        for value in range(1, top + 1) if figure is None else (figure,):
            new = [*numbers, value]
            here = sum(new[row * columns :])
            if fits((row, None), here, column == columns - 1):
                fill(index + 1, new)

    fill(0, [])
    return found


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(0, 7), min_size=4, max_size=4))
def test_brute_force_finds_as_many_values_as_are_promised(numbers):
    """Who tries every table that fits still has k + 1 values for a small cell."""
    rows, columns = 2, 2
    cells = grid(rows, columns, numbers)
    table = tables.build({MARCH: cells})
    hidden = suppress.protect(table, K).hidden
    shown = {}
    for (_measure, unit, category), value in cells.items():
        row = None if unit == tables.HOUSE else unit[1] - 1
        column = int(category[0][1]) if category else None
        key = (MARCH, "value", unit, category)
        shown[row, column] = None if key in hidden else value
    small = [i for i, value in enumerate(numbers) if 0 < value < K]
    if not small:
        assert not hidden or any(0 < value < K for value in cells.values())
        return
    assert all(shown[divmod(i, columns)] is None for i in small)
    fitting = all_tables(rows, columns, shown, top=18)
    assert tuple(numbers) in fitting
    for i in small:
        values = {found[i] for found in fitting}
        assert max(values) - min(values) >= K, (numbers, shown, i)


@settings(deadline=None, max_examples=15)
@given(persons)
def test_linear_algebra_recomputes_no_small_cell(people):
    """With sites, programmes, sex × age, rates: no small cell is determined."""
    table = tables.build({MARCH: house(people)})
    outcome = suppress.protect(table, K)
    small = {key for key, value in table.values.items() if 0 < value < K}
    assert not outcome.exposed
    assert small <= outcome.hidden | table.unlisted
    assert not independent(table, outcome.hidden) & small


@settings(deadline=None, max_examples=8)
@given(persons, persons, st.sampled_from(["acts", "persons"]))
def test_a_quarter_does_not_tell_a_month(people, others, nature):
    """The month is out already; the quarter that holds it gives nothing away."""
    month = tables.build({MARCH: house(people)})
    before = suppress.protect(month, K).hidden
    frozen = {key: key in before for key in month.values if key not in month.unlisted}
    table = tables.build(
        {MARCH: house(people), QUARTER: house(people + others)}, frozen, nature
    )
    outcome = suppress.protect(table, K)
    small = {key for key, value in table.values.items() if 0 < value < K}
    assert {k for k in outcome.hidden if k[0] == MARCH} == before
    found = independent(table, outcome.hidden) & small
    assert found <= outcome.exposed
    assert not [key for key in outcome.exposed if key[0] == QUARTER]


def test_what_is_counted_on_one_day_is_hidden_once():
    """Stock on 31 March: the month hides a and b, so the quarter hides no other."""
    numbers = [3, 6, 20, 4, 30, 12]
    cells = grid(2, 3, numbers)
    month = tables.build({MARCH: cells}, nature="stock")
    before = suppress.protect(month, K).hidden
    frozen = {key: key in before for key in month.values}
    both = tables.build({MARCH: cells, QUARTER: cells}, frozen, "stock")
    after = suppress.protect(both, K).hidden
    hidden = {key[1:] for key in after if key[0] == QUARTER}
    assert hidden == {key[1:] for key in before}


def sparse(sites):
    """A year as it is in many sites: most cells are empty or small."""
    counts = random.Random(sites)
    numbers = [
        counts.choice([0, 0, 1, 1, 2, 3, 4, 7, 12]) + 30 * (column == 0)
        for _site in range(sites)
        for column in range(20)
    ]
    return tables.build({MARCH: grid(sites, 20, numbers)})


def test_a_large_year_is_asked_together():
    """Programs solved grow with the small cells, and stay fewer; nothing is told."""
    steps = {}
    for sites in (10, 40):
        table = sparse(sites)
        small = {key for key, value in table.values.items() if 0 < value < K}
        outcome = suppress.protect(table, K)
        assert not outcome.exposed
        assert small <= outcome.hidden
        assert not independent(table, outcome.hidden)
        steps[sites] = outcome.steps / len(small)
    assert steps[40] < 0.5
    assert steps[40] <= 2 * steps[10]


def test_large_cells_stay():
    """Nothing is hidden where nothing is small, and nothing at all without a limit."""
    cells = grid(2, 2, [10, 20, 30, 40])
    assert not suppress.protect(tables.build({MARCH: cells}), K).hidden
    cells = grid(2, 2, [1, 2, 3, 4])
    assert not suppress.protect(tables.build({MARCH: cells}), 0).hidden


def test_one_small_cell_takes_its_three_neighbours_with_it():
    """3 in a corner: its row, its column and the corner opposite; margins stay."""
    table = tables.build({MARCH: grid(2, 2, [3, 20, 30, 40])})
    hidden = suppress.protect(table, K).hidden
    assert {key[2] for key in hidden} == {("site", 1), ("site", 2)}
    assert len(hidden) == 4
    assert all(key[3] for key in hidden)


def test_rates_do_not_tell_the_others():
    """18 of 20 shown would tell that two did not: the numerator is hidden."""
    cells = {("base", tables.HOUSE, ()): 20, ("value", tables.HOUSE, ()): 18}
    hidden = suppress.protect(tables.build({MARCH: cells}), K).hidden
    assert hidden == {(MARCH, "value", tables.HOUSE, ())}


@pytest.mark.parametrize(
    "kind, day, expected",
    [
        ("month", date(2026, 12, 31), (date(2026, 12, 1), date(2026, 12, 31))),
        ("month", date(2028, 2, 3), (date(2028, 2, 1), date(2028, 2, 29))),
        ("quarter", date(2026, 11, 22), (date(2026, 10, 1), date(2026, 12, 31))),
        ("year", date(2026, 1, 1), (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_periods(kind, day, expected):
    """Month, quarter and year of a day. [B37]"""
    assert periods.window(kind, day) == expected


@given(st.dates(), st.sampled_from(periods.KINDS))
def test_periods_follow_each_other(day, kind):
    """A day lies in its period; the period before ends the day before."""
    if day.year in (1, 9999):
        return
    first, last = periods.window(kind, day)
    assert first <= day <= last
    before = periods.previous(kind, day)
    assert (first - before[1]).days == 1
    assert periods.window(kind, before[0]) == before


def test_families_hang_on_the_nearest():
    """Months hang on their quarter where it is there, else on the year."""
    months = [periods.window("month", date(2026, m, 1)) for m in (1, 2, 7)]
    year = periods.window("year", date(2026, 1, 1))
    found = periods.families([*months, QUARTER, year])
    assert {outer: sorted(inside) for outer, inside in found.items()} == {
        QUARTER: months[:2],
        year: [QUARTER, months[2]],
    }
