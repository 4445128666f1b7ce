# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Calculations of the ground floor that need no records."""

from . import bidi, clocks
