# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Opening hours of the service directory: rules, changes, closures, time zones."""

import importlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tools.engines import load

load("service_directory")
hours = importlib.import_module("permanence_engine_service_directory.hours")
hours_text = importlib.import_module("permanence_engine_service_directory.hours_text")

TUNIS = ZoneInfo("Africa/Tunis")
BRUSSELS = ZoneInfo("Europe/Brussels")
WEEKDAYS = tuple((0, day) for day in range(5))
OFFICE = hours.HoursRule(9 * 60, 17 * 60, byday=WEEKDAYS)
NIGHT = hours.HoursRule(20 * 60, 32 * 60, byday=tuple((0, d) for d in range(7)))


def at(zone, *parts):
    return datetime(*parts, tzinfo=zone)


def state(rules, moment, zone=TUNIS, **more):
    return hours.status(hours.Hours(zone, tuple(rules), **more), moment)


def test_office_hours_are_open_from_the_first_minute_to_the_last():
    monday = (2026, 11, 23)
    assert state([OFFICE], at(TUNIS, *monday, 8, 59)).state == "closed"
    assert state([OFFICE], at(TUNIS, *monday, 9, 0)).state == "open"
    assert state([OFFICE], at(TUNIS, *monday, 16, 59)).state == "open"
    assert state([OFFICE], at(TUNIS, *monday, 17, 0)).state == "closed"


def test_friday_evening_names_monday_morning():
    found = state([OFFICE], at(TUNIS, 2026, 11, 20, 18, 0))
    assert found.next_opening == at(TUNIS, 2026, 11, 23, 9, 0)


def test_night_shelter_is_open_after_midnight_and_says_until_when():
    found = state([NIGHT], at(TUNIS, 2026, 11, 22, 2, 30))
    assert (found.state, found.until) == ("open", at(TUNIS, 2026, 11, 22, 8, 0))


def test_closed_day_keeps_the_night_that_began_before():
    eve = hours.ChangedHours(date(2026, 12, 25), date(2026, 12, 25), label="Noël")
    inside = state([NIGHT], at(TUNIS, 2026, 12, 25, 3, 0), changes=(eve,))
    evening = state([NIGHT], at(TUNIS, 2026, 12, 25, 21, 0), changes=(eve,))
    assert inside.state == "open"
    assert (evening.state, evening.reason, evening.label) == (
        "closed",
        "changed_hours",
        "Noël",
    )
    assert evening.next_opening == at(TUNIS, 2026, 12, 26, 20, 0)


def test_weeks_of_ramadan_replace_the_usual_hours():
    short = hours.HoursRule(8 * 60 + 30, 14 * 60, byday=WEEKDAYS)
    ramadan = hours.ChangedHours(date(2026, 2, 18), date(2026, 3, 19), (short,))
    holiday = hours.ChangedHours(date(2026, 3, 2), date(2026, 3, 2), label="férié")
    changes = (holiday, ramadan)
    assert state([OFFICE], at(TUNIS, 2026, 2, 17, 15, 0), changes=changes).state == (
        "open"
    )
    assert state([OFFICE], at(TUNIS, 2026, 2, 18, 15, 0), changes=changes).state == (
        "closed"
    )
    assert state([OFFICE], at(TUNIS, 2026, 2, 18, 8, 30), changes=changes).state == (
        "open"
    )
    # The single day stands inside the month, and wins although it is listed first.
    assert state([OFFICE], at(TUNIS, 2026, 3, 2, 10, 0), changes=changes).state == (
        "closed"
    )


def test_closure_cuts_an_opening_and_may_have_no_end():
    leak = hours.Closure(at(TUNIS, 2026, 11, 23, 12, 0), label="Dégât des eaux")
    before = state([OFFICE], at(TUNIS, 2026, 11, 23, 10, 0), closures=(leak,))
    after = state([OFFICE], at(TUNIS, 2026, 11, 23, 12, 0), closures=(leak,))
    assert before.until == at(TUNIS, 2026, 11, 23, 12, 0)
    assert (after.state, after.reason) == ("closed", "closure")
    assert after.next_opening is None


