# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Micro-project Finance: Permanences",
    "summary": "A salary distributed by the hours signed in the rota",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["microproject_finance", "permanence_rota"],
    "data": [
        "views/account_move_views.xml",
        "wizards/microproject_salary_split_views.xml",
    ],
    "auto_install": True,
}
