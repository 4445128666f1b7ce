# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Records on which the reach of each role is tried, see ``ngo_base``."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command


def build(case, user):
    """What is the user's own, at her site, on her shift, and somebody else's."""
    env = case.env
    now = fields.Datetime.now()
    env["ngo.presence"].create(
        {
            "user_id": user.id,
            "site_id": case.site_a.id,
            "date_from": now - timedelta(hours=1),
            "date_to": now + timedelta(hours=1),
        }
    )
    far = env["ngo.site"].create({"name": "Far"})
    # Other rooms have made her an employee already, where they are installed.
    staff = env["hr.employee"]
    me = staff.search([("user_id", "=", user.id)], limit=1)
    me = me or staff.create({"name": "Me", "user_id": user.id})
    mine = {"worker_ids": [Command.set(user.ids)], "interpreter_id": me.id}
    old = now - timedelta(days=30)
    where = {
        "own": {"site_id": far.id, **mine},
        "shift": {"site_id": case.site_a.id},
        "site": {"site_id": case.site_a.id, "arrived_at": old},
        "other": {"site_id": far.id, "programme_id": case.programme_2.id},
    }
    found = {}

    def keep(model, relation, record):
        found.setdefault(model, {})[relation] = record

    topic = env["permanence.topic"].search([], limit=1)
    for relation, vals in where.items():
        encounter = env["permanence.encounter"].create(vals)
        keep("permanence.encounter", relation, encounter)
        keep(
            "permanence.information",
            relation,
            env["permanence.information"].create(
                {"encounter_id": encounter.id, "topic_id": topic.id}
            ),
        )
        keep(
            "permanence.headcount",
            relation,
            env["permanence.headcount"].create({"encounter_id": encounter.id}),
        )
    _rolls(env, case, far, keep)
    _appointments(env, case, user, me, far, keep)
    for relation, owner in (("own", user), ("other", env.ref("base.user_admin"))):
        person = env["migrant.beneficiary"].create(
            {"owner_id": owner.id, "site_id": far.id}
        )
        keep(
            "permanence.interpreter.exclusion",
            relation,
            env["permanence.interpreter.exclusion"].create(
                {"beneficiary_id": person.id, "employee_id": me.id}
            ),
        )
    return found


def _rolls(env, case, far, keep):
    today = fields.Date.today()
    person = env["migrant.beneficiary"].create({"site_id": case.site_a.id})
    for relation, site, days in (
        ("shift", case.site_a, 0),
        ("site", case.site_a, 40),
        ("other", far, 0),
    ):
        vals = {"site_id": site.id, "date": today - timedelta(days=days)}
        roll = env["permanence.roll"].search(
            [(name, "=", value) for name, value in vals.items()]
        ) or env["permanence.roll"].create(vals)
        if not roll.line_ids:
            roll.line_ids = [Command.create({"beneficiary_id": person.id})]
        keep("permanence.roll", relation, roll)
        keep("permanence.roll.line", relation, roll.line_ids[:1])


def _appointments(env, case, user, me, far, keep):
    # Missed ones: the same hour is given for each role that is tried.
    now = fields.Datetime.now()
    stranger = env.ref("base.user_admin")
    for relation, vals in {
        "own": {"site_id": far.id, "worker_id": user.id, "interpreter_id": me.id},
        "shift": {"site_id": case.site_a.id, "worker_id": stranger.id},
        "site": {
            "site_id": case.site_a.id,
            "worker_id": stranger.id,
            "start": now + timedelta(days=9),
        },
        "other": {
            "site_id": far.id,
            "worker_id": stranger.id,
            "start": now + timedelta(days=11),
        },
    }.items():
        record = env["permanence.appointment"].create(
            {"start": now + timedelta(hours=1), "state": "no_show", **vals}
        )
        keep("permanence.appointment", relation, record)


def written(case, user):
    """Screens, which coordinators set up where they work."""
    below, far = case.env["ngo.site"].create(
        [{"name": "Below", "parent_id": case.site_a.id}, {"name": "Far"}]
    )
    screens = case.env["permanence.screen"]
    return {
        "permanence.screen": {
            relation: screens.create({"name": "Matrix", "site_id": site.id})
            for relation, site in (("site", below), ("other", far))
        }
    }