def test_closure_needs_a_time_zone_and_an_order():
    with pytest.raises(ValueError, match="time zone"):
        hours.Closure(datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="after"):
        hours.Closure(at(UTC, 2026, 1, 2), at(UTC, 2026, 1, 1))
    with pytest.raises(ValueError, match="time zone"):
        hours.status(hours.Hours(TUNIS), datetime(2026, 1, 1))


def test_nothing_known_is_unknown_never_closed():
    assert state([], at(TUNIS, 2026, 11, 23, 10, 0)).reason == "no_hours"
    assert state([], at(TUNIS, 2026, 11, 23, 10, 0)).state == "unknown"
    found = state([], at(TUNIS, 2026, 11, 23, 10, 0), unreadable=True)
    assert (found.state, found.reason) == ("unknown", "unreadable_hours")
    bad = hours.HoursRule(540, 600, interval=2, byday=((0, 0),))
    found = state([bad], at(TUNIS, 2026, 11, 23, 9, 30))
    assert (found.state, found.problems) == ("unknown", ("interval_without_start",))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (hours.HoursRule(540, 600, freq="DAILY"), "bad_freq"),
        (hours.HoursRule(-1, 600), "bad_opens"),
        (hours.HoursRule(540, 540), "bad_closes"),
        (hours.HoursRule(540, 540 + 1441), "bad_closes"),
        (hours.HoursRule(540, 600, interval=0), "bad_interval"),
        (hours.HoursRule(540, 600, count=3), "bad_count"),
        (hours.HoursRule(540, 600, byday=((1, 0),)), "ordinal_in_week"),
        (hours.HoursRule(540, 600), "no_days"),
    ],
)
def test_unusable_rules_say_why_and_never_fire(rule, code):
    assert rule.problem() == code
    assert not rule.fires_on(date(2026, 11, 23))


def test_first_and_last_weekday_of_the_month():
    rule = hours.HoursRule(540, 720, freq="MONTHLY", byday=((1, 1), (-1, 4)))
    november = [date(2026, 11, day) for day in range(1, 31)]
    assert [day.day for day in november if rule.fires_on(day)] == [3, 27]


def test_yearly_opening_is_found_within_the_horizon():
    rule = hours.HoursRule(540, 720, freq="MONTHLY", byyearday=(1,))
    found = state([rule], at(TUNIS, 2026, 1, 2, 0, 0))
    assert found.next_opening == at(TUNIS, 2027, 1, 1, 9, 0)


def test_spring_change_loses_an_hour_of_the_night_and_autumn_gains_one():
    night = hours.Hours(BRUSSELS, (NIGHT,))
    spring = hours.intervals(
        night, at(BRUSSELS, 2026, 3, 28, 18, 0), at(BRUSSELS, 2026, 3, 29, 18, 0)
    )
    autumn = hours.intervals(
        night, at(BRUSSELS, 2026, 10, 24, 18, 0), at(BRUSSELS, 2026, 10, 25, 18, 0)
    )
    assert [b - a for a, b in spring] == [timedelta(hours=11)]
    assert [b - a for a, b in autumn] == [timedelta(hours=13)]


def test_skipped_wall_time_is_read_with_the_offset_before_the_change():
    gap = hours.HoursRule(135, 165, byday=((0, 6),))  # Sunday 02:15-02:45
    found = hours.intervals(
        hours.Hours(BRUSSELS, (gap,)),
        at(UTC, 2026, 3, 28, 0, 0),
        at(UTC, 2026, 3, 30, 0, 0),
    )
    assert found == [
        (at(BRUSSELS, 2026, 3, 29, 3, 15), at(BRUSSELS, 2026, 3, 29, 3, 45))
    ]


def test_fixed_offset_of_a_feed_is_honoured():
    rule = hours.HoursRule(540, 600, byday=((0, 0),), utc_offset=0)
    assert state([rule], at(UTC, 2026, 11, 23, 9, 30)).state == "open"
    assert state([rule], at(TUNIS, 2026, 11, 23, 9, 30)).state == "closed"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("09:00", (540, None)),
        ("9h", (540, None)),
        ("9h30", (570, None)),
        ("9.05", (545, None)),
        ("18:00:00", (1080, None)),
        ("17:00Z", (1020, 0)),
        ("08:00+01:00", (480, 60)),
        ("08:00-0530", (480, -330)),
        ("23:59", (1440, None)),
        ("24:00", (1440, None)),
        ("25:00", None),
        ("10:75", None),
        ("09:00+19:00", None),
        ("midi", None),
        ("", None),
        (None, None),
    ],
)
def test_times_as_feeds_write_them(text, minutes):
    assert hours.parse_time(text) == minutes


