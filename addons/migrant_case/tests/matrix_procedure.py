# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Procedures, papers and annexes on which the reach of each role is tried."""


def lines(env, file):
    """Procedures, papers and annexes of a file, kept by its owner."""
    ref = env.ref

    def kept(model, **vals):
        return env[model].create({"case_id": file.id, **vals})

    keeper = {"keeper_id": file.owner_id.id or env.uid}
    document = kept(
        "migrant.document",
        document_type_id=ref("migrant_case.document_type_address").id,
    )
    out = {
        "migrant.procedure": kept(
            "migrant.procedure",
            kind_id=ref("migrant_case.procedure_kind_tn_residence").id,
            jurist_id=file.owner_id.id,
        ),
        "migrant.document": document,
        "migrant.document.paper": env["migrant.document.paper"].create(
            {"document_id": document.id, "scan": "aGVsbG8="}
        ),
        "migrant.post": kept("migrant.post"),
        "migrant.letter": kept(
            "migrant.letter", template_id=ref("migrant_case.letter_support").id
        ),
        "migrant.constraint": kept(
            "migrant.constraint", kind_id=ref("migrant_case.constraint_alone").id
        ),
        "migrant.care.member": kept("migrant.care.member", name="Dr Somebody"),
        "migrant.journey.step": kept(
            "migrant.journey.step", country_id=ref("base.ml").id
        ),
        "migrant.study.item": kept("migrant.study.item", question="What next?"),
        "migrant.study": env["migrant.study"].create(
            {
                "name": "Meeting",
                "team_id": file.team_id.id,
                "chair_id": file.owner_id.id or env.uid,
            }
        ),
    }
    for kind in ("trafficking", "gbv", "sogiesc", "health"):
        out[f"migrant.annex.{kind}"] = kept(f"migrant.annex.{kind}", **keeper)
    return out


def of_identity(case, user):
    """Attestations, which follow who may know the person, not who reads her file."""
    env = case.env
    team = env["ngo.team"].create({"name": f"Registry team of {user.login}"})
    case.add_member(team, user)
    where = {
        "own": {"owner_id": user.id},
        "team": {"team_id": team.id},
        "site": {"site_id": case.site_a.id},
        "other": {"site_id": case.site_b.id, "programme_id": case.programme_2.id},
    }
    return {
        relation: env["migrant.attestation"].create(
            {
                "beneficiary_id": env["migrant.beneficiary"].create(vals).id,
                "template_id": env.ref("migrant_case.letter_followed").id,
            }
        )
        for relation, vals in where.items()
    }
