# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""By when the partner answers, when we remind, when a referral expires.

Priorities are those of the IASC inter-agency referral form (emergency 24 hours, urgent
72 hours, normal two weeks). They count on the *partner's* calendar, except the first:
an emergency does not wait for Monday. Reminders go out at half-time, when the answer is
due and every ten days after; on the thirtieth day the referral expires (DORA).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

#: priority → hours to answer, and whether the clock never stops
PRIORITIES = {
    "emergency": (24, True),
    "urgent": (72, False),
    "normal": (14 * 24, False),
}
REMIND_EVERY = timedelta(days=10)
EXPIRE_AFTER = timedelta(days=30)
LINK_VALID = timedelta(days=8)
#: The person is asked how it went, this long after the service.
ASK_PERSON_AFTER = timedelta(days=10)

#: How the partner's calendar moves an instant to one on which somebody is there.
NextWorked = Callable[[datetime], datetime]


@dataclass(frozen=True)
class Schedule:
    """Instants of one sent referral, in order."""

    sent: datetime
    half: datetime
    due: datetime
    expires: datetime

    def reminders(self) -> list[datetime]:
        """Half-time, due, then every ten days, none at or after the expiry."""
        moments, following = [self.half, self.due], self.due + REMIND_EVERY
        while following < self.expires:
            moments.append(following)
            following += REMIND_EVERY
        return [moment for moment in moments if moment < self.expires]


def schedule(sent: datetime, priority: str, next_worked: NextWorked) -> Schedule:
    """Deadlines of a referral sent at an aware instant.

    :param next_worked: the first instant, from one given on, at which the partner
        works; itself when it works then
    :raises KeyError: on an unknown priority
    :raises ValueError: when ``sent`` has no time zone
    """
    if sent.tzinfo is None:
        raise ValueError("A deadline is counted from an instant with a time zone.")
    hours, is_clock = PRIORITIES[priority]
    delay = timedelta(hours=hours)
    start = sent if is_clock else next_worked(sent)
    due = start + delay
    if not is_clock:
        due = next_worked(due)
    half = start + delay / 2
    # A partner that is closed for weeks still gets its full time to answer.
    expires = max(sent + EXPIRE_AFTER, due)
    return Schedule(sent, half, due, expires)


def due_reminders(
    plan: Schedule, sent_reminders: int, now: datetime, is_answered: bool
) -> int:
    """How many reminders are missing at this instant: 0, or 1 however late we are.

    A job that slept for a month sends one reminder, not four.
    """
    if is_answered or now >= plan.expires:
        return 0
    past = sum(moment <= now for moment in plan.reminders())
    return 1 if past > sent_reminders else 0


def reminders_after(plan: Schedule, now: datetime) -> int:
    """Number to store once a reminder was sent: all moments that are past."""
    return sum(moment <= now for moment in plan.reminders())


def is_expired(plan: Schedule, now: datetime, is_answered: bool) -> bool:
    """Whether an unanswered referral is over."""
    return not is_answered and now >= plan.expires
