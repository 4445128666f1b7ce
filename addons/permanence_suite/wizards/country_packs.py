# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a new house of a country begins with; every delay is to be checked there.

Days: see ``migrant_case/engine/legal_days.py``. Areas (``ngo_base/data/ngo.area-*``)
were compared with ISO 3166-2 as in the library ``pycountry`` 26.2.16: all governorates
of Tunisia, regions and provinces of Belgium, regions and departments of France.
"""

from typing import NamedTuple


class Pack(NamedTuple):
    """Presets of a country.

    :param languages: codes of ``res.lang``; a French of any country serves as French
    :param zone: time zone
    :param chart: chart of accounts of Odoo, that of associations where there is one
    :param rest: hours between two permanences of one person
    :param days: most days of work in seven
    :param hours: most hours of permanence in a day
    :param work_source: where these three stand in the law
    :param months: months that a file is kept after the last contact
    :param file_source: where that comes from
    """

    languages: tuple
    zone: str
    chart: str
    rest: float
    days: int
    hours: float
    work_source: str
    months: int
    file_source: str


PACKS = {
    "TN": Pack(
        languages=("fr_FR", "ar_TN"),
        zone="Africa/Tunis",
        chart="tn",
        rest=11,
        days=6,
        hours=10,
        work_source="Code du travail, art. 79, 95",
        months=24,
        file_source="Loi organique n° 2004-63, art. 45",
    ),
    "BE": Pack(
        languages=("fr_BE", "nl_BE"),
        zone="Europe/Brussels",
        chart="be_asso",
        rest=11,
        days=6,
        hours=9,
        work_source="Loi du 16 mars 1971, art. 11, 20, 38ter",
        months=60,
        file_source="RGPD, art. 5, § 1er, e)",
    ),
    "FR": Pack(
        languages=("fr_FR",),
        zone="Europe/Paris",
        chart="fr",
        rest=11,
        days=6,
        hours=10,
        work_source="Code du travail, art. L3121-18, L3131-1, L3132-1",
        months=24,
        file_source="CNIL, délibération 2023-095",
    ),
}
