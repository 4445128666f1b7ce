# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How our profile ``ngo-migration`` says in HSDS what HSDS has no word for.

Publics, categories and ways of access are ``attribute`` objects with a taxonomy term;
opening rules are ``schedule`` objects. Both directions stand here, side by side.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from .eligibility import EXCLUSIVE, PREFERENTIAL, UNCONDITIONAL, Public
from .hours import (
    DAY_MINUTES,
    WEEKDAYS,
    ChangedHours,
    HoursRule,
    format_time,
    parse_byday,
    parse_time,
)

PROFILE = "ngo-migration"
NAMESPACE = uuid.uuid5(
    uuid.NAMESPACE_URL, "https://github.com/permanence-suite/permanence/ngo-migration"
)

#: criterion code in the feed → attribute of :class:`eligibility.Public`
_CODES = {
    "status": "statuses",
    "sex": "sexes",
    "family": "families",
    "profile": "profiles",
}
ACCESS = "access"
MODE = "mode"
#: Property of ours on a schedule: these hours replace the usual ones between two days.
REPLACES = "x_replaces_usual_hours"


def own_term(code: str, label: str = "") -> dict:
    """Taxonomy term of ours; its identifier depends on the code only."""
    return {
        "id": str(uuid.uuid5(NAMESPACE, code)),
        "code": code,
        "name": label or code,
        "description": label or code,
        "taxonomy": PROFILE,
    }


def public_attributes(
    service_id: str,
    public: Public,
    access_modes: Iterable[str] = (),
    labels: Mapping[str, str] | None = None,
) -> list[dict]:
    """Attributes that tell the public and the ways of access of a service.

    Ages and areas have their own place in HSDS and are not repeated.

    :param labels: code → words, for readers who do not know our codes
    """
    codes = []
    if public.mode in (PREFERENTIAL, UNCONDITIONAL):
        codes.append(f"{MODE}:{public.mode}")
    for criterion, name in _CODES.items():
        codes += [f"{criterion}:{value}" for value in sorted(getattr(public, name))]
    codes += [f"{ACCESS}:{value}" for value in sorted(access_modes)]
    labels = labels or {}
    return [
        {
            "id": str(uuid.uuid5(uuid.UUID(service_id), code)),
            "link_id": service_id,
            "link_entity": "service",
            "link_type": ACCESS if code.startswith(f"{ACCESS}:") else "eligibility",
            "value": code.partition(":")[2],
            "taxonomy_term": own_term(code, labels.get(code, "")),
        }
        for code in codes
    ]


def whole_age(number: float) -> int:
    """Age in whole years as our fields hold it: 0 to 149, where 0 is no limit."""
    return min(max(int(number), 0), 149)


def category_attribute(service_id: str, term: Mapping) -> dict:
    """Attribute that puts a service under a category (a taxonomy term with its id)."""
    return {
        "id": str(uuid.uuid5(uuid.UUID(service_id), f"category:{term['id']}")),
        "link_id": service_id,
        "link_entity": "service",
        "link_type": "category",
        "taxonomy_term": dict(term),
    }


def split_attributes(attributes: Iterable[Mapping]):
    """What the attributes of a service say.

    :return: (public without ages and areas, set of ways of access, list of category
        terms, list of the attributes that are none of these)
    """
    values: dict[str, set] = {name: set() for name in (*_CODES, ACCESS)}
    mode, terms, others = EXCLUSIVE, [], []
    for attribute in attributes:
        term = attribute.get("taxonomy_term") or {}
        criterion, _colon, value = term.get("code", "").partition(":")
        if term.get("taxonomy") == PROFILE and criterion in values and value:
            values[criterion].add(value)
        elif term.get("taxonomy") == PROFILE and criterion == MODE:
            mode = value if value in (PREFERENTIAL, UNCONDITIONAL) else mode
        elif attribute.get("link_type") == "category" and term.get("id"):
            terms.append(dict(term))
        else:
            others.append(dict(attribute))
    public = Public(
        mode=mode,
        **{name: frozenset(values[code]) for code, name in _CODES.items()},
    )
    return public, values[ACCESS], terms, others


# --- opening hours -------------------------------------------------------------------


def _numbers(text) -> tuple[int, ...] | None:
    try:
        return tuple(int(part) for part in str(text or "").split(",") if part.strip())
    except ValueError:
        return None


def _whole(value) -> int | None:
    return (
        int(value) if isinstance(value, int | float) and value == int(value) else None
    )


