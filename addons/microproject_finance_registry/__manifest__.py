# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Micro-project Finance: Registry",
    "summary": "From code to identity for an audit, opened by two people",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["microproject_finance", "migrant_registry"],
    "data": [
        "security/ir.model.access.csv",
        "security/microproject_audit_security.xml",
        "views/microproject_microproject_views.xml",
        "wizards/microproject_audit_views.xml",
    ],
    "auto_install": True,
}
