# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How far a budget may be moved between headings without the donor's amendment.

The rule of EU external actions (General Conditions, article 9.4): the variation
of a heading, **cumulative** since the last contract or amendment and in **both**
directions, stays within a percentage (25; 15 in older contracts; 10 in usual
micro-project conventions) of the heading's amount in that contract. After +20 %
only +5 % more may come.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Move:
    """An amount taken from one heading and given to another, positive."""

    source: object
    target: object
    amount: Decimal


@dataclass(frozen=True)
class Variation:
    """What happened to one heading since the contract or its last amendment.

    ``rate`` is a fraction of the contract's amount, None for a heading that the
    contract does not have; ``room_up`` and ``room_down`` are the amounts that
    may still be moved in and out.
    """

    heading: object
    contract: Decimal
    moved: Decimal
    rate: Decimal | None
    room_up: Decimal
    room_down: Decimal
    is_within: bool

    @property
    def in_force(self):
        """Budget of the heading now."""
        return self.contract + self.moved


class FlexibilityError(ValueError):
    """A move that no rule allows: not positive, to itself, or below zero."""


def variations(contract, moves, percent, exempt=()):
    """Variation of every heading under cumulative moves.

    :param dict contract: {heading: Decimal} of the last contract or amendment
    :param moves: Move since then, in their order
    :param Decimal percent: e.g. 25; of the contract's amount
    :param exempt: headings that the rule leaves out (the donor decides)
    :rtype: dict of Variation, contract's headings first
    :raise FlexibilityError: see the class
    """
    moved = {heading: Decimal(0) for heading in contract}
    for move in moves:
        if not move.amount.is_finite() or move.amount <= 0:
            raise FlexibilityError(f"the amount moved must be positive: {move.amount}")
        if move.source == move.target:
            raise FlexibilityError("source and target are the same")
        moved[move.source] = moved.get(move.source, Decimal(0)) - move.amount
        moved[move.target] = moved.get(move.target, Decimal(0)) + move.amount
        if contract.get(move.source, Decimal(0)) + moved[move.source] < 0:
            raise FlexibilityError(f"{move.source} would fall below zero")
    found = {}
    for heading, change in moved.items():
        amount = contract.get(heading, Decimal(0))
        limit = amount * Decimal(percent) / 100
        is_free = heading in exempt
        found[heading] = Variation(
            heading,
            amount,
            change,
            change / amount if amount else None,
            max(limit - change, Decimal(0)),
            max(min(limit + change, amount + change), Decimal(0)),
            is_free or abs(change) <= limit,
        )
    return found


def decision(contract, moves, percent, exempt=()):
    """Who must decide: ``unilateral`` (notify the donor) or ``amendment``.

    >>> budget = {"3": Decimal(1000), "4": Decimal(4000)}
    >>> first = Move("4", "3", Decimal(200))
    >>> decision(budget, [first], 25)
    'unilateral'
    >>> decision(budget, [first, Move("4", "3", Decimal(60))], 25)
    'amendment'
    """
    found = variations(contract, moves, percent, exempt)
    return "unilateral" if all(v.is_within for v in found.values()) else "amendment"