def _day(value) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def rule_of_schedule(schedule: Mapping) -> tuple[HoursRule | None, str | None]:
    """Opening rule of a schedule, or None with the code of what cannot be read.

    The fixed offset that HSDS puts into ``timezone`` or behind the time is kept: an
    offset says more than nothing and less than a time zone.
    """
    opens, closes = parse_time(schedule.get("opens_at")), None
    if opens:
        closes = parse_time(schedule.get("closes_at"))
    if not opens or not closes or opens[0] == DAY_MINUTES:
        return None, "unreadable_time"
    begin, end = opens[0], closes[0]
    if (begin, end) == (0, 0) or end < begin:
        end += DAY_MINUTES
    offset = opens[1]
    hours = schedule.get("timezone")
    if offset is None and isinstance(hours, int | float) and abs(hours) <= 14:
        offset = round(hours * 60)
    byday = parse_byday(schedule.get("byday"))
    lists = {
        name: _numbers(schedule.get(name))
        for name in ("bymonthday", "byweekno", "byyearday")
    }
    if byday is None or None in lists.values():
        return None, "unreadable_days"
    interval = _whole(schedule.get("interval", 1))
    count = schedule.get("count")
    rule = HoursRule(
        begin,
        end,
        freq=schedule.get("freq", "WEEKLY"),
        interval=interval if interval is not None else 0,
        byday=byday,
        wkst=WEEKDAYS.index(schedule.get("wkst", "MO")),
        dtstart=_day(schedule.get("dtstart")),
        until=_day(schedule.get("until")),
        count=None if count is None else (_whole(count) or 0),
        valid_from=_day(schedule.get("valid_from")),
        valid_to=_day(schedule.get("valid_to")),
        utc_offset=offset,
        **lists,
    )
    problem = rule.problem()
    return (None, problem) if problem else (rule, None)


def schedule_of_rule(rule: HoursRule) -> dict:
    """Schedule of an opening rule, without identifier."""
    suffix = ""
    if rule.utc_offset is not None:
        sign = "-" if rule.utc_offset < 0 else "+"
        hours, minutes = divmod(abs(rule.utc_offset), 60)
        suffix = f"{sign}{hours:02d}:{minutes:02d}"
    closes = rule.closes
    if closes == rule.opens + DAY_MINUTES and rule.opens == 0:
        closes = DAY_MINUTES
    schedule = {
        "freq": rule.freq,
        "interval": rule.interval if rule.interval != 1 else None,
        "byday": ",".join(f"{o or ''}{WEEKDAYS[wd]}" for o, wd in rule.byday),
        "bymonthday": ",".join(map(str, rule.bymonthday)),
        "byweekno": ",".join(map(str, rule.byweekno)),
        "byyearday": ",".join(map(str, rule.byyearday)),
        "wkst": WEEKDAYS[rule.wkst] if rule.wkst else None,
        "dtstart": rule.dtstart,
        "until": rule.until,
        "count": rule.count,
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
        "opens_at": format_time(rule.opens) + suffix,
        "closes_at": format_time(closes) + suffix,
    }
    return {name: value for name, value in schedule.items() if value not in (None, "")}


def schedules_of_change(change: ChangedHours) -> list[dict]:
    """Schedules of changed hours. A closed period is one schedule without times."""
    common = {
        "valid_from": change.first,
        "valid_to": change.last,
        "description": change.label,
        "_extra": {REPLACES: True},
    }
    if not change.rules:
        return [common]
    return [{**schedule_of_rule(rule), **common} for rule in change.rules]


def hours_of_schedules(schedules: Iterable[Mapping]):
    """Usual rules, changed hours and problems of a list of schedules.

    :return: (tuple of rules, tuple of :class:`ChangedHours`, list of pairs
        (rank of the schedule, code of the problem))
    """
    rules, problems = [], []
    changes: dict[tuple, list[HoursRule]] = {}
    for rank, schedule in enumerate(schedules):
        if (schedule.get("_extra") or {}).get(REPLACES) is True:
            first, last = schedule.get("valid_from"), schedule.get("valid_to")
            if not first or not last or _day(first) > _day(last):
                problems.append((rank, "change_without_days"))
                continue
            key = (_day(first), _day(last), schedule.get("description", ""))
            found = changes.setdefault(key, [])
            if not schedule.get("opens_at"):
                continue
        else:
            found = rules
        rule, problem = rule_of_schedule(schedule)
        if problem:
            problems.append((rank, problem))
        elif found is rules:
            found.append(rule)
        else:
            found.append(replace(rule, valid_from=None, valid_to=None))
    changed = tuple(
        ChangedHours(first, last, tuple(found), label)
        for (first, last, label), found in changes.items()
    )
    return tuple(rules), changed, problems
