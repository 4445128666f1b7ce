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
        # data
        # wizard views
        # views
        # menus
        "views/ngo_base_menus.xml",
    ],
    "application": True,
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
