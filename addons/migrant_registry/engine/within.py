# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who stands twice in one file: its rows compared with one another, each pair once."""

from .candidates import Index, told
from .keys import tokens
from .match import POSSIBLE, compare, may_reach


def doubles(persons, plans, least=POSSIBLE):
    """Return the pairs of rows that may be one person.

    :param persons: ``{any sortable key: match.Person}``, in the order of the file
    :param plans: ``{key: answer of candidates.plan}`` for the same keys
    :param least: points from which a pair is told
    :return: ``{key: [(key of an earlier row, Score)]}``, rows without one left out
    """
    index, out = Index(), {}
    for key, person in persons.items():
        _text, *rest = told(person)
        births = rest[0]
        others = index.ask(plans[key], births, _last_step(person))
        index.add(key, person.names, *rest)
        pairs = [
            (other, score)
            for other in sorted(others)
            if may_reach(person, persons[other], least)
            and (score := compare(person, persons[other])).points >= least
        ]
        if pairs:
            out[key] = pairs
    return out


def _last_step(person):
    """The last step worth asking.

    Where the birth is known and the name has two parts, one part alone finds nobody
    who reaches the queue: half of the pairs of a file for a hit in ten thousand.
    """
    parts = max((len(tokens(name)) for name in person.names), default=0)
    return 1 if person.birth and parts > 1 else 2
