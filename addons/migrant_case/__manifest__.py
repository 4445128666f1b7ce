# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Migrant Case",
    "summary": "The file: from what a person asks to a need that is met",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["migrant_registry"],
    "data": [
        # rights
        "security/ir.model.access.csv",
        # rules
        "security/migrant_case_security.xml",
        "security/migrant_plan_security.xml",
        # data
        "data/migrant.case.type.csv",
        "data/migrant.case.step.csv",
        "data/migrant.case.source.csv",
        "data/migrant.case.concern.csv",
        "data/migrant.need.domain.csv",
        "data/migrant.specific.need.csv",
        "data/migrant.assessment.tool.csv",
        "data/migrant.assessment.domain.csv",
        "data/migrant.assessment.item.csv",
        "data/migrant.assessment.level.csv",
        "data/migrant_assessment_publish.xml",
        "data/migrant.priority.guide.csv",
        "data/migrant.priority.line.csv",
        "data/migrant.priority.threshold.csv",
        "data/migrant_plan_policy_data.xml",
        # reports
        "report/migrant_plan_report.xml",
        # views
        "views/migrant_case_lookups_views.xml",
        "views/migrant_case_type_views.xml",
        "views/migrant_case_views.xml",
        "views/migrant_need_domain_views.xml",
        "views/migrant_assessment_tool_views.xml",
        "views/migrant_assessment_views.xml",
        "views/migrant_need_views.xml",
        "views/migrant_plan_views.xml",
        "views/migrant_action_views.xml",
        "views/migrant_protocol_views.xml",
        "views/migrant_followup_views.xml",
        "views/migrant_priority_views.xml",
        "views/migrant_case_plan_views.xml",
        # menus
        "views/migrant_case_menus.xml",
        "views/migrant_plan_menus.xml",
    ],
    "application": True,
}
