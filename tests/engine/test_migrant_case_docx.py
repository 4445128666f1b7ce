# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Letters as DOCX: any text gives a file that opens, in the direction it is read."""

import importlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tools.engines import load

load("migrant_case")
docx = importlib.import_module("permanence_engine_migrant_case.docx")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LINES = st.lists(st.tuples(st.sampled_from(sorted(docx.SIZES)), st.text()), max_size=6)


def body(content):
    """Root of the document inside a DOCX file."""
    package = zipfile.ZipFile(io.BytesIO(content))
    return etree.fromstring(package.read("word/document.xml"))


@given(LINES, st.sampled_from(["fr_FR", "ar_TN", "en_US"]))
def test_any_text_is_a_document(lines, lang):
    """Each line is a paragraph; nothing of the text is read as markup. [B47]"""
    content = docx.write(lines, lang)
    assert content == docx.write(lines, lang)
    root = body(content)
    assert len(list(root.iter(f"{W}p"))) == len(lines)
    bidi = list(root.iter(f"{W}bidi"))
    assert len(bidi) == (len(lines) + 1 if lang == "ar_TN" else 0)


def test_unknown_style_is_refused():
    with pytest.raises(KeyError):
        docx.write([("banner", "text")])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("59, boulevard Pachéco", False),
        ("12، نهج مرسيليا", True),
        ("Rue de Marseille، تونس", False),
        ("(س. ك.)", True),
        ("59 - 60", False),
        ("", False),
        (None, False),
    ],
)
def test_a_line_goes_the_way_of_its_first_letter(text, expected):
    assert docx.starts_rtl(text) is expected


@given(st.text(alphabet="0123456789 .,/-()"), st.sampled_from("aéЖαسכ"))
def test_digits_and_signs_decide_nothing(signs, letter):
    assert docx.starts_rtl(signs + letter) is (letter in "سכ")
