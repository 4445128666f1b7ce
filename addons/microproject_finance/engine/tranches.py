# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether a tranche may be paid: conditions decided from facts, never ticked."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

KINDS = (
    "prior_justified_pct",
    "no_old_advance",
    "visit_done",
    "document",
    "milestone_reached",
    "budget_available",
)


@dataclass(frozen=True)
class Advance:
    """Money given on a day, and how much of it is still to justify."""

    day: date
    amount: Decimal
    outstanding: Decimal


@dataclass(frozen=True)
class Facts:
    """What the ledger and the project say on a day.

    :param today: the day of the decision
    :param paid: paid out before this tranche; ``justified``, ``refunded`` of it
    :param advances: the earlier payments, oldest first
    :param visits: days of visits done
    :param documents: kinds of documents present
    :param milestones: keys of milestones reached
    :param available: budget left for the tranche
    :param amount: amount of the tranche
    :param last_payment: day of the last earlier payment, or None
    """

    today: date
    amount: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    justified: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    advances: tuple = ()
    visits: tuple = ()
    documents: frozenset = frozenset()
    milestones: frozenset = frozenset()
    available: Decimal = Decimal(0)
    last_payment: date | None = None

    @property
    def outstanding(self):
        """Advance still to justify: paid less justified less refunded."""
        return self.paid - self.justified - self.refunded


@dataclass(frozen=True)
class Condition:
    """``parameter``: percent, days, document kind or milestone key, by kind."""

    kind: str
    parameter: object = None
    waived_reason: str = ""


@dataclass(frozen=True)
class Answer:
    """``have`` beside ``need``, both to be shown; a waiver leaves them as they are."""

    kind: str
    is_met: bool
    have: object = None
    need: object = None
    is_waived: bool = False


def spread(payments, settled):
    """What is left of each payment when the settled amount serves the oldest first.

    :param payments: (day, Decimal) in any order
    :param Decimal settled: justified and refunded together
    :rtype: tuple of Advance, oldest first

    >>> spread([(date(2026, 3, 1), Decimal(10)), (date(2026, 1, 1), Decimal(5))],
    ...        Decimal(8))[1].outstanding
    Decimal('7')
    """
    left, advances = settled, []
    for day, amount in sorted(payments):
        used = min(max(left, Decimal(0)), amount)
        left -= used
        advances.append(Advance(day, amount, amount - used))
    return tuple(advances)


def _prior_justified(condition, facts):
    if facts.paid <= 0:
        return True, Decimal(100)
    done = (facts.justified + facts.refunded) * 100 / facts.paid
    return done >= Decimal(condition.parameter), done


def _no_old_advance(condition, facts):
    ages = [(facts.today - a.day).days for a in facts.advances if a.outstanding > 0]
    oldest = max(ages, default=0)
    return oldest <= int(condition.parameter), oldest


def _visit_done(_condition, facts):
    since = facts.last_payment
    done = [v for v in facts.visits if v <= facts.today and (not since or v >= since)]
    return bool(done), max(done, default=None)


def _document(condition, facts):
    present = condition.parameter in facts.documents
    return present, condition.parameter if present else None


def _milestone(condition, facts):
    reached = condition.parameter in facts.milestones
    return reached, condition.parameter if reached else None


def _budget(_condition, facts):
    return facts.available >= facts.amount, facts.available


_CHECKS = dict(
    zip(
        KINDS,
        (
            _prior_justified,
            _no_old_advance,
            _visit_done,
            _document,
            _milestone,
            _budget,
        ),
        strict=True,
    )
)


def evaluate(conditions, facts):
    """An answer for every condition, in their order.

    :param conditions: Condition
    :param Facts facts: the same facts give the same answers, on any later day too
    :rtype: list of Answer
    :raise KeyError: a kind that is not in ``KINDS``
    """
    answers = []
    for condition in conditions:
        met, have = _CHECKS[condition.kind](condition, facts)
        need = condition.parameter
        if condition.kind == "budget_available":
            need = facts.amount
        answers.append(
            Answer(condition.kind, met, have, need, bool(condition.waived_reason))
        )
    return answers


def may_pay(conditions, facts):
    """Whether every condition is met or waived with a reason.

    >>> rule = Condition("prior_justified_pct", 80)
    >>> may_pay([rule], Facts(date(2026, 5, 1), paid=Decimal(1000),
    ...                       justified=Decimal(790)))
    False
    """
    return all(a.is_met or a.is_waived for a in evaluate(conditions, facts))


@dataclass(frozen=True)
class Schedule:
    """Planned tranches beside what happened, to see late steps and idle money."""

    planned: Decimal = Decimal(0)
    due: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    late: tuple = field(default=())


def schedule(tranches, today):
    """Sum of tranches planned, due by today and paid; keys of the late ones.

    :param tranches: (key, planned day, Decimal amount, is paid)
    """
    tranches = list(tranches)
    return Schedule(
        sum((t[2] for t in tranches), Decimal(0)),
        sum((t[2] for t in tranches if t[1] <= today), Decimal(0)),
        sum((t[2] for t in tranches if t[3]), Decimal(0)),
        tuple(t[0] for t in tranches if t[1] < today and not t[3]),
    )
