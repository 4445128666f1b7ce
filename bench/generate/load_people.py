# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Generated people put into a database, by COPY: 100,000 of them in about a minute.

The columns are those that the room would have computed: the same engine makes the
keys, and the bench checks a sample against the room itself.
"""

import csv
import io

from bench.generate import people
from tools.engines import load

engine = load("migrant_registry")


def into(cr, count, seed=1, sites=(), teams=(), users=()):
    """Copy `count` people into the registry's tables.

    :param cr: psycopg2 cursor of a database in which the room is installed
    :param sites, teams, users: ids to spread the people over; may be empty
    :return: list of (id of the person, `people.Made`)
    """
    cr.execute("SELECT coalesce(max(id), 0) FROM migrant_beneficiary")
    start = cr.fetchone()[0] + 1
    cr.execute("SELECT code, id FROM res_country")
    countries = dict(cr.fetchall())
    tables = {name: (io.StringIO(), columns) for name, columns in COLUMNS.items()}
    writers = {name: csv.writer(stream) for name, (stream, _c) in tables.items()}
    made, seen = [], set()
    for number, person in enumerate(people.people(count, seed), start):
        made.append((number, person))
        code = engine.codes.new_code()
        while code in seen:
            code = engine.codes.new_code()
        seen.add(code)
        write(writers, number, code, person, countries, (sites, teams, users))
    for name, (stream, columns) in tables.items():
        stream.seek(0)
        cr.copy_expert(
            f"COPY {name} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv)", stream
        )
    for name in COLUMNS:
        if name != "migrant_identity_res_country_rel":
            cr.execute(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))")
    cr.execute("ANALYZE")
    return made


COLUMNS = {
    "migrant_beneficiary": (
        "id code active confidentiality registered_on last_contact_on site_id team_id"
        " owner_id create_uid create_date"
    ).split(),
    "migrant_identity": (
        "id beneficiary_id active birth_date birth_precision sex full_name sort_name"
        " folded_name search_keys create_uid"
    ).split(),
    "migrant_identity_name": (
        "beneficiary_id sequence kind value script create_uid".split()
    ),
    "migrant_identity_contact": (
        "beneficiary_id sequence channel value phone_key hour_from hour_to create_uid"
    ).split(),
    "migrant_identity_res_country_rel": ["migrant_identity_id", "res_country_id"],
}


def write(writers, number, code, person, countries, spread):
    """Write the rows of one person."""
    sites, teams, users = (
        some[number % len(some)] if some else None for some in spread
    )
    day = person.birth.isoformat()
    writers["migrant_beneficiary"].writerow(
        [number, code, True, "standard", "2026-01-05", "2026-06-01"]
        + [sites, teams, users, 1, "2026-01-05"]
    )
    birth = engine.dates.PartialDate.of(person.birth, person.precision)
    keys = engine.keys.stored_keys(
        person.names, [birth], [], [person.phone] if person.phone else []
    )
    given, family = person.names
    writers["migrant_identity"].writerow(
        [number, number, True, day, person.precision, person.sex]
        + [f"{given} {family}", engine.scripts.fold(f"{family} {given}")]
        + [" | ".join(map(engine.scripts.fold, person.names)), " ".join(keys), 1]
    )
    for kind, value in (("given", given), ("family", family)):
        writers["migrant_identity_name"].writerow(
            [number, 10, kind, value, person.script, 1]
        )
    if person.phone:
        writers["migrant_identity_contact"].writerow(
            [number, 10, "phone", person.phone, person.phone, 0, 24, 1]
        )
    if person.country in countries:
        writers["migrant_identity_res_country_rel"].writerow(
            [number, countries[person.country]]
        )
