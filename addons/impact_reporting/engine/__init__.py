# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Counting without records: periods, small cells, workbook and document."""

from . import attacker, document, periods, suppress, tables, workbook

__all__ = ["attacker", "document", "periods", "suppress", "tables", "workbook"]
