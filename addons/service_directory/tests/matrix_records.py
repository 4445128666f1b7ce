# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Records on which the reach of each role is tried: see ``ngo_base``."""


def build(case, user):
    """An address that nobody has a grant on: only those who reach all read it."""
    place = case.env["directory.location"].create(
        {"name": "Matrix", "is_address_confidential": True, "tz": "Africa/Tunis"}
    )
    address = case.env["directory.confidential.address"].create(
        {"location_id": place.id, "street": "Matrix"}
    )
    return {"directory.confidential.address": {"other": address}}
