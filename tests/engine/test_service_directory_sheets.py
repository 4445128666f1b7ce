# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The directory as a spreadsheet: nothing in it may run."""

import importlib
import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.engines import load

load("service_directory")
NAME = "permanence_engine_service_directory"
sheets = importlib.import_module(f"{NAME}.sheets")

XML_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    max_size=40,
)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "  =1", "|x", "%0A=1"],
)
def test_what_could_run_gets_an_apostrophe(text):
    assert sheets.neutralise(text) == f"'{text}"


@pytest.mark.parametrize("text", ["+216 71 000 000", "Mo-Fr 09:00", "", "a=1"])
def test_what_cannot_run_stays(text):
    assert sheets.neutralise(text) == text


@given(XML_TEXT)
def test_neutralised_text_comes_back(text):
    assert sheets.restore(sheets.neutralise(text)) == text


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(XML_TEXT, min_size=2, max_size=2), max_size=5))
def test_workbook_comes_back_and_holds_no_formula(rows):
    content = sheets.write_workbook([("Services", ["a", "b"], rows)])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        body = packed.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in body
    read = [values for _line, values, issues in sheets.read_workbook(content)]
    wanted = [{k: v for k, v in zip("ab", row, strict=True) if v != ""} for row in rows]
    assert read == [row for row in wanted if row]


def test_numbers_dates_and_booleans_keep_their_type():
    rows = [[3, 1.5, date(2026, 11, 22), True, None, False]]
    content = sheets.write_workbook([("S", list("abcdef"), iter(rows))])
    [(line, values, issues)] = sheets.read_workbook(content, "S")
    assert (line, issues) == (2, [])
    assert values["a"] == 3
    assert values["b"] == 1.5
    assert values["c"].date() == date(2026, 11, 22)
    assert values["d"] is True
    assert set(values) == set("abcd")


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_formula_that_comes_in_is_an_error_of_its_row():
    content = workbook([["name", "age"], ["=HYPERLINK(1)", 3], ["X", 4]])
    found = list(sheets.read_workbook(content))
    assert [i.code for i in found[0][2]] == ["formula_refused"]
    assert found[0][1] == {"age": 3}
    assert found[1] == (3, {"name": "X", "age": 4}, [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"nothing", "not_xlsx"),
        (workbook([]), "no_header"),
        (workbook([["a", "", "b"]]), "no_header"),
        (workbook([["a", "a"]]), "repeated_column"),
    ],
)
def test_files_that_cannot_be_read_say_why(content, code):
    with pytest.raises(sheets.SheetError) as caught:
        list(sheets.read_workbook(content))
    assert caught.value.code == code


def test_packed_bomb_is_not_opened():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (sheets.MAX_UNPACKED + 1))
    with pytest.raises(sheets.SheetError) as caught:
        list(sheets.read_workbook(buffer.getvalue()))
    assert caught.value.code == "too_big"


def test_names_of_sheets_are_made_valid():
    content = sheets.write_workbook([("Lieux / [a]: " + "x" * 40, ["a"], [])])
    name = openpyxl.load_workbook(io.BytesIO(content)).sheetnames[0]
    assert len(name) <= 31
    assert not re.search(r"[\[\]:*?/\\]", name)
