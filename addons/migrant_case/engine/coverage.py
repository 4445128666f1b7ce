# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Does what was given answer what was found? (row E15)

A need is met when somebody looked afterwards and said so, never because a service
was delivered. What the file knows of a need decides its state, in this order: ended by
a decision, verified, delivered, planned, open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

DONE = "done"
LIVE = ("todo", "doing")
# Checks, and the state that the last of them gives.
CHECKS = {"met": "met", "partly": "partly_met", "not": None}
# Decisions that end a need without a service.
ENDS = ("unmet_no_service", "declined")
STATES = ("open", "planned", "delivered", "partly_met", "met", *ENDS)


@dataclass(frozen=True)
class Action:
    """An action that answers a need.

    :param state: todo, doing, done, failed, declined or cancelled
    :param at: when it was done, comparable with the instants of the checks
    """

    state: str
    at: object = None


@dataclass(frozen=True)
class Check:
    """A look at the need at a follow-up: met, partly or not, and when."""

    outcome: str
    at: object

    def __post_init__(self):
        if self.outcome not in CHECKS:
            raise ValueError(f"unknown outcome: {self.outcome}")


def state_of(
    actions: Iterable[Action], checks: Iterable[Check] = (), end: str | None = None
) -> str:
    """Return the state of one need.

    A need found not met, or met in part, is planned again by a live action; a service
    delivered after the last check waits for the next one.

    :param end: a decision: ``unmet_no_service``, ``declined``, or None
    :raise ValueError: unknown decision
    """
    if end:
        if end not in ENDS:
            raise ValueError(f"unknown end: {end}")
        return end
    actions = list(actions)
    last = max(checks, key=lambda check: check.at, default=None)
    if last and CHECKS[last.outcome] == "met":
        return "met"
    since = [
        action
        for action in actions
        if action.state == DONE
        and (last is None or action.at is not None and action.at > last.at)
    ]
    if since:
        return "delivered"
    if last and CHECKS[last.outcome]:
        return CHECKS[last.outcome]
    if any(action.state in LIVE for action in actions):
        return "planned"
    return "open"


@dataclass(frozen=True)
class Summary:
    """How many needs stand where, and the share that is covered.

    :param counts: number by state
    :param asked: needs that count: all but those that the person declined
    """

    counts: dict
    asked: int

    @property
    def rate(self) -> float | None:
        """Share of the needs that are met, a partly met one counting half."""
        if not self.asked:
            return None
        met = self.counts.get("met", 0) + self.counts.get("partly_met", 0) / 2
        return met / self.asked


def summarise(states: Iterable[str]) -> Summary:
    """Count the needs of a file, a programme, a year."""
    counts = Counter(states)
    return Summary(dict(counts), sum(counts.values()) - counts["declined"])
