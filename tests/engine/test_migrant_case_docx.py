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
    ("line", "on_french_page", "on_arabic_page"),
    [
        ("59, boulevard Pachéco", False, False),
        ("12، نهج مرسيليا", True, True),
        ("Rue de Marseille، تونس", False, True),
        ("59 - 60", False, True),
        ("", False, True),
        (None, False, True),
    ],
)
def test_a_line_in_the_other_script_keeps_its_way(line, on_french_page, on_arabic_page):
    assert docx.goes_rtl(line, False) is on_french_page
    assert docx.goes_rtl(line, True) is on_arabic_page


@given(st.text(alphabet="0123456789 .,/-()"), st.sampled_from("aéЖαسכ"), st.booleans())
def test_digits_and_signs_decide_nothing(signs, letter, page_rtl):
    """One script on a line: its way is that of the script, on any page."""
    assert docx.goes_rtl(signs + letter, page_rtl) is (letter in "سכ")
    assert docx.goes_rtl(signs, page_rtl) is page_rtl
