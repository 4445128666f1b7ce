# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Records on which the reach of each role is tried, see ``ngo_base``."""

from datetime import datetime, timedelta

from odoo.fields import Command


def build(case, user):
    """One record of the user's own, one at her site and one of somebody else's."""
    env = case.env
    role = env.ref("permanence_rota.role_social_worker")
    service = env["permanence.service"].create(
        {
            "name": "Matrix",
            "requirement_ids": [
                Command.create({"kind": "heads", "role_id": role.id, "wanted": 1})
            ],
        }
    )
    # Other rooms have made her an employee already, where they are installed.
    staff = env["hr.employee"]
    mine = staff.search([("user_id", "=", user.id)], limit=1)
    mine = mine or staff.create({"name": "Own", "user_id": user.id})
    people = mine + staff.create({"name": "Other"})
    own, other = env["permanence.profile"].create(
        [
            {"employee_id": person.id, "site_ids": [Command.set(sites.ids)]}
            for person, sites in zip(
                people, (case.site_a | case.site_b, case.site_b), strict=True
            )
        ]
    )
    case.site_a.programme_ids = case.programme_1
    start = datetime(2026, 12, 7, 8)
    found = {}

    def slot(site, employee=None, hour=0):
        plan = env["permanence.plan"].create(
            {
                "name": "Matrix",
                "date_from": start,
                "date_to": start,
                "site_ids": [Command.set(site.ids)],
            }
        )
        made = env["permanence.slot"].create(
            {
                "plan_id": plan.id,
                "site_id": site.id,
                "service_id": service.id,
                "start": start + timedelta(hours=hour),
                "stop": start + timedelta(hours=hour + 1),
                "requirement_ids": [
                    Command.create(line._prepare_copy_vals())
                    for line in service.requirement_ids
                ],
            }
        )
        if employee:
            made.assignment_ids.with_context(rota_checked=True).employee_id = employee
            made.assignment_ids._publish(1)
        return made

    mine = slot(case.site_b, people[0])
    here = slot(case.site_a, hour=2)
    there = slot(case.site_b, hour=4)
    # Programme 1 works at site A: its rows are those of a role limited to one of them.
    found["permanence.plan"] = {
        "site": here.plan_id,
        "programme": slot(case.site_a, hour=6).plan_id,
        "other": there.plan_id,
    }
    found["permanence.slot"] = {
        "own": mine,
        "site": here,
        "programme": slot(case.site_a, hour=6),
        "other": there,
    }
    found["permanence.assignment"] = {
        name: record.assignment_ids for name, record in found["permanence.slot"].items()
    }
    pool = env["permanence.profile"].create(
        [
            {
                "employee_id": env["hr.employee"].create({"name": name}).id,
                "site_ids": [Command.set(case.site_a.ids)],
            }
            for name in ("Pool", "Programme")
        ]
    )
    found["permanence.profile"] = {"site": pool[0], "programme": pool[1]}
    found["permanence.profile"]["other"] = other
    duties = {
        "own": (people[0], case.site_b),
        "programme": (people[1], case.site_a),
        "other": (people[1], case.site_b),
    }
    found["permanence.duty"] = {
        name: env["permanence.duty"].create(
            {
                "name": "Meeting",
                "site_id": site.id,
                "start": start,
                "stop": start + timedelta(hours=1),
                "employee_ids": [Command.set(person.ids)],
            }
        )
        for name, (person, site) in duties.items()
    }
    found["permanence.wish"] = _by_person(
        env["permanence.wish"], people, "employee_id", date="2026-12-07"
    )
    found["permanence.notice"] = _by_person(
        env["permanence.notice"],
        people,
        "employee_id",
        plan_id=there.plan_id.id,
        publish_seq=1,
        text="matrix",
    )
    found["permanence.timesheet"] = _by_person(
        env["permanence.timesheet"], people, "employee_id", month="2026-12-01"
    )
    sheets = [found["permanence.timesheet"][name] for name in ("own", "other")]
    found["permanence.timesheet.line"] = _by_person(
        env["permanence.timesheet.line"],
        sheets,
        "timesheet_id",
        date="2026-12-07",
        name="matrix",
        source="matrix",
        minutes=1,
    )
    found["permanence.timesheet.week"] = _by_person(
        env["permanence.timesheet.week"], sheets, "timesheet_id", iso_week="2026-W50"
    )
    found["hr.employee.funding"] = _by_person(
        env["hr.employee.funding"],
        own | pool[0],
        "profile_id",
        programme_id=case.programme_2.id,
        share=10,
        date_from="2026-12-01",
    )
    notes = env["permanence.transmission"]
    found["permanence.transmission"] = {
        "own": notes.with_user(user).sudo().create({"slot_id": mine.id, "text": "x"}),
        # Where the user is neither on shift nor planned.
        "other": notes.create(
            {
                "slot_id": slot(env["ngo.site"].create({"name": "Far"})).id,
                "text": "x",
            }
        ),
    }
    return found


def written(case, user):
    """Set-up that all members read and coordinators write where they work."""
    env = case.env
    below, far = env["ngo.site"].create(
        [{"name": "Below", "parent_id": case.site_a.id}, {"name": "Far"}]
    )
    service = env["permanence.service"].create({"name": "Matrix"})
    return {
        # Of the whole house, or of a programme: who keeps a site keeps none.
        "permanence.service": {
            "other": env["permanence.service"].create(
                {"name": "Matrix", "programme_id": case.programme_2.id}
            )
        },
        "permanence.template": {
            relation: env["permanence.template"].create(
                {"site_id": site.id, "service_id": service.id}
            )
            for relation, site in (("site", below), ("other", far))
        },
    }


def _by_person(model, owners, field, **vals):
    """{"own": record of the first owner, "other": record of the second}."""
    return {
        name: model.create({field: owner.id, **vals})
        for name, owner in zip(("own", "other"), owners, strict=True)
    }
