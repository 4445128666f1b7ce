# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Due instants of obligations: working hours, closures, pauses, time zones.

Every function takes and returns aware datetimes, in UTC unless said otherwise, and
keeps nothing: a due instant is computed from the start, the delay and the pauses, so
that computing it twice gives it twice. A local day is a day of the site's time zone.

How a delay is counted (``Delay.counting``):

``plain``
    every hour, every day, holidays included;
``rolled``
    the same, but what would end on a day that is not worked ends on the next worked
    day. This is the general rule for procedural delays: French code de procédure
    civile, articles 641 and 642; Belgian Code judiciaire, articles 52 to 54;
    Tunisian code de procédure civile et commerciale, article 140. Whether it holds
    for one delay is for the jurist who writes the policy row;
``working``
    only working hours, or only worked days. Weeks and months have no worked form:
    they run on the calendar and end as ``rolled`` ones do.

A delay in hours that is ``rolled`` ends at the opening of that next worked day; one
that ends on a worked day before its opening waits for it too. Where the law counts
from hour to hour (forty-eight hours, Sunday or not), write the policy row ``plain``.

The day of the event does not count. A delay in days, weeks or months runs until the end
of its last day: midnight at the site when counted ``plain`` or ``rolled``, the close of
work when counted ``working``. A delay in months ends on the day of the same number, or
on the last day of a month that is too short.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

UNITS = ("hour", "day", "week", "month")
COUNTINGS = ("plain", "rolled", "working")
ONE_DAY = timedelta(days=1)
# How far a worked hour is looked for before the calendar is called empty, and how
# much of it is asked for at once.
HORIZON = timedelta(days=3660)
CHUNK = timedelta(days=28)

Interval = tuple[datetime, datetime]


class NoWorkingTime(ValueError):
    """The calendar has no working time where some was needed."""


@dataclass(frozen=True)
class Delay:
    """How long: ``number`` of ``unit``, counted as told in the module.

    :raise ValueError: unknown unit or counting, or a number below zero
    """

    number: int
    unit: str = "day"
    counting: str = "plain"

    def __post_init__(self):
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit: {self.unit}")
        if self.counting not in COUNTINGS:
            raise ValueError(f"unknown counting: {self.counting}")
        if self.number < 0:
            raise ValueError("a delay cannot be below zero")


