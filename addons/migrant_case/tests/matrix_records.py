# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files on which the reach of each role is tried, see ngo_base/tests/matrix.py."""

from . import matrix_plan


def build(case, user):
    """One file, and one of each of its lines, in each relation to the user."""
    env = case.env
    team = env["ngo.team"].create({"name": f"Team of {user.login}"})
    case.add_member(team, user)
    where = {
        "own": {"owner_id": user.id},
        "team": {"team_id": team.id, "owner_id": False},
        "other": {"owner_id": False, "site_id": case.site_b.id},
    }
    out = {}
    for relation, vals in where.items():
        person = env["migrant.beneficiary"].create(
            {"programme_id": case.programme_1.id}
        )
        file = env["migrant.case"].create({"beneficiary_id": person.id, **vals})
        for model, record in {"migrant.case": file, **lines(env, file)}.items():
            out.setdefault(model, {})[relation] = record
    return out


def lines(env, file):
    """One row of each model of a file: {model: record}. Other files extend it."""
    return matrix_plan.lines(env, file)
