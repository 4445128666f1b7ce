# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What of a person may leave for one partner, item by item, at one instant.

An item leaves only when a live consent names this item, this recipient and this
purpose. For a child, both her guardian's consent and, when she is able to say, her own
agreement. An override is a supervisor's, for a closed list of reasons, and names its
items. Identity waits until the partner has accepted. What is not allowed is told with
its reason, so that the worker knows what to ask.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

SHARE, LATER, WITHHOLD = "share", "later", "withhold"

SELF, GUARDIAN, REPRESENTATIVE = "self", "guardian", "legal_representative"
ADULT_GIVERS = frozenset({SELF, REPRESENTATIVE})
CHILD_GIVERS = frozenset({GUARDIAN, REPRESENTATIVE})

#: Only these justify sharing without consent (GDPR art. 6.1 c and d; Tunisian organic
#: law 2004-63 art. 29): to be checked by the house's jurist.
OVERRIDE_REASONS = frozenset({"vital_interest", "legal_duty"})


@dataclass(frozen=True)
class Item:
    """Something that could be shared.

    :param is_identity: names the person; waits until the partner has accepted
    """

    code: str
    is_identity: bool = False


@dataclass(frozen=True)
class Consent:
    """One consent as given.

    :param items: codes of items; ``recipients``: keys of organisations, never "all"
    :param assent: the child's own agreement: True, False, or None when not asked
    """

    items: frozenset[str]
    recipients: frozenset
    purpose: str
    given_by: str
    given_on: datetime
    expires: datetime | None = None
    withdrawn_on: datetime | None = None
    assent: bool | None = None

    def is_live(self, at: datetime) -> bool:
        """Given, not yet expired, not withdrawn; the instant of withdrawal is out."""
        if at < self.given_on:
            return False
        if self.expires is not None and at >= self.expires:
            return False
        return self.withdrawn_on is None or at < self.withdrawn_on


@dataclass(frozen=True)
class Override:
    """Sharing without consent: who asked, who allowed, on what ground.

    :param needs_two: whether the house asks for a second person
    """

    items: frozenset[str]
    recipient: object
    reason: str
    asked_by: object
    approved_by: object
    needs_two: bool = True


@dataclass(frozen=True)
class Subject:
    """What decides whose consent counts.

    :param is_able: a child who can form and say her own view
    """

    is_minor: bool = False
    is_able: bool = True


@dataclass(frozen=True)
class Decision:
    """Verdict on one item: ``share``, ``later`` or ``withhold``, and why.

    Reasons: ``consent``, ``override``, ``after_acceptance``, ``no_consent``,
    ``other_recipient``, ``other_purpose``, ``expired``, ``withdrawn``,
    ``needs_guardian``, ``child_refused``, ``child_not_asked``, ``not_by_herself``
    """

    item: Item
    verdict: str
    reason: str


#: What is told when several consents miss for different reasons: the nearest to a yes.
_NEAREST = (
    "child_not_asked",
    "child_refused",
    "needs_guardian",
    "not_by_herself",
    "withdrawn",
    "expired",
    "other_purpose",
    "other_recipient",
    "no_consent",
)


def select(
    items: Iterable[Item],
    consents: Iterable[Consent],
    recipient,
    purpose: str,
    at: datetime,
    subject: Subject,
    is_accepted: bool = False,
    override: Override | None = None,
) -> list[Decision]:
    """Decide on each item, in the order given.

    :param recipient: key of the organisation that would read
    :param is_accepted: the partner has accepted: identity may follow
    """
    consents = list(consents)
    return [
        _decide(item, consents, recipient, purpose, at, subject, is_accepted, override)
        for item in items
    ]


def _decide(
    item, consents, recipient, purpose, at, subject, is_accepted, override
) -> Decision:
    if override_allows(override, item.code, recipient):
        return Decision(item, SHARE, "override")
    misses = set()
    for consent in consents:
        miss = _miss(consent, item.code, recipient, purpose, at, subject)
        if miss is None:
            if item.is_identity and not is_accepted:
                return Decision(item, LATER, "after_acceptance")
            return Decision(item, SHARE, "consent")
        misses.add(miss)
    reason = next((code for code in _NEAREST if code in misses), "no_consent")
    return Decision(item, WITHHOLD, reason)


def _miss(consent, code, recipient, purpose, at, subject) -> str | None:
    """Why one consent does not cover the item, None when it does."""
    if code not in consent.items or at < consent.given_on:
        return "no_consent"
    if recipient not in consent.recipients:
        return "other_recipient"
    if consent.purpose != purpose:
        return "other_purpose"
    if not consent.is_live(at):
        gone = consent.withdrawn_on is not None and at >= consent.withdrawn_on
        return "withdrawn" if gone else "expired"
    if not subject.is_minor:
        return None if consent.given_by in ADULT_GIVERS else "not_by_herself"
    if consent.given_by not in CHILD_GIVERS:
        return "needs_guardian"
    if consent.assent is False:
        return "child_refused"
    if subject.is_able and consent.assent is None:
        return "child_not_asked"
    return None


def override_allows(override: Override | None, code: str, recipient) -> bool:
    """Whether an override covers an item: a listed reason, and a second person."""
    return (
        override is not None
        and override.reason in OVERRIDE_REASONS
        and override.recipient == recipient
        and code in override.items
        and override.approved_by is not None
        and (override.approved_by != override.asked_by or not override.needs_two)
    )


def live_items(decisions: Iterable[Decision]) -> frozenset[str]:
    """Codes of the items that may be shown now."""
    return frozenset(d.item.code for d in decisions if d.verdict == SHARE)
