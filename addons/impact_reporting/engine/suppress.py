# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which cells of linked tables are hidden, so that no small one can be worked out.

Primary: every cell from 1 to k - 1. Complementary: further cells, the least telling
first, until an attacker who knows all that is shown cannot narrow a small cell to
fewer than k + 1 values (its possible values span at least k).

The round of hiding and attacking is that of M. Fischetti, J.-J. Salazar ("Solving the
cell suppression problem on tabular data with linear constraints", Management Science
47(7), 2001): where the attacker's linear program narrows a cell, its dual prices name
the shown cells that she used. The choice among these is ours, greedy: the least missed,
then what helps most of the exposed cells at once. A round asks about all cells
together, and what it found stays true when more is hidden; the programs solved grow
with the cells, see ``Outcome.steps``.
"""

from collections import Counter, deque
from dataclasses import dataclass, field

from .attacker import Attacker

# How many relations away a cell is looked for that protects another one.
NEARBY = 3
# Rank of the total of the whole house, which readers miss most.
WHOLE = 5


@dataclass(frozen=True)
class Relation:
    """A total and its parts: equal to their sum, or (persons seen twice) at most it."""

    total: tuple
    parts: tuple
    is_sum: bool = True


@dataclass
class Table:
    """Cells that somebody may put side by side.

    :param dict values: {key: whole number, zero or more}
    :param list relations: :class:`Relation` between keys of values
    :param dict ranks: {key: how much one would miss it}, 0 when absent
    :param dict frozen: {key: is it hidden?} of cells published before
    :param set unlisted: keys that are never shown, such as a difference
    """

    values: dict
    relations: list = field(default_factory=list)
    ranks: dict = field(default_factory=dict)
    frozen: dict = field(default_factory=dict)
    unlisted: set = field(default_factory=set)


@dataclass
class Outcome:
    """Hidden keys, small cells that no hiding protects, and programs solved."""

    hidden: set
    exposed: set
    steps: int = 0


def is_small(value, smallest):
    """Is a count too small to be shown?"""
    return 0 < value < smallest


def protect(table, smallest):
    """Choose what is hidden.

    :param Table table:
    :param int smallest: smallest cell shown, k; 0 or 1 hides nothing
    :return: :class:`Outcome`
    """
    # Numbers stand for the keys within: tuples of dates are slow to look up.
    keys = sorted(table.values, key=repr)
    number = {key: place for place, key in enumerate(keys)}
    outcome = _protect(
        Table(
            values={number[key]: value for key, value in table.values.items()},
            relations=[
                Relation(
                    number[relation.total],
                    tuple(number[key] for key in relation.parts),
                    relation.is_sum,
                )
                for relation in table.relations
            ],
            ranks={number[key]: rank for key, rank in table.ranks.items()},
            frozen={number[key]: hidden for key, hidden in table.frozen.items()},
            unlisted={number[key] for key in table.unlisted},
        ),
        smallest,
    )
    return Outcome(
        {keys[place] for place in outcome.hidden},
        {keys[place] for place in outcome.exposed},
        outcome.steps,
    )


def _protect(table, smallest):
    small = {key for key, value in table.values.items() if is_small(value, smallest)}
    hidden = {key for key in small if table.frozen.get(key) is not False}
    hidden |= {key for key, is_hidden in table.frozen.items() if is_hidden}
    hidden |= table.unlisted
    sensitive = small & hidden
    if not sensitive:
        return Outcome(hidden - table.unlisted, set())
    links = _links(table.relations)
    _hide_partners(table, links, hidden, sensitive, smallest)
    attacker = None
    while True:
        attacker = Attacker(
            table.values, table.relations, hidden, table.unlisted, attacker
        )
        exposed = attacker.exposed(sorted(sensitive), smallest)
        chosen = _next_cells(table, hidden, links, exposed, attacker.helpful)
        if not chosen:
            _show_again(table, hidden, sensitive, set(exposed), smallest)
            return Outcome(hidden - table.unlisted, set(exposed), attacker.steps)
        hidden |= chosen
        _hide_partners(table, links, hidden, sensitive, smallest)


def _show_again(table, hidden, sensitive, exposed, smallest):
    """Show the largest total that was hidden on the way, if that tells nothing now."""
    choice = [key for key in hidden - sensitive - table.unlisted if key in table.ranks]
    choice = [key for key in choice if key not in table.frozen]
    if not choice:
        return
    best = max(choice, key=lambda key: _cost(table, key))
    if table.ranks[best] < WHOLE:
        return
    attacker = Attacker(table.values, table.relations, hidden - {best}, table.unlisted)
    if set(attacker.exposed(sorted(sensitive), smallest)) <= exposed:
        hidden.discard(best)


def _links(relations):
    links = {}
    for relation in relations:
        for key in (relation.total, *relation.parts):
            links.setdefault(key, []).append(relation)
    return links


def _may_hide(table, hidden, key):
    return key not in hidden and key not in table.frozen and table.values[key] > 0


def _cost(table, key):
    return table.ranks.get(key, 0), table.values[key], key


def _hide_partners(table, links, hidden, sensitive, smallest):
    """Hide where a single subtraction would already tell."""
    todo = deque(table.relations)
    while todo:
        relation = todo.popleft()
        if not relation.is_sum or not _is_telling(
            table, hidden, sensitive, relation, smallest
        ):
            continue
        members = (relation.total, *relation.parts)
        choice = [key for key in members if _may_hide(table, hidden, key)]
        if choice:
            chosen = min(choice, key=lambda key: _cost(table, key))
            hidden.add(chosen)
            todo.extend(links[chosen])


def _is_telling(table, hidden, sensitive, relation, smallest):
    members = (relation.total, *relation.parts)
    unknown = [key for key in members if key in hidden]
    if len(unknown) == 1:
        return unknown[0] in sensitive or unknown[0] not in table.unlisted
    if relation.total in hidden or not sensitive.intersection(unknown):
        return False
    # All the others are at least what a hidden cell can be.
    least = sum(key not in table.unlisted for key in unknown)
    return sum(table.values[key] for key in unknown) - least < smallest


def _next_cells(table, hidden, links, exposed, helpful):
    """Cells that widen the exposed ones: the least missed, then the one that helps most
    of them. None for a key that no hiding widens.
    """
    choices = {
        key: {other for other in helpful[key] if _may_hide(table, hidden, other)}
        for key in exposed
        if key in helpful
    }
    votes = Counter(key for choice in choices.values() for key in choice)
    chosen = {
        min(
            choice,
            key=lambda key: (table.ranks.get(key, 0), -votes[key], _cost(table, key)),
        )
        for choice in choices.values()
        if choice
    }
    alone = [key for key in exposed if key not in helpful]
    return (chosen | {_next_cell(table, hidden, links, key) for key in alone}) - {None}


def _next_cell(table, hidden, links, start):
    """The cell that one would miss least, among those near to ``start``."""
    seen, edge, choice = {start}, [start], []
    distance = 0
    while edge and (distance < NEARBY or not choice):
        distance += 1
        around = {
            key
            for known in edge
            for relation in links.get(known, ())
            for key in (relation.total, *relation.parts)
        } - seen
        choice += [
            (table.ranks.get(key, 0), distance, _cost(table, key), key)
            for key in around
            if _may_hide(table, hidden, key)
        ]
        seen |= around
        edge = [key for key in around if key in hidden]
    return min(choice, key=lambda found: found[:3])[3] if choice else None
