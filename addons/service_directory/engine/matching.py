# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Services for a need, ranked, with the reason of each hit and of each miss.

Hard conditions make a miss; soft ones move the rank. What is unknown never makes a
miss: it is told as a question. The engine speaks in codes; the room translates them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from . import freshness
from .eligibility import NO, UNKNOWN, YES, Eligibility, Person, Public, match

#: FHIR SDOH capacity codes, from the best to the worst for the person.
CAPACITY_RANK = {
    "capacity": 0,
    None: 1,
    "additional-assessment-required": 1,
    "waitlist": 2,
    "no-capacity": 3,
}


@dataclass(frozen=True)
class Offer:
    """What the search knows of one service at one place.

    :param categories: categories of the service and all above them
    :param areas: areas the service covers (its own and those above); empty: anywhere
    :param areas_above: all areas above those covered: asked for a whole of which the
        service covers a part, the answer is a question
    :param languages: ISO 639-3 codes spoken; empty: not known
    :param opening: ``open``, ``closed`` or ``unknown`` now
    :param distance: kilometres from the asker, None when not known
    """

    key: object
    categories: frozenset = frozenset()
    areas: frozenset = frozenset()
    areas_above: frozenset = frozenset()
    languages: frozenset[str] = frozenset()
    access_modes: frozenset[str] = frozenset()
    public: Public = Public()
    is_active: bool = True
    opening: str = UNKNOWN
    distance: float | None = None
    capacity: str | None = None
    last_checked: date | None = None


@dataclass(frozen=True)
class Query:
    """What is asked. An empty condition asks nothing.

    :param area_path: the area asked for, then all above it
    :param languages: the person's languages; one that the service speaks is enough
    :param is_open_now: only what is open; unknown hours stay, marked
    :param max_km: only what is nearer; unknown distance stays, marked
    """

    category: object = None
    area_path: tuple = ()
    languages: frozenset[str] = frozenset()
    access_mode: str | None = None
    person: Person | None = None
    is_open_now: bool = False
    max_km: float | None = None


@dataclass(frozen=True)
class Finding:
    """One offer with its verdict and its reasons.

    :param verdict: ``yes``, ``unknown`` (something is to be asked) or ``no``
    :param reasons: pairs (code, verdict) in a fixed order, ready for the screen
    """

    key: object
    verdict: str
    reasons: tuple[tuple[str, str], ...]
    rank: tuple = field(compare=False)
    eligibility: Eligibility | None = None

    @property
    def is_hit(self) -> bool:
        return self.verdict != NO

    def of(self, verdict: str) -> tuple[str, ...]:
        """Codes of the reasons with this verdict."""
        return tuple(code for code, found in self.reasons if found == verdict)


def judge(offer: Offer, query: Query, today: date) -> Finding:
    """Verdict on one offer for one query."""
    reasons: list[tuple[str, str]] = []
    if not offer.is_active:
        reasons.append(("active", NO))
    if query.category is not None:
        reasons.append(("need", YES if query.category in offer.categories else NO))
    if query.area_path:
        reasons.append(("area", _covers(offer, query.area_path)))
    if query.access_mode:
        reasons.append(("access", _in_set(query.access_mode, offer.access_modes)))
    eligibility = match(offer.public, query.person) if query.person else None
    if eligibility and eligibility.verdict == YES:
        reasons.append(("eligibility", YES))
    elif eligibility:
        reasons += [
            (f"eligibility_{reason.criterion}", reason.verdict)
            for reason in eligibility.reasons
            if reason.verdict != YES
        ]
    if query.is_open_now:
        by_state = {"open": YES, "closed": NO}
        reasons.append(("open_now", by_state.get(offer.opening, UNKNOWN)))
    if query.max_km is not None:
        reasons.append(("distance", _near(offer.distance, query.max_km)))
    verdict = _verdict(reasons)
    # Soft: told, and counted in the rank, but no reason to hide a service.
    speaks = None
    if query.languages:
        speaks = UNKNOWN
        if offer.languages:
            common = offer.languages.intersection(query.languages)
            speaks = YES if common else NO
        reasons.append(("language", speaks))
    if offer.capacity is not None:
        full = offer.capacity in ("no-capacity", "waitlist")
        reasons.append((f"capacity_{offer.capacity}", NO if full else YES))
    fresh = freshness.score(offer.last_checked, today)
    reasons.append(("fresh", YES if fresh == 1.0 else NO if fresh == 0.0 else UNKNOWN))
    rank = (
        (YES, UNKNOWN, NO).index(verdict),
        not (eligibility and eligibility.has_priority),
        CAPACITY_RANK.get(offer.capacity, 1),
        (YES, UNKNOWN, NO, None).index(speaks),
        offer.distance is None,
        # Half a kilometre is no difference; what was checked lately is one.
        round(2 * offer.distance) if offer.distance is not None else 0,
        -fresh,
        str(offer.key),
    )
    return Finding(offer.key, verdict, tuple(reasons), rank, eligibility)


def _verdict(reasons) -> str:
    verdicts = {verdict for _code, verdict in reasons}
    if NO in verdicts:
        return NO
    return UNKNOWN if UNKNOWN in verdicts else YES


def _covers(offer: Offer, path: tuple) -> str:
    if not offer.areas or offer.areas.intersection(path):
        return YES
    return UNKNOWN if path[0] in offer.areas_above else NO


def _in_set(wanted: str, known: frozenset[str]) -> str:
    if not known:
        return UNKNOWN
    return YES if wanted in known else NO


def _near(distance: float | None, max_km: float) -> str:
    if distance is None:
        return UNKNOWN
    return YES if distance <= max_km else NO


def search(offers: Iterable[Offer], query: Query, today: date) -> list[Finding]:
    """All offers judged, best first; the misses stand last, with their reasons."""
    return sorted(
        (judge(offer, query, today) for offer in offers),
        key=lambda finding: finding.rank,
    )