@dataclass(frozen=True)
class Calendar:
    """When a site works.

    :param tz: time zone of the site
    :param work: function of two aware datetimes that gives the working intervals
        between them, in any order, clipped or not; ``None`` is a site that never
        closes
    """

    tz: ZoneInfo
    work: Callable[[datetime, datetime], Iterable[Interval]] | None = None
    _days: dict = field(default_factory=dict, compare=False, repr=False)

    def intervals(self, start: datetime, stop: datetime) -> list[Interval]:
        """Return the worked intervals in [start, stop): UTC, sorted, disjoint."""
        start, stop = start.astimezone(UTC), stop.astimezone(UTC)
        if start >= stop:
            return []
        if self.work is None:
            return [(start, stop)]
        clipped = (
            (max(a.astimezone(UTC), start), min(b.astimezone(UTC), stop))
            for a, b in self.work(start, stop)
        )
        return merge(clipped)

    def day_bounds(self, day: date) -> Interval:
        """Return the first instant of a local day and of the day after, in UTC."""
        return (
            instant(datetime.combine(day, time.min), self.tz),
            instant(datetime.combine(day + ONE_DAY, time.min), self.tz),
        )

    def day_work(self, day: date) -> list[Interval]:
        """Return the worked intervals of one local day."""
        if day not in self._days:
            # A long count asks for neighbouring days: read a whole chunk at once.
            stop = day + CHUNK
            found = self.intervals(self.day_bounds(day)[0], self.day_bounds(stop)[0])
            for other in (day + i * ONE_DAY for i in range(CHUNK.days)):
                low, high = self.day_bounds(other)
                self._days[other] = [
                    (max(a, low), min(b, high))
                    for a, b in found
                    if a < high and b > low
                ]
        return self._days[day]

    def is_worked(self, day: date) -> bool:
        """Tell whether some of a local day is worked; a night shift marks both days."""
        return bool(self.day_work(day))

    def next_worked(self, day: date) -> date:
        """Return the day itself if worked, else the next one that is.

        :raise NoWorkingTime: none within the horizon
        """
        for _i in range(HORIZON.days):
            if self.is_worked(day):
                return day
            day += ONE_DAY
        raise NoWorkingTime("no worked day within the horizon")


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return sorted, disjoint, non-empty intervals covering the same time.

    Neighbours less than a second apart are joined: a shift that ends at midnight is
    often written 23:59:59.999999.

    >>> at = lambda h: datetime(2026, 3, 2, h, tzinfo=UTC)
    >>> [(a.hour, b.hour) for a, b in merge([(at(9), at(11)), (at(8), at(10))])]
    [(8, 11)]
    """
    merged: list[Interval] = []
    for start, stop in sorted(pair for pair in intervals if pair[0] < pair[1]):
        if merged and start - merged[-1][1] < timedelta(seconds=1):
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


def instant(local: datetime, tz: ZoneInfo) -> datetime:
    """Return in UTC what a clock on the wall shows.

    Where the hour is skipped in spring, the first instant after the jump; where it
    comes twice in autumn, the first of the two (the earlier deadline is the safe one).

    >>> instant(datetime(2026, 3, 29, 2, 30), ZoneInfo("Europe/Brussels")).isoformat()
    '2026-03-29T01:00:00+00:00'
    """
    aware = local.replace(tzinfo=tz, fold=0)
    there = aware.astimezone(UTC)
    if there.astimezone(tz).replace(tzinfo=None) == local:
        return there
    # Skipped: the offset before the jump and the one after frame the jump itself.
    low = local.replace(tzinfo=tz, fold=1).astimezone(UTC)
    high = there
    before = low.astimezone(tz).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(tz).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def weekly(
    hours: dict[int, list[tuple[float, float]]],
    tz: str | ZoneInfo = "UTC",
    closed: Iterable[date] = (),
) -> Calendar:
    """Return the calendar of a week that repeats.

    :param hours: weekday (Monday is 0) to pairs of local hours, 0 to 24
    :param tz: time zone or its name
    :param closed: local days without work
    """
    zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    closed = frozenset(closed)

    def at(day, hour):
        whole, rest = divmod(round(hour * 3600), 86400)
        base = datetime.combine(day + whole * ONE_DAY, time.min)
        return instant(base + timedelta(seconds=rest), zone)

    def work(start, stop):
        day = start.astimezone(zone).date() - ONE_DAY
        last = stop.astimezone(zone).date()
        while day <= last:
            if day not in closed:
                for low, high in hours.get(day.weekday(), ()):
                    yield at(day, low), at(day, high)
            day += ONE_DAY

    return Calendar(zone, work)


def _forward(calendar: Calendar, start: datetime) -> Iterator[Interval]:
    low = start
    while low < start + HORIZON:
        yield from calendar.intervals(low, low + CHUNK)
        low += CHUNK


def _backward(calendar: Calendar, stop: datetime) -> Iterator[Interval]:
    high = stop
    while high > stop - HORIZON:
        yield from reversed(calendar.intervals(high - CHUNK, high))
        high -= CHUNK


def add_work(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """Return the instant at which ``amount`` of working time has passed.

    Nothing to wait for is over at once, even at night.

    :raise NoWorkingTime: the calendar has too little of it within the horizon
    """
    if amount <= timedelta(0):
        return start.astimezone(UTC)
    for low, high in _forward(calendar, start):
        if high - low >= amount:
            return low + amount
        amount -= high - low
    raise NoWorkingTime("too little working time within the horizon")


def take_work(calendar: Calendar, stop: datetime, amount: timedelta) -> datetime:
    """Return the last instant from which ``amount`` of work fits before ``stop``.

    :raise NoWorkingTime: the calendar has too little of it within the horizon
    """
    if amount <= timedelta(0):
        return stop.astimezone(UTC)
    for low, high in _backward(calendar, stop):
        if high - low >= amount:
            return high - amount
        amount -= high - low
    raise NoWorkingTime("too little working time within the horizon")


def worked(calendar: Calendar, start: datetime, stop: datetime) -> timedelta:
    """Return the working time between two instants."""
    pairs = calendar.intervals(start, stop)
    return sum((high - low for low, high in pairs), timedelta(0))


def add_months(day: date, months: int) -> date:
    """Return the day of the same number, or the last one of a shorter month.

    >>> add_months(date(2026, 1, 31), 1), add_months(date(2026, 1, 31), -2)
    (datetime.date(2026, 2, 28), datetime.date(2025, 11, 30))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - ONE_DAY).day))


def last_day(
    notified: date,
    delay: Delay,
    calendar: Calendar,
    clear_days: bool = False,
    paused_days: int = 0,
) -> date:
    """Return the last local day on which one may still act.

    :param notified: day of the notice, which does not count
    :param delay: in days, weeks or months
    :param clear_days: neither the first nor the last day counts (délai franc): one
        day more, before it is carried to a worked day
    :param paused_days: days that did not count, of the kind that the delay counts
    :raise ValueError: a delay in hours has no last day
    :raise NoWorkingTime: a worked day is needed and there is none
    """
    if delay.unit == "hour":
        raise ValueError("a delay in hours ends at an instant, not on a day")
    extra = paused_days + bool(clear_days)
    if delay.unit == "day" and delay.counting == "working":
        day, left = notified, delay.number + extra
        while left:
            day = calendar.next_worked(day + ONE_DAY)
            left -= 1
        return calendar.next_worked(day)
    if delay.unit == "month":
        day = add_months(notified, delay.number)
    else:
        day = notified + delay.number * (7 if delay.unit == "week" else 1) * ONE_DAY
    day += extra * ONE_DAY
    return day if delay.counting == "plain" else calendar.next_worked(day)


