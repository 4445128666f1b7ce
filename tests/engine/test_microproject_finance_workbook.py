# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The donor's workbook: cached values, live formulas, text that stays text."""

import io
import re
import tracemalloc
from datetime import date
from decimal import Decimal

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.engines import load

engine = load("microproject_finance")
workbook, reporting, money = engine.workbook, engine.reporting, engine.money

amounts = st.decimals("-500", "90000", places=3, allow_nan=False)
transactions = st.lists(
    st.builds(
        workbook.Transaction,
        st.just("MP-KTRWZ"),
        st.sampled_from(["3.1", "3.2", "6"]),
        st.just("Grant"),
        st.none() | st.just(date(2026, 2, 1)),
        st.just(date(2026, 2, 3)),
        st.sampled_from(["=1+1", "+33", "-x", "@a", "Sté"]),
        st.just("F-1"),
        st.just("abc"),
        st.just("BILL/1"),
        amounts,
        st.booleans(),
    ),
    max_size=12,
)


def report(found, rate="3.42", advances=()):
    data = workbook.Report(
        "Programme",
        date(2026, 1, 1),
        date(2026, 3, 31),
        "EUR",
        "TND",
        "mean",
        Decimal(rate),
        transactions=found,
        ledger_total=sum((t.ledger_amount for t in found), Decimal(0)),
        advances=list(advances),
    )
    rows = reporting.heading_rows(
        {"3.1": Decimal(1000), "3.2": Decimal(500)},
        {"3.1": Decimal(-50), "3.2": Decimal(50)},
        workbook.period_by_heading(data),
        {"3.1": Decimal("10.50")},
        Decimal(10),
    )
    data.rows = [(row, "Heading", "because") for row in rows]
    return data


def read(data, values):
    return openpyxl.load_workbook(io.BytesIO(workbook.write(data)), data_only=values)


@given(transactions)
@settings(max_examples=25, deadline=None)
def test_cached_values_are_what_the_formulas_say(found):
    """I11: every cached value is computed again by hand from the cells. [T16f]"""
    data = report(found)
    values, formulas = read(data, True), read(data, False)
    tx = list(values["Transactions"].iter_rows(min_row=2, values_only=True))
    for row, transaction in zip(tx, found, strict=True):
        expected = money.money(transaction.ledger_amount / data.rate, 2)
        assert money.money(row[12], 2) == expected
    budget = values["Budget"]
    for row in budget.iter_rows(
        min_row=2, max_row=len(data.rows) + 1, values_only=True
    ):
        code, contract, moved, in_force, period, previous = (
            row[0],
            row[2],
            row[3],
            row[4],
            row[5],
            row[6],
        )
        assert in_force == contract + moved
        eligible = sum(
            (Decimal(str(t[12])) for t in tx if t[2] == code and t[13] == "yes"),
            Decimal(0),
        )
        assert money.money(period, 2) == eligible
        assert money.money(row[7], 2) == money.money(period + previous, 2)
    for cell in formulas["Budget"]["F"][1 : len(data.rows) + 1]:
        assert cell.value.startswith("=SUMPRODUCT(")
    checks = list(values["Checks"].iter_rows(min_row=2, max_row=4, values_only=True))
    assert all(check[3] for check in checks)


@given(transactions)
@settings(max_examples=10, deadline=None)
def test_text_is_never_a_formula(found):
    """A label that begins with = + - @ stays text. [T16f]"""
    sheet = read(report(found), False)["Transactions"]
    for cell in sheet["G"][1:]:
        assert cell.data_type == "s"


def test_formulas_reach_every_row_and_no_further():
    found = [
        workbook.Transaction(
            "MP-KTRWZ",
            "3.1",
            "Grant",
            None,
            date(2026, 2, 3),
            "",
            "",
            "",
            "",
            Decimal(1),
        )
    ] * 7
    book = read(report(found), False)
    assert "$M$2:$M$8" in book["Budget"]["F2"].value
    assert re.fullmatch(r"=ROUND\(K8/L8,2\)", book["Transactions"]["M8"].value)


def test_advances_balance_by_formula():
    """Paid = justified + refunded + to justify, by code. [T16b]"""
    data = report([], advances=[("MP-KTRWZ", Decimal(100), Decimal(60), Decimal(15))])
    assert read(data, True)["Advances"]["E2"].value == 25
    assert read(data, False)["Advances"]["E2"].value == "=B2-C2-D2"


def test_a_sum_that_differs_from_the_ledger_is_shown():
    data = report([])
    data.ledger_total = Decimal("0.001")
    checks = list(read(data, True)["Checks"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in checks[:3]] == [True, False, True]


def test_the_same_report_gives_the_same_bytes():
    data = report([])
    assert workbook.write(data) == workbook.write(data)


def test_words_of_the_reader_name_the_sheets():
    data = report([])
    words = {"transactions": "L'annexe", "budget": "Budget", "yes": "oui"}
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(data, words)))
    assert "L'annexe" in book.sheetnames
    assert "'L''annexe'!" in book["Budget"]["F2"].value


def test_memory_does_not_grow_with_the_period():
    """Beyond the file itself, ten times the lines ask for no more while writing."""
    words = ("MP-KTRWZ", "3.1", "Grant", None, date(2026, 2, 3), "Sté", "F-1", "", "B")
    line = workbook.Transaction(*words, Decimal("12.345"))

    def beside_the_file(lines):
        data = report([line] * lines)
        tracemalloc.start()
        size = len(workbook.write(data))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak - size

    beside_the_file(10)
    assert beside_the_file(4000) - beside_the_file(400) < 150_000
