# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Persons on which the reach of each role is tried, see ngo_base/tests/matrix.py."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command


def build(case, user):
    """One person, and one of each of her lines, in each relation to the user."""
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
    # The desk registers whom it has looked for.
    env["migrant.search.log"].create({"user_id": user.id, "at": now})
    team = env["ngo.team"].create({"name": f"Team of {user.login}"})
    case.add_member(team, user)
    where = {
        "own": {"owner_id": user.id},
        "team": {"team_id": team.id},
        "site": {"site_id": case.site_a.id},
        "shift": {"site_id": case.site_a.id},
        "programme": {"programme_id": case.programme_1.id},
        "other": {"site_id": case.site_b.id, "programme_id": case.programme_2.id},
    }
    out = {}
    for relation, vals in where.items():
        person = env["migrant.beneficiary"].create(
            {**vals, "name_ids": [Command.create({"value": f"Name {relation}"})]}
        )
        for model, record in {
            "migrant.beneficiary": person,
            **lines(env, person, vals),
        }.items():
            out.setdefault(model, {})[relation] = record
    return out


def lines(env, person, vals):
    """One row of each model of a file, for one person and her brother."""
    language = env["ngo.language"].search([], limit=1)
    brother = env["migrant.beneficiary"].create(vals)
    extra = {
        "migrant.identity.identifier": {
            "type_id": env.ref("migrant_registry.identifier_type_other").id,
            "value": "X1",
        },
        "migrant.identity.contact": {"channel": "through", "value": "the baker"},
        "migrant.communication": {},
        "migrant.status": {
            "status_id": env["ngo.legal.status"].search([], limit=1).id,
            "country_id": env.ref("base.tn").id,
        },
        "migrant.spoken.language": {"language_id": language.id},
        "migrant.stay": {"elsewhere": "friends"},
        "migrant.support": {
            "kind_id": env["migrant.support.kind"].search([], limit=1).id,
            "giver": "Somebody",
        },
        "migrant.relation": {
            "type_id": env["migrant.relation.type"].search([], limit=1).id,
            "other_id": brother.id,
        },
        "migrant.guardian": {"basis": "wali", "name": "Uncle"},
        "migrant.protection.fact": {"kind": "living", "value": "street"},
        "migrant.card": {},
        "migrant.consent": {
            "purpose_id": env["migrant.consent.purpose"].search([], limit=1).id,
            "language_id": language.id,
        },
    }
    made = {
        model: env[model].create({"beneficiary_id": person.id, **vals})
        for model, vals in extra.items()
    }
    household = env["migrant.household"].create({"kind": "host"})
    # Without him nobody but who made the household reaches it.
    household.member_ids = [Command.create({"beneficiary_id": brother.id})]
    made["migrant.household"] = household
    made["migrant.household.member"] = env["migrant.household.member"].create(
        {"beneficiary_id": person.id, "household_id": household.id}
    )
    made["migrant.match"] = env["migrant.match"].create(
        {"first_id": person.id, "second_id": brother.id, "points": 10.0}
    )
    made["migrant.identity"] = person.identity_ids
    made["migrant.identity.name"] = person.name_ids
    return made
