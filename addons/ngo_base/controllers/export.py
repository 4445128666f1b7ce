# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Exports of any list: what a person typed never runs in the reader's spreadsheet.

Odoo quotes three signs in CSV and none in XLSX, where xlsxwriter turns a text that
starts with an equals sign into a formula. Signs: OWASP, "CSV Injection".
"""

from odoo.addons.web.controllers.export import CSVExport, ExcelExport

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "{=")


def neutralise(value):
    """Return a value that no spreadsheet reads as a formula.

    >>> neutralise('=HYPERLINK("//x")'), neutralise(-3.5), neutralise("a=b")
    ('\\'=HYPERLINK("//x")', -3.5, 'a=b')
    """
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, str) and value.startswith(STARTS_A_FORMULA):
        return "'" + value
    return value


def neutralise_rows(rows):
    """Return the rows of an export with each cell neutralised."""
    return [[neutralise(cell) for cell in row] for row in rows]


def neutralise_group(group):
    """Neutralise in place the rows and the names of a tree of groups."""
    # Sums first: they are read from the rows as they are.
    _sums = group.aggregated_values
    group.data = neutralise_rows(group.data)
    children = {}
    for name, child in group.children.items():
        neutralise_group(child)
        if isinstance(name, tuple):
            name = (name[0], *map(neutralise, name[1:]))
        children[neutralise(name)] = child
    group.children = children


class NgoCSVExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        return super().from_data(
            fields, neutralise_rows([columns_headers])[0], neutralise_rows(rows)
        )


class NgoExcelExport(ExcelExport):
    def from_data(self, fields, columns_headers, rows):
        return super().from_data(
            fields, neutralise_rows([columns_headers])[0], neutralise_rows(rows)
        )

    def from_group_data(self, fields, columns_headers, groups):
        neutralise_group(groups)
        return super().from_group_data(
            fields, neutralise_rows([columns_headers])[0], groups
        )
