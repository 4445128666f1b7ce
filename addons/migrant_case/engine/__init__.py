# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scores, priorities, coverage, dated protocols, legal days, letters, without records.

Plain Python, imports nothing from Odoo. Outside Odoo it is loaded with
``tools.engines.load("migrant_case")``.
"""

from . import coverage, docx, legal_days, planning, priority, scoring
