# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The life of a referral: who may move it from where to where.

One table, read by every door: the worker's form, the partner's portal, the signed link,
the telephone. An action that arrives twice (double click, two colleagues) is the same
action once. Codes of the last column are those of FHIR ``Task.status`` in the SDOH
Clinical Care guide, so that a feed can be made later without a second table.
"""

from dataclasses import dataclass
from datetime import datetime

WORKER, PARTNER, SUPERVISOR, SYSTEM = "worker", "partner", "supervisor", "system"
ACTORS = (WORKER, PARTNER, SUPERVISOR, SYSTEM)

#: state → FHIR Task.status
STATES = {
    "draft": "draft",
    "consent": "draft",
    "sent": "requested",
    "waitlisted": "on-hold",
    "accepted": "accepted",
    "in_service": "in-progress",
    "completed": "completed",
    "closed": "completed",
    "declined": "rejected",
    "no_show": "failed",
    "withdrawn": "cancelled",
    "recalled": "cancelled",
    "expired": "cancelled",
    "error": "entered-in-error",
}
FINAL = frozenset({"closed", "declined", "withdrawn", "recalled", "expired", "error"})
#: States in which the partner's doors are open.
OPEN_TO_PARTNER = frozenset(
    {"sent", "waitlisted", "accepted", "in_service", "completed", "no_show"}
)
#: States that wait for the partner's first answer.
WAITING = frozenset({"sent"})

_STAFF = frozenset({WORKER, SUPERVISOR})
_ANSWER = frozenset({WORKER, SUPERVISOR, PARTNER})  # workers note what is telephoned
_NOBODY_ELSE = frozenset({SUPERVISOR})

#: from → {to: who}
TRANSITIONS = {
    "draft": {"consent": _STAFF, "sent": _STAFF, "recalled": _STAFF},
    "consent": {"draft": _STAFF, "sent": _STAFF},
    "sent": {
        "accepted": _ANSWER,
        "waitlisted": _ANSWER,
        "declined": _ANSWER,
        "expired": frozenset({SYSTEM}),
    },
    "waitlisted": {
        "accepted": _ANSWER,
        "declined": _ANSWER,
        "expired": frozenset({SYSTEM}),
    },
    "accepted": {"in_service": _ANSWER, "no_show": _ANSWER, "declined": _ANSWER},
    "no_show": {"accepted": _ANSWER, "in_service": _ANSWER, "closed": _STAFF},
    "in_service": {"completed": _ANSWER, "no_show": _ANSWER},
    # Only the person's own answer closes a loop, and a worker notes it.
    "completed": {"closed": _STAFF, "in_service": _STAFF},
}
for _state in STATES:
    if _state not in FINAL:
        _moves = TRANSITIONS.setdefault(_state, {})
        _moves["withdrawn"] = _STAFF
        _moves["error"] = _NOBODY_ELSE
        if _state in OPEN_TO_PARTNER - {"completed"}:
            _moves["recalled"] = _STAFF


class RefusedMove(ValueError):
    """A move that the table does not know; ``code`` says why.

    ``no_such_state``, ``no_such_actor``, ``not_from_here``, ``not_by_you``,
    ``needs_reason``, ``needs_supervisor``
    """

    def __init__(self, code: str, state: str = "", to: str = ""):
        super().__init__(f"{code}: {state} → {to}")
        self.code = code


@dataclass(frozen=True)
class Event:
    """One move, as it is appended to the referral's history."""

    state: str
    to: str
    actor: str
    at: datetime
    channel: str
    reason: str = ""


#: Moves that say nothing without a reason.
NEEDS_REASON = frozenset({"declined", "recalled", "error", "withdrawn"})


def move(
    state: str,
    to: str,
    actor: str,
    at: datetime,
    channel: str = "form",
    reason: str = "",
    is_guarded: bool = False,
) -> Event | None:
    """The event of a move, or None when the referral is there already.

    :param is_guarded: a minor, trafficking, violence or an override: only a
        supervisor sends it
    :raises RefusedMove: when the table does not allow it
    """
    if state not in STATES or to not in STATES:
        raise RefusedMove("no_such_state", state, to)
    if actor not in ACTORS:
        raise RefusedMove("no_such_actor", state, to)
    if state == to:
        return None
    who = TRANSITIONS.get(state, {}).get(to)
    if who is None:
        raise RefusedMove("not_from_here", state, to)
    if actor not in who:
        raise RefusedMove("not_by_you", state, to)
    if to == "sent" and is_guarded and actor != SUPERVISOR:
        raise RefusedMove("needs_supervisor", state, to)
    if to in NEEDS_REASON and not reason.strip():
        raise RefusedMove("needs_reason", state, to)
    return Event(state, to, actor, at, channel, reason.strip())


def owner_side(kind: str, events) -> str:
    """Who answers for the need: ``us`` or ``partner``.

    A referral leaves the need with us. A transfer moves it, but only once it was
    accepted; declined, recalled or expired before that, it never left.

    :param kind: ``referral``, ``transfer``, ``internal``, ``incoming`` …
    :param events: the referral's events, oldest first
    """
    if kind != "transfer":
        return "us"
    side = "us"
    for event in events:
        if event.to == "accepted":
            side = "partner"
        elif event.to in ("declined", "withdrawn", "recalled", "error"):
            side = "us"
    return side


#: Answers of the person that close a loop → is the need met?
OUTCOMES = {"met": True, "partly": None, "not_met": False, "unknown": None}


def is_need_met(state: str, outcome: str | None) -> bool | None:
    """True or False by the person's own answer only; None while nobody asked her.

    A service that the partner calls delivered is no met need.
    """
    if state != "closed" or outcome is None:
        return None
    return OUTCOMES[outcome]


#: Coded reasons of a refusal (DORA, findhelp, FHIR), and what they teach the map.
DECLINE_REASONS = {
    "no_capacity": "capacity",
    "not_eligible": "public",
    "outside_area": "area",
    "wrong_service": "category",
    "language": "language",
    "documents": "documents",
    "unreachable": "",
    "did_not_attend": "",
    "refused": "",
    "unavailable": "",
    "mobility": "",
    "other_barrier": "",
    "duplicate": "",
    "safety": "",
    "other": "",
}


def lesson(reason: str) -> str | None:
    """What of the provider's sheet a refusal calls into question, or None.

    :raises KeyError: when the reason is none of :data:`DECLINE_REASONS`
    """
    return DECLINE_REASONS[reason] or None
