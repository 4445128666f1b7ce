# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Referrals on which the reach of each role is tried, see ngo_base/tests/matrix.py."""

from odoo.fields import Command


def build(case, user):
    """A referral with one of each of its rows, in each relation to the user."""
    env = case.env
    team = env["ngo.team"].create({"name": f"Referrals of {user.login}"})
    case.add_member(team, user)
    nobody = env.ref("base.user_root")
    organization = env["directory.organization"].create({"name": "Matrix"})
    service = env["directory.service"].create(
        {"name": "Matrix", "organization_id": organization.id}
    )
    partner = env["res.partner"].create({"name": "Matrix", "is_company": True})
    where = {
        "own": {"owner_id": user.id},
        "team": {"team_id": team.id},
        "other": {"site_id": case.site_b.id, "programme_id": case.programme_2.id},
    }
    out = {}
    for relation, vals in where.items():
        person = env["migrant.beneficiary"].create(
            {**vals, "name_ids": [Command.create({"value": f"Name {relation}"})]}
        )
        for model, record in lines(env, person, service, partner, nobody).items():
            out.setdefault(model, {})[relation] = record
    incoming = {
        "own": {"user_id": user.id},
        "team": {"team_id": team.id},
        "site": {"site_id": case.site_a.id},
        "programme": {"programme_id": case.programme_1.id},
        "other": {"site_id": case.site_b.id, "programme_id": case.programme_2.id},
    }
    for relation, vals in incoming.items():
        record = env["partner.incoming"].create({"user_id": nobody.id, **vals})
        out.setdefault("partner.incoming", {})[relation] = record
    return out


def lines(env, person, service, partner, nobody):
    """One referral and one row of each model that hangs on it, made by nobody."""
    referral = env["partner.referral"].create(
        {
            "beneficiary_id": person.id,
            "category_id": env.ref("service_directory.category_health").id,
            "receiver_id": partner.id,
            "user_id": nobody.id,
        }
    )
    item = referral.item_ids[0]
    duty = env.ref("partner_referral.duty_tn_child")
    notice = env["partner.notice"].create(
        {
            "beneficiary_id": person.id,
            "duty_id": duty.id,
            "legal_basis": duty.legal_basis,
            "authority_id": duty.authority_id.id,
            "recipient": duty.authority_id.name,
            "lang": "en_US",
            "person_text": "x",
            "motive": "x",
            "body": "x",
            "person_told": "later",
        }
    )
    return {
        "partner.notice": notice,
        "partner.notice.reply": env["partner.notice.reply"].create(
            {"notice_id": notice.id}
        ),
        "partner.referral": referral,
        "partner.referral.item": item,
        "partner.referral.share": env["partner.referral.share"].create(
            {"referral_id": referral.id, "type_id": item.type_id.id, "value": "x"}
        ),
        "partner.referral.event": referral._log("printed", "worker"),
        "partner.referral.door": referral._open_link(),
        "partner.referral.suggestion": env["partner.referral.suggestion"].create(
            {
                "referral_id": referral.id,
                "service_id": service.id,
                "asked_at": "2026-01-01 00:00:00",
            }
        ),
        "partner.referral.accompaniment": env["partner.referral.accompaniment"].create(
            {"referral_id": referral.id, "planned_at": "2026-01-01 00:00:00"}
        ),
        "partner.orientation": env["partner.orientation"].create(
            {
                "service_id": service.id,
                "beneficiary_id": person.id,
                "user_id": nobody.id,
            }
        ),
    }
