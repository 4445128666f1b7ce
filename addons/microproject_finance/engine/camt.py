# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""CAMT.053 (ISO 20022 bank-to-customer statement), any version of the schema."""

from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

from .money import MoneyError, money, places_of
from .statements import Entry, Fault, Statement, StatementError

MAX_BYTES = 50 * 1024 * 1024
_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)


def _refused(why):
    """A bank's program wrote it: the words are for whoever asks the bank."""
    return StatementError(Fault("camt", why))


def _parse(data):
    """Root element, names without their namespace.

    A document type is refused: no entity is ever expanded, inside or outside.

    :raise StatementError: no XML, a DOCTYPE, or more than 50 MiB
    """
    if len(data) > MAX_BYTES:
        raise _refused("the file is larger than 50 MiB")
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")

    def refuse(*_args):
        raise _refused("a statement must not declare a document type")

    def local(name):
        return name.rsplit("}", 1)[-1]

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, attrs: builder.start(
        local(name), {local(k): v for k, v in attrs.items()}
    )
    parser.EndElementHandler = lambda name: builder.end(local(name))
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(data, True)
        return builder.close()
    except StatementError:
        raise
    except (expat.ExpatError, LookupError, ValueError) as error:
        # The last two: an encoding that there is not, or that expat does not read.
        raise _refused(f"not readable as XML: {error}") from None


def _text(node, *paths):
    for path in paths:
        text = node.findtext(path)
        if text and text.strip():
            return " ".join(text.split())
    return ""


def _amount(node):
    """Signed amount and currency of a balance or an entry."""
    amount = node.find("Amt")
    if amount is None:
        raise _refused("an entry or balance has no amount")
    currency = amount.get("Ccy", "")
    try:
        value = money(amount.text or "", places_of(currency))
    except MoneyError as error:
        raise _refused(str(error)) from None
    if value < 0:
        raise _refused("an amount is negative; CAMT gives the side apart")
    side = _text(node, "CdtDbtInd")
    if side not in ("CRDT", "DBIT"):
        raise _refused(f"unknown side {side!r}")
    return (value if side == "CRDT" else -value), currency


def _day(node, *names):
    for name in names:
        text = _text(node, f"{name}/Dt", f"{name}/DtTm")
        if text:
            try:
                return date.fromisoformat(text[:10])
            except ValueError:
                raise _refused(f"not a date: {text!r}") from None
    raise _refused("an entry has no booking date")


def _account(node):
    return _text(node, "Id/IBAN", "Id/Othr/Id")


def _entry(node, detail=None):
    """One entry, or one transaction of a bulk entry when it has its own amount."""
    amount, currency = _amount(node)
    if detail is not None:
        own = detail.find("Amt")
        if own is None:
            own = detail.find("AmtDtls/TxAmt/Amt")
        value = money(own.text, places_of(own.get("Ccy", "")))
        amount, currency = value.copy_sign(amount), own.get("Ccy", currency)
    source = detail if detail is not None else node.find("NtryDtls/TxDtls")
    details = source if source is not None else node
    # Of our debit the other side is the creditor, and the other way round.
    other = "Cdtr" if amount < 0 else "Dbtr"
    words = [t.text or "" for t in details.findall("RmtInf/Ustrd")]
    words += [
        _text(s, "CdtrRefInf/Ref", "RfrdDocInf/Nb")
        for s in details.findall("RmtInf/Strd")
    ]
    if not any(words):
        words = [_text(node, "AddtlNtryInf"), _text(details, "AddtlTxInf")]
    end_to_end = _text(details, "Refs/EndToEndId")
    if end_to_end and end_to_end != "NOTPROVIDED":
        words.append(end_to_end)
    bank_id = _text(node, "AcctSvcrRef") or _text(details, "Refs/AcctSvcrRef")
    if detail is not None:
        bank_id = _text(details, "Refs/AcctSvcrRef", "Refs/TxId")
    return Entry(
        _day(node, "BookgDt", "ValDt"),
        amount,
        " ".join(w for w in (" ".join(x.split()) for x in words) if w),
        currency,
        bank_id,
        _text(details, f"RltdPties/{other}/Nm", f"RltdPties/{other}/Pty/Nm"),
        _account(details.find(f"RltdPties/{other}Acct"))
        if details.find(f"RltdPties/{other}Acct") is not None
        else "",
    )


def _entries(node):
    """Entries of one Ntry: its transactions where each has an amount that fits."""
    details = node.findall("NtryDtls/TxDtls")
    total, _currency = _amount(node)
    if len(details) > 1:
        try:
            parts = [_entry(node, d) for d in details]
        except (AttributeError, MoneyError):
            parts = []
        if parts and sum(p.amount for p in parts) == total:
            return parts
    return [_entry(node)]


def read(data):
    """Statements of a CAMT.053 file.

    Only booked entries count (status BOOK); pending ones come with a later file.

    :param bytes data: the file
    :rtype: list of Statement
    :raise StatementError: not CAMT.053, or an entry that cannot be read
    """
    root = _parse(data)
    found = root.findall("BkToCstmrStmt/Stmt")
    if root.tag != "Document" or not found:
        raise _refused("no CAMT.053 statement in the file")
    statements = []
    for node in found:
        statement = Statement(
            name=_text(node, "ElctrncSeqNb", "Id"),
            account=_account(node.find("Acct"))
            if node.find("Acct") is not None
            else "",
            currency=_text(node, "Acct/Ccy"),
        )
        for balance in node.findall("Bal"):
            code = _text(balance, "Tp/CdOrPrtry/Cd")
            amount, currency = _amount(balance)
            statement.currency = statement.currency or currency
            if code in _OPENING and statement.opening is None:
                statement.opening = amount
            elif code in _CLOSING:
                statement.closing = amount
        for entry in node.findall("Ntry"):
            status = _text(entry, "Sts/Cd", "Sts")
            if status in ("", "BOOK"):
                statement.entries += _entries(entry)
        statements.append(statement)
    return statements


def total(statements):
    """Sum of all entries, to show beside the file's own balances."""
    return sum((e.amount for s in statements for e in s.entries), Decimal(0))
