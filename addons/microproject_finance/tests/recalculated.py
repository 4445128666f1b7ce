# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A workbook computed again from its formulas alone, as a spreadsheet would.

The values that the writer cached beside its formulas are never read here: a file with
wrong cached values gives the right ones all the same. Knows the functions that the
donor's workbook uses, and refuses any other.
"""

import io
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
from openpyxl.formula import Tokenizer
from openpyxl.utils.cell import range_boundaries

OPERATORS = {"=": "==", "<>": "!=", "^": "**"}


class Number(float):
    """A number that knows the error of a spreadsheet's division by zero."""

    def __truediv__(self, other):
        return Number(float(self) / float(other)) if other else Number("nan")

    def __rtruediv__(self, other):
        return Number(other) / Number(self)


class Recalculated:
    """Cells of a workbook by value: ``book["Budget", "F2"]``."""

    def __init__(self, data):
        """Read the formulas.

        :param bytes data: an XLSX file
        """
        self.book = openpyxl.load_workbook(io.BytesIO(data), data_only=False)
        self.known = {}

    def __getitem__(self, place):
        if place not in self.known:
            sheet, cell = place
            value = self.book[sheet][cell].value
            if isinstance(value, str) and value.startswith("="):
                value = self.compute(value, sheet)
            self.known[place] = value
        return self.known[place]

    def formulas(self):
        """Every (sheet, cell) that holds a formula."""
        return [
            (sheet.title, cell.coordinate)
            for sheet in self.book
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]

    def compute(self, formula, sheet):
        """Value of one formula that stands on a sheet."""
        words = [self.word(t, sheet) for t in Tokenizer(formula).items]
        names = {
            "cells": self.cells,
            "Number": Number,
            "ABS": abs,
            "IF": lambda test, yes, no: yes if test else no,
            "ROUND": rounded,
            "SUM": lambda *parts: total([x for part in parts for x in flat(part)]),
            "SUMIFS": sumifs,
            "__builtins__": {},
        }
        return eval("".join(words), names)  # noqa: S307 formulas of our own writer

    def word(self, token, sheet):
        """A token of a formula as Python writes it."""
        if token.type == token.OPERAND:
            if token.subtype == token.RANGE:
                return f"cells({token.value!r}, {sheet!r})"
            if token.subtype == token.NUMBER:
                return f"Number({token.value!r})"
            return repr(token.value.strip('"'))
        return OPERATORS.get(token.value, token.value).strip()

    def cells(self, place, sheet):
        """The value of a cell, or the values of a range."""
        if "!" in place:
            sheet, place = place.rsplit("!", 1)
            sheet = sheet.strip("'")
        place = place.replace("$", "")
        if ":" not in place:
            value = self[sheet, place]
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return Number(value) if number else (value or Number(0))
        left, top, right, bottom = range_boundaries(place)
        letter = openpyxl.utils.get_column_letter
        return [
            self[sheet, f"{letter(column)}{row}"]
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]


def flat(part):
    return part if isinstance(part, list) else [part]


def total(values):
    """Sum of the numbers; text and empty cells count nothing."""
    return Number(sum(Decimal(repr(float(v))) for v in values if is_number(v)))


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def rounded(value, places):
    """Half away from zero, on the decimal that a spreadsheet shows."""
    step = Decimal(1).scaleb(-int(places))
    exact = Decimal(f"{float(value):.15g}")
    return Number(exact.quantize(step, ROUND_HALF_UP))


def sumifs(values, *pairs):
    """Sum of the values where every range of the pairs equals its criterion."""
    kept = values
    marks = [True] * len(kept)
    for cells, wanted in zip(pairs[::2], pairs[1::2], strict=True):
        marks = [
            mark and same(cell, wanted) for mark, cell in zip(marks, cells, strict=True)
        ]
    return total([v for v, mark in zip(kept, marks, strict=True) if mark])


def same(cell, wanted):
    """As a spreadsheet compares a cell with a criterion: letters of any case."""
    return str(cell).casefold() == str(wanted).casefold()
