# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Statements: CAMT.053, CSV and XLSX, read twice without a second line."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.engines import load

engine = load("microproject_finance")
camt, sheets, statements = engine.camt, engine.sheets, engine.statements

ENTRY = """<Ntry><Amt Ccy="TND">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>
<Sts>{status}</Sts><BookgDt><Dt>2026-03-04</Dt></BookgDt>{ref}
<NtryDtls>{details}</NtryDtls></Ntry>"""
DETAIL = """<TxDtls><Refs><EndToEndId>{e2e}</EndToEndId></Refs>{amount}
<RltdPties><Dbtr><Nm>Association</Nm></Dbtr><Cdtr><Nm>Ets Karoui</Nm></Cdtr>
<CdtrAcct><Id><IBAN>TN5910006035</IBAN></Id></CdtrAcct></RltdPties>
<RmtInf><Ustrd>FACT {n}</Ustrd></RmtInf></TxDtls>"""


def document(entries, opening="1000.000", closing="879.500"):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>S-1</Id>
<Acct><Id><Othr><Id>10006035183598478831</Id></Othr></Id><Ccy>TND</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="TND">{opening}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="TND">{closing}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>{"".join(entries)}</Stmt></BkToCstmrStmt>
</Document>""".encode()


def entry(amount="120.500", side="DBIT", status="BOOK", details="", ref=""):
    return ENTRY.format(
        amount=amount, side=side, status=status, details=details, ref=ref
    )


def test_camt_entry_and_balances():
    """A CAMT.053 file gives signed entries that lead from balance to balance. [C02]"""
    detail = DETAIL.format(e2e="MP-KTRWZ T1", amount="", n="118/26")
    ref = "<AcctSvcrRef>B-77</AcctSvcrRef>"
    (statement,) = camt.read(document([entry(details=detail, ref=ref)]))
    assert statement.account == "10006035183598478831"
    assert (statement.opening, statement.closing) == (Decimal(1000), Decimal("879.5"))
    assert statement.gap() == 0
    (one,) = statement.entries
    assert one == statements.Entry(
        date(2026, 3, 4),
        Decimal("-120.500"),
        "FACT 118/26 MP-KTRWZ T1",
        "TND",
        "B-77",
        "Ets Karoui",
        "TN5910006035",
    )


def test_camt_pending_entries_are_left_out():
    (statement,) = camt.read(document([entry(), entry(status="PDNG")]))
    assert len(statement.entries) == 1


def test_camt_bulk_entry_is_taken_apart_only_when_the_parts_add_up():
    def part(value, n):
        return DETAIL.format(e2e="", amount=f'<Amt Ccy="TND">{value}</Amt>', n=n)

    good = entry(details=part("100.000", 1) + part("20.500", 2))
    (statement,) = camt.read(document([good]))
    assert [e.amount for e in statement.entries] == [Decimal(-100), Decimal("-20.5")]
    bad = entry(details=part("100.000", 1) + part("20.000", 2))
    (statement,) = camt.read(document([bad]))
    assert [e.amount for e in statement.entries] == [Decimal("-120.5")]


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]>',
        '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
    ],
)
def test_camt_refuses_a_document_type(prologue):
    """No entity is expanded, inside the file or out of it. [C02]"""
    data = document([entry()]).replace(b"?>", b"?>" + prologue.encode(), 1)
    with pytest.raises(statements.StatementError, match="document type"):
        camt.read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a/>",
        b"not xml",
        document([entry(amount="NaN")]),
        document([entry(amount="-5.000")]),
        document([entry(side="XXXX")]),
    ],
)
def test_camt_refuses_what_it_cannot_read(data):
    with pytest.raises(statements.StatementError):
        camt.read(data)


CSV = """Banque de Tunis;;;;
Extrait du compte;;;;
Date opération;Libellé;Débit;Crédit;Référence
02/03/2026;VIR EMIS ETS KAROUI FACT 118/26;1 200,500;;A1
03/03/2026;VIR RECU BAILLEUR;;10.000,000;A2
;TOTAL;1 200,500;10 000,000;
"""


def test_csv_with_debit_and_credit_columns():
    """A CSV statement is read by a column map that the head proposes. [C02]"""
    data = CSV.encode("cp1252")
    columns = sheets.propose_map(sheets.rows_of(data))
    assert (columns.debit, columns.credit) == ("Débit", "Crédit")
    statement = sheets.read(data, columns)
    assert [e.amount for e in statement.entries] == [Decimal("-1200.500"), 10000]
    assert statement.entries[0].label == "VIR EMIS ETS KAROUI FACT 118/26 A1"


def test_every_unreadable_row_is_named():
    data = CSV.replace("03/03/2026", "31/02/2026").replace("1 200,500;;A1", "1,2,3;;A")
    columns = sheets.propose_map(sheets.rows_of(data.encode()))
    with pytest.raises(statements.StatementError, match="row 4.*row 5"):
        sheets.read(data.encode(), columns)


@pytest.mark.parametrize(
    ("cells", "places", "mark"),
    [
        (["120,500"], 3, ","),
        (["10.000,000", "1.200"], 3, ","),
        (["1,200.5", "120.500"], 3, "."),
        (["0.500"], 3, "."),
        (["1200.500"], 3, "."),
        (["1.200.000"], 3, ","),
        (["-12.5", "(35.125)"], 3, "."),
        (["1.200"], 2, ","),
        (["TOTAL AU 31.12", "12,5"], 3, ","),
    ],
)
def test_the_decimal_mark_is_told_by_the_amounts(cells, places, mark):
    assert sheets.guess_mark(cells, places) == mark


@pytest.mark.parametrize("cells", [["120.500"], ["120.500", "12,5", "12.5"]])
def test_thousands_or_decimals_is_not_guessed(cells):
    """A hundred and twenty dinars and a half is not a hundred and twenty thousand."""
    with pytest.raises(statements.StatementError, match=r"mark, 120\.500"):
        sheets.guess_mark(cells)


def test_a_file_with_points_is_read_with_points():
    data = "Date;Libellé;Montant\n01/03/2026;VIR;-120.5\n02/03/2026;X;35.125\n"
    columns = sheets.propose_map(sheets.rows_of(data.encode()))
    amounts = [e.amount for e in sheets.read(data.encode(), columns).entries]
    assert amounts == [Decimal("-120.500"), Decimal("35.125")]


def test_a_date_in_arabic_digits_is_a_date():
    assert sheets.parse_date("٢٠/١١/٢٠٢٦", "%d/%m/%Y") == date(2026, 11, 20)


def test_a_fault_says_row_and_column():
    data = CSV.replace("10.000,000", "10,00,0").encode()
    columns = sheets.propose_map(sheets.rows_of(CSV.encode()))
    with pytest.raises(statements.StatementError) as told:
        sheets.read(data, columns)
    assert told.value.faults == (
        statements.Fault("amount", "10,00,0", row=5, column="Crédit"),
    )


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_xlsx_with_real_dates_and_numbers():
    data = workbook(
        [
            ["Date", "Libellé", "Montant"],
            [datetime(2026, 3, 2), "VIR X", -1200.5],
            [date(2026, 3, 3), "VIR Y", "35,125"],
        ]
    )
    statement = sheets.read(data, sheets.ColumnMap("Date", "Libellé", "Montant"))
    assert [(e.date.day, e.amount) for e in statement.entries] == [
        (2, Decimal("-1200.500")),
        (3, Decimal("35.125")),
    ]


def test_xlsx_that_is_none_is_refused():
    with pytest.raises(statements.StatementError):
        sheets.rows_of(b"PK\x03\x04 rubbish")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,567", "1234.567"),
        ("-0,5", "-0.5"),
        ("12-", "-12"),
        ("'5", "5"),
        ("1\u00a0234,5", "1234.5"),
        ("١٬٢٣٤٫٥٠٠", "1234.5"),
    ],
)
def test_amounts_as_banks_write_them(text, value):
    assert sheets.parse_amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["NaN", "1,2,3", "12.34", "inf", "1,2345", "abc"])
def test_amounts_that_are_none(text):
    with pytest.raises(engine.money.MoneyError):
        sheets.parse_amount(text)


entries = st.lists(
    st.builds(
        statements.Entry,
        st.dates(date(2026, 1, 1), date(2026, 1, 3)),
        st.sampled_from([Decimal("-5.000"), Decimal("-5"), Decimal("7.125")]),
        st.sampled_from(["FRAIS", "Frais ", "VIR X"]),
        st.just("TND"),
        st.sampled_from(["", "", "B1"]),
    ),
    max_size=12,
)


@given(entries, st.integers(0, 12))
def test_ids_are_unique_and_the_same_again(found, cut):
    """The same file twice gives the same names: nothing new. [C02]"""
    found.sort(key=lambda e: e.date)
    ids = statements.content_ids("BNK", found)
    assert len(set(ids)) == len(ids)
    assert statements.content_ids("BNK", found) == ids
    assert not set(ids) & set(statements.content_ids("OTHER", found))
    # A later export that starts on a whole day overlaps with the same names.
    if found and not any(e.bank_id for e in found):
        day = found[min(cut, len(found) - 1)].date
        tail = [e for e in found if e.date >= day]
        assert statements.content_ids("BNK", tail) == ids[len(found) - len(tail) :]
