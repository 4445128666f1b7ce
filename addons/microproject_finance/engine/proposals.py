# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What goes into the matching engine and what comes out."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class OpenItem:
    """Something the bank may pay or receive: bill, tranche, refund, transfer.

    :param id: any hashable key of the caller
    :param Decimal amount: residual, signed like the bank line (a bill to pay is
        negative)
    :param str reference: document number
    :param tuple names: payee's name and its other spellings
    :param str account: IBAN or RIB
    :param str code: micro-project's code; ``tranche`` its tranche's number or 0
    """

    id: object
    amount: Decimal
    date: date
    reference: str = ""
    names: tuple = ()
    account: str = ""
    code: str = ""
    tranche: int = 0

    @property
    def payee(self):
        """Key under which items of one payee stand together."""
        return self.names[0] if self.names else self.code or self.id


@dataclass(frozen=True)
class BankLine:
    """A line of a statement; ``amount`` is negative when money goes out."""

    id: object
    amount: Decimal
    date: date
    label: str = ""
    partner_name: str = ""
    account: str = ""


@dataclass(frozen=True)
class Settings:
    """Bars of the scorer. The defaults were set on the development seeds of
    ``bench/reconcile.py`` and measured on the others.

    ``fee_tolerance`` is in the unit of the amounts: what a bank may add to a
    transfer. ``day_before`` and ``day_after`` bound the bank's date from the
    item's. An amount that ``common_amount`` open items or lines bear proves
    little: the name must then have two telling words.
    """

    threshold: float = 55.0
    margin: float = 5.0
    name_bar: float = 0.55
    rival_slack: float = 0.1
    fee_tolerance: Decimal = Decimal(3)
    days_before: int = 5
    days_after: int = 60
    common_amount: int = 3
    batch_size: int = 3
    batch_pool: int = 12
    shown: int = 3


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for a proposal, or against it.

    ``code`` is one of amount_exact, amount_fee, amount_partial, amount_sum,
    amount_split, reference, name, account, holder, date, other_reference,
    noise, rival_item, rival_line, weak; ``value`` from 0 to 1.
    """

    code: str
    value: float
    points: float = 0.0


@dataclass(frozen=True)
class Proposal:
    """Bank lines that pay items. Either side may hold several, never both."""

    line_ids: tuple
    item_ids: tuple
    score: float
    amount: float
    reference: float
    name: float
    reasons: tuple
    is_sure: bool = False


@dataclass
class Outcome:
    """``sure``: proposals to apply; ``suggested``: {line id: best proposals}."""

    sure: list = field(default_factory=list)
    suggested: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """What speaks for a pair besides the amount, and what against."""

    reference: float
    name: float
    against: tuple = ()
