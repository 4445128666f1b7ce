# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Due instants: cases reckoned by hand on a wall calendar, then what always holds."""

import doctest
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tools import engines

clocks = engines.load("ngo_base").clocks
Delay = clocks.Delay

OFFICE = {day: [(9, 12), (13, 17)] for day in range(5)}
TUNIS = clocks.weekly(OFFICE, "Africa/Tunis", [date(2026, 3, 20), date(2026, 4, 9)])
BRUSSELS = clocks.weekly(OFFICE, "Europe/Brussels", [date(2026, 5, 1)])
# A house that rests on Friday and Sunday.
FRIDAY_OFF = clocks.weekly({d: [(8, 14)] for d in (0, 1, 2, 3, 5)}, "Africa/Tunis")
# A night watch, each night from 20:00 to 06:00.
NIGHT = clocks.weekly({d: [(0, 6), (20, 24)] for d in range(7)}, "Europe/Brussels")
ALWAYS = clocks.Calendar(ZoneInfo("Europe/Brussels"))
# Ramadan hours, shorter.
RAMADAN = clocks.weekly({d: [(8, 14)] for d in range(5)}, "Africa/Tunis")


def local(calendar, text):
    """An instant from what the wall clock of the site shows."""
    return clocks.instant(datetime.fromisoformat(text), calendar.tz)


def delay(text):
    number, unit, counting = text.split()
    return Delay(int(number), unit, counting)


BY_HAND = [
    # hours, worked: Tunis, Monday to Friday 9-12 and 13-17
    (TUNIS, "2026-03-02T10:00", "2 hour working", "2026-03-02T12:00"),
    (TUNIS, "2026-03-02T10:00", "3 hour working", "2026-03-02T14:00"),
    (TUNIS, "2026-03-02T16:00", "2 hour working", "2026-03-03T10:00"),
    (TUNIS, "2026-03-06T16:30", "1 hour working", "2026-03-09T09:30"),
    (TUNIS, "2026-03-07T23:00", "7 hour working", "2026-03-09T17:00"),
    (TUNIS, "2026-03-19T16:00", "2 hour working", "2026-03-23T10:00"),
    (TUNIS, "2026-03-02T03:00", "0 hour working", "2026-03-02T03:00"),
    # hours, plain, over both changes of the hour
    (BRUSSELS, "2026-03-28T12:00", "24 hour plain", "2026-03-29T13:00"),
    (BRUSSELS, "2026-10-24T12:00", "24 hour plain", "2026-10-25T11:00"),
    (TUNIS, "2026-03-07T23:00", "72 hour plain", "2026-03-10T23:00"),
    # hours, carried to a worked day
    (TUNIS, "2026-03-05T15:00", "48 hour rolled", "2026-03-09T09:00"),
    (TUNIS, "2026-03-03T02:00", "48 hour rolled", "2026-03-05T09:00"),
    (TUNIS, "2026-03-03T15:00", "48 hour rolled", "2026-03-05T15:00"),
    # days: the day of the event does not count
    (TUNIS, "2026-03-02T10:00", "1 day working", "2026-03-03T17:00"),
    (TUNIS, "2026-03-06T10:00", "1 day working", "2026-03-09T17:00"),
    (TUNIS, "2026-03-07T10:00", "1 day working", "2026-03-09T17:00"),
    (TUNIS, "2026-03-18T10:00", "2 day working", "2026-03-23T17:00"),
    (TUNIS, "2026-03-02T10:00", "0 day working", "2026-03-02T17:00"),
    (TUNIS, "2026-03-01T10:00", "0 day working", "2026-03-02T17:00"),
    (TUNIS, "2026-03-02T10:00", "3 day plain", "2026-03-06T00:00"),
    (TUNIS, "2026-03-04T10:00", "3 day plain", "2026-03-08T00:00"),
    (TUNIS, "2026-03-04T10:00", "3 day rolled", "2026-03-10T00:00"),
    # weekend on Friday and Sunday
    (FRIDAY_OFF, "2026-03-05T10:00", "1 day working", "2026-03-07T14:00"),
    (FRIDAY_OFF, "2026-03-05T13:00", "2 hour working", "2026-03-07T09:00"),
    (FRIDAY_OFF, "2026-03-04T10:00", "2 day rolled", "2026-03-08T00:00"),
    # the night watch, and the night when the hour changes (20:00-06:00 is 9 h)
    (NIGHT, "2026-03-02T23:00", "2 hour working", "2026-03-03T01:00"),
    (NIGHT, "2026-03-03T05:00", "2 hour working", "2026-03-03T21:00"),
    (NIGHT, "2026-03-28T20:00", "9 hour working", "2026-03-29T06:00"),
    (NIGHT, "2026-10-24T20:00", "11 hour working", "2026-10-25T06:00"),
    # a house that never closes
    (ALWAYS, "2026-03-28T22:00", "5 hour working", "2026-03-29T04:00"),
    (ALWAYS, "2026-05-01T22:00", "1 day working", "2026-05-03T00:00"),
    # weeks and months
    (BRUSSELS, "2026-04-17T10:00", "2 week plain", "2026-05-02T00:00"),
    (BRUSSELS, "2026-04-17T10:00", "2 week rolled", "2026-05-05T00:00"),
    (BRUSSELS, "2026-01-31T10:00", "1 month plain", "2026-03-01T00:00"),
    (BRUSSELS, "2026-01-31T10:00", "1 month rolled", "2026-03-03T00:00"),
    (BRUSSELS, "2026-04-01T10:00", "1 month working", "2026-05-04T17:00"),
    (BRUSSELS, "2024-02-29T10:00", "12 month plain", "2025-03-01T00:00"),
    # shorter days
    (RAMADAN, "2026-03-02T12:00", "4 hour working", "2026-03-03T10:00"),
]


