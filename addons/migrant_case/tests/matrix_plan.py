# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One row of each model of the method, for the matrix; see matrix_records.py."""


def lines(env, file):
    """{model: record} of one file: assessment, need, plan and what hangs on them."""
    tool = env.ref("migrant_case.tool_intake")
    domain = env.ref("migrant_case.need_domain_basic")
    on_file = {"case_id": file.id}
    assessment = env["migrant.assessment"].create({**on_file, "tool_id": tool.id})
    need = env["migrant.need"].create(
        {**on_file, "domain_id": domain.id, "name": "matrix"}
    )
    plan = env["migrant.plan"].create({**on_file, "person_view": "matrix"})
    of_plan = {"plan_id": plan.id, "domain_id": domain.id}
    relation = env["migrant.relation"].create(
        {
            "beneficiary_id": file.beneficiary_id.id,
            "other_id": env["migrant.beneficiary"].create({}).id,
            "type_id": env["migrant.relation.type"].search([], limit=1).id,
            "is_verified": True,
            "is_contact_allowed": True,
        }
    )
    result = env["migrant.priority.result"].create(
        {
            **on_file,
            "guide_id": env.ref("migrant_case.priority_guide_general").id,
            "fired_ids": [(0, 0, {"name": "matrix", "points": 1})],
        }
    )
    return {
        "migrant.assessment": assessment,
        "migrant.assessment.line": assessment.line_ids[:1],
        "migrant.assessment.result": assessment.result_ids[:1],
        "migrant.vulnerability": env["migrant.vulnerability"].create(
            {
                **on_file,
                "specific_need_id": env.ref("migrant_case.specific_need_cr_cp").id,
            }
        ),
        "migrant.priority.result": result,
        "migrant.priority.fired": result.fired_ids,
        "migrant.need": need,
        "migrant.need.check": need._check_now("not"),
        "migrant.plan": plan,
        "migrant.goal": env["migrant.goal"].create({**of_plan, "name": "matrix"}),
        "migrant.plan.reason": env["migrant.plan.reason"].create(
            {**of_plan, "reason": "matrix"}
        ),
        "migrant.plan.party": env["migrant.plan.party"].create(
            {"plan_id": plan.id, "relation_id": relation.id, "part": "matrix"}
        ),
        "migrant.action": env["migrant.action"].create({**on_file, "name": "matrix"}),
        "migrant.protocol.use": env["migrant.protocol.use"].create(
            {**on_file, "protocol_id": _protocol(env).id}
        ),
        "migrant.followup": env["migrant.followup"].create(
            {**on_file, "planned_on": "2026-12-01"}
        ),
        "migrant.review": env["migrant.review"].create(
            {
                **on_file,
                "decision": "continue",
                "findings": "matrix",
                "risk_check": "same",
                "person_view": "matrix",
            }
        ),
    }


def _protocol(env):
    """A protocol in force, one for all files."""
    known = env["migrant.protocol"].search([("code", "=", "matrix")], limit=1)
    return known or env["migrant.protocol"].create(
        {
            "name": "Matrix",
            "code": "matrix",
            "team_id": env["ngo.team"].search([], limit=1).id,
            "state": "approved",
            "line_ids": [(0, 0, {"name": "Call"})],
        }
    )
