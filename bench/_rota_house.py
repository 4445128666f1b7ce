# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Runs inside Odoo (``odoo shell``): a house of 25 sites and 120 staff, timed.

Writes one JSON line that begins with ``ROTA-HOUSE`` on standard output.
"""

import json
import random
import time
from datetime import date, timedelta

from odoo.fields import Command

SITES, STAFF, FIRST = 25, 120, date(2027, 3, 1)
LOGIN, PASSWORD, CARDS = "bench_planner", "bench-planner-1", "Board card"
ROLES = (
    ("role_social_worker", 46),
    ("role_jurist", 12),
    ("role_interpreter", 22),
    ("role_mediator", 14),
    ("role_night_watcher", 14),
    ("role_volunteer", 12),
)


def build(env, seed=0):
    """Sites, services, templates and people; returns the plan."""
    rng = random.Random(seed)
    env = env(context={**env.context, "tracking_disable": True})
    zones = env["permanence.zone"].create([{"name": f"Zone {i}"} for i in range(6)])
    env["permanence.travel"].create(
        [
            {"from_id": a.id, "to_id": b.id, "minutes": rng.choice((10, 20, 25, 40))}
            for a in zones
            for b in zones
            if a != b
        ]
    )
    sites = env["ngo.site"].create(
        [
            {
                "name": f"Site {i:02}",
                "tz": "Europe/Brussels",
                "zone_id": rng.choice(zones).id,
            }
            for i in range(SITES)
        ]
    )
    roles = {name: env.ref(f"permanence_rota.{name}") for name, _n in ROLES}
    kind = env["hr.skill"]._fill_languages()
    skills, level = kind.skill_ids[:8], kind.skill_level_ids[-1]
    services = _services(env, roles, skills)
    _templates(env, rng, sites, services)
    _people(env, rng, sites, zones, roles, skills, level)
    return env["permanence.plan"].create(
        {
            "name": "Bench",
            "date_from": FIRST,
            "date_to": FIRST + timedelta(days=27),
            "site_ids": [Command.set(sites.ids)],
        }
    )


def _services(env, roles, skills):
    def service(name, line, *team):
        return env["permanence.service"].create(
            {
                "name": name,
                "line": line,
                "requirement_ids": [Command.create(row) for row in team],
            }
        )

    def heads(role, **more):
        return {"kind": "heads", "role_id": roles[role].id, **more}

    social = heads("role_social_worker", priority="2")
    found = {
        "social": service("First line", "first", social),
        "jurist": service("Legal", "second", social, heads("role_jurist")),
        "mediator": service("Desk", "desk", social, heads("role_mediator")),
        "volunteer": service("Welcome", "first", social, heads("role_volunteer")),
        "night": service("Night", "night", heads("role_night_watcher")),
    }
    for skill in skills:
        found[skill.id] = service(
            f"Line in {skill.name}",
            "first",
            social,
            heads("role_interpreter"),
            {"kind": "skill", "skill_id": skill.id},
        )
    return found


def _templates(env, rng, sites, services):
    rows = []
    for number, site in enumerate(sites):
        wanted = rng.choice([key for key in services if isinstance(key, int)])
        for weekday in range(7):
            if number < 3:
                rows.append((site, "night", weekday, 21, 7))
            for begin, end in ((9, 13), (14, 18)):
                if rng.random() > (0.56 if weekday < 5 else 0.14):
                    continue
                key = rng.choice(
                    ["social"] * 4 + [wanted] * 3 + ["mediator", "jurist", "volunteer"]
                )
                rows.append((site, key, weekday, begin, end))
    env["permanence.template"].create(
        [
            {
                "site_id": site.id,
                "service_id": services[key].id,
                "weekday": str(weekday),
                "hour_from": begin,
                "hour_to": end,
            }
            for site, key, weekday, begin, end in rows
        ]
    )


def _people(env, rng, sites, zones, roles, skills, level):
    calendar = env["resource.calendar"].create(
        {"name": "38 h", "tz": "Europe/Brussels"}
    )
    for name, number in ROLES:
        employees = env["hr.employee"].create(
            [
                {
                    "name": f"{name} {i}",
                    "tz": "Europe/Brussels",
                    "resource_calendar_id": calendar.id,
                    "date_version": date(2020, 1, 1),
                    "contract_date_start": date(2020, 1, 1),
                }
                for i in range(number)
            ]
        )
        env["permanence.profile"].create(
            [
                {
                    "employee_id": employee.id,
                    "role_ids": [Command.set(roles[name].ids)],
                    "site_ids": [Command.set(rng.sample(sites.ids, 16))],
                    "zone_id": rng.choice(zones).id,
                    "is_senior": rng.random() < 0.3,
                    "share": 100 if name == "role_night_watcher" else 62,
                }
                for employee in employees
            ]
        )
        if name in ("role_interpreter", "role_mediator"):
            env["hr.employee.skill"].create(
                [
                    {
                        "employee_id": employee.id,
                        "skill_id": skill.id,
                        "skill_type_id": skill.skill_type_id.id,
                        "skill_level_id": level.id,
                        "valid_from": date(2020, 1, 1),
                    }
                    for employee in employees
                    for skill in rng.sample(list(skills), 3)
                ]
            )
        env["resource.calendar.leaves"].create(
            [
                {
                    "resource_id": employee.resource_id.id,
                    "calendar_id": calendar.id,
                    "date_from": FIRST + timedelta(days=rng.randrange(26)),
                    "date_to": FIRST + timedelta(days=rng.randrange(26, 29)),
                    "time_type": "leave",
                }
                for employee in employees[: number // 6]
            ]
        )


def coordinator(env):
    """Somebody who plans the whole house, as in life: rules on, no superuser."""
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": LOGIN,
                "login": LOGIN,
                "password": PASSWORD,
                "group_ids": [Command.set(env.ref("base.group_user").ids)],
            }
        )
    )
    env["ngo.charter"]._sign_all_for(user)
    env["ngo.role"].create(
        {
            "user_id": user.id,
            "role": "coordinator",
            "date_from": "2020-01-01",
            "state": "approved",
        }
    )
    return user


def measure(env):
    """One click as a coordinator, until the rota is published and shown."""
    plan = build(env)
    plan = plan.with_user(coordinator(env))
    env.cr.commit()
    env.invalidate_all()
    began = time.monotonic()
    marks = {}

    def mark(name):
        plan.env.flush_all()
        marks[name] = round(time.monotonic() - began, 2)

    # The click makes the slots too: there are none before.
    plan._start_run("solve", work=12, seconds=25)
    mark("clicked")
    while plan.get_progress()["run_state"] == "running":
        progress = plan.get_progress()["progress"]
        if progress and "first" not in marks:
            mark("first")
        time.sleep(0.1)
    mark("solved")
    plan.action_publish()
    mark("published")
    env.invalidate_all()
    board = plan.get_board(plan.id)
    # As many cards for core's kanban as the board has chips.
    env["res.partner"].create([{"name": f"{CARDS} {h['id']}"} for h in board["heads"]])
    env.cr.commit()
    return {
        "slots": plan.slot_count,
        "heads": len(plan.slot_ids.assignment_ids),
        "missing": plan.missing,
        "state": plan.state,
        "run": plan.run_state,
        "message": plan.run_message,
        "stats": plan.result and plan.result["stats"],
        "levels": plan.result and plan.result["levels"],
        "walls": plan.get_explanations()["walls"][:4],
        "plan": plan.id,
        "login": LOGIN,
        "password": PASSWORD,
        "cards": CARDS,
        **marks,
    }


if "env" in globals():
    print("ROTA-HOUSE", json.dumps(measure(globals()["env"])), flush=True)
