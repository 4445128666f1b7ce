# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Codes on a slip of paper: read aloud, typed on a telephone, checked before asked.

Seven random characters and one that checks them (a weighted sum over a prime
alphabet): one wrong character or two neighbours swapped are always found, before a
database is asked. Letters that look or sound alike are left out.
"""

import secrets

#: 29 characters, a prime number: the check then finds every single mistake.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXZ"
LENGTH = 8
_VALUES = {character: rank for rank, character in enumerate(ALPHABET)}


def check_character(body: str) -> str:
    """The last character of a code: its weighted sum is zero modulo 29.

    :raises KeyError: when a character is not of the alphabet
    """
    total = sum(
        weight * _VALUES[character] for weight, character in enumerate(body, start=2)
    )
    return ALPHABET[-total % len(ALPHABET)]


def new_code(prefix: str = "R-") -> str:
    """A random code with its prefix, as ``R-7K2M-4XDT``."""
    body = "".join(secrets.choice(ALPHABET) for _n in range(LENGTH - 1))
    text = body + check_character(body)
    return f"{prefix}{text[:4]}-{text[4:]}"


def read_code(text: str, prefix: str = "R-") -> str | None:
    """The code as it was printed, out of what somebody typed; None when it is none."""
    compact = "".join(text.upper().split()).replace("-", "")
    if len(compact) > LENGTH:
        compact = compact.removeprefix(prefix.replace("-", ""))
    if len(compact) != LENGTH or any(c not in _VALUES for c in compact):
        return None
    if check_character(compact[:-1]) != compact[-1]:
        return None
    return f"{prefix}{compact[:4]}-{compact[4:]}"
