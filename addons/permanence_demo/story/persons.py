# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The persons of the story. None exists.

The family names say so: they are the word for *example*, *trial*, *model* or *fiction*
in the language of the person (Exemple, Essai, Modèle, Fictif; مثال, تجربة, نموذج, خيال;
ምሳሌ, ፈተነ; Farzi, Minak, Sample). Telephone numbers are made of zeros.
"""

import csv
from pathlib import Path
from typing import NamedTuple


class Person(NamedTuple):
    """One person as the house registered her.

    :param key: short id
    :param place: key of :data:`PLACES`
    :param worker: login of who accompanies her; empty where nobody does yet
    :param names: "Given Family", in as many scripts as were written, the first shown
    :param sex: f or m
    :param birth: ISO date, or a year alone
    :param country: ISO code
    :param languages: ISO 639-3 codes, the preferred one first; "!" where an
        interpreter is needed
    :param status: code of an ``ngo.legal.status``; empty where not known
    :param days: registered so many days ago
    :param stay: short id of a site, or a key of ``migrant.stay.elsewhere``
    """

    key: str
    place: str
    worker: str
    names: tuple
    sex: str
    birth: str
    country: str
    languages: str
    status: str
    days: int
    stay: str


AMEL, BASILE, CHIRAZ, DORRA = (
    "amel.exemple",
    "basile.fictif",
    "chiraz.essai",
    "dorra.modele",
)

# Where a file lies: (site, programme, team).
PLACES = {
    "hub": ("hub", "sisa", "sisa_social"),
    "leopold": ("leopold", "sisa", "sisa_social"),
    "bisse": ("bisse", "sisa", "sisa_social"),
    "citoyens": ("citoyens", "sisa", "sisa_social"),
    "casa": ("casa_tamam", "sisa", "sisa_social"),
    "winter": ("winter", "sisa", "sisa_social"),
    "tunis": ("house_tunis", "permanence", "permanence"),
    "sfax": ("house_sfax", "permanence", "permanence"),
    "children": ("day_centre", "day_centre", "day_centre"),
    "artists": ("arts", "artists", "dipp"),
}

_LOGINS = {"amel": AMEL, "basile": BASILE, "chiraz": CHIRAZ, "dorra": DORRA, "": ""}


def _person(row):
    return Person(
        **{
            **row,
            "worker": _LOGINS[row["worker"]],
            "names": tuple(row["names"].split(" / ")),
            "days": int(row["days"]),
        }
    )


def _read():
    path = Path(__file__).with_name("persons.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(map(_person, csv.DictReader(file, delimiter="|")))


PERSONS = _read()

# Who belongs together: (who registers it, kind, persons).
FAMILIES = (
    (CHIRAZ, "origin", ("fatoumata", "souleymane", "awa", "issa")),
    (CHIRAZ, "couple", ("adjoua", "koffi")),
    (CHIRAZ, "couple", ("amna", "hassan")),
    (BASILE, "siblings", ("dilan", "baran")),
    (DORRA, "siblings", ("lina", "aziz")),
    (DORRA, "siblings", ("karim", "salma")),
)

# (who registers it, one, other, kind)
RELATIONS = (
    (CHIRAZ, "fatoumata", "awa", "parent"),
    (CHIRAZ, "fatoumata", "issa", "parent"),
    (CHIRAZ, "adjoua", "koffi", "spouse"),
    (BASILE, "dilan", "baran", "sibling"),
    (AMEL, "samuel", "filmon", "travel"),
    (DORRA, "lina", "aziz", "sibling"),
)

# What others give: (who registers it, person, kind, giver, days).
SUPPORTS = (
    (CHIRAZ, "fatoumata", "food", "Association fictive Bon Panier", 40),
    (CHIRAZ, "clarisse", "school", "Université (exemple)", 200),
    (AMEL, "omar", "language", "École de langue (exemple)", 90),
    (BASILE, "jeanbosco", "money", "CPAS (exemple)", 120),
)

# (child, basis in law, name, paper)
GUARDIANS = (
    ("moussa", "court", "Déléguée à la protection (fictive)", "2026/101 (exemple)"),
    ("saliou", "court", "Déléguée à la protection (fictive)", "2026/087 (exemple)"),
    ("ibrahim", "trust", "Voisin de confiance (fictif)", False),
    ("lina", "wali", "Mère (exemple)", "Acte de naissance"),
    ("aziz", "wali", "Mère (exemple)", "Acte de naissance"),
    ("salma", "wali", "Père (exemple)", "Livret de famille"),
)

# (child, accompaniment, living situation, who cares)
FACTS = (
    ("moussa", "unaccompanied", "sheltered", "institution"),
    ("saliou", "unaccompanied", "sheltered", "institution"),
    ("abel", "unaccompanied", "sheltered", "institution"),
    ("ibrahim", "unaccompanied", "street", "nobody"),
    ("yassine", "separated", "street", "kin"),
    ("grace", "accompanied", "family", "family"),
    ("lina", "accompanied", "family", "family"),
    ("esther", "separated", "sheltered", "other_adult"),
)

# Questions that were answered with no.
REFUSED = {("filmon", "statistics"), ("idris", "contact")}

# (who called, person, outcome, days ago)
CALLS = (
    (AMEL, "alpha", "no_answer", 6),
    (AMEL, "alpha", "reached", 4),
    (CHIRAZ, "blaise", "reached", 2),
    (CHIRAZ, "abdoulaye", "message", 3),
    (BASILE, "kwame", "wrong", 8),
)
