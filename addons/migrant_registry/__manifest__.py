# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Migrant Registry",
    "summary": "People found under any spelling, and seen by nobody else",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["ngo_base"],
    "external_dependencies": {
        "python": ["anyascii", "openpyxl", "qrcode", "rapidfuzz"]
    },
    "data": [
        # rights
        "security/ir.model.access.csv",
        # rules
        "security/migrant_registry_security.xml",
        # data
        "data/migrant.consent.purpose.csv",
        "data/migrant.identifier.type.csv",
        "data/migrant.profile.csv",
        "data/migrant.relation.type.csv",
        "data/migrant.support.kind.csv",
        "data/ir_cron_data.xml",
        "data/migrant_retention_rule_data.xml",
        "data/ngo_policy_rule_data.xml",
        # reports
        "report/migrant_card_report.xml",
        "report/migrant_dsar_report.xml",
        # wizards
        "wizards/migrant_dsar_views.xml",
        "wizards/migrant_import_views.xml",
        # views
        "views/migrant_beneficiary_views.xml",
        "views/migrant_file_views.xml",
        "views/migrant_lookups_views.xml",
        "views/migrant_match_views.xml",
        # menus
        "views/migrant_registry_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["migrant_registry/static/src/**/*"],
        "web.assets_tests": ["migrant_registry/static/tests/tours/**/*"],
    },
    "application": True,
}
