# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "NGO Base: tests",
    "summary": "Specimen records on which the leaks and their defences are shown",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Hidden/Tests",
    "depends": ["ngo_base"],
    "data": ["security/ir.model.access.csv", "security/test_ngo_file_security.xml"],
}
