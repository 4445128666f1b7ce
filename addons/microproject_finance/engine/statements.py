# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bank statements as rows, whatever file they come from."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .labels import tokens


@dataclass(frozen=True)
class Fault:
    """What cannot be read, and where; the caller puts it in words.

    :param str code: what is wrong, e.g. ``amount`` or ``date``
    :param str value: what stands there
    :param str like: what was awaited
    """

    code: str
    value: str = ""
    row: int = 0
    column: str = ""
    like: str = ""

    def __str__(self):
        where = [f"row {self.row}"] * bool(self.row) + [self.column, self.code]
        return ", ".join(filter(None, [*where, self.value]))


class StatementError(ValueError):
    """The file cannot be read as a statement; its faults say where and why."""

    def __init__(self, *faults):
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Entry:
    """One movement of an account.

    :param Decimal amount: negative when money goes out
    :param str currency: ISO 4217 code, empty when the file does not say
    :param str bank_id: the bank's own identifier, empty when it gives none
    """

    date: date
    amount: Decimal
    label: str
    currency: str = ""
    bank_id: str = ""
    partner_name: str = ""
    account: str = ""


@dataclass
class Statement:
    """A statement; the balances are None when the file gives none."""

    name: str = ""
    account: str = ""
    currency: str = ""
    opening: Decimal | None = None
    closing: Decimal | None = None
    entries: list = field(default_factory=list)

    def gap(self):
        """What the entries lack to lead from the opening to the closing balance.

        :return: Decimal, zero when all is there; None without balances
        """
        if self.opening is None or self.closing is None:
            return None
        return self.closing - self.opening - sum(e.amount for e in self.entries)


def content_ids(account, entries):
    """A name for every entry that is the same each time the entry is seen.

    The bank's identifier if there is one; else a hash of account, date, amount,
    label and the rank among equal ones of that day. A file read twice, or two
    files that overlap by whole days, give the same names. Case, accents and
    spaces of the label do not matter; banks change them between two exports.

    :param str account: what names the journal; separates two accounts' entries
    :rtype: list of str, in the order of the entries
    """
    rank, ids = Counter(), []
    for entry in entries:
        if entry.bank_id:
            basis = ("bank", account, entry.bank_id)
        else:
            basis = (
                "content",
                account,
                entry.date.isoformat(),
                format(entry.amount.normalize(), "f"),
                " ".join(tokens(entry.label)),
            )
        rank[basis] += 1
        text = "\x1f".join((*basis, str(rank[basis])))
        ids.append(hashlib.sha256(text.encode()).hexdigest()[:40])
    return ids
