# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Permanence",
    "summary": "All rooms of the suite, and a home for each role",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    # With glue that came later: Odoo installs it by itself in a new house, not in one
    # that is updated.
    "depends": [
        "impact_reporting",
        "microproject_finance",
        "microproject_finance_registry",
        "microproject_finance_rota",
        "migrant_case",
        "migrant_registry",
        "ngo_base",
        "ngo_base_signin",
        "partner_referral",
        "permanence_reception",
        "permanence_rota",
        "service_directory",
        "service_directory_map",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/permanence_country_security.xml",
        "data/ir_ui_menu_data.xml",
        "wizards/permanence_country_views.xml",
        "views/permanence_day_views.xml",
        "views/sample_views.xml",
        "data/res_users_data.xml",
    ],
    "assets": {
        "web.assets_backend": ["permanence_suite/static/src/**/*"],
        "web.assets_tests": ["permanence_suite/static/tests/tours/**/*"],
    },
}
