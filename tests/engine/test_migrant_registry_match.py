# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scores are explained; birth dates say no more than is known; rows are read."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.engines import load

engine = load("migrant_registry")
dates, match, rows, phones = engine.dates, engine.match, engine.rows, engine.phones
TODAY = date(2026, 11, 22)

PARSED = [
    ("01/02/1990", "1990-02-01"),
    ("1990-05-03", "1990-05-03"),
    ("1990-05-03 00:00:00", "1990-05-03"),
    ("12.03.85", "1985-03-12"),
    ("٠١/٠٢/١٩٩٠", "1990-02-01"),
    ("15 جويلية 2001", "2001-07-15"),
    ("1er mars 1990", "1990-03-01"),
    ("3 août 99", "1999-08-03"),
    ("Mar 3, 1990", "1990-03-03"),
    ("04/25/1990", "1990-04-25"),
    ("05/1990", "1990-05"),
    ("mai 1990", "1990-05"),
    ("00/00/1990", "1990"),
    ("1990", "1990"),
    (1990, "1990"),
    ("vers 1990", "~1990"),
    ("1990 ?", "~1990"),
    ("25 ans", "~2001"),
    ("30 سنة", "~1996"),
    ("32874", "1990-01-01"),
    (datetime(1990, 7, 4, 12), "1990-07-04"),
    ("inconnue", "None"),
    ("", "None"),
    (None, "None"),
]


@pytest.mark.parametrize(("text", "expected"), PARSED)
def test_dates_of_registers_are_read(text, expected):
    found, _warnings = dates.parse_birth(text, TODAY)
    assert str(found) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/1990", "impossible"),
        ("2990-01-01", "future"),
        ("1850", "too_old"),
        ("hier", "unreadable"),
        ("12/34/1990", "impossible"),
        (float("nan"), "unreadable"),
        (float("inf"), "unreadable"),
    ],
)
def test_what_is_no_birth_date_says_why(text, code):
    with pytest.raises(dates.DateError) as refusal:
        dates.parse_birth(text, TODAY)
    assert refusal.value.code == code


def test_no_false_first_of_january():
    """A year stays a year; a stated 1 January is doubted."""
    year, _w = dates.parse_birth("1990", TODAY)
    assert (year.month, year.day, year.precision) == (0, 0, "year")
    _date, warnings = dates.parse_birth("01/01/1990", TODAY)
    assert "first_of_january" in warnings
    assert year.age_bounds(TODAY) == (35, 36)


_dates = st.dates(date(1930, 1, 1), TODAY)
_precisions = st.sampled_from(dates.PRECISIONS)


@given(_dates, _precisions)
def test_bounds_hold_the_true_date(day, precision):
    earliest, latest = dates.PartialDate.of(day, precision).bounds()
    assert earliest <= day <= latest


@given(_dates)
def test_written_dates_are_read_back(day):
    for text in (day.isoformat(), day.strftime("%d/%m/%Y"), day.strftime("%d.%m.%Y")):
        assert dates.parse_birth(text, TODAY)[0].as_date() == day


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers()))
def test_any_cell_gives_a_date_nothing_or_a_reason(value):
    try:
        found, warnings = dates.parse_birth(value, TODAY)
    except dates.DateError as error:
        assert error.code in ("unreadable", "impossible", "future", "too_old")
    else:
        assert found is None or found.bounds()[0] <= TODAY
        assert isinstance(warnings, list)


@given(_dates, _precisions, _dates, _precisions)
def test_comparing_dates_is_symmetric(one, precision, other, second):
    left = dates.PartialDate.of(one, precision)
    right = dates.PartialDate.of(other, second)
    assert dates.compare_dates(left, right) == dates.compare_dates(right, left)


def test_a_year_apart_is_still_possible():
    year = dates.compare_dates(dates.PartialDate(1990), dates.PartialDate(1991))
    rough = dates.compare_dates(
        dates.PartialDate(1990, 0, 0, "estimated"), dates.PartialDate(1992)
    )
    assert (year, rough) == ("birth_year_near", "birth_year_near")


def _person(**values):
    return match.Person(**values)


