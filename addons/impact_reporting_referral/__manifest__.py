# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Impact Reporting: Referrals",
    "summary": "Orientations, referrals and the partners' answers",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": [
        "impact_reporting",
        "impact_reporting_registry",
        "partner_referral",
    ],
    "data": ["data/impact_indicator_data.xml"],
    "auto_install": ["impact_reporting", "partner_referral"],
}
