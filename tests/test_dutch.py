# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What partners, volunteers and the public read is there in Dutch, too."""

import csv
from pathlib import Path

import polib
import pytest

ADDONS = Path(__file__).resolve().parent.parent / "addons"
# Where their words stand, as the French file names it.
PUBLIC = {
    "ngo_base_signin": ("arch_db:ngo_base_signin.layout_trial",),
    "partner_referral": (
        "partner_referral/controllers/",
        "arch_db:partner_referral.door_",
        "arch_db:partner_referral.mail_link",
        "arch_db:partner_referral.portal_",
    ),
    "permanence_rota": (
        "permanence_rota/controllers/public",
        "arch_db:permanence_rota.my_page",
        "selection__permanence_wish__part__",
        "selection__permanence_wish__weight__",
    ),
}


@pytest.mark.parametrize("room", PUBLIC)
def test_public_words_are_there_in_dutch(room):
    """Each public word of the French file has a Dutch one. [B41]"""
    folder = ADDONS / room / "i18n"
    dutch = {entry.msgid: entry for entry in polib.pofile(folder / "nl.po")}
    public = [
        entry
        for entry in polib.pofile(folder / "fr.po")
        if any(
            mark in place for place, _line in entry.occurrences for mark in PUBLIC[room]
        )
    ]
    assert public
    missing = [
        entry.msgid
        for entry in public
        if entry.msgid not in dutch or not dutch[entry.msgid].msgstr
    ]
    assert missing == []


def test_spoken_languages_have_a_dutch_name():
    """A poster, and what is offered to a partner, name languages in Dutch. [B41]"""
    with open(ADDONS / "ngo_base" / "data" / "ngo.language.csv") as lines:
        lacking = [row["name"] for row in csv.DictReader(lines) if not row["name@nl"]]
    assert lacking == []
