# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The year's indicators and the statistics of files, beside SQL written by hand.

By hand means one query for each indicator, as somebody who knows the tables would
write it: the same units and breakdowns, in one pass. Totals of both must agree. What
a report does beyond has no counterpart: hiding small figures stands beside counting
the same year without hiding, so that its cost is seen. The donor's workbook has its
own bench.
"""

from datetime import date

from bench import _house
from bench.generate import load_cases

SIZES = {"small": (5_000, 1_500), "large": (100_000, 30_000)}
ROUNDS = 7
LIMIT = 2.0
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
CLOSED = """
    WITH closed AS (
        UPDATE migrant_case SET state = 'closed', date_close = date_open + 60
         WHERE id % 4 = 0 AND date_open IS NOT NULL
        RETURNING id, date_close
    )
    UPDATE migrant_case_episode e SET date_close = c.date_close
      FROM closed c WHERE e.case_id = c.id
"""
PERSONS = """
    SELECT b.id AS person, b.site_id, b.team_id, b.programme_id, b.registered_on,
           i.sex, s.status_id AS status, n.country AS nationality, l.language,
           b.active AND b.anonymised_at IS NULL AS is_kept,
           CASE WHEN i.birth_date IS NULL THEN NULL ELSE
               width_bucket(EXTRACT(YEAR FROM age(%(last)s, i.birth_date)),
                            ARRAY[15, 18, 25, 60]) END AS age_band
      FROM migrant_beneficiary b
      LEFT JOIN migrant_identity i ON i.beneficiary_id = b.id
      LEFT JOIN (SELECT DISTINCT ON (beneficiary_id) beneficiary_id, status_id
                   FROM migrant_status
                  WHERE date_from <= %(last)s
                    AND (date_to IS NULL OR date_to >= %(last)s)
                  ORDER BY beneficiary_id, date_from DESC) s
             ON s.beneficiary_id = b.id
      LEFT JOIN (SELECT migrant_identity_id, min(res_country_id) AS country
                   FROM migrant_identity_res_country_rel GROUP BY 1) n
             ON n.migrant_identity_id = i.id
      LEFT JOIN (SELECT DISTINCT ON (beneficiary_id) beneficiary_id,
                        language_id AS language
                   FROM migrant_spoken_language
                  ORDER BY beneficiary_id, is_preferred DESC, id) l
             ON l.beneficiary_id = b.id
     WHERE b.merged_into_id IS NULL
"""
FILES = """
    SELECT c.id AS act, p.person, c.site_id, c.team_id, c.programme_id, p.sex,
           p.age_band, p.status, p.nationality, c.case_type_id AS case_type,
           e.reason_id AS closing_reason
      FROM migrant_case_episode e
      JOIN migrant_case c ON c.id = e.case_id
      LEFT JOIN persons p ON p.person = c.beneficiary_id
     WHERE c.state <> 'duplicate' AND {condition}
"""
PEOPLE = "SELECT *, person AS act FROM persons WHERE {condition}"
# Code of the indicator: facts, condition, what is counted.
BY_HAND = {
    "registry_new": (PEOPLE, "registered_on BETWEEN %(first)s AND %(last)s", "act"),
    "registry_known": (PEOPLE, "is_kept AND registered_on <= %(last)s", "person"),
    "case_opened": (FILES, "e.date_open BETWEEN %(first)s AND %(last)s", "act"),
    "case_active_at": (
        FILES,
        "e.date_open <= %(last)s AND (e.date_close IS NULL OR e.date_close > %(last)s)",
        "person",
    ),
    "case_active_over": (
        FILES,
        "e.date_open <= %(last)s"
        " AND (e.date_close IS NULL OR e.date_close >= %(first)s)",
        "person",
    ),
    "case_closed": (FILES, "e.date_close BETWEEN %(first)s AND %(last)s", "act"),
}


def run(ctx):
    """Return the rows of the measure, see `tools.benching`."""
    people, files = SIZES.get(ctx.size, SIZES["large"])
    config = ctx.copy(ctx.template(), "bench_reports")
    try:
        with _house.environment(config, "bench_reports") as env:
            _house.people(env, people)
            load_cases.into(env, files, actions=0)
            # A quarter of them is closed again.
            env.cr.execute(CLOSED)
            env.cr.commit()
            return [
                year(env, "registry", f"{people:,} persons"),
                year(env, "case", f"{files:,} files"),
                hiding(env, f"{people:,} persons and {files:,} files"),
            ]
    finally:
        ctx.drop("bench_reports")


def by_hand(indicator):
    """Return the query of an indicator as somebody would write it."""
    facts, condition, counted = BY_HAND[indicator.provider]
    breakdowns = indicator.dimension_ids.mapped("code")
    categories = ["", *breakdowns, *(["age_band, sex"] * indicator.is_crossed)]
    units = ["site_id", "team_id", "programme_id"]
    sets = [
        ", ".join(filter(None, (unit, category)))
        for unit in ("", *units)
        for category in categories
    ]
    return (
        f"WITH persons AS ({PERSONS})"
        f" SELECT {', '.join([*units, *breakdowns])}, count(DISTINCT {counted})"
        f" FROM ({facts.format(condition=condition)}) f"
        f" GROUP BY GROUPING SETS ({', '.join(f'({one})' for one in sets)})"
    )


def year(env, prefix, what):
    """Return the row of the year's indicators of a room, counted both ways.

    :param prefix: of the indicators' codes
    :raise ValueError: both do not agree
    """
    period = {"first": YEAR[0], "last": YEAR[1]}
    codes = [code for code in BY_HAND if code.startswith(prefix)]
    found = env["impact.indicator"].search([("provider", "in", codes)])
    queries = {one.provider: by_hand(one) for one in found}

    def ours():
        return {one.provider: one._count(*YEAR) for one in found}

    def theirs():
        answers = {}
        for code, query in queries.items():
            env.cr.execute(query, period)
            answers[code] = env.cr.fetchall()
        return answers

    counted, written = ours(), theirs()
    for code, cells in counted.items():
        total = max(row[-1] for row in written[code])
        if not total or max(cells.values()) != total:
            raise ValueError(f"{code}: {max(cells.values())}, by hand {total}")
    times = _house.timings(env, (ours, theirs), ROUNDS)
    return _house.row(f"year's figures of {what}, median ms", *times, LIMIT)


def hiding(env, what):
    """Return the row of a year's report, all indicators: hidden beside counted only."""
    found = env["impact.indicator"].search([])

    def counted():
        return [(one, one._count(*YEAR)) for one in found]

    def hidden():
        for one, cells in counted():
            one._get_hidden({YEAR: cells}, {})

    (ours,) = _house.timings(env, (hidden,), 1)
    (peer,) = _house.timings(env, (counted,), ROUNDS)
    name = f"year of {what}, counted and small figures hidden, ms"
    return _house.row(name, ours, peer)
