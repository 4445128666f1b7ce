# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Runs of signs beside Arabic stand in elements of their own; nothing else changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.engines import load

separate_runs = load("ngo_base").bidi.separate_runs
texts = st.text(alphabet="ab1.:/،؟ \nباة", max_size=30)


@pytest.mark.parametrize(
    "html, expected",
    [
        ("<p>باب.</p>", "<p><span>باب</span><span>.</span></p>"),
        ("<p>باب، 12</p>", "<p><span>باب</span><span>،</span> <span>12</span></p>"),
        ("باب باب", "<span>باب</span> <span>باب</span>"),
        (
            "<b>MP-1:</b> باب/ة",
            "<b>MP-1:</b> <span>باب</span><span>/</span><span>ة</span>",
        ),
        ("<p>plain.</p>", "<p>plain.</p>"),
        ("<style>/* باب. */</style>", "<style>/* باب. */</style>"),
        ("<script>x = 'باب.'</script>", "<script>x = 'باب.'</script>"),
        ("<!-- باب. --><i title='باب.'/>", "<!-- باب. --><i title='باب.'/>"),
        ("باب&nbsp;باب", "<span>باب</span><span>&nbsp;</span><span>باب</span>"),
    ],
)
def test_by_hand(html, expected):
    assert separate_runs(html) == expected


@given(st.lists(texts, max_size=4))
def test_the_text_stays_what_it_was(parts):
    html = "".join(f"<p>{part}</p>" for part in parts)
    out = separate_runs(html)
    assert re.sub(r"</?span>", "", out) == html
    # No letter of Arabic shares a piece of text with a sign that is not Arabic.
    for piece in re.findall(r">([^<]+)<", out):
        assert not (re.search("[باة]", piece) and re.search("[ab1.:/،؟]", piece))
