# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Statements in CSV and XLSX, read with a column map that the house saves once."""

import csv
import io
import re
import zipfile
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from .labels import fold
from .money import MoneyError, money
from .statements import Entry, Fault, Statement, StatementError

MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 100_000
# Heads of columns that banks use, folded, for the first proposal of a map.
_HEADS = {
    "date": ("DATE OPERATION", "DATE COMPTABLE", "DATE", "BOOKING DATE", "DATE OP"),
    "label": ("LIBELLE", "LIBELLE OPERATION", "LABEL", "DESCRIPTION", "DETAILS"),
    "amount": ("MONTANT", "AMOUNT", "MONTANT TND", "SOMME"),
    "debit": ("DEBIT", "DEBIT TND", "SORTIE"),
    "credit": ("CREDIT", "CREDIT TND", "ENTREE"),
    "reference": ("REFERENCE", "REF", "NUMERO OPERATION", "ID"),
    "currency": ("DEVISE", "CURRENCY"),
    "partner_name": ("BENEFICIAIRE", "TIERS", "COUNTERPARTY"),
}


@dataclass(frozen=True)
class ColumnMap:
    """Which column holds what, by its head.

    Either ``amount`` (signed) or ``debit`` and ``credit``. ``decimal_mark`` is
    "," or "."; the other one, spaces and apostrophes separate thousands.
    ``is_reference_unique`` says that the bank gives every movement its own
    reference, which then identifies it.
    """

    date: str
    label: str
    amount: str = ""
    debit: str = ""
    credit: str = ""
    reference: str = ""
    currency: str = ""
    partner_name: str = ""
    date_format: str = "%d/%m/%Y"
    decimal_mark: str = ","
    places: int = 3
    is_reference_unique: bool = False


def parse_amount(text, decimal_mark=",", places=3):
    """Amount written by a bank; empty gives None.

    :raise MoneyError: unreadable, or more decimals than the currency has

    >>> parse_amount("1 200,500"), parse_amount("(35,000)"), parse_amount("12,5-")
    (Decimal('1200.500'), Decimal('-35.000'), Decimal('-12.500'))
    """
    if isinstance(text, int | float | Decimal) and not isinstance(text, bool):
        return money(text, places)
    # Arabic digits are digits; their marks of decimals and thousands are not ours.
    raw = str(text or "").replace("\u066b", decimal_mark)
    raw = re.sub(r"[\s\u00a0\u202f\u066c'’]", "", raw)
    if not raw:
        return None
    sign = 1
    if raw.startswith("(") and raw.endswith(")"):
        sign, raw = -1, raw[1:-1]
    if raw.endswith("-"):
        sign, raw = -sign, raw[:-1]
    thousands = "." if decimal_mark == "," else ","
    if not re.fullmatch(
        rf"[+-]?\d{{1,3}}(?:\{thousands}\d{{3}})*(?:\{decimal_mark}\d+)?"
        rf"|[+-]?\d+(?:\{decimal_mark}\d+)?|[+-]?\{decimal_mark}\d+",
        raw,
    ):
        raise MoneyError(f"not an amount: {text!r}")
    value = Decimal(raw.replace(thousands, "").replace(decimal_mark, "."))
    if value != money(value, places):
        raise MoneyError(f"more than {places} decimals: {text!r}")
    return sign * money(value, places)


