# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The people of the story: one for each job title, and one without any role.

Names are invented, and meant to be seen as such. ``login`` is the name in small
letters; all have the password :data:`PASSWORD`. ``reach`` bounds the roles: pairs of
a site and a programme, ``None`` for all.
"""

from typing import NamedTuple

PASSWORD = "permanence"


class Demo(NamedTuple):
    """One person: who, what, where.

    :param job_title: code of an ``ngo.job.title``
    :param reach: (site, programme) short ids, one row of each role for each pair
    :param teams: (team short id, function) pairs
    """

    login: str
    name: str
    job_title: str
    reach: tuple = ((None, None),)
    teams: tuple = ()


def _one(site=None, programme=None):
    return ((site, programme),)


PEOPLE = (
    Demo(
        "amel.exemple",
        "Amel Exemple",
        "social_worker",
        _one(programme="sisa"),
        (("sisa_social", "member"),),
    ),
    Demo(
        "basile.fictif",
        "Basile Fictif",
        "social_assistant",
        _one(programme="sisa"),
        (("sisa_social", "member"),),
    ),
    Demo(
        "chiraz.essai",
        "Chiraz Essai",
        "microproject_officer",
        (("houses", "permanence"), ("houses", "pmgts3")),
        (("permanence", "member"),),
    ),
    Demo(
        "dorra.modele",
        "Dorra Modèle",
        "child_case_manager",
        _one("day_centre", "day_centre"),
        (("day_centre", "member"),),
    ),
    Demo(
        "elias.exemple",
        "Elias Exemple",
        "case_supervisor",
        _one("day_centre", "day_centre"),
        (("day_centre", "lead"),),
    ),
    Demo(
        "fatma.fictive",
        "Fatma Fictive",
        "protection_coordinator",
        _one("houses"),
        (("protection", "lead"),),
    ),
    Demo(
        "gilles.essai",
        "Gilles Essai",
        "deputy_coordinator",
        _one(programme="sisa"),
        (("sisa_social", "lead"),),
    ),
    Demo(
        "hela.modele",
        "Hela Modèle",
        "site_coordinator",
        _one("men"),
        (("housing", "lead"),),
    ),
    Demo(
        "ines.exemple",
        "Inès Exemple",
        "jurist",
        _one(programme="sisa"),
        (("sisa_legal", "member"),),
    ),
    Demo(
        "jamel.fictif",
        "Jamel Fictif",
        "psychologist",
        _one("day_centre", "day_centre"),
        (("day_centre", "member"),),
    ),
    Demo("kenza.essai", "Kenza Essai", "interpreter", _one(programme="sisa")),
    Demo("louis.modele", "Louis Modèle", "mediator", _one("hub", "sisa")),
    Demo(
        "mouna.exemple",
        "Mouna Exemple",
        "versatile_worker",
        _one("leopold"),
        (("housing", "member"),),
    ),
    Demo(
        "nabil.fictif",
        "Nabil Fictif",
        "night_watch",
        _one("leopold"),
        (("housing", "member"),),
    ),
    Demo(
        "olfa.essai",
        "Olfa Essai",
        "desk_officer",
        _one("house_tunis", "permanence"),
        (("permanence", "member"),),
    ),
    Demo("pierre.modele", "Pierre Modèle", "volunteer", _one("bisse")),
    Demo("rim.exemple", "Rim Exemple", "trainee", _one("hub")),
    Demo(
        "salma.fictive",
        "Salma Fictive",
        "programme_director",
        teams=(("dipp", "lead"),),
    ),
    Demo(
        "tarek.essai",
        "Tarek Essai",
        "deputy_director",
        (("dipp", None), ("arts", None)),
        (("dipp", "deputy"),),
    ),
    Demo(
        "ursule.modele",
        "Ursule Modèle",
        "project_manager",
        _one(programme="i_migr"),
        (("desks", "lead"),),
    ),
    Demo("victor.exemple", "Victor Exemple", "finance_officer"),
    Demo(
        "wided.fictive",
        "Wided Fictive",
        "administrative_assistant",
        _one("house_tunis"),
        (("permanence", "member"),),
    ),
    Demo("xavier.essai", "Xavier Essai", "data_officer"),
    Demo("yosra.modele", "Yosra Modèle", "technician"),
    Demo("zied.exemple", "Zied Exemple", "dpo"),
    Demo("contact.fictif", "Contact Fictif", "partner_contact"),
    Demo("employe.essai", "Employé Essai", "employee"),
)
