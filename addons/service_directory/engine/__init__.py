# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Calculation of the service directory that needs no records."""

from . import (
    eligibility,
    freshness,
    geo,
    hours,
    hours_text,
    hsds_feed,
    hsds_import,
    hsds_kinds,
    hsds_profile,
    matching,
    sheet_rows,
    sheets,
)