def parse_date(value, date_format):
    """Date of a cell; spreadsheets give real dates, CSV gives text.

    :raise StatementError: the text does not follow the format
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    # Digits of another script are digits.
    text = re.sub(r"\d", lambda digit: str(int(digit[0])), str(value).strip())
    try:
        return datetime.strptime(text, date_format).date()
    except ValueError:
        like = date(2026, 12, 31).strftime(date_format)
        raise StatementError(Fault("date", str(value), like=like)) from None


def rows_of_csv(data):
    """Rows of a CSV file in UTF-8, UTF-16 or Windows-1252; the mark is guessed.

    :param bytes data: the file
    """
    for encoding in (
        ("utf-16",)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff")
        else ("utf-8-sig", "cp1252")
    ):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise StatementError(Fault("text"))
    lines = text.splitlines()[:20]
    mark = max(";,\t|", key=lambda m: sum(line.count(m) for line in lines))
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error as error:
        raise StatementError(Fault("text")) from error
    if len(rows) > MAX_ROWS:
        raise StatementError(Fault("rows", str(MAX_ROWS)))
    return rows


def _refuse_document_type(package, member):
    """An entity can only be declared in a DOCTYPE, and no workbook needs one."""
    with package.open(member) as part:
        tail = b""
        while chunk := part.read(1 << 16):
            seen = (tail + chunk).replace(b"\x00", b"").upper()
            if b"<!DOCTYPE" in seen:
                raise StatementError(Fault("xlsx", "document type"))
            tail = chunk[-32:]


def rows_of_xlsx(data):
    """Rows of the first sheet of an XLSX file, values only.

    :raise StatementError: no XLSX, a document type inside, or one that unpacks
        to more than 200 MiB
    """
    import openpyxl  # only the readers of XLSX need it

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(f.file_size for f in package.infolist()) > MAX_UNPACKED:
                raise StatementError(Fault("xlsx", "200 MiB"))
            for member in package.infolist():
                if member.filename.endswith((".xml", ".rels")):
                    _refuse_document_type(package, member)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        with closing(book):
            rows = []
            for row in book.worksheets[0].iter_rows(values_only=True):
                rows.append(list(row))
                if len(rows) > MAX_ROWS:
                    raise StatementError(Fault("rows", str(MAX_ROWS)))
    except StatementError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise StatementError(Fault("xlsx")) from error
    return rows


def rows_of(data):
    """Rows of a CSV or XLSX file; the content decides, not the name."""
    return rows_of_xlsx(data) if data[:4] == b"PK\x03\x04" else rows_of_csv(data)


def _head(cell):
    return re.sub(r"[^A-Z0-9]+", " ", fold(str(cell or ""))).strip()


def find_head(rows, names):
    """Index of the first row that bears all the given heads, or None."""
    wanted = {_head(n) for n in names if n}
    for index, row in enumerate(rows[:50]):
        if wanted and wanted <= {_head(c) for c in row}:
            return index
    return None


def guess_mark(cells, places=3):
    """The decimal mark of the amounts of a file, "," or ".".

    What has both marks, several of one, or one before no group of three says which
    it is. A comma that may be either is a decimal one, as banks write here.

    :raise StatementError: only points, before groups of three: ``120.500`` may be
        a hundred and twenty and a half, or a hundred and twenty thousand

    >>> guess_mark(["1.200,5"]), guess_mark(["12.5"]), guess_mark(["120,500"])
    (',', '.', ',')
    """
    other, doubt, votes = {",": ".", ".": ","}, [], set()
    for text in cells:
        head, *marks_and_groups = re.split(r"([.,])", text)
        marks, groups = marks_and_groups[::2], marks_and_groups[1::2]
        if not marks or not re.fullmatch(r"[-+(]?[\d\s.,'’]+[-)]?", text.strip()):
            continue
        if len(set(marks)) == 2:
            votes.add(marks[-1])
        elif len(marks) > 1:
            votes.add(other[marks[0]])
        elif len(re.findall(r"\d", groups[0])) != 3 or not re.search(
            r"(?<!\d)[1-9]\d{0,2}$", head
        ):
            votes.add(marks[0])
        elif places < 3:
            votes.add(other[marks[0]])
        elif marks[0] == ".":
            doubt.append(text)
    if doubt and len(votes) != 1:
        raise StatementError(Fault("mark", doubt[0]))
    return votes.pop() if len(votes) == 1 else ","


def propose_map(rows, places=3):
    """A first column map from the heads of the file, or None.

    :param int places: decimals of the currency
    :rtype: ColumnMap or None
    :raise StatementError: the decimal mark cannot be told
    """
    for number, row in enumerate(rows[:50], 1):
        heads = {_head(c): str(c) for c in row if c}
        found = {
            key: next((heads[h] for h in options if h in heads), "")
            for key, options in _HEADS.items()
        }
        if (
            found["date"]
            and found["label"]
            and (found["amount"] or found["debit"] and found["credit"])
        ):
            positions = [
                position
                for position, cell in enumerate(row)
                if cell
                and str(cell) in (found["amount"], found["debit"], found["credit"])
            ]
            cells = [
                below[position]
                for below in rows[number:]
                for position in positions
                if position < len(below) and isinstance(below[position], str)
            ]
            mark = guess_mark(cells, places)
            return ColumnMap(**found, decimal_mark=mark, places=places)
    return None


def read(data, columns):
    """The statement in a CSV or XLSX file.

    Rows without a date and without an amount (totals, footers, blanks) are left
    out; a row that has only one of both is an error, not a silent loss.

    :param bytes data: the file
    :param ColumnMap columns: the saved map
    :rtype: Statement
    :raise StatementError: the heads are missing, or rows cannot be read; every
        one is among the faults
    """
    rows = rows_of(data)
    heads = (columns.date, columns.label, columns.amount, columns.debit, columns.credit)
    start = find_head(rows, heads)
    if start is None:
        wanted = ", ".join(h for h in heads if h)
        raise StatementError(Fault("heads", wanted))
    position = {_head(c): i for i, c in enumerate(rows[start]) if c}

    def cell(row, head):
        index = position.get(_head(head)) if head else None
        value = row[index] if index is not None and index < len(row) else ""
        return "" if value is None else value

    statement, faults = Statement(), []
    for number, row in enumerate(rows[start + 1 :], start + 2):
        try:
            entry = _entry(row, cell, columns)
        except StatementError as error:
            faults += [replace(fault, row=number) for fault in error.faults]
            continue
        if entry:
            statement.entries.append(entry)
    if faults:
        raise StatementError(*faults)
    return statement


def _amounts(row, cell, columns):
    """Amounts of a row: signed one, or debit and credit; empty cells left out."""
    heads = (columns.amount,) if columns.amount else (columns.debit, columns.credit)
    found = {}
    for head in heads:
        text = cell(row, head)
        try:
            value = parse_amount(text, columns.decimal_mark, columns.places)
        except MoneyError:
            raise StatementError(Fault("amount", str(text), column=head)) from None
        if value is not None:
            found[head] = value
    return found


def _signed(found, columns):
    """One signed amount; some banks write debits with their sign, some without."""
    if columns.amount:
        return found[columns.amount]
    debit, credit = found.get(columns.debit, 0), found.get(columns.credit, 0)
    if debit and credit:
        raise StatementError(Fault("sides"))
    return credit if credit else Decimal(0) - abs(debit)


def _entry(row, cell, columns):
    """The entry of a row, None for one that is no movement."""
    raw_date, label = cell(row, columns.date), cell(row, columns.label)
    label = " ".join(str(label).split())
    dated = bool(str(raw_date).strip())
    found = _amounts(row, cell, columns)
    if not dated and not found:
        return None
    if not dated or not found:
        # Totals bear amounts without date, balances a date without amount.
        if re.search(r"TOTA|SOLDE", fold(" ".join(map(str, row)))):
            return None
        raise StatementError(Fault("half"))
    reference = str(cell(row, columns.reference)).strip()
    if reference and not columns.is_reference_unique:
        label = f"{label} {reference}".strip()
    try:
        day = parse_date(raw_date, columns.date_format)
    except StatementError as error:
        raise StatementError(
            *(replace(fault, column=columns.date) for fault in error.faults)
        ) from None
    return Entry(
        day,
        _signed(found, columns),
        label,
        str(cell(row, columns.currency)).strip().upper(),
        reference if columns.is_reference_unique else "",
        str(cell(row, columns.partner_name)).strip(),
    )
