# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Permanence Rota",
    "summary": "Who holds which permanence at which site, planned, published, repaired",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": [
        "base_import",
        "hr",
        "hr_holidays",
        "hr_skills",
        "resource",
        "ngo_base",
    ],
    "data": [
        # rights
        "security/ir.model.access.csv",
        # rules
        "security/permanence_rota_security.xml",
        # data
        "data/ir_cron_data.xml",
        "data/permanence_role_data.xml",
        # reports
        "report/permanence_poster.xml",
        "report/permanence_timesheet.xml",
        # views
        "views/permanence_assignment_views.xml",
        "views/permanence_plan_views.xml",
        "views/permanence_slot_views.xml",
        "views/permanence_profile_views.xml",
        "views/permanence_setup_views.xml",
        "views/permanence_exchange_views.xml",
        "views/permanence_timesheet_views.xml",
        "views/ngo_site_views.xml",
        "views/permanence_public_templates.xml",
        "views/permanence_board_action.xml",
        # menus
        "views/permanence_rota_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "permanence_rota/static/src/board/**/*",
            "permanence_rota/static/src/minutes/**/*",
            "permanence_rota/static/src/month/**/*",
            "permanence_rota/static/src/run/**/*",
            "permanence_rota/static/src/text/**/*",
            "permanence_rota/static/src/week/week_name.js",
        ],
        "web.assets_backend_lazy": ["permanence_rota/static/src/week/week_pivot.js"],
        "web.assets_tests": ["permanence_rota/static/tests/tours/**/*"],
    },
    "pre_init_hook": "pre_init_hook",
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
