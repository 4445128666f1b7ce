# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From the ledger's currency to the donor's report: rates, lines, variances.

Every transaction is rounded by itself and a total is the sum of rounded lines,
so that anybody can add the list up by hand; the difference from converting the
sum is stated apart. Rates are *ledger units for one donor unit* (3.42 TND for
1 EUR).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .money import money


class RateMissing(ValueError):
    """A month or a day has no rate; the message names them all."""


@dataclass(frozen=True)
class Receipt:
    """Donor money received: amount in the donor's currency and in the ledger's."""

    day: date
    donor_amount: Decimal
    ledger_amount: Decimal


@dataclass(frozen=True)
class Converted:
    """One transaction in both currencies; ``rate`` reproduces ``amount``."""

    key: object
    ledger_amount: Decimal
    rate: Decimal
    amount: Decimal


def months_between(start, end):
    """First days of the months from start to end, both included.

    >>> [m.month for m in months_between(date(2026, 11, 5), date(2027, 1, 2))]
    [11, 12, 1]
    """
    month, found = start.replace(day=1), []
    while month <= end:
        found.append(month)
        month = (month.replace(day=28) + (date(1, 1, 5) - date(1, 1, 1))).replace(day=1)
    return found


def period_average(rates, start, end):
    """Mean of the monthly rates of the reporting period, on six decimals.

    The method of EU external actions for costs in another currency than the
    report (monthly InforEuro rates).

    :param dict rates: {first day of month: Decimal}
    :raise RateMissing: when a month has none
    """
    months = months_between(start, end)
    missing = [m for m in months if m not in rates]
    if missing:
        raise RateMissing(", ".join(f"{m:%Y-%m}" for m in missing))
    return (sum(rates[m] for m in months) / len(months)).quantize(Decimal("0.000001"))


def tranche_weighted(receipts):
    """Rate at which the donor's money came in, weighted by amount, six decimals.

    :raise RateMissing: when nothing was received
    """
    given = sum((r.donor_amount for r in receipts), Decimal(0))
    if given <= 0:
        raise RateMissing("no money of the donor was received")
    booked = sum((r.ledger_amount for r in receipts), Decimal(0))
    return (booked / given).quantize(Decimal("0.000001"))


def convert(lines, rate, places=2):
    """Each line in the donor's currency at one rate.

    :param lines: (key, Decimal in the ledger's currency)
    :param Decimal rate: ledger units for one donor unit
    :rtype: list of Converted

    >>> convert([("a", Decimal("1200.500"))], Decimal("3.42"))[0].amount
    Decimal('351.02')
    """
    if rate <= 0:
        raise RateMissing("a rate must be positive")
    return [Converted(k, a, rate, money(a / rate, places)) for k, a in lines]


def convert_by(lines, rate_of, places=2):
    """Each line at the rate of its own date.

    :param lines: (key, Decimal, date)
    :param rate_of: function of a date, None when there is no rate
    :raise RateMissing: names every date without rate
    """
    lines = list(lines)
    rates = {day: rate_of(day) for _key, _amount, day in lines}
    missing = sorted(day for day, rate in rates.items() if not rate)
    if missing:
        raise RateMissing(", ".join(map(str, missing)))
    return [
        Converted(k, a, rates[day], money(a / rates[day], places))
        for k, a, day in lines
    ]


def rounding_difference(converted, rate, places=2):
    """Converted sum less sum of converted lines."""
    whole = money(sum((c.ledger_amount for c in converted), Decimal(0)) / rate, places)
    return whole - sum((c.amount for c in converted), Decimal(0))


@dataclass(frozen=True)
class HeadingRow:
    """One row of the financial report, in the donor's currency.

    ``contract`` as signed, ``moved`` since; the period's spending, the earlier
    one; ``variation`` of the cumulative spending from the contract, as a
    fraction, None without contract; ``is_flagged`` asks for an explanation.
    """

    heading: object
    contract: Decimal
    moved: Decimal
    period: Decimal
    previous: Decimal
    is_flagged: bool = False

    @property
    def in_force(self):
        return self.contract + self.moved

    @property
    def cumulative(self):
        return self.period + self.previous

    @property
    def remaining(self):
        return self.in_force - self.cumulative

    @property
    def used(self):
        return self.cumulative / self.in_force if self.in_force else None

    @property
    def variation(self):
        return (
            (self.cumulative - self.contract) / self.contract if self.contract else None
        )


def heading_rows(contract, moved, period, previous, percent, is_final=False):
    """Rows of the report, flagged where the donor asks for an explanation.

    Spending over the contract's heading by more than ``percent`` is flagged at
    any time; below it only in a final report, when nothing more will come.

    :param dict contract: {heading: Decimal}; the others likewise
    :rtype: list of HeadingRow
    """
    keys = list(dict.fromkeys([*contract, *moved, *period, *previous]))
    zero, rows = Decimal(0), []
    for key in keys:
        row = HeadingRow(
            key,
            contract.get(key, zero),
            moved.get(key, zero),
            period.get(key, zero),
            previous.get(key, zero),
        )
        change = row.variation
        if change is None:
            flagged = row.cumulative != 0
        else:
            flagged = change * 100 > percent or is_final and abs(change) * 100 > percent
        rows.append(
            HeadingRow(key, row.contract, row.moved, row.period, row.previous, flagged)
        )
    return rows
