# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Impact Reporting",
    "summary": "Month, quarter and year in figures that recognise nobody",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["ngo_base"],
    "external_dependencies": {"python": ["ortools", "python-docx", "xlsxwriter"]},
    "data": [
        # rights
        "security/ir.model.access.csv",
        # rules
        "security/impact_reporting_security.xml",
        # data
        "data/impact.dimension.csv",
        # views
        "views/impact_figure_views.xml",
        "views/impact_indicator_views.xml",
        "views/impact_report_views.xml",
        # menus
        "views/impact_reporting_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["impact_reporting/static/src/board/*"],
        "web.assets_tests": ["impact_reporting/static/tests/tours/*"],
    },
    "application": True,
}
