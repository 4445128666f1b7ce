# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows of somebody's spreadsheet turned into values, with what is wrong and where.

A register that lived in a spreadsheet has headers in three languages, dates as text,
sexes written twenty ways and cells that begin with ``=``. :func:`guess_columns` reads
the headers, :func:`read_row` one row; neither raises on content: a problem is an
:class:`Issue` with its column, so that the report can name every cell at once.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from .dates import DateError, parse_birth
from .phones import identifier_key, phone_key
from .scripts import fold

#: Field → header words that mean it, folded. The longest match wins.
HEADERS = {
    "name": "nom complet|nom et prenom|nom prenom|noms et prenoms|nom & prenom|"
    "full name|name|الاسم الكامل|الاسم و اللقب|الاسم واللقب",
    "family": "nom|nom de famille|family name|surname|last name|اللقب",
    "given": "prenom|prenoms|given name|given names|first name|الاسم",
    "nickname": "surnom|alias|nickname|kunya|الكنية",
    "birth": "date de naissance|date naissance|naissance|ne le|nee le|ddn|"
    "birth date|date of birth|dob|annee de naissance|age|تاريخ الولادة|"
    "تاريخ الميلاد|العمر|السن",
    "sex": "sexe|genre|sex|gender|الجنس",
    "nationality": "nationalite|pays|pays d'origine|nationality|country|"
    "country of origin|الجنسية|البلد|بلد المنشا",
    "phone": "telephone|tel|gsm|mobile|portable|numero de telephone|phone|"
    "phone number|الهاتف|رقم الهاتف",
    "identifier": "numero|passeport|n passeport|numero de passeport|piece|"
    "numero unhcr|n hcr|numero hcr|hcr|unhcr|passport|passport number|id|"
    "id number|identifiant|document|جواز السفر|رقم جواز السفر|المعرف",
    "language": "langue|langues|language|languages|اللغة|اللغات",
    "site": "site|antenne|bureau|lieu|centre|الموقع|المركز",
    "note": "remarque|remarques|observation|observations|notes|note|ملاحظات",
}
_FIELD_OF = {
    fold(word): name for name, words in HEADERS.items() for word in words.split("|")
}

_SEXES = {
    "female": "f femme feminin feminine female fille woman girl w fem انثى أنثى "
    "امراة امرأة بنت ف",
    "male": "m h homme masculin masculine male garcon man boy masc ذكر رجل ولد",
    "other": "x autre other non-binaire non-binary nb intersexe intersex اخر آخر",
}
_SEX_OF = {fold(w): sex for sex, words in _SEXES.items() for w in words.split()}
_EMPTY = frozenset("- -- / . x nc nd n/a na neant none null ?".split())
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_MAX_CELL = 500


@dataclass(frozen=True)
class Issue:
    """Something in a cell: ``code`` for a translated message; an error refuses."""

    column: str
    code: str
    text: str = ""
    is_error: bool = True


@dataclass
class Row:
    """The values of one row, by field, and its issues."""

    number: int
    values: dict = field(default_factory=dict)
    issues: list = field(default_factory=list)

    @property
    def is_refused(self):
        return any(issue.is_error for issue in self.issues)


def guess_columns(headers):
    """Return ``{column index: field}`` for the headers that we know.

    :param headers: list of cells (str or None). Each field is given once, except
        ``identifier`` and ``phone``, of which a register may have several.
    """
    out = {}
    for index, header in enumerate(headers):
        header = fold(str(header or "")).replace("(s)", "s").replace("(e)", "e")
        words = re.sub(r"[^\w&' ]+", " ", header).split()
        name = _FIELD_OF.get(" ".join(words))
        while name is None and words:
            words.pop()
            name = _FIELD_OF.get(" ".join(words))
        if name and (name in ("identifier", "phone") or name not in out.values()):
            out[index] = name
    return out


def clean_text(value):
    """Return a cell as one line of text without control characters, or ``""``."""
    if value is None or value is False:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = "".join(c if c.isprintable() else " " for c in str(value))
    text = re.sub(r"\s+", " ", text).strip()
    # A day is typed as a day and kept by the spreadsheet as its midnight.
    if isinstance(value, datetime):
        text = text.removesuffix(" 00:00:00")
    return "" if text.lower() in _EMPTY else text


def is_formula(text):
    """Whether a spreadsheet would take the text for a formula (a number is none)."""
    return text.startswith(_DANGEROUS) and not re.match(r"^[+-]?[\d\s().]+$", text)


def neutralise(text):
    """Return a text that no spreadsheet runs: a formula gets a leading apostrophe.

    >>> neutralise('=HYPERLINK("http://x")')
    '\\'=HYPERLINK("http://x")'
    """
    return "'" + text if is_formula(text) else text


def parse_sex(text):
    """Return ``female``, ``male``, ``other``, or None if the word is not known."""
    return _SEX_OF.get(fold(clean_text(text)).strip(". "))


def read_row(number, cells, columns, today, day_first=True):
    """Read one row.

    :param number: the row's number as the spreadsheet shows it
    :param cells: list of cell values
    :param columns: ``{index: field}``, see :func:`guess_columns`
    :param today: day of the import
    :return: :class:`Row`; ``values`` has ``given``, ``family``, ``name``, ``birth``
        (:class:`.dates.PartialDate`), ``sex``, ``phones``, ``identifiers`` (lists)
        and the other texts as they stand
    """
    row = Row(number)
    for index, name in sorted(columns.items()):
        cell = cells[index] if index < len(cells) else None
        text = clean_text(cell)
        if not text:
            continue
        if len(text) > _MAX_CELL:
            row.issues.append(Issue(name, "too_long", text[:40]))
        elif is_formula(text):
            row.issues.append(Issue(name, "formula", text[:40]))
        else:
            _read_cell(row, name, cell, text, today, day_first)
    if not any(row.values.get(key) for key in ("name", "given", "family", "nickname")):
        row.issues.append(Issue("name", "no_name", is_error=True))
    return row


def _read_cell(row, name, cell, text, today, day_first):
    if name == "birth":
        bare = not isinstance(cell, str)
        age = bare and not isinstance(cell, bool) and _as_age(cell)
        try:
            birth, warnings = parse_birth(
                f"{age} ans" if age else (cell if bare else text), today, day_first
            )
        except DateError as error:
            row.issues.append(Issue(name, error.code, text))
            return
        if birth:
            row.values["birth"] = birth
        row.issues.extend(Issue(name, code, text, False) for code in warnings)
    elif name == "sex":
        sex = parse_sex(text)
        if sex:
            row.values["sex"] = sex
        else:
            row.issues.append(Issue(name, "unknown_sex", text))
    elif name == "phone":
        _read_numbers(row, text)
    elif name == "identifier":
        if identifier_key(text):
            row.values.setdefault("identifiers", []).append(text)
    elif name in ("name", "given", "family", "nickname") and not any(
        char.isalpha() for char in text
    ):
        row.issues.append(Issue(name, "not_a_name", text))
    else:
        row.values[name] = text


def _as_age(cell):
    """Return a bare number of the birth column if it can only be an age."""
    return int(cell) if isinstance(cell, int | float) and 0 < cell < 120 else None


def _read_numbers(row, text):
    for part in re.split(r"[;,/]|\bou\b|\bor\b", text):
        if not part.strip():
            continue
        if phone_key(part):
            row.values.setdefault("phones", []).append(part.strip())
        else:
            row.issues.append(Issue("phone", "not_a_phone", part.strip(), False))
