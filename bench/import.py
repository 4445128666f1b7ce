# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A register in Excel taken in, beside core's load() of as many contacts.

Ours looks each row up among the others and the people who are there already, writes
her names, identity and keys, and puts likely doubles in the queue. The dry run before
it, which reads and compares the same without writing, is told apart: core's is left
out too.
"""

import base64
import io
import random
import time

from bench import _house
from bench.generate import people

SIZES = {"small": 1_000, "large": 10_000}
THERE = 5_000
LIMIT = 2.0
HEADER = ["Nom", "Prénom", "Date de naissance", "Sexe", "Tél."]


def run(ctx):
    """Return the rows of the measure, see `tools.benching`."""
    count = SIZES.get(ctx.size, SIZES["large"])
    config = ctx.copy(ctx.template(["migrant_registry"]), "bench_import")
    try:
        with _house.environment(config, "bench_import") as env:
            _house.people(env, THERE)
            user = _house.worker(env, "social_worker", "bench_importer")
            team = env["ngo.team"].search([], limit=1)
            env["ngo.team.member"].create(
                {"team_id": team.id, "user_id": user.id, "date_from": "2020-01-01"}
            )
            register = list(people.people(count, 77))
            return measure(env, user, team, register)
    finally:
        ctx.drop("bench_import")


def workbook(register):
    """Return the register as an Excel file, with dates as text of two kinds."""
    import openpyxl

    rng = random.Random(1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for person in register:
        family, _blank, given = person.full.rpartition(" ")
        day = person.birth.strftime(rng.choice(("%d/%m/%Y", "%Y-%m-%d")))
        sheet.append([family or given, given, day, rng.choice("HF"), ""])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def measure(env, user, team, register):
    """Return our time beside core's."""
    content = base64.b64encode(workbook(register))
    count = len(register)
    before = env["migrant.beneficiary"].search_count([])
    start = time.perf_counter()
    wizard = (
        env["migrant.import"]
        .with_user(user)
        .create(
            {
                "file": content,
                "filename": "register.xlsx",
                "site_id": env["ngo.site"].search([], limit=1).id,
                "team_id": team.id,
            }
        )
    )
    wizard.action_check()
    env.cr.commit()
    looked = time.perf_counter() - start
    env.invalidate_all()
    start = time.perf_counter()
    wizard.action_import()
    env.cr.commit()
    ours = time.perf_counter() - start
    made = env["migrant.beneficiary"].search_count([]) - before
    if made != count:
        raise AssertionError(f"{made} persons of {count}: {wizard.summary}")
    rows = [
        [person.full, str(number), person.birth.isoformat()]
        for number, person in enumerate(register)
    ]
    start = time.perf_counter()
    result = env["res.partner"].load(["name", "ref", "comment"], rows)
    env.cr.commit()
    theirs = time.perf_counter() - start
    if len(result["ids"] or ()) != count:
        raise AssertionError(result["messages"][:1])
    return [
        {
            "name": f"{count:,} rows registered, doubles checked, seconds",
            "ours": ours,
            "peer": theirs,
            "limit": LIMIT,
            "n": count,
        },
        {"name": "dry run before it, seconds", "ours": looked, "n": count},
    ]