@pytest.mark.parametrize("precision", dates.PRECISIONS)
def test_a_first_of_january_weighs_as_its_year(precision):
    """A tenth of a register is born that day; nobody is a double for it alone."""
    stated = dates.PartialDate(1990, 1, 1, "day")
    other = dates.PartialDate.of(date(1990, 1, 1), precision)
    year = dates.compare_dates(dates.PartialDate(1990), other)
    assert dates.compare_dates(stated, other) == year
    assert match.WEIGHTS[year] <= match.WEIGHTS["birth_year"]
    known = dates.PartialDate(1990, 5, 14, "day")
    assert dates.compare_dates(stated, known) == "birth_year"
    people = [
        _person(names=(name,), birth=stated, sex="male")
        for name in ("Mamadou Diallo", "Ibrahima Sow")
    ]
    assert match.compare(*people).points < match.POSSIBLE


def test_score_is_explained_field_by_field():
    """Every field that was looked at stands in the explanation, and they add up."""
    left = _person(
        names=("محمد بن علي",),
        birth=dates.PartialDate(1990, 3, 12, "day"),
        sex="male",
        phones=("20123456",),
        identifiers=(("passport", "AB123456"),),
        nationalities=("SD",),
    )
    right = _person(
        names=("BENALI Mohamed",),
        birth=dates.PartialDate(1990, 12, 3, "day"),
        sex="male",
        phones=("20123456",),
        identifiers=(("passport", "AB123465"),),
        nationalities=("SD",),
    )
    score = match.compare(left, right)
    outcomes = {line.field: line.outcome for line in score.evidence}
    assert outcomes["birth"] == "birth_swapped"
    assert outcomes["identifier"] == "identifier_near"
    assert set(outcomes) == {
        "name",
        "birth",
        "sex",
        "phone",
        "identifier",
        "nationality",
    }
    assert score.points == pytest.approx(sum(e.points for e in score.evidence))
    assert score.band == "probable"


def test_namesakes_are_not_the_same_person():
    """The commonest name alone proves nothing."""
    left = _person(names=("Mohamed Ali",), birth=dates.PartialDate(1970, 5, 1, "day"))
    right = _person(names=("محمد علي",), birth=dates.PartialDate(1999, 2, 8, "day"))
    assert match.compare(left, right).band == "unlikely"


def test_rarity_lowers_common_names():
    left = _person(names=("Mohamed Ali",))
    common = match.compare(left, left, rarity=lambda token: 0.4)
    assert common.points < match.compare(left, left).points


@given(st.text(max_size=20), st.text(max_size=20))
def test_compare_never_fails(one, other):
    score = match.compare(_person(names=(one,)), _person(names=(other,)))
    assert score.points == pytest.approx(sum(e.points for e in score.evidence))


PARTS = st.lists(
    st.sampled_from("Mohamed محمد Mamadou Diallo Ben Ali A B 1 Fatoumata".split()),
    max_size=3,
)
DATES = st.none() | st.builds(
    dates.PartialDate.of,
    st.dates(date(1988, 1, 1), date(1992, 12, 31)),
    st.sampled_from(dates.PRECISIONS),
)
PEOPLE = st.builds(
    match.Person,
    names=st.lists(PARTS.map(" ".join), max_size=2).map(tuple),
    birth=DATES,
    sex=st.sampled_from(["", "male", "female"]),
    identifiers=st.sampled_from([(), ((1, "AB123456"),), ((1, "AB123465"),)]),
    phones=st.sampled_from([(), ("20123456",)]),
    nationalities=st.sampled_from([(), (1,), (2,)]),
    place=st.sampled_from(["", "12 rue de Tunis", "rue de Tunis 12"]),
)


@given(PEOPLE, PEOPLE, st.sampled_from([match.POSSIBLE, match.PROBABLE]))
def test_nobody_is_left_out_who_would_reach_the_points(one, other, least):
    """What is left out before it is compared would not have been proposed."""
    if match.compare(one, other).points >= least:
        assert match.may_reach(one, other, least)


def test_most_pairs_are_left_out_before_they_are_compared():
    """Two unlike persons are told apart from their births and names alone."""
    one = _person(names=("Awa Sow",), birth=dates.PartialDate(1990, 3, 12, "day"))
    for name, year in (("Awa Sow", 1970), ("Mamadou Diallo", 1991)):
        birth = dates.PartialDate(year, 5, 1, "day")
        other = _person(names=(name,), birth=birth)
        assert not match.may_reach(one, other, match.POSSIBLE)


