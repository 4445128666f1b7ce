# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files from outside, damaged in every way: each reader reads them or says why not.

A reader may raise the error that it promises and no other: whoever calls it turns that
one into a sentence for the user.
"""

import importlib
import io
import json
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tools.engines import load

load("microproject_finance")
load("migrant_registry")
load("partner_referral")
load("service_directory")
camt = importlib.import_module("permanence_engine_microproject_finance.camt")
bank_sheets = importlib.import_module("permanence_engine_microproject_finance.sheets")
receipts = importlib.import_module("permanence_engine_microproject_finance.receipts")
statements = importlib.import_module(
    "permanence_engine_microproject_finance.statements"
)
people = importlib.import_module("permanence_engine_migrant_registry.rows")
forms = importlib.import_module("permanence_engine_partner_referral.docx_fill")
feed = importlib.import_module("permanence_engine_service_directory.hsds_feed")
importing = importlib.import_module("permanence_engine_service_directory.hsds_import")
sheets = importlib.import_module("permanence_engine_service_directory.sheets")

many = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

CAMT = b"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Id>1</Id><Acct><Id><IBAN>TN59</IBAN></Id><Ccy>TND</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="TND">10</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal>
<Ntry><Amt Ccy="TND">600.500</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-01-02</Dt></BookgDt><NtryDtls>
<TxDtls><Amt Ccy="TND">600</Amt><RmtInf><Ustrd>MP T1</Ustrd></RmtInf></TxDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="TND">.5</Amt></TxAmt></AmtDtls></TxDtls>
</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""
CSV = "Date;Libellé;Débit;Crédit\n02/01/2026;VIR MP-1;600,500;\n".encode()
FEED = json.dumps(
    [
        {
            "id": "a",
            "name": "Clinic",
            "organization": {"id": "o", "name": "House", "description": "x"},
            "status": "active",
            "schedules": [{"id": "s", "opens_at": "09:00Z", "freq": "WEEKLY"}],
        }
    ]
).encode()
PHOTO = bytes.fromhex(
    "ffd8ffe1001c4578696600004d4d002a000000080001011200030000000100060000"
    "ffdb000400ffda00020102ffd9"
)


def workbook(*rows):
    """An XLSX file of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)
    out = io.BytesIO()
    book.save(out)
    return packed(parts_of(out.getvalue()))


def packed(parts):
    """A ZIP file of named parts, the same at each run."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in parts.items():
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def parts_of(data):
    """{name: content} of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


BANK_SHEET = workbook(
    ("Date", "Libellé", "Montant"), (datetime(2026, 1, 2), "VIR MP-1", -600.5)
)
FORM = packed(
    {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/'
        'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{{name}}</w:t></w:r></w:p>'
        "</w:body></w:document>",
    }
)
PIECES = st.binary(max_size=12) | st.sampled_from(
    [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"NaN",
        b"1e999999",
        b"9" * 400,
        b"-",
        b"<",
        b"</",
        b"&x;",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]>",
        b'encoding="utf-7"',
        b'encoding="ebcdic"',
        b"2026-02-30",
        b"0000-00-00",
        b'"',
        b"null",
        b"{" * 3000,
        b"[" * 3000,
        b"\n" * 50,
        b";" * 50,
        b"\xe2\x80\xae",
        b'r="ZZZ999999999"',
        b't="s"',
        b"<v>99999999</v>",
    ]
)


@st.composite
def damaged(draw, sample):
    """The sample with some of its bytes replaced, left out or doubled."""
    data = sample
    for _turn in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        stop = draw(st.integers(start, min(len(data), start + 40)))
        data = data[:start] + draw(PIECES) + data[stop:]
    if draw(st.booleans()):
        data = data[: draw(st.integers(0, len(data)))]
    return data


@st.composite
def damaged_package(draw, sample):
    """A ZIP file damaged as bytes, or whole with a part that is damaged or missing."""
    if draw(st.integers(0, 3)) == 0:
        return draw(damaged(sample))
    parts = parts_of(sample)
    name = draw(st.sampled_from(sorted(parts)))
    if draw(st.integers(0, 4)) == 0:
        del parts[name]
    else:
        parts[name] = draw(damaged(parts[name]))
    return packed(parts)


def read_bank(data):
    """What the import of statements does with a file that is no XML."""
    columns = bank_sheets.propose_map(bank_sheets.rows_of(data))
    return columns and bank_sheets.read(data, columns)


@many
@given(damaged(CAMT))
@example(CAMT.replace(b"UTF-8", b"utf-7"))
@example(CAMT.replace(b"UTF-8", b"ebcdic"))
def test_a_damaged_camt_file_is_read_or_refused(data):
    """[T16]"""
    try:
        found = camt.read(data)
    except statements.StatementError as told:
        assert str(told)
    else:
        assert all(isinstance(e.date, date) for s in found for e in s.entries)
        assert all(e.amount.is_finite() for s in found for e in s.entries)
        assert all(s.gap() is None or s.gap().is_finite() for s in found)


@many
@given(damaged(CSV) | damaged_package(BANK_SHEET))
def test_a_damaged_sheet_of_a_bank_is_read_or_refused(data):
    """[T16]"""
    try:
        found = read_bank(data)
    except statements.StatementError as told:
        assert str(told)
    else:
        assert not found or all(e.amount.is_finite() for e in found.entries)


@many
@given(damaged(FEED))
@example(b"[" * 200_000)
@example(b'[{"id": 1' + b"0" * 5000 + b"}]")
def test_a_damaged_feed_is_read_or_refused(data):
    """HSDS: the file is refused with a code, or each row has its own fate."""
    try:
        report = importing.plan(feed.read_feed(data), {})
    except ValueError as told:
        assert str(told)
    else:
        assert all(row.action for row in report.rows)


@many
@given(damaged_package(BANK_SHEET))
def test_a_damaged_sheet_of_services_is_read_or_refused(data):
    try:
        list(sheets.read_workbook(data))
    except sheets.SheetError as told:
        assert told.code


@many
@given(damaged_package(FORM))
def test_a_damaged_form_of_a_partner_is_read_or_refused(data):
    try:
        assert isinstance(forms.placeholders(data), set)
        assert forms.fill(data, {"name": "x"})
    except forms.NotAForm as told:
        assert str(told)


@many
@given(damaged(PHOTO))
def test_a_damaged_photo_is_taken_or_refused(data):
    try:
        assert isinstance(receipts.strip_photo(data), bytes)
    except receipts.PhotoError as told:
        assert str(told)


CELLS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.datetimes()
    | st.dates()
    | st.times()
    | st.sampled_from(["31/02/1990", "1990", "=1+1", "F", "\x00", "99/99/9999", "٣"])
)
HEADS = ("Nom", "Prénom", "Date de naissance", "Sexe", "Téléphone", "Pièce", "Site")


@many
@given(st.lists(CELLS, max_size=9), st.booleans())
@pytest.mark.parametrize("heads", [HEADS, HEADS[::-1]])
def test_any_row_of_a_register_is_read_or_has_its_issue(heads, cells, day_first):
    """Never an error: what cannot be read is an issue of its row. [A17]"""
    columns = people.guess_columns(heads)
    row = people.read_row(2, cells, columns, date(2026, 11, 22), day_first)
    assert row.is_refused or any(
        row.values.get(key) for key in ("name", "given", "family", "nickname")
    )
    texts = [value for value in row.values.values() if isinstance(value, str)]
    assert not [text for text in texts if not text.isprintable()]
