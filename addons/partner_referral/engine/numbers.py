# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Telephone numbers inside text that is written from right to left.

The bidirectional algorithm (Unicode UAX 9) lays each group of digits by itself from
right to left: « +216 71 234 567 » reads « 567 234 71 216+ » in an Arabic paragraph. A
number is one piece, from left to right, whatever stands around it.
"""

import re

from markupsafe import Markup, escape

#: Left-to-right mark: invisible, makes its neighbours a run of Latin direction.
LRM = "\u200e"
_NUMBER = re.compile(r"\+?\(?\d[\d ./()\u00a0\u202f-]*\d")


def set_apart(text: str | None) -> Markup:
    """Return a text as HTML, its numbers in elements of their own direction.

    >>> set_apart("Tel. <+216 71>")
    Markup('Tel. &lt;<span dir="ltr">+216 71</span>&gt;')
    """
    parts, end = [], 0
    for found in _NUMBER.finditer(text or ""):
        parts += [escape(text[end : found.start()])]
        parts += [Markup('<span dir="ltr">%s</span>') % found[0]]
        end = found.end()
    return Markup("").join([*parts, escape((text or "")[end:])])


def set_apart_plain(text: str) -> str:
    """Return a text for a document that knows no elements, its numbers marked."""
    return _NUMBER.sub(lambda found: f"{LRM}{found[0]}{LRM}", text)
