# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Migrant Registry",
    "summary": "People found under any spelling, and seen by nobody else",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["ngo_base"],
    "external_dependencies": {"python": ["anyascii", "rapidfuzz"]},
    "data": [
        # rights
        "security/ir.model.access.csv",
        # rules
        "security/migrant_registry_security.xml",
        # data
        "data/migrant.consent.purpose.csv",
        "data/migrant.identifier.type.csv",
        "data/migrant.profile.csv",
        "data/migrant.relation.type.csv",
        "data/migrant.support.kind.csv",
    ],
    "application": True,
}