def test_rows_of_one_file_are_compared_once_each():
    """A row is like an earlier one; who shares one name alone is not told."""
    birth = dates.PartialDate(1990, 2, 1, "day")
    slip = dates.PartialDate(1980, 2, 1, "day")
    persons = {
        2: _person(names=("Mohamed Trabelsi",), birth=birth),
        3: _person(names=("Mohamed Diallo",), birth=dates.PartialDate(1971)),
        4: _person(names=("محمد الطرابلسي",), birth=birth),
        5: _person(names=("Trabelsi Mohammed",), birth=slip),
        6: _person(names=("Awa",), phones=("20123456",)),
        7: _person(names=("Awa Sow",), phones=("20123456",)),
    }
    plans = {
        key: engine.candidates.plan(*engine.candidates.told(person))
        for key, person in persons.items()
    }
    found = engine.within.doubles(persons, plans)
    assert {key: sorted(o for o, _s in some) for key, some in found.items()} == {
        4: [2],
        5: [2, 4],
        7: [6],
    }
    for key, some in found.items():
        for other, score in some:
            assert score == match.compare(persons[key], persons[other])


@pytest.mark.parametrize("births", [(), (dates.PartialDate(1996),)])
def test_a_short_common_name_is_found_among_hundreds_with_the_same_consonants(births):
    """Each tier has a limit; those that sound alike must not fall behind it."""
    index = engine.candidates.Index()
    for ident in range(300):
        index.add(ident, ["Safi Zaya"], births)
    index.add(300, ["يوسف عيسى"], births)
    found = index.find("Yusuf Issa", births)
    assert 300 in found
    assert len(found) < 300


def test_telephones_and_identifiers_have_one_form():
    key = phones.phone_key
    assert key("+216 20 123 456") == key("0021620123456") == key("٢٠١٢٣٤٥٦")
    assert key("123") is None
    assert phones.identifier_key(" ab-12/34 ") == "AB1234"


HEADERS = [
    "N°",
    "Nom",
    "Prénom(s)",
    "Date de naissance (jj/mm/aaaa)",
    "Sexe",
    "Nationalité",
    "Tél.",
    "N° passeport",
]


def test_headers_of_three_languages():
    found = rows.guess_columns(HEADERS)
    assert found == {
        1: "family",
        2: "given",
        3: "birth",
        4: "sex",
        5: "nationality",
        6: "phone",
        7: "identifier",
    }
    assert rows.guess_columns(["الاسم", "اللقب", "تاريخ الولادة", "الجنس"]) == {
        0: "given",
        1: "family",
        2: "birth",
        3: "sex",
    }


def test_a_row_is_read_and_each_wrong_cell_named():
    columns = rows.guess_columns(HEADERS)
    good = ["1", "Diallo", "Mamadou", "12/03/1990", "H", "Guinée", "620123456", "X1"]
    row = rows.read_row(2, good, columns, TODAY)
    assert not row.is_refused
    assert str(row.values["birth"]) == "1990-03-12"
    assert row.values["sex"] == "male"
    bad = ["2", "", "", "31/02/1990", "??!", "", "12", "=cmd|x"]
    row = rows.read_row(3, bad, columns, TODAY)
    assert {(issue.column, issue.code) for issue in row.issues} == {
        ("birth", "impossible"),
        ("sex", "unknown_sex"),
        ("phone", "not_a_phone"),
        ("identifier", "formula"),
        ("name", "no_name"),
    }
    assert row.is_refused
    day = ["3", "Diallo", "Mamadou", datetime(1990, 1, 1), "H", "", "", ""]
    row = rows.read_row(4, day, columns, TODAY)
    assert [(issue.code, issue.text) for issue in row.issues] == [
        ("first_of_january", "1990-01-01")
    ]


@given(st.lists(st.one_of(st.none(), st.text(max_size=30), st.floats()), max_size=8))
def test_no_row_breaks_the_reader(cells):
    row = rows.read_row(1, cells, rows.guess_columns(HEADERS), TODAY)
    assert all(issue.code for issue in row.issues)


@given(st.text(max_size=20))
def test_no_formula_leaves(text):
    safe = rows.neutralise(text)
    assert not rows.is_formula(safe)
    assert safe.removeprefix("'") == text.removeprefix("'") or safe == "'" + text
