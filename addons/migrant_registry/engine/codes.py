# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Codes that say nothing: random, easy to read aloud, wrong when mistyped.

A code is a prefix, seven random letters and one check character: ``P-K7RT-M4XQ``. The
alphabet has neither vowels (no words), nor 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V. The check is
a sum with weights 1, 2, 3 … modulo the size of the alphabet, a prime: every single
wrong character and every swap of two neighbours is found (the property tests try).
"""

import re
import secrets

#: 19 characters, a prime number of them, none of which looks like another.
ALPHABET = "34679CDFGHJKMNPQRTX"
_LENGTH = 7
_FOUR = f"([{ALPHABET}]{{4}})"
_CODE = re.compile(rf"^([A-Z])[-\s]*{_FOUR}[-\s]*{_FOUR}$")


def check_character(body):
    """Return the check character of a body (str over ALPHABET, at most 17 long)."""
    total = sum(
        weight * ALPHABET.index(char) for weight, char in enumerate(body, start=2)
    )
    return ALPHABET[-total % len(ALPHABET)]


def new_code(prefix="P"):
    """Return a fresh code, e.g. ``P-K7RT-M4XQ``: 19⁷ ≈ 900 million of them."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    body += check_character(body)
    return f"{prefix}-{body[:4]}-{body[4:]}"


def normalise_code(text):
    """Return the code as we write it, or None if the text is no valid code.

    Case, spaces and hyphens do not matter.

    >>> normalise_code("hello") is None
    True
    """
    match = _CODE.match((text or "").strip().upper())
    if not match:
        return None
    prefix, head, tail = match.groups()
    body = head + tail
    if check_character(body[:-1]) != body[-1]:
        return None
    return f"{prefix}-{head}-{tail}"