def _end_of(day: date, delay: Delay, calendar: Calendar) -> datetime:
    if delay.counting == "working":
        return calendar.day_work(day)[-1][1]
    return calendar.day_bounds(day)[1]


def _paused_days(start, stop, delay: Delay, calendar: Calendar) -> int:
    """Count the days of a pause: those begun after its first day, its last included."""
    first = start.astimezone(calendar.tz).date()
    last = stop.astimezone(calendar.tz).date()
    if delay.unit == "day" and delay.counting == "working":
        days = ((first + i * ONE_DAY) for i in range(1, (last - first).days + 1))
        return sum(calendar.is_worked(day) for day in days)
    return (last - first).days


def due_at(
    start: datetime,
    delay: Delay,
    calendar: Calendar,
    pauses: Iterable[Interval] = (),
    clear_days: bool = False,
) -> datetime:
    """Return the instant at which an obligation is overdue, in UTC.

    :param start: when the clock started
    :param pauses: intervals in which it stood still; what begins after the due
        instant no longer helps, what lies before the start never did
    :raise NoWorkingTime: the calendar has too little working time
    """
    start = start.astimezone(UTC)
    held = merge((max(a.astimezone(UTC), start), b.astimezone(UTC)) for a, b in pauses)
    counted = timedelta(0) if delay.unit == "hour" else 0
    due = _due_after(start, delay, calendar, counted, clear_days)
    for low, high in held:
        if low >= due:
            break
        if delay.unit != "hour":
            counted += _paused_days(low, high, delay, calendar)
        elif delay.counting == "working":
            counted += worked(calendar, low, high)
        else:
            counted += high - low
        due = _due_after(start, delay, calendar, counted, clear_days)
    return due


def _due_after(start, delay, calendar, counted, clear_days) -> datetime:
    if delay.unit != "hour":
        first = start.astimezone(calendar.tz).date()
        day = last_day(first, delay, calendar, clear_days, counted)
        return _end_of(day, delay, calendar)
    amount = timedelta(hours=delay.number) + counted
    if delay.counting == "working":
        return add_work(calendar, start, amount)
    due = start + amount
    if delay.counting == "rolled":
        # Never earlier than the opening of that day, else a longer delay, or a pause,
        # could end before a shorter one.
        day = calendar.next_worked(due.astimezone(calendar.tz).date())
        due = max(due, calendar.day_work(day)[0][0])
    return due


def before(due: datetime, delay: Delay, calendar: Calendar) -> datetime:
    """Return the instant of a warning: ``delay`` before ``due``, in UTC.

    A warning of days, weeks or months comes at the same local hour of the earlier day,
    a ``working`` one when that worked day opens; ``rolled`` is carried to an earlier
    worked day, so that somebody is there to read it.

    :raise NoWorkingTime: the calendar has too little working time
    """
    due = due.astimezone(UTC)
    if delay.unit == "hour":
        if delay.counting == "working":
            return take_work(calendar, due, timedelta(hours=delay.number))
        return due - timedelta(hours=delay.number)
    # What ends at midnight belongs to the day that it closes.
    there = (due - timedelta(microseconds=1)).astimezone(calendar.tz)
    day = there.date()
    if delay.unit == "day" and delay.counting == "working":
        for _i in range(delay.number):
            day = _previous_worked(calendar, day - ONE_DAY)
        return min(due, calendar.day_work(_previous_worked(calendar, day))[0][0])
    if delay.unit == "month":
        day = add_months(day, -delay.number)
    else:
        day -= delay.number * (7 if delay.unit == "week" else 1) * ONE_DAY
    if delay.counting != "plain":
        day = _previous_worked(calendar, day)
        return min(due, calendar.day_work(day)[0][0])
    local = due.astimezone(calendar.tz)
    shift = local.date() - there.date()
    return min(due, instant(datetime.combine(day + shift, local.time()), calendar.tz))


def _previous_worked(calendar: Calendar, day: date) -> date:
    for _i in range(HORIZON.days):
        if calendar.is_worked(day):
            return day
        day -= ONE_DAY
    raise NoWorkingTime("no worked day within the horizon")


def escalations(
    due: datetime, levels: Iterable[Delay], calendar: Calendar
) -> list[datetime]:
    """Return when each level is told, each counted from the due instant.

    A later level is never told before an earlier one.
    """
    told, latest = [], due.astimezone(UTC)
    for delay in levels:
        at = latest if not delay.number else max(latest, due_at(due, delay, calendar))
        told.append(at)
        latest = at
    return told


def stage(
    now: datetime,
    due: datetime,
    warn_at: datetime | None = None,
    told: Iterable[datetime] = (),
) -> tuple[str, int]:
    """Return ``("running" | "warned" | "breached", level)`` at an instant.

    The level is the number of escalations whose time has come.
    """
    if now >= due:
        return "breached", sum(at <= now for at in told)
    if warn_at is not None and now >= warn_at:
        return "warned", 0
    return "running", 0
