# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How the cost of the day's screens grows with the house, beside core's tasks.

The calls of ``lists`` in houses of three sizes: their milliseconds at each size, then
how many times as long a call takes in the largest house as in the smallest.
"""

import re

from bench import lists

SIZES = {"small": (500, 1_500, 5_000), "large": (5_000, 20_000, 100_000)}


def run(ctx):
    """Return the rows of the measure, see `tools.benching`."""
    sizes = SIZES.get(ctx.size, SIZES["large"])
    houses = [[row for row in lists.at(ctx, size) if is_timed(row)] for size in sizes]
    told = [row | {"limit": None} for house in houses for row in house]
    smallest, *_middle, largest = (
        {without_size(row["name"]): row for row in house} for house in houses
    )
    return told + [
        growth(f"{name}, {sizes[0]:,} to {sizes[-1]:,} persons", row, largest[name])
        for name, row in smallest.items()
    ]


def is_timed(row):
    """Whether a row of ``lists`` tells milliseconds, not queries."""
    return row["name"].endswith("median ms")


def without_size(name):
    """The name of a call, whatever the size of the house."""
    return re.sub(r" of [\d,]+ (\w+), median ms$", r" of \1", name)


def growth(name, smallest, largest):
    """Return the row of a call: its growth beside that of core's call."""
    return {
        "name": f"{name}, times as long",
        "ours": largest["ours"] / smallest["ours"],
        "peer": largest["peer"] / smallest["peer"],
        "n": largest["n"],
    }
