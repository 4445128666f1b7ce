# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From templates to occurrences: week rules, holidays, changed hours, clock changes.

Templates speak of local hours; occurrences carry UTC minutes. A night from 21:00 to
07:00 lasts ten hours, nine when the clocks go forward, eleven when they go back.
Hours are floats of the local day; an end at or before the start, or above 24, is on
the next day.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

UTC = UTC
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

WEEK_RULES = ("every", "odd", "even", "first", "second", "third", "fourth", "last")


def to_minutes(moment):
    """Minutes since 1970-01-01 UTC of an aware datetime."""
    return int((moment.astimezone(UTC) - EPOCH).total_seconds() // 60)


def from_minutes(minutes):
    """Aware UTC datetime of minutes since 1970."""
    return EPOCH + timedelta(minutes=minutes)


def local_moment(day, hour, tz):
    """The instant of a local hour of a day.

    An hour that the clock skips is read with the offset before the change (02:30 is
    03:30); of an hour that comes twice the first is meant.

    :param date day: local date
    :param float hour: 0 to 48; above 24 is the next day
    :param str tz: name of the time zone
    :return: aware datetime in UTC
    """
    total = round(hour * 60)
    day = day + timedelta(days=total // 1440)
    naive = datetime(day.year, day.month, day.day) + timedelta(minutes=total % 1440)
    return naive.replace(tzinfo=ZoneInfo(tz), fold=0).astimezone(UTC)


def span(day, hour_from, hour_to, tz):
    """(start, stop) in UTC minutes of local hours; over midnight when needed.

    >>> a, b = span(date(2026, 10, 24), 21, 7, "Europe/Brussels")  # clocks go back
    >>> (b - a) / 60
    11.0
    """
    if hour_to <= hour_from:
        hour_to += 24
    start = to_minutes(local_moment(day, hour_from, tz))
    stop = to_minutes(local_moment(day, hour_to, tz))
    return start, stop


def matches_week(day, rule):
    """Whether a week rule holds: parity of the ISO week, or n-th such day of a month.

    >>> matches_week(date(2026, 12, 7), "first"), matches_week(date(2026, 12, 7), "odd")
    (True, False)
    """
    if rule in (None, "", "every"):
        return True
    week = day.isocalendar()[1]
    if rule == "odd":
        return week % 2 == 1
    if rule == "even":
        return week % 2 == 0
    if rule == "last":
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 == ("first", "second", "third", "fourth").index(rule)


def changed_hours(template, day, calendars):
    """Hours of a template on a day under the dated calendars, or None when closed.

    A dated calendar (Ramadan hours, *séance unique*, closure) is a dict with ``from``,
    ``to`` (ISO), optional ``sites`` and ``services`` (lists; none = all), and one of

    * ``closed``: True;
    * ``map``: list of ``{"from", "to", "new_from", "new_to"}`` in hours, applied to
      templates with exactly these hours;
    * ``open_from``/``open_to``: hours are cut to the opening hours, and dropped when
      less than ``least`` hours (default 1) remain.

    The last calendar of the list that concerns the day wins.
    """
    hours = (template["hour_from"], template["hour_to"])
    text = day.isoformat()
    chosen = None
    for dated in calendars or ():
        if not dated["from"] <= text <= dated["to"]:
            continue
        if dated.get("sites") and template.get("site") not in dated["sites"]:
            continue
        if dated.get("services") and template.get("service") not in dated["services"]:
            continue
        chosen = dated
    if chosen is None:
        return hours
    if chosen.get("closed"):
        return None
    for row in chosen.get("map") or ():
        if abs(row["from"] - hours[0]) < 0.01 and abs(row["to"] - hours[1]) < 0.01:
            return row["new_from"], row["new_to"]
    if "open_from" not in chosen:
        return hours
    return _cut(hours, chosen)


def _cut(hours, dated):
    start, stop = hours
    if stop <= start:
        stop += 24
    begin, end = dated["open_from"], dated["open_to"]
    if end <= begin:
        end += 24
    start, stop = max(start, begin), min(stop, end)
    if stop - start < dated.get("least", 1) - 1e-6:
        return None
    return start, stop


def occurrences(templates, first, last, holidays=None, calendars=None):
    """Slots of templates over local dates, both included.

    :param templates: dicts with ``id``, ``site``, ``service``, ``tz``, ``weekday``
        (0 = Monday), ``hour_from``, ``hour_to``, ``week_rule``, ``valid_from``,
        ``valid_to`` (ISO or None), ``skip_holidays``
    :param holidays: {site or None: set of ISO dates}; None is for all sites
    :param calendars: see :func:`changed_hours`
    :return: list of dicts ``key`` (template and date: generating twice is generating
        once), ``template``, ``site``, ``date``, ``start``, ``stop`` (UTC minutes)
    :raises ValueError: when `last` is before `first`
    """
    if isinstance(first, str):
        first = date.fromisoformat(first)
    if isinstance(last, str):
        last = date.fromisoformat(last)
    if last < first:
        raise ValueError("the period ends before it starts")
    holidays = holidays or {}
    found = []
    for template in templates:
        closed = holidays.get(None, set()) | holidays.get(template.get("site"), set())
        day = first + timedelta(days=(template["weekday"] - first.weekday()) % 7)
        while day <= last:
            occurrence = _occurrence(template, day, closed, calendars)
            if occurrence:
                found.append(occurrence)
            day += timedelta(days=7)
    found.sort(key=lambda o: (o["start"], str(o["key"])))
    return found


def _occurrence(template, day, closed, calendars):
    text = day.isoformat()
    if template.get("valid_from") and text < template["valid_from"]:
        return None
    if template.get("valid_to") and text > template["valid_to"]:
        return None
    if not matches_week(day, template.get("week_rule")):
        return None
    if template.get("skip_holidays", True) and text in closed:
        return None
    hours = changed_hours(template, day, calendars)
    if hours is None:
        return None
    start, stop = span(day, *hours, template.get("tz") or "UTC")
    if stop <= start:
        return None
    return {
        "key": f"{template['id']}:{text}",
        "template": template["id"],
        "site": template.get("site"),
        "date": text,
        "start": start,
        "stop": stop,
    }