def test_byday_is_read_or_refused_whole():
    assert hours.parse_byday("mo, -1FR") == ((0, 0), (-1, 4))
    assert hours.parse_byday("MO,Tuesday") is None
    assert hours.parse_byday(None) == ()


# --- properties ----------------------------------------------------------------------

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
WEEKLY = st.builds(
    lambda days, interval, wkst, start, count: hours.HoursRule(
        540,
        600,
        byday=tuple((0, day) for day in sorted(days)),
        interval=interval,
        wkst=wkst,
        dtstart=start,
        count=count,
    ),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(1, 4),
    st.integers(0, 6),
    DAYS,
    st.none() | st.integers(1, 30),
)
MONTHLY = st.builds(
    lambda days, month_days, interval, start, count: hours.HoursRule(
        540,
        600,
        freq="MONTHLY",
        byday=tuple(sorted(days)),
        bymonthday=tuple(sorted(month_days)),
        interval=interval,
        dtstart=start,
        count=count,
    ),
    # Not both "every Monday" and "first Friday": dateutil would want both at once.
    st.one_of(
        st.sets(st.tuples(st.just(0), st.integers(0, 6)), max_size=3),
        st.sets(
            st.tuples(st.sampled_from((1, 2, 3, 4, 5, -1, -2)), st.integers(0, 6)),
            max_size=3,
        ),
    ),
    st.sets(st.sampled_from((*range(1, 32), -1, -5)), max_size=3),
    st.integers(1, 4),
    DAYS,
    st.none() | st.integers(1, 20),
)


def by_dateutil(rule, first, last):
    """The same days by dateutil, which reads RFC 5545 independently of us."""
    nth = [rrule.weekdays[wd](n) if n else rrule.weekdays[wd] for n, wd in rule.byday]
    found = rrule.rrule(
        getattr(rrule, rule.freq),
        dtstart=datetime.combine(rule.dtstart, datetime.min.time()),
        interval=rule.interval,
        wkst=rule.wkst,
        byweekday=nth or None,
        bymonthday=rule.bymonthday or None,
        byweekno=rule.byweekno or None,
        count=rule.count,
    )
    begin, end = (datetime.combine(d, datetime.min.time()) for d in (first, last))
    return {moment.date() for moment in found.between(begin, end, inc=True)}


@settings(max_examples=200, deadline=None)
@given(st.one_of(WEEKLY, MONTHLY), st.integers(0, 700))
def test_rules_agree_with_dateutil(rule, later):
    first = rule.dtstart + timedelta(days=later)
    last = first + timedelta(days=70)
    ours = {
        first + timedelta(days=n)
        for n in range(71)
        if rule.fires_on(first + timedelta(days=n))
    }
    assert ours == by_dateutil(rule, first, last)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 53), st.integers(0, 6), st.integers(2020, 2035))
def test_week_numbers_agree_with_dateutil(week, wkst, year):
    every = tuple((0, day) for day in range(7))
    rule = hours.HoursRule(
        540,
        600,
        byday=every,
        byweekno=(week,),
        wkst=wkst,
        dtstart=date(year, 1, 1),
    )
    found = rrule.rrule(
        rrule.YEARLY,
        dtstart=datetime(year - 1, 1, 1),
        wkst=wkst,
        byweekno=week,
        byweekday=range(7),
    )
    # The days around New Year are where dateutil leaves out a week of the next year.
    days = [date(year, 1, 10) + timedelta(days=n) for n in range(340)]
    span = found.between(datetime(year, 1, 1), datetime(year, 12, 31), inc=True)
    wanted = {moment.date() for moment in span}
    for day in days:
        assert rule.fires_on(day) == (day in wanted)


