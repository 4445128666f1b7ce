# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Calculations of micro-project money that need no record.

Loaded outside Odoo by ``tools/engines.py``.
"""

from . import (
    camt,
    flexibility,
    labels,
    matching,
    money,
    progress,
    receipts,
    reporting,
    sheets,
    statements,
    tranches,
    workbook,
)
