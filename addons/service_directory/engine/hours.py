# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Opening hours: recurring rules, changed weeks, closures; open now, next opening.

Local wall times are minutes after midnight of the day on which the opening *starts*;
an opening over midnight therefore closes after 1440 and belongs to its first day.
Rules follow the part of RFC 5545 (RRULE) that HSDS 3.1 ``schedule`` carries:
freq, interval, byday, bymonthday, byweekno, byyearday, wkst, dtstart, until, count.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

DAY_MINUTES = 1440
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("WEEKLY", "MONTHLY")

#: How far ahead the next opening is looked for, in days: a yearly opening is found.
HORIZON_DAYS = 370

#: A rule with ``count`` is counted out at most this many days after ``dtstart``.
COUNT_LIMIT_DAYS = 3700

OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"

_TIME = re.compile(
    r"^\s*(?P<h>\d{1,2})\s*(?:[:.hH]\s*(?P<m>\d{2})?)?(?::\d{2}(?:\.\d+)?)?\s*"
    r"(?P<z>Z|[+-]\d{2}:?\d{2})?\s*$"
)
_BYDAY = re.compile(r"^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$")


def parse_time(text: str | None) -> tuple[int, int | None] | None:
    """Wall time of a text, as (minutes after midnight, UTC offset in minutes or None).

    Reads what feeds really contain: ``09:00``, ``9:30:00``, ``9h``, ``9h30``,
    ``17:00Z``, ``08:00+01:00``. 23:59 is how forms say midnight, so it becomes 1440.
    Returns None for what cannot be read; HSDS has no format check on these texts.
    """
    found = _TIME.match(text or "")
    if not found:
        return None
    minutes = int(found["h"]) * 60 + int(found["m"] or 0)
    if minutes > DAY_MINUTES or int(found["m"] or 0) > 59:
        return None
    offset = None
    if found["z"] == "Z":
        offset = 0
    elif found["z"]:
        sign = -1 if found["z"][0] == "-" else 1
        digits = found["z"][1:].replace(":", "")
        offset = sign * (int(digits[:2]) * 60 + int(digits[2:]))
        if abs(offset) > 14 * 60:
            return None
    return (DAY_MINUTES if minutes == DAY_MINUTES - 1 else minutes), offset


def format_time(minutes: int) -> str:
    """``HH:MM`` of minutes after midnight; the minute 1440 is written ``24:00``."""
    if minutes > DAY_MINUTES:
        minutes -= DAY_MINUTES
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_byday(text: str | None) -> tuple[tuple[int, int], ...] | None:
    """``"1MO,FR"`` → ``((1, 0), (0, 4))``: (which one in the month or 0, weekday).

    Returns None when a part is not a weekday of RFC 5545.
    """
    days = []
    for part in re.split(r"[,;\s]+", (text or "").strip().upper()):
        if not part:
            continue
        found = _BYDAY.match(part)
        if not found:
            return None
        days.append((int(found[1] or 0), WEEKDAYS.index(found[2])))
    return tuple(days)


@dataclass(frozen=True)
class HoursRule:
    """One recurring opening.

    :param opens: minutes after midnight, 0..1439, local wall time
    :param closes: minutes after the same midnight, more than ``opens``, at most one
        day later; 26:00 is 1560
    :param byday: pairs (ordinal in the month or 0, weekday with Monday 0)
    :param dtstart: first day, and anchor of ``interval`` and ``count``
    :param valid_from: first day on which the rule holds; ``valid_to`` the last one
    :param utc_offset: minutes east of UTC when the source fixed the offset, else None
    """

    opens: int
    closes: int
    freq: str = "WEEKLY"
    interval: int = 1
    byday: tuple[tuple[int, int], ...] = ()
    bymonthday: tuple[int, ...] = ()
    byweekno: tuple[int, ...] = ()
    byyearday: tuple[int, ...] = ()
    wkst: int = 0
    dtstart: date | None = None
    until: date | None = None
    count: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    utc_offset: int | None = None

    def problem(self) -> str | None:
        """Code of what makes the rule unusable, or None.

        An unusable rule makes the answer *unknown* and never *closed*: a person must
        not be told that a door is shut because a form was badly filled in.
        """
        if self.freq not in FREQUENCIES:
            return "bad_freq"
        if not 0 <= self.opens < DAY_MINUTES:
            return "bad_opens"
        if not self.opens < self.closes <= self.opens + DAY_MINUTES:
            return "bad_closes"
        if self.interval < 1:
            return "bad_interval"
        anchor = self.dtstart or self.valid_from
        if self.interval > 1 and not anchor:
            return "interval_without_start"
        if self.count is not None and (self.count < 1 or not self.dtstart):
            return "bad_count"
        if self.freq == "WEEKLY" and any(ordinal for ordinal, _day in self.byday):
            return "ordinal_in_week"
        by_something = self.byday or self.bymonthday or self.byyearday or self.byweekno
        if not by_something and not self.dtstart:
            return "no_days"
        return None

    def fires_on(self, day: date) -> bool:
        """Whether an opening of this rule starts on the local ``day``."""
        if self.problem() or not self._is_within(day):
            return False
        if self.count is None:
            return self._matches(day)
        return self._matches(day) and self._rank(day) <= self.count

    def _is_within(self, day: date) -> bool:
        starts = (self.dtstart, self.valid_from)
        stops = (self.until, self.valid_to)
        return all(not start or day >= start for start in starts) and all(
            not stop or day <= stop for stop in stops
        )

    def _matches(self, day: date) -> bool:
        return self._is_in_step(day) and self._is_by_rule(day)

    def _is_in_step(self, day: date) -> bool:
        anchor = self.dtstart or self.valid_from
        if self.interval == 1 or not anchor:
            return True
        if self.freq == "WEEKLY":
            weeks = (self._week_start(day) - self._week_start(anchor)).days // 7
            return weeks % self.interval == 0
        months = (day.year - anchor.year) * 12 + day.month - anchor.month
        return months % self.interval == 0

    def _is_by_rule(self, day: date) -> bool:
        if self.bymonthday and not _is_month_day(day, self.bymonthday):
            return False
        if self.byyearday and not _is_year_day(day, self.byyearday):
            return False
        if self.byweekno and not _is_week(day, self.byweekno, self.wkst):
            return False
        if self.byday:
            return any(_is_weekday(day, ordinal, wd) for ordinal, wd in self.byday)
        if self.bymonthday or self.byyearday:
            return True
        if self.dtstart and self.freq == "MONTHLY" and not self.byweekno:
            return day.day == self.dtstart.day
        if self.dtstart:
            return day.weekday() == self.dtstart.weekday()
        return True

    def _week_start(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self.wkst) % 7)

    def _rank(self, day: date) -> int:
        """Rank of ``day`` among the days of the rule, from 1, counted from dtstart."""
        if (day - self.dtstart).days > COUNT_LIMIT_DAYS:
            return self.count + 1
        rank, current = 0, self.dtstart
        while current <= day and rank <= self.count:
            rank += self._matches(current)
            current += timedelta(days=1)
        return rank


