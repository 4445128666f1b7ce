# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Partner Referral",
    "summary": "Referrals with consent, answers, deadlines and the partner's doors",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["migrant_case", "portal", "service_directory"],
    "external_dependencies": {"python": ["qrcode"]},
    "data": [
        # rights
        "security/ir.model.access.csv",
        # rules
        "security/partner_referral_security.xml",
        # data
        "data/directory.category.csv",
        "data/partner.referral.item.type.csv",
        "data/migrant.authority.csv",
        "data/partner.notice.duty.csv",
        "data/ngo_policy_rule_data.xml",
        "data/ir_cron_data.xml",
        # reports
        "report/partner_notice_report.xml",
        "report/partner_referral_slip.xml",
        # wizards
        "wizards/partner_notice_write_views.xml",
        "wizards/partner_referral_answer_views.xml",
        "wizards/partner_referral_filled_views.xml",
        "wizards/partner_referral_outcome_views.xml",
        "wizards/partner_referral_stop_views.xml",
        "wizards/directory_search_views.xml",
        # views
        "views/partner_referral_views.xml",
        "views/partner_referral_form_views.xml",
        "views/partner_orientation_views.xml",
        "views/partner_incoming_views.xml",
        "views/partner_referral_stat_views.xml",
        "views/partner_notice_views.xml",
        "views/migrant_beneficiary_views.xml",
        "views/migrant_case_views.xml",
        "views/migrant_need_views.xml",
        "views/partner_referral_templates.xml",
        "views/partner_portal_templates.xml",
        # menus
        "views/partner_referral_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["partner_referral/static/src/*.scss"],
        "web.assets_tests": ["partner_referral/static/tests/tours/*.js"],
    },
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