SPANS = st.tuples(st.integers(0, 1439), st.integers(1, 1440))
RULES = st.lists(
    st.builds(
        lambda span, days: hours.HoursRule(
            span[0], span[0] + span[1], byday=tuple((0, d) for d in sorted(days))
        ),
        SPANS,
        st.sets(st.integers(0, 6), min_size=1),
    ),
    max_size=4,
).map(tuple)
MOMENTS = st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30)).map(
    lambda moment: moment.replace(tzinfo=UTC, microsecond=0)
)
CLOSURES = st.lists(
    st.tuples(MOMENTS, st.none() | st.integers(1, 400_000)).map(
        lambda pair: hours.Closure(
            pair[0], pair[1] and pair[0] + timedelta(seconds=pair[1])
        )
    ),
    max_size=2,
).map(tuple)
ZONES = st.sampled_from((TUNIS, BRUSSELS, ZoneInfo("Asia/Kabul"), UTC))


@settings(max_examples=150, deadline=None)
@given(RULES, CLOSURES, ZONES, MOMENTS)
def test_status_intervals_and_next_opening_tell_one_story(rules, closures, tz, moment):
    known = hours.Hours(tz, rules, closures=closures)
    spans = hours.intervals(known, moment, moment + timedelta(days=10))
    assert spans == sorted(spans)
    for (_a, first_stop), (second_start, _b) in zip(spans, spans[1:], strict=False):
        assert first_stop < second_start
    found = hours.status(known, moment)
    is_open = bool(spans) and spans[0][0] == moment
    assert (found.state == "open") == is_open
    if is_open and not found.until:
        assert spans[0][1] - moment >= timedelta(days=8)
    elif is_open:
        assert found.until > moment
        assert hours.status(known, found.until).state != "open"
    elif found.next_opening:
        assert found.next_opening > moment
        assert hours.status(known, found.next_opening).state == "open"
        earlier = found.next_opening - timedelta(seconds=1)
        assert hours.status(known, earlier).state != "open"
    for closure in closures:
        if closure.start <= moment and (not closure.stop or moment < closure.stop):
            assert found.state != "open"


@settings(max_examples=100, deadline=None)
@given(RULES, ZONES, MOMENTS, st.integers(1, 9 * 1440))
def test_intervals_of_a_part_are_part_of_the_whole(rules, tz, moment, minutes):
    known = hours.Hours(tz, rules)
    middle = moment + timedelta(minutes=minutes)
    end = moment + timedelta(days=10)
    parts = hours.intervals(known, moment, middle) + hours.intervals(known, middle, end)
    assert hours.merge(parts) == hours.intervals(known, moment, end)


@given(RULES)
def test_week_of_hours_survives_its_text(rules):
    # 23:59 is read as midnight; a whole day from any hour but 0 has no text.
    assume(all(rule.closes - rule.opens < 1440 for rule in rules))
    assume(all(rule.closes % 1440 != 1439 and rule.opens != 1439 for rule in rules))
    again = hours_text.parse_hours(hours_text.format_hours(rules))
    monday = at(UTC, 2026, 11, 23, 0, 0)

    def week(found):
        known = hours.Hours(UTC, tuple(found))
        return hours.intervals(known, monday, monday + timedelta(days=7))

    assert week(again) == week(rules)


@pytest.mark.parametrize(
    "text", ["mardi 9h", "Mo 09:00", "Xx 09:00-10:00", "Mo 9-25:00", "Mo 08:00-08:00"]
)
def test_text_that_is_not_clear_is_refused(text):
    with pytest.raises(ValueError, match=".+"):
        hours_text.parse_hours(text)


def test_text_of_hours_as_written_by_people():
    rules = hours_text.parse_hours("mo-fr 09:00-12:00,14h-17h; Sa 20:00-02:00")
    assert hours_text.format_hours(rules) == (
        "Mo-Fr 09:00-12:00,14:00-17:00; Sa 20:00-02:00"
    )
    assert hours_text.format_hours(hours_text.parse_hours("24/7")) == (
        "Mo-Su 00:00-24:00"
    )
    assert hours_text.parse_hours("Fr-Mo 08:00-10:00")[0].byday == (
        (0, 0),
        (0, 4),
        (0, 5),
        (0, 6),
    )
    with pytest.raises(ValueError, match="same every week"):
        hours_text.format_hours(
            [hours.HoursRule(1, 2, freq="MONTHLY", bymonthday=(1,))]
        )
