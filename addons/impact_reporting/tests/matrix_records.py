# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reports and figures on which the reach of each role is tried, see ``ngo_base``."""

from datetime import date


def build(case, user):
    """A validated report with a figure of each unit, and a draft."""
    env = case.env
    year = 2000 + user.id % 20
    indicator = env["impact.indicator"].create(
        {
            "name": "Matrix",
            "code": f"matrix_{user.id}",
            "definition": "Matrix",
            "provider": "matrix",
        }
    )
    validated, draft = env["impact.report"].create(
        [{"kind": "month", "date_from": date(year, m, 1)} for m in (1, 2)]
    )
    where = {
        "programme": {"unit_kind": "programme", "programme_id": case.programme_1.id},
        "site": {"unit_kind": "site", "site_id": case.site_a.id},
        "other": {"unit_kind": "site", "site_id": case.site_b.id},
    }
    figures = {
        relation: env["impact.figure"].create(
            {"report_id": validated.id, "indicator_id": indicator.id, **vals}
        )
        for relation, vals in where.items()
    }
    validated.state = "validated"
    return {
        "impact.report": {"programme": validated, "other": draft},
        "impact.figure": figures,
    }
