# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""May this person use this service? Yes, no, or "ask": and why.

Three values (Kleene's logic): one *no* is a no; else one *unknown* is an unknown; else
yes. What is not known about the person is never guessed, and never read as a refusal:
the answer says which question is still to be put. A person's nationality or religion
is no criterion here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

YES, NO, UNKNOWN = "yes", "no", "unknown"

#: How strictly a service keeps to its public, as Soliguide tells it.
UNCONDITIONAL, PREFERENTIAL, EXCLUSIVE = "unconditional", "preferential", "exclusive"

CRITERIA = ("status", "age", "sex", "family", "area", "profile")


@dataclass(frozen=True)
class Public:
    """Whom a service is for. An empty criterion asks nothing.

    :param statuses: administrative statuses accepted, codes
    :param age_min: years, included; ``age_max``: years, included
    :param families: family situations accepted; one that fits is enough
    :param areas: identifiers of areas; the person's area or one above it must be one
    :param profiles: situations accepted (for example ``pregnant``); one is enough
    """

    mode: str = EXCLUSIVE
    statuses: frozenset[str] = frozenset()
    age_min: int | None = None
    age_max: int | None = None
    sexes: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    areas: frozenset = frozenset()
    profiles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """What is known of a person for this question, and nothing that identifies her.

    :param area_path: the person's area and all above it; None is not known
    :param profiles: code → True, False, or absent when nobody asked
    """

    status: str | None = None
    age: int | None = None
    sex: str | None = None
    family: str | None = None
    area_path: tuple | None = None
    profiles: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """One criterion with its answer.

    :param expected: what the service asks, as stored; ``actual``: what is known
    """

    criterion: str
    verdict: str
    expected: object = None
    actual: object = None


@dataclass(frozen=True)
class Eligibility:
    """Verdict with the reason of each criterion that the service asks.

    :param has_priority: a preferential service knows that the person is of its public
    """

    verdict: str
    reasons: tuple[Reason, ...] = ()
    has_priority: bool = False

    def of(self, verdict: str) -> tuple[Reason, ...]:
        """Reasons that carry this verdict."""
        return tuple(reason for reason in self.reasons if reason.verdict == verdict)


def all_of(verdicts: Iterable[str]) -> str:
    """Kleene conjunction: the smallest of no < unknown < yes; yes for none."""
    verdicts = list(verdicts)
    if NO in verdicts:
        return NO
    return UNKNOWN if UNKNOWN in verdicts else YES


def match(public: Public, person: Person) -> Eligibility:
    """Whether a person belongs to the public of a service, with reasons."""
    reasons = tuple(_reasons(public, person))
    verdict = all_of(reason.verdict for reason in reasons)
    if public.mode == EXCLUSIVE:
        return Eligibility(verdict, reasons)
    # Whoever comes is received; the public only says who comes first.
    has_priority = public.mode == PREFERENTIAL and bool(reasons) and verdict == YES
    return Eligibility(YES, reasons, has_priority)


def _reasons(public: Public, person: Person):
    if public.statuses:
        yield _one_of("status", public.statuses, person.status)
    if public.age_min is not None or public.age_max is not None:
        yield _age(public.age_min, public.age_max, person.age)
    if public.sexes:
        yield _one_of("sex", public.sexes, person.sex)
    if public.families:
        yield _one_of("family", public.families, person.family)
    if public.areas:
        yield _area(public.areas, person.area_path)
    if public.profiles:
        yield _profile(public.profiles, person.profiles)


def _one_of(criterion: str, accepted: frozenset, actual) -> Reason:
    if actual is None:
        return Reason(criterion, UNKNOWN, tuple(sorted(accepted)))
    verdict = YES if actual in accepted else NO
    return Reason(criterion, verdict, tuple(sorted(accepted)), actual)


def _age(age_min: int | None, age_max: int | None, age: int | None) -> Reason:
    expected = (age_min, age_max)
    if age is None:
        return Reason("age", UNKNOWN, expected)
    too_young = age_min is not None and age < age_min
    too_old = age_max is not None and age > age_max
    return Reason("age", NO if too_young or too_old else YES, expected, age)


def _area(areas: frozenset, path: tuple | None) -> Reason:
    expected = tuple(sorted(areas, key=str))
    if path is None:
        return Reason("area", UNKNOWN, expected)
    verdict = YES if areas.intersection(path) else NO
    return Reason("area", verdict, expected, path[0] if path else None)


def _profile(accepted: frozenset[str], known: Mapping[str, bool]) -> Reason:
    expected = tuple(sorted(accepted))
    answers = [known.get(code) for code in expected]
    if True in answers:
        return Reason("profile", YES, expected, expected[answers.index(True)])
    return Reason("profile", UNKNOWN if None in answers else NO, expected)
