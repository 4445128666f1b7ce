# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who interprets an appointment: those who can, in order; the others and why not.

Pure functions on small values; the records are read elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """What an appointment asks of its interpreter.

    :param level: least share of mastery of the language, in percent (CEFR B2 = 70)
    :param sex: "female", "male" or "" where it does not matter
    """

    level: int = 70
    sex: str = ""


@dataclass(frozen=True)
class Candidate:
    """One person who may interpret.

    :param level: mastery of the language in percent, None when not spoken
    :param sex: as HR knows it, "" when unknown
    :param is_excluded: the person received must not meet her
    :param is_busy: held elsewhere at that time
    :param is_away: on leave or outside her working time
    :param is_here: on shift at the site at that time, so nobody has to come
    :param cost: price of an hour, 0 for staff and volunteers
    """

    key: int
    level: int | None
    sex: str = ""
    is_certified: bool = False
    is_excluded: bool = False
    is_busy: bool = False
    is_away: bool = False
    is_here: bool = False
    cost: float = 0.0


def reasons(need: Need, candidate: Candidate) -> list[str]:
    """Every reason against a candidate, none when she may interpret.

    The exclusion stands first and alone: whoever asks learns nothing more of it.

    >>> reasons(Need(), Candidate(1, 50))
    ['level']
    >>> reasons(Need(sex="female"), Candidate(1, 100, sex="male", is_busy=True))
    ['sex', 'busy']
    """
    if candidate.is_excluded:
        return ["unsuitable"]
    found = []
    if candidate.level is None:
        found.append("language")
    elif candidate.level < need.level:
        found.append("level")
    if need.sex and candidate.sex != need.sex:
        found.append("sex")
    if candidate.is_away:
        found.append("away")
    if candidate.is_busy:
        found.append("busy")
    return found


def rank(
    need: Need, candidates: Iterable[Candidate]
) -> tuple[list[Candidate], list[tuple[Candidate, list[str]]]]:
    """Part candidates in those who may interpret, best first, and the others.

    Order: on shift here, certified, cheaper, better in the language, key. Somebody
    who is here already costs nobody a journey; a certificate weighs more than money.

    >>> [c.key for c in rank(Need(), [Candidate(1, 70), Candidate(2, 90)])[0]]
    [2, 1]
    """
    able, others = [], []
    for candidate in candidates:
        against = reasons(need, candidate)
        if against:
            others.append((candidate, against))
        else:
            able.append(candidate)
    able.sort(
        key=lambda c: (not c.is_here, not c.is_certified, c.cost, -c.level, c.key)
    )
    others.sort(key=lambda pair: (len(pair[1]), pair[0].key))
    return able, others
