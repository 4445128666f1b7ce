# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Micro-project Finance",
    "summary": "Budget, tranches, receipts, reconciliation and donor reports",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["account", "analytic", "ngo_base", "project"],
    "external_dependencies": {"python": ["openpyxl", "xlsxwriter"]},
    "data": [
        "security/microproject_finance_groups.xml",
        "security/ir.model.access.csv",
        "security/microproject_security.xml",
        "security/project_security.xml",
        "security/res_partner_bank_security.xml",
        "data/ir_cron_data.xml",
    ],
    "application": True,
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
