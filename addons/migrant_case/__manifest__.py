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
        # data
        "data/migrant.case.type.csv",
        "data/migrant.case.step.csv",
        "data/migrant.case.gate.csv",
        "data/migrant.case.source.csv",
        "data/migrant.case.concern.csv",
        "data/migrant.case.criterion.csv",
        "data/migrant.case.outcome.csv",
        "data/migrant.case.reason.csv",
        "data/migrant.case.check.csv",
        "data/ngo_policy_rule_data.xml",
        "data/ir_cron_data.xml",
        # wizards
        "wizards/migrant_case_wizard_views.xml",
        # views
        "views/migrant_beneficiary_views.xml",
        "views/migrant_case_closure_views.xml",
        "views/migrant_case_escalation_views.xml",
        "views/migrant_case_lookups_views.xml",
        "views/migrant_case_transition_views.xml",
        "views/migrant_case_type_views.xml",
        "views/migrant_case_views.xml",
        "views/migrant_caseload_views.xml",
        "views/migrant_handover_views.xml",
        "views/migrant_note_views.xml",
        "views/res_users_views.xml",
        # menus
        "views/migrant_case_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["migrant_case/static/tests/tours/**/*"],
    },
    "application": True,
}
