# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Exact money: decimals with the places of their currency, never floats."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# ISO 4217 minor units where they are not two.
MINOR_UNITS = {"TND": 3, "LYD": 3, "KWD": 3, "BHD": 3, "JOD": 3, "XOF": 0, "XAF": 0}


class MoneyError(ValueError):
    """The text or number is not an amount of money."""


def places_of(currency):
    """Number of decimal places of a currency.

    :param str currency: ISO 4217 code, e.g. ``TND``
    :rtype: int

    >>> places_of("TND"), places_of("EUR"), places_of("XOF")
    (3, 2, 0)
    """
    return MINOR_UNITS.get((currency or "").upper(), 2)


def money(value, places=3):
    """The amount as a finite Decimal rounded half up, as accountants round.

    :param value: int, float, str or Decimal; a float is read by its shortest
        decimal text, so that 0.1 is one tenth
    :param int places: decimals kept
    :raise MoneyError: for NaN, infinity, empty or unreadable values

    >>> money("1200.5"), money(2.0005), money(-0.0005)
    (Decimal('1200.500'), Decimal('2.001'), Decimal('-0.001'))
    """
    try:
        amount = Decimal(str(value).strip())
        if not amount.is_finite():
            raise MoneyError(f"not a finite amount: {value!r}")
        return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        raise MoneyError(f"not an amount: {value!r}") from None


def split(amount, weights, places=3):
    """Parts of an amount in the proportion of weights; they add up exactly.

    Largest remainder method: every part is rounded down in absolute value,
    the units left go to the largest remainders, the first one among equals.

    :param Decimal amount: may be negative
    :param list weights: non-negative numbers, not all zero
    :raise MoneyError: when no weight is positive or one is negative

    >>> split(money(100), [1, 1, 1], 2)
    [Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
    """
    weights = [Decimal(str(w)) for w in weights]
    total = sum(weights)
    if any(not w.is_finite() or w < 0 for w in weights) or total <= 0:
        raise MoneyError("weights must be finite, not negative, and not all zero")
    unit = Decimal(1).scaleb(-places)
    units = int(money(amount, places) / unit)
    sign = -1 if units < 0 else 1
    exact = [abs(units) * w / total for w in weights]
    parts = [int(x) for x in exact]
    by_remainder = sorted(
        range(len(parts)), key=lambda i: (-(exact[i] - parts[i]), weights[i] == 0, i)
    )
    for i in by_remainder[: abs(units) - sum(parts)]:
        parts[i] += 1
    return [sign * part * unit for part in parts]
