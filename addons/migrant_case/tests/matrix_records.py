# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files on which the reach of each role is tried, see ngo_base/tests/matrix.py."""

from . import matrix_plan, matrix_procedure


def build(case, user):
    """One file, and one of each of its lines, in each relation to the user."""
    env = case.env
    team = env["ngo.team"].create({"name": f"Team of {user.login}"})
    case.add_member(team, user)
    somebody = env.ref("base.user_admin")
    holders = case.users["social_worker"] | case.users["child_protection"]
    colleague = (holders - user)[0]
    where = {
        "own": {"owner_id": user.id},
        "team": {"team_id": team.id, "owner_id": somebody.id},
        "other": {"owner_id": somebody.id, "site_id": case.site_b.id},
    }
    out = {}
    for relation, vals in where.items():
        person = env["migrant.beneficiary"].create(
            {"programme_id": case.programme_1.id}
        )
        file = env["migrant.case"].create({"beneficiary_id": person.id, **vals})
        for model, record in {
            "migrant.case": file,
            **lines(env, file, colleague),
        }.items():
            out.setdefault(model, {})[relation] = record
    for relation, owner in (("own", user), ("other", somebody)):
        for model, record in of_owner(env, owner).items():
            out.setdefault(model, {})[relation] = record
    out["migrant.obstacle"] = obstacles(case, user)
    out["migrant.attestation"] = matrix_procedure.of_identity(case, user)
    return out


def obstacles(case, user):
    """What was met at a counter, told by the user, at her site, in her programme."""
    elsewhere = {"site_id": case.site_b.id, "programme_id": case.programme_2.id}
    where = {
        "own": {},
        "site": {"site_id": case.site_a.id},
        "programme": {"programme_id": case.programme_1.id},
        "other": {},
    }
    obstacles = case.env["migrant.obstacle"]
    return {
        relation: (obstacles.with_user(user).sudo() if relation == "own" else obstacles)
        .create({**elsewhere, **vals, "kind": "delay", "facts": "matrix"})
        .with_env(case.env)
        for relation, vals in where.items()
    }


def lines(env, file, colleague):
    """One row of each model of a file: {model: record}.

    :param colleague: somebody else whose work are files
    """
    on_file = {"case_id": file.id}
    file.action_open()
    closure = env["migrant.case.closure"].create(on_file)
    made = {
        "migrant.case.gate.override": env["migrant.case.gate.override"].create(
            {
                **on_file,
                "gate_id": file.case_type_id.step_ids.gate_ids[:1].id,
                "step_id": file.step_id.id,
                "missing": "matrix",
                "reason": "matrix",
            }
        ),
        "migrant.case.risk": env["migrant.case.risk"].create(
            {**on_file, "level": "low", "reason": "matrix"}
        ),
        "migrant.case.harm": env["migrant.case.harm"].create(
            {
                **on_file,
                "concern_id": env.ref("migrant_case.concern_violence").id,
            }
        ),
        "migrant.case.episode": file.episode_ids[:1],
        "migrant.case.closure": closure,
        "migrant.case.closure.check": closure.check_ids[:1],
        "migrant.case.escalation": env["migrant.case.escalation"].create(
            {
                **on_file,
                "question": "matrix",
                "to_user_id": env.ref("base.user_admin").id,
            }
        ),
        "migrant.case.transition": env["migrant.case.transition"].create(
            {
                **on_file,
                "kind": "referral_internal",
                "to_user_id": colleague.id,
                "reason": "matrix",
            }
        ),
        "migrant.case.member": env["migrant.case.member"].create(
            {**on_file, "user_id": env.ref("base.user_admin").id}
        ),
        "migrant.note": env["migrant.note"].create({**on_file, "body": "matrix"}),
    }
    return {
        **made,
        **matrix_plan.lines(env, file),
        **matrix_procedure.lines(env, file),
    }


def of_owner(env, user):
    """Rows that belong to whoever holds files."""
    file = env["migrant.case"].search([("owner_id", "=", user.id)], limit=1)
    env["migrant.handover"].search([("user_id", "=", user.id)]).write(
        {"state": "cancelled"}
    )
    # One open handover at a time: the row before is closed before the next one.
    env.flush_all()
    handover = env["migrant.handover"].create({"user_id": user.id})
    env.flush_all()
    return {
        "migrant.note.draft": env["migrant.note.draft"].create(
            {"case_id": file.id, "body": "matrix", "author_id": user.id}
        ),
        "migrant.handover": handover,
        "migrant.handover.line": handover.line_ids[:1],
        "migrant.caseload": env["migrant.caseload"].browse(user.id),
    }
