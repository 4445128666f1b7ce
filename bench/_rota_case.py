# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A made-up organisation to plan: 25 sites, 28 days, 120 staff, 8 languages.

Only the shape is realistic; nothing in it comes from an organisation. The same seed
gives the same case.
"""

import random
from datetime import UTC, date, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LANGUAGES = ("ara", "tir", "pus", "som", "prs", "lin", "amh", "tur")
ROLES = ("social", "jurist", "interpreter", "mediator", "night", "volunteer")
SHARE = {  # people of each role among 120
    "social": 44,
    "jurist": 12,
    "interpreter": 22,
    "mediator": 14,
    "night": 12,
    "volunteer": 16,
}
PARTS = {"am": (9, 13), "pm": (14, 18), "night": (21, 31)}
CONTRACTS = (38, 38, 39, 30.4, 19)
USABLE = 0.62


def minute(day, hour):
    """Minutes since 1970 of an hour (may pass 24) of a day, UTC."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int((moment - EPOCH).total_seconds() // 60 + hour * 60)


def make_case(
    seed=0, sites=25, days=28, staff=120, demand=1.0, start=date(2026, 11, 2)
):
    """A problem for the engine.

    :param float demand: multiplies the number of slots (1.15 is more than can be held)
    """
    rng = random.Random(seed)
    horizon = [start + timedelta(d) for d in range(days)]
    zones = [f"Z{i}" for i in range(6)]
    travel = {
        a: {b: rng.choice((10, 20, 25, 40, 60)) for b in zones if b != a} for a in zones
    }
    site_rows = [
        {"id": f"S{i:02}", "zone": zones[rng.randrange(len(zones))]}
        for i in range(sites)
    ]
    people = _people(rng, site_rows, zones, horizon, staff)
    slots = _slots(rng, site_rows, horizon, demand)
    employees = [p["id"] for p in people]
    pairs = [sorted(rng.sample(employees, 2)) for _i in range(staff // 20)]
    _targets(people, slots)
    return {
        "sites": site_rows,
        "travel": travel,
        "rules": {"rest": 660, "days_in_7": 6, "far": 30},
        "roles": [{"id": role, "substitutes": _substitutes(role)} for role in ROLES],
        "people": people,
        "slots": slots,
        "forbidden_pairs": pairs,
    }


def _substitutes(role):
    if role == "mediator":
        return [{"role": "interpreter", "cost": 2}]
    if role == "social":
        return [{"role": "mediator", "cost": 2}]
    if role == "volunteer":
        return [{"role": "social", "cost": 3}]
    return []


def _people(rng, sites, zones, horizon, staff):
    people = []
    counts = {role: max(1, round(n * staff / 120)) for role, n in SHARE.items()}
    first, last = horizon[0].isoformat(), horizon[-1].isoformat()
    weeks = len(horizon) / 7
    for role in ROLES:
        for _i in range(counts[role]):
            hours = 12 if role == "volunteer" else rng.choice(CONTRACTS)
            if role == "night":
                hours = rng.choice((38, 38, 30.4))
            share = 1.0 if role in ("volunteer", "night") else USABLE
            person = {
                "id": f"P{len(people):03}",
                "roles": [role],
                "zone": rng.choice(zones),
                "gender": rng.choice("ffm"),
                "senior": role != "volunteer" and rng.random() < 0.35,
                "trainee": role == "social" and rng.random() < 0.06,
                "skills": _skills(rng, role),
                "sites": _sites_of(rng, sites, role),
                "absences": _absences(rng, horizon),
                "week_minutes": int(hours * 60 * share),
                "max_weekends": 2,
            }
            if role == "volunteer":
                person["available"] = _availability(rng, horizon)
            elif role != "night":
                person["duties"] = _duties(rng, horizon)
            lost = _lost_minutes(person, hours * share / 5)
            person["caps"] = _caps(horizon, hours * share * 60, weeks, lost)
            person["wishes"] = _wishes(rng, horizon)
            people.append(person)
    assert first < last
    return people


def _skills(rng, role):
    speaks = {"interpreter": (2, 3), "mediator": (1, 2), "social": (0, 1)}
    low, high = speaks.get(role, (0, 1))
    found = rng.sample(LANGUAGES, rng.randint(low, high))
    return [{"skill": lang, "level": rng.choice((2, 3, 4))} for lang in found]


def _sites_of(rng, sites, role):
    if role in ("interpreter", "jurist"):
        return None
    share = 0.45 if role == "volunteer" else 0.6
    return [s["id"] for s in sites if rng.random() < share] or [sites[0]["id"]]


def _absences(rng, horizon):
    absences = []
    for _i in range(rng.choice((0, 0, 1, 1, 2))):
        day = rng.choice(horizon)
        length = rng.choice((1, 1, 2, 5))
        absences.append([minute(day, 0), minute(day + timedelta(length), 0)])
    return absences


def _lost_minutes(person, per_day_hours):
    days = sum((b - a) // 1440 for a, b in person["absences"])
    return int(days * 5 / 7 * per_day_hours * 60)


def _caps(horizon, week_minutes, weeks, lost):
    total = max(0, int(week_minutes * weeks) - lost)
    caps = [
        {
            "from": horizon[0].isoformat(),
            "to": horizon[-1].isoformat(),
            "minutes": total,
        }
    ]
    for start in range(0, len(horizon), 7):
        span = horizon[start : start + 7]
        caps.append(
            {
                "from": span[0].isoformat(),
                "to": span[-1].isoformat(),
                "minutes": int(week_minutes * 1.35) + 120,
            }
        )
    return caps


def _availability(rng, horizon):
    chosen = rng.sample(range(7), 4)
    return [[minute(d, 8), minute(d, 19)] for d in horizon if d.weekday() in chosen]


def _duties(rng, horizon):
    """A team meeting twice a month, on the weekday of the person's team."""
    weekday = rng.randrange(5)
    meetings = [d for d in horizon if d.weekday() == weekday][1::2]
    return [
        {
            "start": minute(d, 9),
            "stop": minute(d, 11),
            "date": d.isoformat(),
            "label": "meeting",
            "counts": False,
        }
        for d in meetings
    ]


def _wishes(rng, horizon):
    wishes = []
    for _i in range(rng.choice((0, 1, 2, 3))):
        day = rng.choice(horizon)
        begin, end = rng.choice(list(PARTS.values()))
        wishes.append(
            {
                "start": minute(day, begin),
                "stop": minute(day, end),
                "weight": rng.choice((-3, -2, -1, 1, 2)),
            }
        )
    return wishes


def _slots(rng, sites, horizon, demand):
    slots = []
    nights = {s["id"] for s in sites[:3]}
    for site in sites:
        pattern = {
            (weekday, part): rng.random()
            for weekday in range(7)
            for part in ("am", "pm")
        }
        wants = rng.choice(LANGUAGES)
        for day in horizon:
            for part, (begin, end) in PARTS.items():
                if part == "night":
                    if site["id"] in nights:
                        slots.append(
                            _slot(rng, len(slots), site, day, part, begin, end, wants)
                        )
                    continue
                rate = (0.56 if day.weekday() < 5 else 0.14) * demand
                if pattern[day.weekday(), part] < rate:
                    slots.append(
                        _slot(rng, len(slots), site, day, part, begin, end, wants)
                    )
    return slots


def _slot(rng, number, site, day, part, begin, end, wants):
    lines, needs = [], []

    def ask(role, wanted=1, **more):
        lines.append(
            {"id": f"L{number}-{role}", "role": role, "wanted": wanted, **more}
        )

    if part == "night":
        ask("night", 1, priority=2)
    else:
        ask("social", 1, priority=2)
        draw = rng.random()
        if draw < 0.3:
            ask("interpreter", 1, skills=[{"skill": wants, "level": 2}])
        elif draw < 0.42:
            ask("mediator")
        elif draw < 0.52:
            ask("jurist")
        elif draw < 0.66:
            ask("volunteer")
        if draw > 0.9:
            lines[0]["wanted"] = 2
            needs.append({"kind": "senior", "count": 1})
        if draw < 0.2 or draw > 0.93:
            needs.append({"kind": "skill", "skill": wants, "level": 2, "count": 1})
        needs.append({"kind": "tutor"})
    return {
        "id": f"T{number}",
        "site": site["id"],
        "service": part,
        "start": minute(day, begin),
        "stop": minute(day, end),
        "date": day.isoformat(),
        "lines": lines,
        "needs": needs,
    }


def _targets(people, slots):
    """Each role's demand shared in proportion to hours."""
    asked = {}
    for slot in slots:
        for line in slot["lines"]:
            minutes = line["wanted"] * (slot["stop"] - slot["start"])
            asked[line["role"]] = asked.get(line["role"], 0) + minutes
    room = {}
    for person in people:
        role = person["roles"][0]
        room[role] = room.get(role, 0) + person["caps"][0]["minutes"]
    for person in people:
        role = person["roles"][0]
        if role == "volunteer" or not room[role]:
            continue
        share = person["caps"][0]["minutes"] / room[role]
        fair = asked.get(role, 0) * share
        person["target"] = int(min(fair, person["caps"][0]["minutes"]))


def sick(case, result, seed=0, people=5, days=5, week=1):
    """The published rota of a result, and a few people who fall ill in a week.

    :return: (problem to repair, ids of the ill)
    """
    rng = random.Random(seed)
    holders = sorted({a["person"] for a in result["assignments"]})
    ill = set(rng.sample(holders, people))
    dates = sorted({s["date"] for s in case["slots"]})
    first = date.fromisoformat(dates[0]) + timedelta(7 * week)
    off = [minute(first, 0), minute(first + timedelta(days), 0)]
    line_of = {ln["id"]: s for s in case["slots"] for ln in s["lines"]}
    published = [
        {"line": a["line"], "person": a["person"]} for a in result["assignments"]
    ]
    locked = [
        row
        for row in published
        if not off[0] <= line_of[row["line"]]["start"] < minute(first, 24 * 7)
    ]
    problem = dict(case)
    problem["people"] = [
        {**p, "absences": [*p["absences"], off]} if p["id"] in ill else p
        for p in case["people"]
    ]
    problem["published"] = published
    problem["locked"] = locked
    return problem, sorted(ill)
