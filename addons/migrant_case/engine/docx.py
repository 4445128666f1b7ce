# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A letter as a DOCX file, left to right or right to left.

Writes the smallest package that a word processor opens (ECMA-376, parts 1 and 2): one
document, one set of styles. No library is needed, nothing of the machine or of the
writer stands in the file (no author, no path, no dates), and the same content gives
the same bytes.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape

RTL = ("ar", "fa", "he", "ps", "ur")
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    "<Relationships xmlns="
    '"http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Left-to-right mark: holds a full stop beside the Latin letter before it.
LEFT_MARK = "\u200e"
# Half points.
SIZES = {"title": 32, "heading": 26, "text": 22}
# XML 1.0 has no other control characters than tab, line feed and carriage return.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def is_rtl(lang: str | None) -> bool:
    """Tell whether a language code is written from right to left.

    >>> is_rtl("ar_TN"), is_rtl("fr_FR"), is_rtl(None)
    (True, False, False)
    """
    return (lang or "").split("_")[0].split("-")[0] in RTL


def goes_rtl(line: str | None, page_rtl: bool) -> bool:
    """Tell whether a line is set from right to left on a page of either direction.

    A line wholly in the other script keeps its own direction: the full stop of a French
    sentence, the number of a street stay where a reader of French looks for them.

    >>> goes_rtl("59, boulevard", True), goes_rtl("12، نهج مرسيليا", False)
    (False, True)
    >>> goes_rtl("Awa تسكن", True), goes_rtl("59", True), goes_rtl("59", False)
    (True, True, False)
    """
    kinds = {unicodedata.bidirectional(letter) for letter in line or ""}
    has_left, has_right = "L" in kinds, bool(kinds & {"R", "AL"})
    return page_rtl if has_left == has_right else has_right


def _run(text: str, style: str, rtl: bool) -> str:
    bold = "<w:b/><w:bCs/>" if style != "text" else ""
    size = SIZES[style]
    direction = "<w:rtl/>" if rtl else ""
    safe = escape(CONTROL.sub("", text))
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>{bold}'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>{direction}</w:rPr>'
        f'<w:t xml:space="preserve">{safe}</w:t></w:r>'
    )


def _paragraph(text: str, style: str, rtl: bool) -> str:
    direction = "<w:bidi/>" if rtl else ""
    keep = "<w:keepNext/>" if style != "text" else ""
    lines = text.split("\n") or [""]
    runs = "<w:r><w:br/></w:r>".join(
        _run(line, style, goes_rtl(line, rtl)) for line in lines
    )
    return (
        f'<w:p><w:pPr>{keep}{direction}<w:spacing w:after="120"/></w:pPr>{runs}</w:p>'
    )


def write(paragraphs: Iterable[tuple[str, str]], lang: str = "fr") -> bytes:
    """Return the DOCX file of a letter.

    :param paragraphs: pairs of style (title, heading, text) and text; line feeds
        within a text stay line breaks
    :param lang: language code, which decides the direction
    :raise KeyError: unknown style
    """
    rtl = is_rtl(lang)
    body = "".join(_paragraph(text or "", style, rtl) for style, text in paragraphs)
    direction = "<w:bidi/>" if rtl else ""
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{WORD}"><w:body>{body}<w:sectPr>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"'
        f' w:header="567" w:footer="567" w:gutter="0"/>{direction}'
        "</w:sectPr></w:body></w:document>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            ("word/document.xml", document),
        ):
            # A fixed date: the file says nothing of when it was made.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
    return out.getvalue()
