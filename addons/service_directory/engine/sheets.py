# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The directory as a spreadsheet: what is written cannot run, what runs is not read.

A text that a spreadsheet could take for a formula gets an apostrophe in front, so that
it stays a text when somebody saves the sheet as CSV. Reading takes it away again.
Formulas in a sheet that comes in are an error of their row: their value is whatever the
sender's program had computed.
"""

import contextlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import openpyxl
import xlsxwriter

from .hsds_kinds import ERROR, Issue

MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_UNPACKED = 100 * 1024 * 1024
MAX_CELL = 32_767  # what a cell of XLSX can hold

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "'")
_PHONE = re.compile(r"^\+[0-9][0-9 ().-]*$")
# Characters that XML 1.0 cannot carry.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def neutralise(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet might run it.

    An international telephone number is left as it is: without letters it can at worst
    be added up.
    """
    text = _CONTROL.sub("", text)
    # Spaces in front do not stop every program from seeing a formula.
    if text.lstrip(" ").startswith(_RISKY) and not _PHONE.match(text):
        return f"'{text}"
    return text


def restore(text: str) -> str:
    """The text as it was before :func:`neutralise`."""
    return text[1:] if text.startswith("'") else text


def write_workbook(
    sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence]]],
) -> bytes:
    """An XLSX file; rows may come from a generator and are not kept in memory.

    :param sheets: triples (name, header, rows); a value is a text, a number, a date
        or None
    """
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "in_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, header, rows in sheets:
            sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(header):
                sheet.write_string(0, column, neutralise(title), bold)
            for line, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    _write_cell(sheet, line, column, value, day)
    return buffer.getvalue()


def _write_cell(sheet, line: int, column: int, value, day) -> None:
    if value is None or value is False or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    elif isinstance(value, datetime):
        sheet.write_string(line, column, value.isoformat(sep=" "))
    elif isinstance(value, date):
        sheet.write_datetime(line, column, datetime(*value.timetuple()[:3]), day)
    else:
        sheet.write_string(line, column, neutralise(str(value))[:MAX_CELL])


class SheetError(ValueError):
    """The file cannot be read as a whole; ``code`` says why."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def read_workbook(
    content: bytes, sheet: str | None = None
) -> Iterator[tuple[int, dict, list[Issue]]]:
    """Rows of a sheet: (line in the file, column title → value, issues).

    :param sheet: its name, or None for the first one
    :raises SheetError: ``not_xlsx``, ``too_big``, ``no_sheet``, ``no_header``,
        ``repeated_column``, ``too_many_rows``
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise SheetError("too_big")
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=False, keep_links=False
        )
        with contextlib.closing(book):
            if not book.worksheets or sheet is not None and sheet not in book:
                raise SheetError("no_sheet")
            yield from _read_rows(book[sheet] if sheet else book.worksheets[0])
    except SheetError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise SheetError("not_xlsx") from error


def _read_rows(sheet) -> Iterator[tuple[int, dict, list[Issue]]]:
    header: list[str] = []
    for line, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if line == 1:
            header = [restore(str(cell.value or "")).strip() for cell in cells]
            while header and not header[-1]:
                header.pop()
            if not header or not all(header):
                raise SheetError("no_header")
            if len(set(header)) < len(header):
                raise SheetError("repeated_column")
            continue
        if line > MAX_ROWS + 1:
            raise SheetError("too_many_rows")
        values, issues = {}, []
        for title, cell in zip(header, cells, strict=False):
            if cell.value is None:
                continue
            if cell.data_type in ("f", "e"):
                code = "formula_refused" if cell.data_type == "f" else "cell_error"
                issues.append(Issue(ERROR, title, code, str(cell.value)[:80]))
                continue
            value = cell.value
            values[title] = restore(value) if isinstance(value, str) else value
        if values or issues:
            yield line, values, issues
    if not header:
        raise SheetError("no_header")
