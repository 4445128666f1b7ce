# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Permanence Reception",
    "summary": "The desk: queue, encounters, appointments, interpreters, day sheets",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": [
        "hr",
        "hr_skills",
        "migrant_case",
        "migrant_registry",
        "ngo_base",
        "permanence_rota",
    ],
    "data": [
        # rights
        "security/ir.model.access.csv",
        # rules
        "security/permanence_reception_security.xml",
        # data
        "data/ngo_language_data.xml",
        "data/ngo_policy_rule_data.xml",
        "data/permanence.act.csv",
        "data/permanence.priority.csv",
        "data/permanence.reason.csv",
        "data/permanence.topic.csv",
        # reports
        "report/permanence_paper_report.xml",
        # wizards
        "wizards/permanence_interpreter_match_views.xml",
        # views
        "views/permanence_encounter_views.xml",
        "views/permanence_encounter_sheet_views.xml",
        "views/permanence_information_views.xml",
        "views/permanence_roll_views.xml",
        "views/permanence_appointment_views.xml",
        "views/permanence_lookups_views.xml",
        "views/permanence_screen_views.xml",
        "views/permanence_slot_views.xml",
        "views/migrant_beneficiary_views.xml",
        "views/permanence_profile_views.xml",
        # menus
        "views/permanence_reception_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "permanence_reception/static/src/agenda/**/*",
            "permanence_reception/static/src/queue/**/*",
        ],
        "web.assets_tests": ["permanence_reception/static/tests/tours/**/*"],
    },
    "application": True,
}
