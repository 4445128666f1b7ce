# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The guide that says which file comes first, and why.

A guide is a list of lines, each with a condition on the facts of a file and points;
the sum meets thresholds that name a risk level. What fired is kept with the result,
so that a level can be explained a year later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# How a line compares its fact with its value. A fact is one value or a set of them.
OPERATORS = ("is", "at_least", "at_most", "known", "unknown")


@dataclass(frozen=True)
class Line:
    """One line of the guide.

    :param key: what the caller knows the line by
    :param fact: name of the fact it looks at
    :param operator: one of ``OPERATORS``
    :param value: what the fact is compared with; numbers for at_least and at_most
    :param points: added when the line fires; may be below zero
    :param floor: level that the result reaches at least when it fires, or ``None``
    """

    key: object
    fact: str
    operator: str = "is"
    value: object = None
    points: int = 0
    floor: object = None

    def __post_init__(self):
        if self.operator not in OPERATORS:
            raise ValueError(f"unknown operator: {self.operator}")

    def fires(self, facts: Mapping[str, object]) -> bool:
        """Tell whether the facts satisfy the line; an unknown fact never does, unless
        the line asks for it."""
        values = _values(facts.get(self.fact))
        if self.operator in ("known", "unknown"):
            return bool(values) == (self.operator == "known")
        if self.operator == "is":
            return self.value in values
        numbers = [number for number in map(_number, values) if number is not None]
        bound = _number(self.value)
        if bound is None:
            return False
        if self.operator == "at_least":
            return any(number >= bound for number in numbers)
        return any(number <= bound for number in numbers)


@dataclass(frozen=True)
class Verdict:
    """Points, the level that they name, and the keys of the lines that fired."""

    points: int
    level: object
    fired: tuple


def _values(fact):
    if fact is None or fact is False or fact == "":
        return set()
    if isinstance(fact, (set, frozenset, list, tuple)):
        return {value for value in fact if value not in (None, False, "")}
    return {fact}


def _number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def judge(
    lines: Iterable[Line],
    facts: Mapping[str, object],
    thresholds: Iterable[tuple[int, object]],
    ranks: Iterable[object] = (),
) -> Verdict:
    """Return the verdict of a guide on the facts of one file.

    :param thresholds: pairs of the points from which a level holds, and the level;
        below all of them there is no level
    :param ranks: all levels from the lowest to the highest: needed for floors
    """
    fired = [line for line in lines if line.fires(facts)]
    points = sum(line.points for line in fired)
    level = None
    for bound, name in sorted(thresholds, key=lambda pair: pair[0]):
        if points >= bound:
            level = name
    order = {name: rank for rank, name in enumerate(ranks)}
    for line in fired:
        if line.floor in order and order[line.floor] > order.get(level, -1):
            level = line.floor
    return Verdict(points, level, tuple(line.key for line in fired))
