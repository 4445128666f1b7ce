# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Telephone numbers keep their order inside Arabic text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from tools import engines

numbers = engines.load("partner_referral").numbers
PHONE = "+216 71 234 567"


@pytest.mark.parametrize(
    "text, inside",
    [
        (PHONE, PHONE),
        ("الهاتف: +216 71 234 567، صباحا", PHONE),
        ("(00216) 71-234-567", "(00216) 71-234-567"),
        ("Tel. 71 234 567 ou mail", "71 234 567"),
    ],
)
def test_number_is_one_piece(text, inside):
    """The whole number stands in one element, its plus sign included."""
    assert f'<span dir="ltr">{inside}</span>' in numbers.set_apart(text)
    assert f"{numbers.LRM}{inside}{numbers.LRM}" in numbers.set_apart_plain(text)


@given(st.text(alphabet="<>&\"' +()-./0123456789abهات\n"))
def test_words_are_kept_and_escaped(text):
    """No letter is lost, and nothing of the text becomes markup."""
    marked = numbers.set_apart(text)
    bare = Markup(marked.replace('<span dir="ltr">', "").replace("</span>", ""))
    assert bare == Markup.escape(text)
    assert numbers.set_apart_plain(text).replace(numbers.LRM, "") == text


def test_nothing_is_nothing():
    assert numbers.set_apart(None) == numbers.set_apart("") == ""
