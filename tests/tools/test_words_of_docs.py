# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the pages for users call a menu or a button is what the screens call it."""

import re

import pytest

from tools import places

ENTRY = re.compile(r'^msgid ((?:".*"\n?)+)msgstr ((?:".*"\n?)+)', re.M)
NAMED = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
# Odoo's own words, chapters' titles, a sign.
OTHERS = {
    "(s)",
    "Add",
    "Into the Odoo 19 that you have",
    "Settings",
    "Time Off",
    "When one is not enough",
}


def text(lines):
    """Return what lines of a po file say."""
    return "".join(re.findall(r'"(.*)"', lines)).replace('\\"', '"')


def words(side):
    """Return what screens say: 0 in English, 1 in French."""
    found = set()
    for path in places.ADDONS.glob("*/i18n/fr.po"):
        for entry in ENTRY.findall(path.read_text()):
            found.add(text(entry[side]).replace("\N{NO-BREAK SPACE}", " "))
    return found


def is_said(name, known):
    """Return whether a name, or a path of menus, stands on screens."""
    if name in known | OTHERS:
        return True
    return "," in name and all(
        part in known | OTHERS for part in re.split(r", *", name)
    )


@pytest.mark.parametrize(
    ("page", "side"),
    [("first_day.md", 0), ("administrator.md", 0), ("premier_jour.md", 1)],
)
def test_the_pages_name_what_is_on_the_screens(page, side):
    """Each name in slanted letters is found among the words of the rooms."""
    known = words(side)
    named = NAMED.findall((places.ROOT / "docs" / page).read_text())
    names = [re.sub(r"\s+", " ", name) for name in named]
    assert names
    assert [name for name in names if not is_said(name, known)] == []
    assert not is_said("A menu that is not there", known)