def _is_month_day(day: date, wanted: tuple[int, ...]) -> bool:
    next_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    length = (next_month - timedelta(days=1)).day
    return day.day in wanted or day.day - length - 1 in wanted


def _is_year_day(day: date, wanted: tuple[int, ...]) -> bool:
    rank = day.timetuple().tm_yday
    length = date(day.year, 12, 31).timetuple().tm_yday
    return rank in wanted or rank - length - 1 in wanted


def _is_week(day: date, wanted: tuple[int, ...], wkst: int) -> bool:
    """Week numbers as in RFC 5545: week 1 holds at least four days of its year."""
    middle = day - timedelta(days=(day.weekday() - wkst) % 7) + timedelta(days=3)
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    last = date(middle.year, 12, 28)
    last_middle = last - timedelta(days=(last.weekday() - wkst) % 7 - 3)
    if last_middle.year > middle.year:
        last_middle -= timedelta(days=7)
    length = (last_middle.timetuple().tm_yday - 1) // 7 + 1
    return number in wanted or number - length - 1 in wanted


def _is_weekday(day: date, ordinal: int, weekday: int) -> bool:
    if day.weekday() != weekday:
        return False
    if ordinal == 0:
        return True
    if ordinal > 0:
        return (day.day - 1) // 7 + 1 == ordinal
    return (day + timedelta(days=7 * -ordinal)).month != day.month and (
        day + timedelta(days=7 * (-ordinal - 1))
    ).month == day.month