@pytest.mark.parametrize("calendar, start, text, due", BY_HAND)
def test_by_hand(calendar, start, text, due):
    """Due times as they were reckoned by hand. [AC-17]"""
    got = clocks.due_at(local(calendar, start), delay(text), calendar)
    assert got.astimezone(calendar.tz).replace(tzinfo=None) == datetime.fromisoformat(
        due
    )


def test_doctests():
    result = doctest.testmod(clocks)
    assert result.attempted and not result.failed


@pytest.mark.parametrize(
    "notified, text, clear, last",
    [
        # Thirty days to appeal, told on Friday 6 March: Sunday 5 April, and the 6th
        # is worked here.
        (date(2026, 3, 6), "30 day rolled", False, date(2026, 4, 6)),
        (date(2026, 3, 6), "30 day plain", False, date(2026, 4, 5)),
        (date(2026, 3, 6), "30 day rolled", True, date(2026, 4, 6)),
        (date(2026, 3, 5), "30 day plain", True, date(2026, 4, 5)),
        # 9 April is a holiday: the day after.
        (date(2026, 3, 9), "1 month rolled", False, date(2026, 4, 10)),
        (date(2026, 3, 31), "1 month plain", False, date(2026, 4, 30)),
        (date(2026, 3, 18), "1 day working", False, date(2026, 3, 19)),
        (date(2026, 3, 18), "2 day working", False, date(2026, 3, 23)),
    ],
)
def test_last_day_to_act(notified, text, clear, last):
    assert clocks.last_day(notified, delay(text), TUNIS, clear) == last


def test_last_day_refuses_hours():
    with pytest.raises(ValueError, match="instant"):
        clocks.last_day(date(2026, 3, 6), Delay(2, "hour"), TUNIS)


@pytest.mark.parametrize(
    "text, pauses, due",
    [
        # From Tuesday 10:00 to Wednesday 10:00: seven worked hours do not count.
        ("10 hour working", [("03-03T10", "03-04T10")], "2026-03-04T14:00"),
        # It begins when the time is already over.
        ("7 hour working", [("03-03T10", "03-04T10")], "2026-03-03T10:00"),
        # The same pause at night costs nothing.
        ("7 hour working", [("03-02T18", "03-03T08")], "2026-03-03T10:00"),
        # Twice told, it counts once.
        (
            "3 day working",
            [("03-03T10", "03-04T10"), ("03-03T09", "03-04T09")],
            "2026-03-06T17:00",
        ),
        ("3 day plain", [("03-03T10", "03-05T10")], "2026-03-08T00:00"),
        # A pause over the weekend takes no worked day but Monday.
        ("5 day working", [("03-06T10", "03-09T10")], "2026-03-10T17:00"),
        # Too late to help.
        ("1 day working", [("03-04T10", "03-20T10")], "2026-03-03T17:00"),
        # Before the start.
        ("1 day working", [("02-02T10", "03-02T09")], "2026-03-03T17:00"),
    ],
)
def test_pauses_by_hand(text, pauses, due):
    pairs = [
        (local(TUNIS, f"2026-{a}:00"), local(TUNIS, f"2026-{b}:00")) for a, b in pauses
    ]
    got = clocks.due_at(local(TUNIS, "2026-03-02T10:00"), delay(text), TUNIS, pairs)
    assert got == local(TUNIS, due)


