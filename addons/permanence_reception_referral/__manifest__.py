# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Permanence Reception: Referrals",
    "summary": "A referral made while somebody is received",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["partner_referral", "permanence_reception"],
    "data": ["views/permanence_encounter_views.xml"],
    "auto_install": True,
}
