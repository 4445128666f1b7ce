# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Days on which courts and authorities are closed, by country.

A site that is open on Sundays does not make Sunday a day on which an appeal can be
lodged: procedural delays are carried on the calendar of the country, not of the site.

Sources: Belgium, arrêté royal du 18 avril 1974, article 1er; France, Code du travail,
article L3133-1; Tunisia, décret-loi 2011-115 and its amendments (the revolution is
kept on 17 December since 2021). Saturday and Sunday are not worked. The religious days
of Tunisia follow the moon and are announced year by year: they are rows of the
organisation, not of this file.

Checked for 2024 to 2035 with the library ``holidays`` 0.109. It differs in two things:
it counts Easter and Whit Sunday for Belgium, which are Sundays anyhow, and it still has
Tunisia's 14 January, from before the revolution was kept in December. Its days of the
moon are within one day of the rows of 2026 and 2027.
"""

from collections.abc import Iterable
from datetime import date, timedelta

ZONES = {"BE": "Europe/Brussels", "FR": "Europe/Paris", "TN": "Africa/Tunis"}
# (month, day) of the days that fall on the same date each year.
FIXED = {
    "BE": ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
    "FR": (
        (1, 1),
        (5, 1),
        (5, 8),
        (7, 14),
        (8, 15),
        (11, 1),
        (11, 11),
        (12, 25),
    ),
    "TN": (
        (1, 1),
        (3, 20),
        (4, 9),
        (5, 1),
        (7, 25),
        (8, 13),
        (10, 15),
        (12, 17),
    ),
}
# Days after Easter Sunday: Easter Monday, Ascension, Whit Monday.
AFTER_EASTER = {"BE": (1, 39, 50), "FR": (1, 39, 50)}
WORKED_WEEK = {day: [(8.0, 17.0)] for day in range(5)}


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).

    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holidays(country: str, years: Iterable[int]) -> set[date]:
    """Return the public holidays of a country that need no announcement.

    :param country: ISO 3166 code; one that is not known has none
    :param years: years to list

    >>> sorted(holidays("BE", [2026]))[1:4]  # doctest: +ELLIPSIS
    [datetime.date(2026, 4, 6), datetime.date(2026, 5, 1), datetime.date(2026, 5, 14)]
    """
    days = set()
    for year in years:
        days |= {date(year, month, day) for month, day in FIXED.get(country, ())}
        sunday = easter(year)
        days |= {sunday + timedelta(days=n) for n in AFTER_EASTER.get(country, ())}
    return days


def closed_days(
    country: str, around: date, announced: Iterable[date] = ()
) -> set[date]:
    """Return the holidays of the year of a day and of the three after it.

    :param announced: days that the organisation has entered for the country
    """
    years = range(around.year, around.year + 4)
    return holidays(country, years) | set(announced)
