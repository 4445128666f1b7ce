# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "NGO Base",
    "summary": "Sites, programmes, teams, roles, confidentiality and deadlines",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["mail", "resource"],
    "data": [
        # groups and rights
        "security/ngo_base_groups.xml",
        "security/ir.model.access.csv",
        # rules
        "security/mail_security.xml",
        "security/ngo_access_security.xml",
        "security/ngo_clock_security.xml",
        "security/ngo_incident_security.xml",
        "security/ngo_journal_security.xml",
        "security/ngo_presence_security.xml",
        "security/ngo_role_security.xml",
        "security/ngo_wizards_security.xml",
        # data
        "data/ir_cron_data.xml",
        "data/ngo.area-be.csv",
        "data/ngo.area-fr.csv",
        "data/ngo.area-tn.csv",
        "data/ngo.area.group.csv",
        "data/ngo.job.title.csv",
        "data/ngo.language.csv",
        "data/ngo.legal.status.csv",
        "data/ngo_clock_data.xml",
        "data/ngo_policy_rule_data.xml",
        "data/res_lang.xml",
        # views
        "views/ngo_access_views.xml",
        "views/ngo_area_views.xml",
        "views/ngo_job_title_views.xml",
        "views/ngo_label_views.xml",
        "views/ngo_language_views.xml",
        "views/ngo_legal_status_views.xml",
        "views/ngo_programme_views.xml",
        "views/ngo_role_views.xml",
        "views/ngo_site_views.xml",
        "views/ngo_team_views.xml",
        # menus
        "views/ngo_base_menus.xml",
    ],
    "application": True,
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
