# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Telephone numbers and identifiers brought to one form, to be compared and found.

People give a number with or without the country, with 00 or +, in Eastern digits. The
last eight digits are the same in all these forms and are what we compare: they are
enough to find a person and to agree on (the points are in ``match.WEIGHTS``).
"""

import re
import unicodedata

_KEPT = 8
_MIN = 7


def digits(text):
    """Return the decimal digits of a text, of any script, as ASCII."""
    return "".join(
        str(unicodedata.digit(char)) for char in (text or "") if char.isdecimal()
    )


def phone_key(text):
    """Return what two writings of one number share, or None if it is no number.

    >>> phone_key("+216 20 123 456") == phone_key("00216-20123456")
    True
    """
    found = digits(text)
    return found[-_KEPT:] if len(found) >= _MIN else None


def identifier_key(text):
    """Return an identifier without spaces, signs and case, in ASCII digits.

    >>> identifier_key(" ab-12 34/٥ ")
    'AB12345'
    """
    text = unicodedata.normalize("NFKC", text or "")
    out = [
        str(unicodedata.digit(char)) if char.isdecimal() else char.upper()
        for char in text
        if char.isalnum()
    ]
    return re.sub(r"\s", "", "".join(out))
