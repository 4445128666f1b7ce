# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The donor's workbook: live formulas beside cached values, checks on a sheet.

Every figure that can be computed from another cell is a formula, written with
the value that it has, so that readers which do not calculate show the same. Text
is written as text, whatever it begins with. The same report gives the same bytes.
"""

import io
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .money import money
from .reporting import HeadingRow

WORDS = {
    "cover": "Cover",
    "budget": "Budget",
    "transactions": "Transactions",
    "funding": "Funding",
    "advances": "Advances",
    "portfolio": "Portfolio",
    "in_kind": "In kind",
    "rates": "Rates",
    "checks": "Checks",
    "title": "Financial report",
    "programme": "Programme",
    "period": "Period",
    "currency": "Currency of the report",
    "books": "Currency of the books",
    "method": "Method of conversion",
    "rate": "Rate",
    "seal": "Seal of the figures",
    "code": "Code",
    "label": "Label",
    "contract": "Contract",
    "moved": "Moved",
    "in_force": "In force",
    "this_period": "This period",
    "previous": "Earlier",
    "cumulative": "Cumulative",
    "remaining": "Remaining",
    "used": "Used",
    "variation": "Variation",
    "flag": "To explain",
    "explanation": "Explanation",
    "total": "Total",
    "microproject": "Micro-project",
    "heading": "Heading",
    "fund": "Funding source",
    "invoice_date": "Invoice date",
    "booked": "Booked on",
    "supplier": "Supplier",
    "document": "Document",
    "receipt": "Receipt",
    "entry": "Entry",
    "amount_books": "Amount in the books",
    "amount": "Amount reported",
    "eligible": "Eligible",
    "yes": "yes",
    "no": "no",
    "agreed": "Agreed",
    "received": "Received",
    "day": "Date",
    "paid": "Paid",
    "justified": "Justified",
    "refunded": "Refunded",
    "outstanding": "To justify",
    "state": "State",
    "sector": "Sector",
    "award": "Awarded",
    "month": "Month",
    "source": "Source",
    "check_budget": "Transactions = budget sheet",
    "check_books": "Transactions = ledger",
    "check_advances": "Paid = justified + refunded + to justify",
    "check_explained": "Every flagged heading is explained",
    "rounding": "Difference of rounding",
    "left_side": "One side",
    "right_side": "Other side",
    "holds": "Holds",
}


@dataclass(frozen=True)
class Transaction:
    """One analytic line of the period."""

    microproject: str
    heading: str
    fund: str
    invoice_date: date | None
    booked: date
    supplier: str
    document: str
    receipt: str
    entry: str
    ledger_amount: Decimal
    is_eligible: bool = True


@dataclass
class Report:
    """What the workbook shows.

    ``rows``: (HeadingRow with the heading's code, label, explanation);
    ``rate``: ledger units for one unit of the report; ``ledger_total``: of the
    eligible and other costs of the period, read apart from the transactions;
    ``funding``: (name, agreed, [(day, amount, ledger amount)]); ``advances``:
    (code, paid, justified, refunded); ``portfolio``: (code, sector, state, award,
    paid, percent justified); ``rates``: (month, rate, source).
    """

    programme: str
    date_from: date
    date_to: date
    currency: str
    books: str
    method: str
    rate: Decimal
    rows: list = field(default_factory=list)
    transactions: list = field(default_factory=list)
    ledger_total: Decimal = Decimal(0)
    funding: list = field(default_factory=list)
    in_kind: list = field(default_factory=list)
    advances: list = field(default_factory=list)
    portfolio: list = field(default_factory=list)
    rates: list = field(default_factory=list)
    seal: str = ""
    places: int = 2
    book_places: int = 3


def _number_format(places):
    return "#,##0." + "0" * places if places else "#,##0"


class _Book:
    """The file being written, its formats and words."""

    def __init__(self, report, words):
        import xlsxwriter  # only who writes a workbook needs it

        self.report = report
        self.words = {**WORDS, **(words or {})}
        self.out = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.out, {"constant_memory": True, "strings_to_formulas": False}
        )
        # A fixed day: the same report gives the same file.
        self.book.set_properties({"created": datetime(2000, 1, 1)})
        add = self.book.add_format
        self.head = add({"bold": True, "bg_color": "#DCE6F1", "text_wrap": True})
        self.bold = add({"bold": True})
        self.money = add({"num_format": _number_format(report.places)})
        self.sum = add({"num_format": _number_format(report.places), "bold": True})
        self.books = add({"num_format": _number_format(report.book_places)})
        self.percent = add({"num_format": "0.0%"})
        self.rate = add({"num_format": "0.000000"})
        self.day = add({"num_format": "dd/mm/yyyy"})

    def sheet(self, key, heads, widths):
        """A sheet named in the reader's language, with its row of heads."""
        sheet = self.book.add_worksheet(self.words[key][:31])
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        if heads:
            sheet.freeze_panes(1, 0)
            for column, head in enumerate(heads):
                sheet.write_string(0, column, self.words[head], self.head)
        return sheet

    def name(self, key):
        """Sheet's name inside a formula."""
        return "'" + self.words[key][:31].replace("'", "''") + "'"


def _write_cover(b):
    report, sheet = b.report, b.sheet("cover", (), (26, 60))
    sheet.write_string(0, 0, b.words["title"], b.bold)
    rows = (
        ("programme", report.programme),
        ("period", f"{report.date_from:%d/%m/%Y} – {report.date_to:%d/%m/%Y}"),
        ("currency", report.currency),
        ("books", report.books),
        ("method", report.method),
    )
    for row, (key, text) in enumerate(rows, 2):
        sheet.write_string(row, 0, b.words[key])
        sheet.write_string(row, 1, text)
    row = len(rows) + 2
    sheet.write_string(row, 0, b.words["rate"])
    sheet.write_number(row, 1, float(report.rate), b.rate)
    sheet.write_string(row + 1, 0, b.words["seal"])
    sheet.write_string(row + 1, 1, report.seal)


def reported(report):
    """Every transaction with its amount in the report's currency, rounded by itself.

    One after the other: all amounts at once would be memory that grows with the period.

    :return: iterator of (Transaction, Decimal)
    """
    for transaction in report.transactions:
        yield transaction, money(transaction.ledger_amount / report.rate, report.places)


_BUDGET = (
    "code label contract moved in_force this_period previous cumulative remaining"
    " used variation flag explanation"
).split()
_TRANSACTIONS = (
    "code microproject heading fund invoice_date booked supplier document receipt"
    " entry amount_books rate amount eligible"
).split()


def _write_budget(b, last):
    """Budget sheet; sums of the period look into the transactions.

    :param int last: row of the last transaction, as the sheet counts
    """
    report = b.report
    sheet = b.sheet("budget", _BUDGET, (9, 34) + (14,) * 9 + (10, 50))
    tx = b.name("transactions")
    row = 0
    for row, (line, label, explanation) in enumerate(report.rows, 1):
        n = row + 1
        sheet.write_string(row, 0, str(line.heading))
        sheet.write_string(row, 1, label)
        sheet.write_number(row, 2, float(line.contract), b.money)
        sheet.write_number(row, 3, float(line.moved), b.money)
        sheet.write_formula(row, 4, f"=C{n}+D{n}", b.money, float(line.in_force))
        sheet.write_formula(
            row,
            5,
            # SUMIFS would read codes as numbers, and take 3.1 and 3.10 for one.
            f"=SUMPRODUCT(({tx}!$C$2:$C${last}=A{n})"
            f'*({tx}!$N$2:$N${last}="{b.words["yes"]}"),{tx}!$M$2:$M${last})',
            b.money,
            float(line.period),
        )
        sheet.write_number(row, 6, float(line.previous), b.money)
        sheet.write_formula(row, 7, f"=F{n}+G{n}", b.money, float(line.cumulative))
        sheet.write_formula(row, 8, f"=E{n}-H{n}", b.money, float(line.remaining))
        used, variation = line.used or 0, line.variation or 0
        sheet.write_formula(row, 9, f"=IF(E{n}=0,0,H{n}/E{n})", b.percent, float(used))
        sheet.write_formula(
            row, 10, f"=IF(C{n}=0,0,(H{n}-C{n})/C{n})", b.percent, float(variation)
        )
        sheet.write_string(row, 11, b.words["yes"] if line.is_flagged else "")
        sheet.write_string(row, 12, explanation)
    total = row + 1
    sheet.write_string(total, 1, b.words["total"], b.bold)
    for column, name in enumerate(
        "contract moved in_force period previous cumulative remaining".split(), 2
    ):
        letter = "ABCDEFGHIJKLM"[column]
        value = sum((getattr(r[0], name) for r in report.rows), Decimal(0))
        sheet.write_formula(
            total,
            column,
            f"=SUM({letter}2:{letter}{max(total, 2)})",
            b.sum,
            float(value),
        )
    return total + 1


def _write_transactions(b):
    """All transactions. :return: their sum as reported, and that of eligible ones."""
    report = b.report
    sheet = b.sheet(
        "transactions",
        _TRANSACTIONS,
        (6, 12, 9, 18, 12, 12, 26, 16, 22, 18, 16, 10, 14, 9),
    )
    total = eligible = Decimal(0)
    for row, (t, amount) in enumerate(reported(report), 1):
        total += amount
        if t.is_eligible:
            eligible += amount
        sheet.write_number(row, 0, row)
        for column, text in ((1, t.microproject), (2, t.heading), (3, t.fund)):
            sheet.write_string(row, column, text)
        for column, day in ((4, t.invoice_date), (5, t.booked)):
            if day:
                sheet.write_datetime(
                    row, column, datetime(day.year, day.month, day.day), b.day
                )
        for column, text in (
            (6, t.supplier),
            (7, t.document),
            (8, t.receipt),
            (9, t.entry),
        ):
            sheet.write_string(row, column, text)
        sheet.write_number(row, 10, float(t.ledger_amount), b.books)
        sheet.write_number(row, 11, float(report.rate), b.rate)
        sheet.write_formula(
            row,
            12,
            f"=ROUND(K{row + 1}/L{row + 1},{report.places})",
            b.money,
            float(amount),
        )
        sheet.write_string(row, 13, b.words["yes" if t.is_eligible else "no"])
    return total, eligible


def _write_funding(b):
    sheet = b.sheet(
        "funding",
        ("fund", "agreed", "day", "received", "amount_books"),
        (28, 16, 12, 16, 18),
    )
    row = 0
    for name, agreed, receipts in b.report.funding:
        row += 1
        sheet.write_string(row, 0, name)
        sheet.write_number(row, 1, float(agreed), b.money)
        for day, amount, ledger_amount in receipts:
            row += 1
            sheet.write_datetime(row, 2, datetime(day.year, day.month, day.day), b.day)
            sheet.write_number(row, 3, float(amount), b.money)
            sheet.write_number(row, 4, float(ledger_amount), b.books)


def _write_advances(b):
    """Advances by code. :return: row of the totals, as the sheet counts."""
    sheet = b.sheet(
        "advances", ("code", "paid", "justified", "refunded", "outstanding"), (14,) * 5
    )
    row = 0
    for row, (code, *amounts) in enumerate(b.report.advances, 1):
        n = row + 1
        sheet.write_string(row, 0, code)
        for column, amount in enumerate(amounts, 1):
            sheet.write_number(row, column, float(amount), b.books)
        paid, justified, refunded = amounts
        sheet.write_formula(
            row, 4, f"=B{n}-C{n}-D{n}", b.books, float(paid - justified - refunded)
        )
    sums = [sum((a[i] for a in b.report.advances), Decimal(0)) for i in (1, 2, 3)]
    sums.append(sums[0] - sums[1] - sums[2])
    total = row + 1
    sheet.write_string(total, 0, b.words["total"], b.bold)
    for column, value in enumerate(sums, 1):
        letter = "ABCDE"[column]
        sheet.write_formula(
            total,
            column,
            f"=SUM({letter}2:{letter}{max(total, 2)})",
            b.books,
            float(value),
        )
    return total + 1


def _write_others(b):
    sheet = b.sheet(
        "in_kind", ("microproject", "heading", "label", "amount_books"), (14, 9, 40, 16)
    )
    for row, (code, heading, label, amount) in enumerate(b.report.in_kind, 1):
        for column, text in enumerate((code, heading, label)):
            sheet.write_string(row, column, text)
        sheet.write_number(row, 3, float(amount), b.books)
    sheet = b.sheet(
        "portfolio",
        ("code", "sector", "state", "award", "paid", "justified"),
        (12, 22, 14, 16, 16, 12),
    )
    for row, (code, sector, state, award, paid, percent) in enumerate(
        b.report.portfolio, 1
    ):
        for column, text in enumerate((code, sector, state)):
            sheet.write_string(row, column, text)
        sheet.write_number(row, 3, float(award), b.books)
        sheet.write_number(row, 4, float(paid), b.books)
        sheet.write_number(row, 5, float(percent) / 100, b.percent)
    sheet = b.sheet("rates", ("month", "rate", "source"), (12, 14, 24))
    for row, (month, rate, source) in enumerate(b.report.rates, 1):
        sheet.write_datetime(
            row, 0, datetime(month.year, month.month, month.day), b.day
        )
        sheet.write_number(row, 1, float(rate), b.rate)
        sheet.write_string(row, 2, source)


def _write_checks(b, total, eligible, budget_total, advance_total, last):
    """Both sides of every check, and whether they agree."""
    report = b.report
    sheet = b.sheet(
        "checks", ("label", "left_side", "right_side", "holds"), (44, 18, 18, 9)
    )
    tx, budget, advances = (b.name(k) for k in ("transactions", "budget", "advances"))
    on_budget = sum((r[0].period for r in report.rows), Decimal(0))
    booked = sum((t.ledger_amount for t in report.transactions), Decimal(0))
    paid = sum((a[1] for a in report.advances), Decimal(0))
    flagged = sum(1 for r in report.rows if r[0].is_flagged)
    explained = sum(1 for r in report.rows if r[0].is_flagged and r[2])
    yes = b.words["yes"]
    checks = (
        (
            "check_budget",
            f'=SUMIFS({tx}!M2:M{last},{tx}!N2:N{last},"{yes}")',
            eligible,
            f"={budget}!F{budget_total}",
            on_budget,
        ),
        ("check_books", f"=SUM({tx}!K2:K{last})", booked, None, report.ledger_total),
        (
            "check_advances",
            f"={advances}!B{advance_total}",
            paid,
            f"={advances}!C{advance_total}+{advances}!D{advance_total}"
            f"+{advances}!E{advance_total}",
            paid,
        ),
        ("check_explained", None, Decimal(flagged), None, Decimal(explained)),
    )
    for row, (key, left, left_value, right, right_value) in enumerate(checks, 1):
        sheet.write_string(row, 0, b.words[key])
        for column, formula, value in ((1, left, left_value), (2, right, right_value)):
            if formula:
                sheet.write_formula(row, column, formula, b.books, float(value))
            else:
                sheet.write_number(row, column, float(value), b.books)
        n = row + 1
        holds = abs(left_value - right_value) < Decimal("0.0005")
        sheet.write_formula(row, 3, f"=ABS(B{n}-C{n})<0.0005", None, holds)
    row = len(checks) + 2
    sheet.write_string(row, 0, b.words["rounding"])
    whole = money(booked / report.rate, report.places)
    sheet.write_number(row, 1, float(whole - total), b.money)


def write(report, words=None):
    """The workbook.

    :param Report report: the figures
    :param dict words: translations of WORDS
    :rtype: bytes
    """
    b = _Book(report, words)
    last = max(len(report.transactions) + 1, 2)
    _write_cover(b)
    budget_total = _write_budget(b, last)
    total, eligible = _write_transactions(b)
    _write_funding(b)
    advance_total = _write_advances(b)
    _write_others(b)
    _write_checks(b, total, eligible, budget_total, advance_total, last)
    b.book.close()
    return b.out.getvalue()


def period_by_heading(report):
    """Eligible amounts of the period by heading, as the budget sheet sums them.

    :rtype: dict {heading code: Decimal}
    """
    found = defaultdict(Decimal)
    for transaction, amount in reported(report):
        if transaction.is_eligible:
            found[transaction.heading] += amount
    return dict(found)


__all__ = ["HeadingRow", "Report", "Transaction", "WORDS", "period_by_heading", "write"]
