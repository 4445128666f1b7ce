# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Arabic on screens and printed pages.

The PDF printer of Debian (wkhtmltopdf 0.12.6 with unpatched Qt) measures Arabic wrongly
unless each word is measured alone: long lines do not break, the first words of a line
leave the page, numbers fall on words. Each word, and each run of signs that are not
Arabic, goes into an element of its own; with other printers that changes nothing.
"""

import re

ARABIC = "\u0600-\u065f\u066a-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff"
# Signs of the block that are not letters are measured as the others are.
SIGNS = "\u060c\u061b\u061f\u066a\u06d4"
_LETTER = re.compile(f"(?![{SIGNS}])[{ARABIC}]")
_RUNS = re.compile(rf"(?:(?![{SIGNS}])[{ARABIC}])+|(?:[{SIGNS}]|[^\s{ARABIC}])+")
_PARTS = re.compile(
    r"(?P<markup><(script|style|title|textarea)\b.*?</\2\s*>|<!--.*?-->|<[^>]*>)"
    r"|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)


def isolate(text: str) -> str:
    """Return a value that keeps its own direction inside a sentence of another.

    Unmarked, the groups of digits of a telephone read from right to left in Arabic.

    >>> isolate("20 123")
    '\u206820 123\u2069'
    """
    return f"\u2068{text}\u2069"


def separate_runs(html: str) -> str:
    """Return the page with the words of each text that holds Arabic in ``span``.

    :param html: markup of a page or of a part of it

    >>> separate_runs("<p title='\u0628.'>\u0628.</p><p>b.</p>")
    "<p title='\u0628.'><span>\u0628</span><span>.</span></p><p>b.</p>"
    """
    if not _LETTER.search(html):
        return html

    def separate(match):
        text = match["text"]
        if not text or not _LETTER.search(text):
            return match[0]
        return _RUNS.sub(lambda run: f"<span>{run[0]}</span>", text)

    return _PARTS.sub(separate, html)
