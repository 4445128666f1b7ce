# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How old a sheet is, when it must be checked, and when it leaves the map.

    last check ── frequency ──► due ── grace ──► required ── patience ──► withdrawn
                                 advised           required     (after notice)

Frequencies are those of DORA (1, 3, 6, 12, 16 months, never); the month of notice
before a sheet disappears is Soliguide's.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

FREQUENCIES = (1, 3, 6, 12, 16, 0)  # months; 0 is never
UP_TO_DATE, ADVISED, REQUIRED = "up_to_date", "advised", "required"

#: Days between "due" and "required".
GRACE_DAYS = 30
#: Days between "required" and the day on which the sheet leaves the map.
PATIENCE_DAYS = 60
#: The provider and the owner are told at least this many days before.
NOTICE_DAYS = 30


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later; the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def next_check(last_checked: date | None, frequency: int, created: date) -> date | None:
    """Day on which the sheet is due, None when it is never due.

    A sheet that was never checked is due on the day it was made.

    :param frequency: months between two checks, 0 for never
    :raises ValueError: on a negative frequency
    """
    if frequency < 0:
        raise ValueError("The frequency of checks is a number of months.")
    if frequency == 0:
        return None
    return add_months(last_checked, frequency) if last_checked else created


def state(due: date | None, today: date, grace_days: int = GRACE_DAYS) -> str:
    """``up_to_date``, ``advised`` or ``required`` on a day."""
    if due is None or today < due:
        return UP_TO_DATE
    return ADVISED if today < due + timedelta(days=grace_days) else REQUIRED


@dataclass(frozen=True)
class Withdrawal:
    """What to do about a stale sheet today.

    :param notify: tell provider and owner now
    :param withdraw: take the sheet off the map now
    :param on: day planned for the withdrawal, None when the sheet is not stale
    """

    notify: bool
    withdraw: bool
    on: date | None


def withdrawal(
    due: date | None,
    notified_on: date | None,
    today: date,
    grace_days: int = GRACE_DAYS,
    patience_days: int = PATIENCE_DAYS,
    notice_days: int = NOTICE_DAYS,
) -> Withdrawal:
    """Notice and withdrawal of a sheet that nobody confirmed.

    It never leaves the map without a notice that is ``notice_days`` old, however late
    the job that sends notices may run. A notice older than ``due`` belongs to an
    earlier round and does not count.
    """
    if due is None:
        return Withdrawal(False, False, None)
    planned = due + timedelta(days=grace_days + patience_days)
    if notified_on is not None and notified_on >= due:
        planned = max(planned, notified_on + timedelta(days=notice_days))
        return Withdrawal(False, today >= planned, planned)
    notice_day = planned - timedelta(days=notice_days)
    if today < notice_day:
        return Withdrawal(False, False, planned)
    return Withdrawal(True, False, max(planned, today + timedelta(days=notice_days)))


def score(last_checked: date | None, today: date) -> float:
    """Freshness between 0 and 1: full for six months, then down to 0 at 24 months.

    The curve is that of the quality score of data·inclusion.
    """
    if last_checked is None:
        return 0.0
    full, empty = add_months(last_checked, 6), add_months(last_checked, 24)
    if today <= full:
        return 1.0
    if today >= empty:
        return 0.0
    return (empty - today).days / (empty - full).days