@dataclass(frozen=True)
class ChangedHours:
    """Days on which other rules hold: a holiday (no rule), the weeks of Ramadan.

    The shortest period wins where two overlap, then the later one in the list.

    :param first: first local day; ``last``: last local day, included
    :param rules: rules of these days; none means closed
    :param label: shown to the reader as it stands
    """

    first: date
    last: date
    rules: tuple[HoursRule, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Closure:
    """Closed between two instants whatever the rules say.

    :param start: aware datetime; ``stop``: aware datetime, or None until further notice
    """

    start: datetime
    stop: datetime | None = None
    label: str = ""

    def __post_init__(self):
        for moment in (self.start, self.stop):
            if moment is not None and moment.tzinfo is None:
                raise ValueError("A closure needs datetimes with a time zone.")
        if self.stop is not None and self.stop <= self.start:
            raise ValueError("A closure must end after it starts.")


@dataclass(frozen=True)
class Hours:
    """Everything known about when one place is open.

    :param unreadable: the source says more about the hours than could be read
    """

    tz: tzinfo
    rules: tuple[HoursRule, ...] = ()
    changes: tuple[ChangedHours, ...] = ()
    closures: tuple[Closure, ...] = ()
    unreadable: bool = False


@dataclass(frozen=True)
class OpeningStatus:
    """Answer to "is it open?".

    :param state: ``open``, ``closed`` or ``unknown``
    :param until: end of the present opening (UTC), when open; None when it lasts for
        a week and more
    :param next_opening: start of the next opening (UTC), when not open
    :param reason: ``hours``, ``changed_hours``, ``closure``, ``no_hours``,
        ``unreadable_hours``
    :param label: words of the change or closure that decided
    """

    state: str
    until: datetime | None = None
    next_opening: datetime | None = None
    reason: str = "hours"
    label: str = ""
    problems: tuple[str, ...] = field(default=())


Interval = tuple[datetime, datetime]


def instant(day: date, minutes: int, tz: tzinfo) -> datetime:
    """UTC instant of a wall time; minutes may pass midnight.

    A wall time that the spring change skips is read with the offset before the change
    (03:15 instead of 02:15); one that autumn repeats is its first occurrence.
    """
    day += timedelta(days=minutes // DAY_MINUTES)
    wall = time(minutes % DAY_MINUTES // 60, minutes % 60)
    return datetime.combine(day, wall, tz).astimezone(UTC)


def change_of_day(hours: Hours, day: date) -> ChangedHours | None:
    """The changed hours that hold on a local day, or None for the usual rules."""
    found = [change for change in hours.changes if change.first <= day <= change.last]
    if not found:
        return None
    shortest = min(change.last - change.first for change in found)
    return [change for change in found if change.last - change.first == shortest][-1]


def rules_of_day(hours: Hours, day: date) -> tuple[HoursRule, ...]:
    """Rules that hold on a local day."""
    change = change_of_day(hours, day)
    return change.rules if change else hours.rules


def intervals(hours: Hours, start: datetime, stop: datetime) -> list[Interval]:
    """Openings between two aware instants: UTC, sorted, merged, cut at both ends."""
    found = []
    # Two days of margin: an opening over midnight begins the day before, and a rule
    # with a fixed offset may sit on another local day than ours.
    day = start.astimezone(hours.tz).date() - timedelta(days=2)
    last = stop.astimezone(hours.tz).date() + timedelta(days=1)
    while day <= last:
        for rule in rules_of_day(hours, day):
            if not rule.fires_on(day):
                continue
            zone = hours.tz
            if rule.utc_offset is not None:
                zone = timezone(timedelta(minutes=rule.utc_offset))
            begin = max(instant(day, rule.opens, zone), start)
            end = min(instant(day, rule.closes, zone), stop)
            if begin < end:
                found.append((begin.astimezone(UTC), end.astimezone(UTC)))
        day += timedelta(days=1)
    return _without_closures(merge(found), hours.closures)


def merge(found: Iterable[Interval]) -> list[Interval]:
    """Union of intervals: sorted, disjoint, touching ones joined."""
    merged: list[Interval] = []
    for begin, end in sorted(found):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _without_closures(found: list[Interval], closures) -> list[Interval]:
    for closure in closures:
        left = []
        for begin, end in found:
            if begin < closure.start:
                left.append((begin, min(end, closure.start.astimezone(UTC))))
            if closure.stop is not None and end > closure.stop:
                left.append((max(begin, closure.stop.astimezone(UTC)), end))
        found = left
    return found


def problems(hours: Hours) -> tuple[str, ...]:
    """Codes of all rules that cannot be used, without repeats, sorted."""
    every = list(hours.rules)
    for change in hours.changes:
        every += change.rules
    return tuple(sorted({code for rule in every if (code := rule.problem())}))


def status(hours: Hours, at: datetime, horizon_days: int = HORIZON_DAYS):
    """Whether the place is open at an aware instant, and what comes next.

    :return: :class:`OpeningStatus`
    :raises ValueError: when ``at`` has no time zone
    """
    if at.tzinfo is None:
        raise ValueError("Opening hours are asked at an instant with a time zone.")
    bad = problems(hours)
    soon = intervals(hours, at, at + timedelta(days=8))
    if soon and soon[0][0] <= at:
        until = soon[0][1] if soon[0][1] < at + timedelta(days=8) else None
        return OpeningStatus(OPEN, until=until, problems=bad)
    upcoming = soon[0][0] if soon else _next_opening(hours, at, horizon_days)
    closure = next(
        (
            closure
            for closure in hours.closures
            if closure.start <= at and (closure.stop is None or at < closure.stop)
        ),
        None,
    )
    if closure:
        return OpeningStatus(
            CLOSED, None, upcoming, "closure", closure.label, problems=bad
        )
    change = change_of_day(hours, at.astimezone(hours.tz).date())
    if change and not any(rule.problem() for rule in change.rules):
        return OpeningStatus(
            CLOSED, None, upcoming, "changed_hours", change.label, problems=bad
        )
    if hours.unreadable or bad:
        return OpeningStatus(UNKNOWN, None, upcoming, "unreadable_hours", problems=bad)
    if not hours.rules:
        return OpeningStatus(UNKNOWN, None, upcoming, "no_hours")
    return OpeningStatus(CLOSED, None, upcoming)


def _next_opening(hours: Hours, at: datetime, horizon_days: int) -> datetime | None:
    """First opening after the first eight days; looked up month by month."""
    start, limit = at + timedelta(days=8), at + timedelta(days=horizon_days)
    while start < limit:
        stop = min(start + timedelta(days=31), limit)
        found = intervals(hours, start, stop)
        if found:
            return found[0][0]
        start = stop
    return None
