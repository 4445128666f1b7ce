# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Service Directory",
    "summary": "Organisations, services, hours, eligibility, freshness, HSDS exchange",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["ngo_base"],
    "data": [
        # rights
        "security/ir.model.access.csv",
        # rules
        "security/directory_confidential_address_security.xml",
        "security/directory_search_security.xml",
        # data
        "data/directory.category.csv",
        "data/directory.term.csv",
        "data/mail_activity_type_data.xml",
        "data/ir_cron_data.xml",
        # wizards
        "wizards/directory_search_views.xml",
        # views
        "views/directory_campaign_views.xml",
        "views/directory_category_views.xml",
        "views/directory_import_views.xml",
        "views/directory_location_views.xml",
        "views/directory_organization_views.xml",
        "views/directory_search_count_views.xml",
        "views/directory_service_views.xml",
        "views/directory_suggestion_views.xml",
        "views/directory_term_views.xml",
        "views/directory_link_templates.xml",
        # menus
        "views/service_directory_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["service_directory/static/tests/tours/*.js"],
    },
    "application": True,
}