@pytest.mark.parametrize(
    "due, text, warn",
    [
        ("2026-03-09T10:00", "2 hour working", "2026-03-06T16:00"),
        ("2026-03-09T10:00", "24 hour plain", "2026-03-08T10:00"),
        ("2026-03-09T17:00", "1 day working", "2026-03-06T09:00"),
        ("2026-03-09T17:00", "1 day plain", "2026-03-08T17:00"),
        ("2026-03-09T17:00", "1 day rolled", "2026-03-06T09:00"),
        ("2026-03-10T00:00", "0 day plain", "2026-03-10T00:00"),
        ("2026-03-10T00:00", "1 week plain", "2026-03-03T00:00"),
        ("2026-03-31T17:00", "1 month plain", "2026-02-28T17:00"),
    ],
)
def test_warnings_by_hand(due, text, warn):
    assert clocks.before(local(TUNIS, due), delay(text), TUNIS) == local(TUNIS, warn)


def test_a_calendar_without_work_is_told_not_looped():
    empty = clocks.weekly({}, "Africa/Tunis")
    for text in ("1 hour working", "1 day working", "1 day rolled", "1 month working"):
        with pytest.raises(clocks.NoWorkingTime):
            clocks.due_at(local(empty, "2026-03-02T10:00"), delay(text), empty)
    assert clocks.due_at(local(empty, "2026-03-02T10:00"), delay("1 day plain"), empty)


def test_a_delay_is_checked():
    for wrong in ((-1, "day"), (1, "year"), (1, "day", "often")):
        with pytest.raises(ValueError):
            Delay(*wrong)


def test_stage_and_escalations():
    due = local(TUNIS, "2026-03-03T17:00")
    told = clocks.escalations(
        due,
        [delay("0 day plain"), delay("1 day working"), delay("2 hour plain")],
        TUNIS,
    )
    assert told == [
        due,
        local(TUNIS, "2026-03-04T17:00"),
        local(TUNIS, "2026-03-04T17:00"),
    ]
    warn = clocks.before(due, delay("1 day working"), TUNIS)
    for text, stage in (
        ("2026-03-01T10:00", ("running", 0)),
        ("2026-03-02T09:00", ("warned", 0)),
        ("2026-03-03T17:00", ("breached", 1)),
        ("2026-03-05T17:00", ("breached", 3)),
    ):
        assert clocks.stage(local(TUNIS, text), due, warn, told) == stage


# ---------------------------------------------------------------- what always holds

ZONES = ["UTC", "Africa/Tunis", "Europe/Brussels", "Africa/Casablanca", "Asia/Kabul"]


@st.composite
def calendars(draw):
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    cuts = st.lists(st.integers(0, 48), min_size=2, max_size=4, unique=True)
    hours = {}
    for day in days:
        marks = [mark / 2 for mark in sorted(draw(cuts))]
        hours[day] = list(zip(marks[::2], marks[1::2], strict=False))
    closed = draw(st.sets(st.dates(date(2026, 1, 1), date(2027, 1, 1)), max_size=20))
    return clocks.weekly(hours, draw(st.sampled_from(ZONES)), closed)


instants = st.datetimes(
    datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)
).map(lambda at: at.replace(microsecond=0))
amounts = st.integers(1, 200 * 60).map(lambda minutes: timedelta(minutes=minutes))
delays = st.builds(
    Delay,
    st.integers(0, 40),
    st.sampled_from(["hour", "day", "week"]),
    st.sampled_from(clocks.COUNTINGS),
)
pauses = st.lists(
    st.tuples(instants, st.integers(1, 600)).map(
        lambda pair: (pair[0], pair[0] + timedelta(hours=pair[1]))
    ),
    max_size=3,
)


