# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Permanence Reception: Services",
    "summary": "Which service of the directory was shown to whoever asked",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["permanence_reception", "service_directory"],
    "data": ["views/permanence_information_views.xml"],
    "auto_install": True,
}
