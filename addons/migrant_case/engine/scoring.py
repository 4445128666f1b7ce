# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scores of an assessment: per item, per domain, in all, and against the last one.

A tool has domains, a domain has items, an item is answered by a level that bears a
score. Higher is better or worse as the tool says; ``bar`` is the score from which a
domain needs nothing. Nothing is guessed: an item without answer counts for nothing,
and a domain without any answered item has no score.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

RULES = ("mean", "sum", "worst")


@dataclass(frozen=True)
class Answer:
    """One item as answered.

    :param domain: key of its domain
    :param score: score of the chosen level, ``None`` while it is not answered
    :param weight: how much it counts in a mean, above zero
    :param required: must be answered before the assessment is signed
    """

    domain: object
    score: float | None
    weight: float = 1.0
    required: bool = False


@dataclass(frozen=True)
class Result:
    """What the answers of one domain, or of all, amount to.

    :param score: by the rule of the tool, ``None`` when nothing is answered
    :param answered: number of items answered
    :param asked: number of items
    :param missing: number of required items without answer
    """

    score: float | None
    answered: int
    asked: int
    missing: int

    @property
    def is_complete(self) -> bool:
        """Whether every required item is answered."""
        return not self.missing


def combine(
    answers: Iterable[Answer], rule: str = "mean", higher_is_better: bool = True
) -> Result:
    """Return the result of some answers.

    ``mean`` weighs each answered item, ``sum`` adds them weighted, ``worst`` takes the
    worst one: a child who is safe everywhere but at home is not safe.

    :raise ValueError: unknown rule, or a weight that is not above zero
    """
    if rule not in RULES:
        raise ValueError(f"unknown rule: {rule}")
    answers = list(answers)
    if any(answer.weight <= 0 for answer in answers):
        raise ValueError("a weight must be above zero")
    given = [answer for answer in answers if answer.score is not None]
    missing = sum(answer.required and answer.score is None for answer in answers)
    score = None
    if given:
        if rule == "worst":
            worst = min if higher_is_better else max
            score = worst(answer.score for answer in given)
        else:
            score = sum(answer.score * answer.weight for answer in given)
            if rule == "mean":
                score /= sum(answer.weight for answer in given)
        score = round(float(score), 4)
    return Result(score, len(given), len(answers), missing)


def by_domain(
    answers: Iterable[Answer], rule: str = "mean", higher_is_better: bool = True
) -> dict[object, Result]:
    """Return the result of each domain, in the order in which they first appear."""
    groups: dict[object, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(answer.domain, []).append(answer)
    return {
        key: combine(found, rule, higher_is_better) for key, found in groups.items()
    }


def is_below(score: float | None, bar: float, higher_is_better: bool = True) -> bool:
    """Tell whether a domain needs a goal. A domain that nobody rated is not below.

    >>> is_below(2, 3), is_below(3, 3), is_below(2, 3, higher_is_better=False)
    (True, False, False)
    """
    if score is None:
        return False
    return score < bar if higher_is_better else score > bar


def travelled(
    now: float | None, before: float | None, higher_is_better: bool = True
) -> float | None:
    """Return the distance travelled since the last assessment, above zero for better.

    >>> travelled(3, 1), travelled(3, 1, higher_is_better=False), travelled(3, None)
    (2.0, -2.0, None)
    """
    if now is None or before is None:
        return None
    change = now - before if higher_is_better else before - now
    return round(float(change), 4)


def level_at(score: float | None, levels: Iterable[tuple[float, object]]):
    """Return the level whose score is nearest below ``score``, else the lowest one.

    :param levels: pairs of score and level
    :return: a level, or ``None`` without a score or without levels

    >>> level_at(2.6, [(1, "red"), (2, "orange"), (3, "green")])
    'orange'
    """
    ladder = sorted(levels, key=lambda pair: pair[0])
    if score is None or not ladder:
        return None
    found = ladder[0][1]
    for bound, level in ladder:
        if bound <= score:
            found = level
    return found
