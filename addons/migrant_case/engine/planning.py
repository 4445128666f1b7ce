# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a plan lacks, and where a protocol lays its actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

UNITS = {"day": 1, "week": 7}
COUNTINGS = ("plain", "rolled", "working")


def uncovered(
    below: Iterable[object], goals: Iterable[object], reasons: Iterable[object] = ()
) -> list[object]:
    """Return the domains below the bar for which the plan says nothing.

    :param below: domains that the last assessment rates below the bar, in order
    :param goals: domains of the goals of the plan
    :param reasons: domains for which the plan says why there is no goal

    >>> uncovered(["housing", "health", "law"], ["health"], ["law"])
    ['housing']
    """
    said = set(goals) | set(reasons)
    return [domain for domain in dict.fromkeys(below) if domain not in said]


@dataclass(frozen=True)
class Offset:
    """When a line of a protocol falls due.

    :param number: of days or weeks after the opening; 0 is the day itself
    :param unit: ``day`` or ``week``
    :param counting: ``plain`` every day counts; ``rolled`` every day counts and what
        ends on a closed day moves to the next worked one; ``working`` only worked
        days count
    :raise ValueError: unknown unit or counting, or a number below zero
    """

    number: int
    unit: str = "day"
    counting: str = "rolled"

    def __post_init__(self):
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit: {self.unit}")
        if self.counting not in COUNTINGS:
            raise ValueError(f"unknown counting: {self.counting}")
        if self.number < 0:
            raise ValueError("an offset cannot be below zero")


def due_on(start: date, offset: Offset, next_worked: Callable[[date], date]) -> date:
    """Return the day on which a line falls due.

    :param start: day of the opening
    :param next_worked: gives the day itself if the site works, else the next one
    """
    days = offset.number * UNITS[offset.unit]
    if offset.counting == "working":
        day = next_worked(start)
        for _i in range(days):
            day = next_worked(day + timedelta(days=1))
        return day
    day = start + timedelta(days=days)
    return day if offset.counting == "plain" else next_worked(day)


def lay(
    start: date,
    offsets: Iterable[Offset],
    next_worked: Callable[[date], date],
) -> list[date]:
    """Return the due day of each line of a protocol."""
    return [due_on(start, offset, next_worked) for offset in offsets]


def conformity(due: Iterable[tuple[date | None, date | None]], today: date) -> dict:
    """Count lines of a protocol by how they were kept.

    :param due: pairs of due day and day done
    :return: numbers of ``on_time``, ``late``, ``missed`` and ``waiting``
    """
    counts = {"on_time": 0, "late": 0, "missed": 0, "waiting": 0}
    for expected, done in due:
        if done is not None:
            late = expected is not None and done > expected
            counts["late" if late else "on_time"] += 1
        elif expected is not None and expected < today:
            counts["missed"] += 1
        else:
            counts["waiting"] += 1
    return counts
