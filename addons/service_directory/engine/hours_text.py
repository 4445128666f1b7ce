# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Weekly hours as one line of text, in the notation of OpenStreetMap.

``Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00``: people write it in a spreadsheet,
and data·inclusion asks for it (``horaires_accueil``). Only weeks: what a week cannot
say (every second Monday, changed weeks) is not squeezed into it.
Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

import re
from collections.abc import Iterable

from .hours import DAY_MINUTES, HoursRule, format_time, parse_time

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_PART = re.compile(r"^(?P<days>[A-Za-z][A-Za-z,\- ]*?)\s+(?P<spans>[\d:.hH,\-\s]+)$")


def is_weekly(rule: HoursRule) -> bool:
    """Whether one line of week hours says all of the rule."""
    return (
        rule == HoursRule(rule.opens, rule.closes, byday=rule.byday)
        and bool(rule.byday)
        and not rule.problem()
    )


def format_hours(rules: Iterable[HoursRule]) -> str:
    """Text of weekly rules; the empty text when there are none.

    :raises ValueError: when a rule says more than a week can
    """
    spans: dict[int, set[tuple[int, int]]] = {}
    for rule in rules:
        if not is_weekly(rule):
            raise ValueError("These hours are not the same every week.")
        for _ordinal, day in rule.byday:
            spans.setdefault(day, set()).add((rule.opens, rule.closes))
    parts: list[tuple[list[int], tuple]] = []
    for day in sorted(spans):
        of_day = tuple(sorted(spans[day]))
        if parts and parts[-1][1] == of_day and parts[-1][0][-1] == day - 1:
            parts[-1][0].append(day)
        else:
            parts.append(([day], of_day))
    return "; ".join(
        f"{_format_days(days)} "
        + ",".join(f"{format_time(a)}-{_format_close(a, b)}" for a, b in of_day)
        for days, of_day in parts
    )


def _format_close(opens: int, closes: int) -> str:
    return "24:00" if closes == DAY_MINUTES else format_time(closes)


def _format_days(days: list[int]) -> str:
    if len(days) == 1:
        return DAYS[days[0]]
    return f"{DAYS[days[0]]}-{DAYS[days[-1]]}"


def parse_hours(text: str) -> tuple[HoursRule, ...]:
    """Rules of a text of weekly hours; ``24/7`` is understood.

    :raises ValueError: when any part cannot be read; nothing is guessed
    """
    text = (text or "").strip()
    if not text:
        return ()
    if text == "24/7":
        every = tuple((0, day) for day in range(7))
        return (HoursRule(0, DAY_MINUTES, byday=every),)
    rules = []
    for part in text.split(";"):
        if not part.strip():
            continue
        found = _PART.match(part.strip())
        if not found:
            raise ValueError(part.strip())
        byday = tuple((0, day) for day in _parse_days(found["days"]))
        for span in found["spans"].split(","):
            opens, closes = _parse_span(span)
            rules.append(HoursRule(opens, closes, byday=byday))
    return tuple(rules)


def _parse_days(text: str) -> list[int]:
    days: list[int] = []
    for part in text.replace(" ", "").split(","):
        names = [name.capitalize() for name in part.split("-")]
        if len(names) > 2 or any(name not in DAYS for name in names):
            raise ValueError(text)
        first, last = DAYS.index(names[0]), DAYS.index(names[-1])
        if last < first:
            last += 7
        days += [day % 7 for day in range(first, last + 1)]
    return sorted(set(days))


def _parse_span(text: str) -> tuple[int, int]:
    ends = [parse_time(end) for end in text.split("-")]
    if len(ends) != 2 or None in ends or any(end[1] is not None for end in ends):
        raise ValueError(text.strip())
    opens, closes = ends[0][0], ends[1][0]
    if closes == opens or opens == DAY_MINUTES:
        raise ValueError(text.strip())
    return opens, closes if closes > opens else closes + DAY_MINUTES
