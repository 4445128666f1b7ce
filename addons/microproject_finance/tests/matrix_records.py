# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Records on which the reach of each role is tried, see the walker of ngo_base."""

from odoo import fields
from odoo.fields import Command


def build(case, user):
    """Micro-projects of one's own, of the team, programme, site, and elsewhere."""
    env = case.env
    programmes = case.programme_1 | case.programme_2
    programmes.has_microprojects = True
    heading = env["microproject.heading"].search([], limit=1)
    heading = heading or env["microproject.heading"].create({"code": "M", "name": "M"})
    stranger = env.ref("base.user_admin")
    elsewhere = {
        "programme_id": case.programme_2.id,
        "site_id": case.site_b.id,
        "referent_id": stranger.id,
    }
    places = {
        "own": {"referent_id": user.id},
        "team": {"team_id": case.team_a.id},
        "programme": {"programme_id": case.programme_1.id},
        "site": {"site_id": case.site_a.id},
        "other": {},
    }
    owners = {
        relation: env["microproject.microproject"].create({**elsewhere, **place})
        for relation, place in places.items()
    }
    found = {"microproject.microproject": owners}
    fundings = {
        programme: env["microproject.funding"].create(
            {"name": "Matrix", "programme_id": programme.id}
        )
        for programme in programmes
    }
    for relation, owner in owners.items():
        records = _records_of(env, owner, heading, fundings[owner.programme_id])
        for record in records:
            found.setdefault(record._name, {})[relation] = record
    _selection_records(env, user, case, elsewhere, places, heading, found)
    for relation, programme in (
        ("programme", case.programme_1),
        ("other", case.programme_2),
    ):
        for record in _records_of_programme(env, programme, heading):
            found.setdefault(record._name, {})[relation] = record
        found.setdefault("microproject.funding", {})[relation] = fundings[programme]
    return found


def _selection_records(env, user, case, elsewhere, places, heading, found):
    """Applications by relation, and a session with one opinion for each."""
    stranger = env.ref("base.user_admin")
    for relation, place in places.items():
        application = env["microproject.application"].create(
            {
                **elsewhere,
                **place,
                "holder_code": "B-MATRIX",
                "line_ids": [
                    Command.create(
                        {"name": "one", "heading_id": heading.id, "unit_cost": 1}
                    )
                ],
            }
        )
        member = user if relation == "own" else stranger
        committee = env["microproject.committee"].create(
            {
                "programme_id": application.programme_id.id,
                "site_id": application.site_id.id,
                "member_ids": [Command.set(member.ids)],
                "chair_id": member.id,
            }
        )
        opinion = env["microproject.opinion"].create(
            {
                "committee_id": committee.id,
                "application_id": application.id,
                "user_id": member.id,
            }
        )
        for record in (application, application.line_ids, opinion):
            found.setdefault(record._name, {})[relation] = record
        if relation != "team":
            found.setdefault(committee._name, {})[relation] = committee


def _records_of(env, owner, heading, funding):
    """One record of each model that hangs on a micro-project."""
    version = env["microproject.budget.version"].create(
        {
            "microproject_id": owner.id,
            "line_ids": [
                Command.create(
                    {
                        "name": name,
                        "heading_id": heading.id,
                        "funding_id": funding.id,
                        "unit_cost": 10,
                    }
                )
                for name in ("one", "two")
            ],
        }
    )
    version.action_approve()
    draft = version.browse(version.action_next_version()["res_id"])
    move = env["microproject.reallocation"].create(
        {
            "version_id": draft.id,
            "source_id": draft.line_ids[0].id,
            "target_id": draft.line_ids[1].id,
            "amount": 1,
            "reason": "matrix",
        }
    )
    today = fields.Date.today()
    tranche = env["microproject.tranche"].create(
        {"microproject_id": owner.id, "planned_date": today, "amount": 5}
    )
    purchase = env["microproject.purchase"].create(
        {
            "name": "matrix",
            "microproject_id": owner.id,
            "quote_ids": [
                Command.create({"partner_id": owner.payee_id.id, "amount": 1})
            ],
        }
    )
    return [
        env["microproject.equipment"].create(
            {"name": "matrix", "microproject_id": owner.id}
        ),
        env["microproject.overrun"].create(
            {
                "microproject_id": owner.id,
                "heading_id": heading.id,
                "funding_id": funding.id,
                "amount": 1,
                "reason": "matrix",
            }
        ),
        purchase,
        purchase.quote_ids,
        version,
        version.line_ids[0],
        move,
        tranche,
        tranche.condition_ids[0],
        env["microproject.receipt"].create(
            {"microproject_id": owner.id, "number": f"M-{owner.code}"}
        ),
        env["microproject.visit"].create({"microproject_id": owner.id}),
        env["microproject.measure"].create(
            {"microproject_id": owner.id, "date_due": today}
        ),
    ]


def _records_of_programme(env, programme, heading):
    """One record of each model that hangs on a programme."""
    day = fields.Date.today()
    period = env["microproject.period"].search(
        [("programme_id", "=", programme.id)], limit=1
    ) or env["microproject.period"].create(
        {"programme_id": programme.id, "date_from": day, "date_to": day}
    )
    explanation = period.explanation_ids[:1] or env[
        "microproject.period.explanation"
    ].create({"period_id": period.id, "heading_id": heading.id, "name": "matrix"})
    rule = env["microproject.tranche.rule"].create(
        {"programme_id": programme.id, "number_from": 1, "kind": "visit_done"}
    )
    return [period, explanation, rule]
