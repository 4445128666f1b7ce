# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Linked tables of one indicator: units, categories, numerators, periods.

A cell is (window, measure, unit, category). Window is (first day, last day); measure is
"value" or "base" (the denominator); unit is (kind, id), the house being ("house", 0);
category is a tuple of (dimension, key) in the order of the dimensions' codes, () being
the whole unit.
"""

from . import periods
from .suppress import Relation, Table

HOUSE = ("house", 0)
REST = "rest"


def build(windows, frozen=(), nature="persons"):
    """Cells and relations of one indicator over windows that lie in one another.

    :param dict windows: {(first, last): {(measure, unit, category): whole number}}
    :param dict frozen: {(window, measure, unit, category): is hidden} as published
    :param str nature: "acts" add up over time; "persons" come again, a person of March
        is one of the quarter; "stock" is counted on the last day of the window
    :rtype: Table
    """
    values = {
        (window, *key): value
        for window, cells in windows.items()
        for key, value in cells.items()
    }
    table = Table(values=values, frozen=dict(frozen))
    for window, cells in windows.items():
        _relate_units(table, window, cells)
        _relate_categories(table, window, cells)
        _relate_bases(table, window, cells)
    if nature == "stock":
        _relate_days(table, windows)
    else:
        _relate_windows(table, windows, nature == "acts")
    table.ranks = {key: _rank(key) for key in table.values}
    return table


def _rank(key):
    """How much a reader would miss a cell: house before unit, whole before part."""
    _window, measure, unit, category = key
    rank = 0 if category else 2
    if unit == HOUSE:
        rank += 3 if not category else 1
    return rank + (measure == "base")


def _add(table, total, parts):
    """Relate a total to its parts as the numbers allow."""
    parts = tuple(parts)
    amounts = [table.values[key] for key in parts]
    whole = table.values.get(total)
    if whole is None or not parts:
        return
    if sum(amounts) == whole:
        table.relations.append(Relation(total, parts))
    elif max(amounts) <= whole <= sum(amounts):
        table.relations.append(Relation(total, parts, is_sum=False))


def _grouped(cells, group):
    found = {}
    for key in cells:
        name = group(*key)
        if name is not None:
            found.setdefault(name, []).append(key)
    return found


def _relate_units(table, window, cells):
    def group(measure, unit, category):
        return None if unit == HOUSE else (measure, unit[0], category)

    for (measure, _kind, category), keys in _grouped(cells, group).items():
        total = (window, measure, HOUSE, category)
        _add(table, total, [(window, *key) for key in keys])


def _relate_categories(table, window, cells):
    found = {}
    for measure, unit, category in cells:
        for place, (dimension, _key) in enumerate(category):
            rest = category[:place] + category[place + 1 :]
            group = (measure, unit, rest, dimension)
            found.setdefault(group, []).append((measure, unit, category))
    for (measure, unit, rest, _dimension), keys in found.items():
        _add(table, (window, measure, unit, rest), [(window, *key) for key in keys])


def _relate_bases(table, window, cells):
    """A denominator is its numerator and the others, whom nothing may show."""
    for measure, unit, category in cells:
        if measure != "base":
            continue
        base = (window, "base", unit, category)
        value = (window, "value", unit, category)
        if value in table.values:
            _add_difference(table, base, [value])


def _add_difference(table, total, parts):
    """Total = parts + a rest that is never shown, where it is not negative."""
    left = table.values[total] - sum(table.values[key] for key in parts)
    if left < 0:
        return
    rest = (total[0], REST, total[1:], parts[0])
    table.values[rest] = left
    table.unlisted.add(rest)
    table.relations.append(Relation(total, (*parts, rest)))


def _relate_windows(table, windows, is_additive):
    for outer, inside in periods.families(windows).items():
        for key in windows[outer]:
            parts = [(inner, *key) for inner in inside if key in windows[inner]]
            if not parts:
                continue
            total = (outer, *key)
            if is_additive:
                if sum(table.values[part] for part in parts) == table.values[total]:
                    _add(table, total, parts)
                else:
                    _add_difference(table, total, parts)
                continue
            for part in parts:
                if table.values[part] <= table.values[total]:
                    _add_difference(table, total, [part])


def _relate_days(table, windows):
    """What is counted on one day is one figure, in whichever report it stands."""
    for outer, inside in periods.families(windows).items():
        for inner in inside:
            if inner[1] != outer[1]:
                continue
            for key, value in windows[outer].items():
                if windows[inner].get(key) == value:
                    _add(table, (outer, *key), [(inner, *key)])
