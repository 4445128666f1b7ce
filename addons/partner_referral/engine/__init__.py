# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Calculation of referrals that needs no records."""

from . import codes, consent, deadlines, docx_fill, numbers, states
