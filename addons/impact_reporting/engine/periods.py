# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Months, quarters and years, and how they lie in one another."""

from datetime import date, timedelta

KINDS = ("month", "quarter", "year")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def window(kind, day):
    """First and last day of the period that holds a day.

    >>> window("quarter", date(2026, 11, 22))
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))

    :param str kind: month, quarter or year
    :param datetime.date day: any day of it
    :return: (first, last), both included
    :raise KeyError: unknown kind
    """
    length = MONTHS[kind]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    month = first.month - 1 + length
    following = date(first.year + month // 12, month % 12 + 1, 1)
    return first, following - timedelta(days=1)


def previous(kind, day):
    """The period before the one that holds a day, as :func:`window`.

    >>> previous("month", date(2026, 1, 5))
    (datetime.date(2025, 12, 1), datetime.date(2025, 12, 31))
    """
    return window(kind, window(kind, day)[0] - timedelta(days=1))


def holds(outer, inner):
    """Does a window hold another one, or equal it?"""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def families(windows):
    """Each window with the windows that lie directly in it.

    >>> q = (date(2026, 1, 1), date(2026, 3, 31))
    >>> m = (date(2026, 2, 1), date(2026, 2, 28))
    >>> families([m, q]) == {q: [m]}
    True

    :param windows: iterable of (first, last); they lie in one another or apart
    :return: {window: [windows directly in it]}, windows without any left out
    """
    ordered = sorted(set(windows), key=lambda w: (w[1] - w[0], w))
    found = {}
    for place, inner in enumerate(ordered):
        outer = next((w for w in ordered[place + 1 :] if holds(w, inner)), None)
        if outer:
            found.setdefault(outer, []).append(inner)
    return found
