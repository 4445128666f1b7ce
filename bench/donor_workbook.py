#!/usr/bin/env python3
# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bench ``reports``, donor workbook: 50,000 ledger lines written with formulas.

Beside it, plain xlsxwriter in constant-memory mode writing as many cells of the same
kinds. The two take turns, after a first small run of each which is not counted (the
first to write would pay for loading xlsxwriter), and processor time is measured, since
what else the machine does fell on one side alone: the best of several runs of each.
"""

import argparse
import io
import json
import sys
import time
import tracemalloc
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import _house  # noqa: E402
from tools.engines import load  # noqa: E402

LIMIT = 1.5


def report(lines):
    """A report with that many transactions on twelve headings."""
    workbook = load("microproject_finance").workbook
    transactions = [
        workbook.Transaction(
            f"MP-{n % 5000:05d}",
            f"3.{n % 12}",
            "Grant",
            date(2026, 3, 1 + n % 28),
            date(2026, 3, 1 + n % 28),
            "Sté Machines du Sud",
            f"F-2026-{n}",
            f"{n:010x}",
            f"BILL/2026/{n:06d}",
            Decimal(1000 + n % 90000) / 1000,
        )
        for n in range(lines)
    ]
    return workbook.Report(
        "Programme",
        date(2026, 1, 1),
        date(2026, 3, 31),
        "EUR",
        "TND",
        "mean",
        Decimal("3.42"),
        transactions=transactions,
        ledger_total=sum(t.ledger_amount for t in transactions),
    )


def ours(data):
    """Bytes of the workbook by the engine."""
    return load("microproject_finance").workbook.write(data)


def plain(data):
    """Bytes of a plain sheet with the same cells."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    amount = book.add_format({"num_format": "#,##0.00"})
    for row, t in enumerate(data.transactions, 1):
        sheet.write_number(row, 0, row)
        sheet.write_string(row, 1, t.microproject)
        sheet.write_string(row, 2, t.heading)
        sheet.write_string(row, 3, t.fund)
        for column, value in ((4, t.invoice_date), (5, t.booked)):
            moment = datetime(value.year, value.month, value.day)
            sheet.write_datetime(row, column, moment, day)
        sheet.write_string(row, 6, t.supplier)
        sheet.write_string(row, 7, t.document)
        sheet.write_string(row, 8, t.receipt)
        sheet.write_string(row, 9, t.entry)
        sheet.write_number(row, 10, float(t.ledger_amount), amount)
        sheet.write_number(row, 11, float(data.rate))
        sheet.write_formula(row, 12, f"=ROUND(K{row + 1}/L{row + 1},2)", amount, 1.0)
        sheet.write_string(row, 13, "yes")
    book.close()
    return out.getvalue()


def timings(runs, data):
    """Processor seconds of each run: ours, and the plain sheet's."""
    found = [], []
    for _run in range(runs):
        for action, seconds in zip((ours, plain), found, strict=True):
            began = time.process_time()
            action(data)
            seconds.append(time.process_time() - began)
    return found


def memory(action, data):
    """Peak of the memory asked for while writing, in MiB."""
    tracemalloc.start()
    action(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def rows(lines=50_000, runs=5):
    """The figures, as the other benches give them."""
    timings(1, report(100))
    mine, other = timings(runs, report(lines))
    row = _house.row("reports.donor_workbook", mine, other, LIMIT, lines, of=min)
    return [row | {"is_reached": row["ours"] / row["peer"] <= LIMIT}]


def run(ctx):
    """Return the rows of the measure, see `tools.benching`."""
    return rows(2000, 5) if ctx.size == "small" else rows()


def main(argv=None):
    """Print the figures; exit status 1 when the limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", help="file to write the figures to, as JSON")
    parser.add_argument("--small", action="store_true", help="2,000 lines")
    parser.add_argument("--memory", action="store_true", help="peaks at two sizes")
    options = parser.parse_args(argv)
    found = rows(2000, 5) if options.small else rows()
    if options.memory:
        for lines in (5_000, 50_000):
            found[0][f"peak_mib_{lines}"] = round(memory(ours, report(lines)), 1)
    for row in found:
        print("  ".join(f"{key}={value}" for key, value in row.items()))
    if options.out:
        Path(options.out).write_text(json.dumps(found, indent=1) + "\n")
    return 0 if all(row["is_reached"] for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