@settings(deadline=None)
@given(calendars(), instants, amounts)
def test_worked_time_adds_up(calendar, start, amount):
    due = clocks.add_work(calendar, start, amount)
    assert clocks.worked(calendar, start, due) == amount
    back = clocks.take_work(calendar, due, amount)
    assert back >= start
    assert clocks.worked(calendar, back, due) == amount


@settings(deadline=None)
@given(calendars(), instants, instants, delays)
def test_who_starts_later_is_never_due_earlier(calendar, one, two, delay):
    one, two = sorted((one, two))
    assert clocks.due_at(one, delay, calendar) <= clocks.due_at(two, delay, calendar)


@settings(deadline=None)
@given(calendars(), instants, delays)
def test_due_never_before_start_and_a_longer_delay_is_never_shorter(
    calendar, start, delay
):
    due = clocks.due_at(start, delay, calendar)
    longer = Delay(delay.number + 1, delay.unit, delay.counting)
    assert due <= clocks.due_at(start, longer, calendar)
    if delay.counting != "working":
        assert due >= start


@settings(deadline=None)
@given(calendars(), instants, delays, pauses)
def test_pauses_only_give_time_and_their_order_is_nothing(
    calendar, start, delay, pauses
):
    due = clocks.due_at(start, delay, calendar, pauses)
    assert due >= clocks.due_at(start, delay, calendar)
    assert due == clocks.due_at(start, delay, calendar, pauses[::-1] + pauses)


@settings(deadline=None)
@given(
    calendars(), instants, st.integers(1, 60), st.integers(0, 60), st.integers(1, 90)
)
def test_a_pause_leaves_what_was_left(calendar, start, number, after, length):
    """Recomputing from the start gives what a stopwatch would: the rest, run later."""
    delay = Delay(number, "hour", "working")
    held = start + timedelta(hours=after)
    freed = held + timedelta(hours=length)
    assume(held < clocks.due_at(start, delay, calendar))
    rest = timedelta(hours=number) - clocks.worked(calendar, start, held)
    assert clocks.due_at(start, delay, calendar, [(held, freed)]) == clocks.add_work(
        calendar, freed, rest
    )


@settings(deadline=None)
@given(
    calendars(),
    st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    st.integers(0, 60),
    st.booleans(),
)
def test_last_day_counts_worked_days(calendar, notified, number, clear_days):
    last = clocks.last_day(
        notified, Delay(number, "day", "working"), calendar, clear_days
    )
    assert calendar.is_worked(last)
    between = [
        notified + timedelta(days=i) for i in range(1, (last - notified).days + 1)
    ]
    counted = sum(map(calendar.is_worked, between))
    wanted = number + clear_days
    assert counted == wanted or (not wanted and counted <= 1)
    rolled = clocks.last_day(notified, Delay(number, "day", "rolled"), calendar)
    plain = clocks.last_day(notified, Delay(number, "day"), calendar)
    assert rolled >= plain
    assert not any(
        calendar.is_worked(plain + timedelta(days=i))
        for i in range((rolled - plain).days)
    )


@settings(deadline=None)
@given(calendars(), instants, delays)
def test_a_warning_never_comes_after_the_deadline(calendar, due, delay):
    assert clocks.before(due, delay, calendar) <= due


@settings(deadline=None)
@given(calendars(), instants, st.lists(delays, max_size=4))
def test_escalations_climb(calendar, due, levels):
    told = clocks.escalations(due, levels, calendar)
    assert told == sorted(told)
    assert len(told) == len(levels)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.sampled_from(ZONES)
)
def test_the_wall_clock_is_read_forward(wall, zone):
    """What the wall shows is never read as an earlier wall time."""
    tz = ZoneInfo(zone)
    there = clocks.instant(wall.replace(microsecond=0), tz).astimezone(tz)
    assert there.replace(tzinfo=None) >= wall.replace(microsecond=0)
    assert there.fold == 0
