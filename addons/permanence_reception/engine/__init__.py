# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Choosing an interpreter, in plain Python."""

from .interpreters import Candidate, Need, rank

__all__ = ["Candidate", "Need", "rank"]
