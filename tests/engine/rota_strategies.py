# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Small made-up rota problems for property tests."""

from datetime import date, timedelta

from hypothesis import strategies as st

MONDAY = date(2026, 11, 2)
BASE = (MONDAY - date(1970, 1, 1)).days * 1440
PARTS = {"am": (9, 13), "pm": (14, 18), "eve": (17, 23), "night": (21, 31)}
ROLES = ("social", "interpreter", "night")
SKILLS = ("tir", "pus")
SITES = ("A", "B", "C")


def span(day, part):
    """UTC minutes of a part of a day (0 = Monday)."""
    begin, end = PARTS[part]
    return BASE + day * 1440 + begin * 60, BASE + day * 1440 + end * 60


def iso(day):
    """ISO date of a day of the horizon."""
    return (MONDAY + timedelta(days=day)).isoformat()


@st.composite
def people(draw, number, days):
    """A few people with all that can stand in the way."""
    rows = []
    for i in range(number):
        row = {
            "id": f"p{i}",
            "roles": [draw(st.sampled_from(ROLES))],
            "skills": [
                {"skill": s, "level": draw(st.integers(1, 3))}
                for s in draw(st.lists(st.sampled_from(SKILLS), unique=True))
            ],
            "senior": draw(st.booleans()),
            "trainee": draw(st.integers(0, 5)) == 0,
            "gender": draw(st.sampled_from("fm")),
            "zone": draw(st.sampled_from(["z1", "z2"])),
        }
        if draw(st.booleans()):
            row["sites"] = draw(st.lists(st.sampled_from(SITES), unique=True))
        if draw(st.booleans()):
            row["caps"] = [
                {
                    "from": iso(0),
                    "to": iso(days - 1),
                    "minutes": draw(st.integers(2, 40)) * 60,
                }
            ]
        if draw(st.booleans()):
            row["target"] = draw(st.integers(0, 30)) * 60
        if draw(st.integers(0, 3)) == 0:
            day = draw(st.integers(0, days - 1))
            row["absences"] = [[BASE + day * 1440, BASE + (day + 1) * 1440]]
        if draw(st.integers(0, 4)) == 0:
            row["contracts"] = [[iso(draw(st.integers(0, days - 1))), None]]
        if draw(st.integers(0, 4)) == 0:
            day = draw(st.integers(0, days - 1))
            start, stop = span(day, "am")
            row["duties"] = [
                {"start": start, "stop": stop, "date": iso(day), "label": "meeting"}
            ]
        if draw(st.booleans()):
            row["max_weekends"] = draw(st.integers(0, 1))
        if draw(st.integers(0, 2)) == 0:
            day = draw(st.integers(0, days - 1))
            start, stop = span(day, draw(st.sampled_from(sorted(PARTS))))
            weight = draw(st.sampled_from([-3, -1, 1, 2]))
            row["wishes"] = [{"start": start, "stop": stop, "weight": weight}]
        rows.append(row)
    return rows


@st.composite
def slots(draw, number, days):
    """A few slots with lines and needs."""
    rows = []
    for i in range(number):
        day = draw(st.integers(0, days - 1))
        part = draw(st.sampled_from(sorted(PARTS)))
        start, stop = span(day, part)
        lines = []
        for role in draw(
            st.lists(st.sampled_from(ROLES), unique=True, min_size=1, max_size=2)
        ):
            line = {
                "id": f"s{i}-{role}",
                "role": role,
                "wanted": draw(st.integers(1, 2)),
                "priority": draw(st.integers(1, 2)),
            }
            if line["wanted"] == 2 and draw(st.booleans()):
                line["min"] = 1
            if draw(st.integers(0, 5)) == 0:
                line["gender"] = "f"
            if draw(st.integers(0, 4)) == 0:
                line["skills"] = [{"skill": draw(st.sampled_from(SKILLS)), "level": 2}]
            lines.append(line)
        needs = []
        if draw(st.integers(0, 2)) == 0:
            skill = draw(st.sampled_from(SKILLS))
            needs.append({"kind": "skill", "skill": skill, "level": 1, "count": 1})
        if draw(st.integers(0, 3)) == 0:
            needs.append({"kind": "senior", "count": 1})
        needs.append({"kind": "tutor"})
        rows.append(
            {
                "id": f"s{i}",
                "site": draw(st.sampled_from(SITES)),
                "start": start,
                "stop": stop,
                "date": iso(day),
                "lines": lines,
                "needs": needs,
            }
        )
    return rows


@st.composite
def problems(draw, max_people=5, max_slots=6, days=8):
    """A whole problem."""
    staff = draw(people(draw(st.integers(1, max_people)), days))
    problem = {
        "sites": [
            {"id": "A", "zone": "z1"},
            {"id": "B", "zone": "z2"},
            {"id": "C", "zone": "z3"},
        ],
        "travel": {
            "z1": {"z2": 20, "z3": 45},
            "z2": {"z1": 25, "z3": 70},
            "z3": {"z1": 45, "z2": 70},
        },
        "rules": {
            "rest": 660,
            "days_in_7": draw(st.sampled_from([2, 3, 6])),
            "far": draw(st.sampled_from([None, 30])),
            "day_minutes": draw(st.sampled_from([None, 480])),
        },
        "roles": [
            {"id": "social", "substitutes": [{"role": "interpreter", "cost": 2}]},
            {"id": "interpreter"},
            {"id": "night"},
        ],
        "people": staff,
        "slots": draw(slots(draw(st.integers(1, max_slots)), days)),
    }
    ids = [p["id"] for p in staff]
    if len(ids) > 1 and draw(st.booleans()):
        pair = draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
        problem["forbidden_pairs"] = [pair]
    return problem
