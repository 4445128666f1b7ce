# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Permanence Demo",
    "summary": "A believable organisation to try the suite with",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["ngo_base"],
    "data": [
        "data/ir_config_parameter_data.xml",
        "data/res_partner_data.xml",
        "data/ngo_site_data.xml",
        "data/ngo_programme_data.xml",
        "data/ngo_team_data.xml",
        "data/ngo_charter_data.xml",
        "data/ngo_role_data.xml",
        "data/permanence_story_data.xml",
    ],
}
