# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Finding a person again: speed among 100,000, recall across scripts, FEBRL.

Beside: PostgreSQL's trigram search over the same rows; Splink with the settings of its
own FEBRL example, where ``PERMANENCE_SPLINK`` names a Python that has ``splink`` and
``recordlinkage`` (they are not dependencies of ours). The pairs of names come from
``PERMANENCE_NAMES`` (a file: Arabic, tab, Latin).
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from bench import _house
from bench.generate import load_people, people
from tools.engines import load

engine = load("migrant_registry")
SIZES = {"small": 2_000, "large": 100_000}
WAYS = ("swapped", "maghreb", "script")
P95_LIMIT = 0.050
RECALL = 0.95
ASKED = 300


def run(ctx):
    """Return the rows of the measure, see `tools.benching`."""
    rows = words() + febrl()
    config = ctx.copy(ctx.template(["migrant_registry"]), "bench_duplicates")
    try:
        rows += database(str(config), "bench_duplicates", SIZES.get(ctx.size, 100_000))
    finally:
        ctx.drop("bench_duplicates")
    return rows


def row(name, ours, peer=None, limit=None, n=None):
    return {"name": name, "ours": ours, "peer": peer, "limit": limit, "n": n}


# ------------------------------------------------------------ single words


def words():
    """Single names asked in Arabic among all Latin spellings of a file of pairs."""
    file = os.environ.get("PERMANENCE_NAMES")
    if not file or not Path(file).is_file():
        print("NAMES ABSENT: set PERMANENCE_NAMES to a file of pairs; not measured")
        return []
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    pairs = [tuple(line.split("\t")[:2]) for line in lines if "\t" in line]
    names = sorted({latin for _arabic, latin in pairs})
    right = {}
    for arabic, latin in pairs:
        right.setdefault(arabic, set()).add(latin)
    index = engine.candidates.Index()
    for place, name in enumerate(names):
        index.add(place, [name])
    asked = random.Random(5).sample(pairs, min(1500, len(pairs)))
    hits = 0
    for arabic, _latin in asked:
        likeness = {
            place: engine.match.name_similarity(arabic, names[place])
            for place in index.find(arabic)
        }
        best = sorted(likeness, key=likeness.get, reverse=True)[:10]
        hits += any(names[place] in right[arabic] for place in best)
    recall = hits / len(asked)
    return [
        row("single words, Arabic to Latin, recall", recall, RECALL, 1.0, len(asked))
    ]


# ------------------------------------------------------------------ FEBRL


def febrl():
    """F1 on FEBRL 1 to 3 at our fixed threshold, beside Splink at 0.5 and best."""
    python = os.environ.get("PERMANENCE_SPLINK")
    if not python:
        print("SPLINK ABSENT: PERMANENCE_SPLINK names no Python; FEBRL not measured")
        return []
    script = Path(__file__).with_name("_splink_febrl.py")
    done = subprocess.run(
        [python, str(script)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        raise RuntimeError("Splink failed; what it said stands above")
    rows = []
    for name, data in json.loads(done.stdout.splitlines()[-1]).items():
        truth = {tuple(pair) for pair in data["truth"]}
        ours = febrl_f1(data["records"], truth)
        rows.append(row(f"FEBRL {name}, f1", ours, data["splink"], 1.0, len(truth)))
        # Beside Splink at the threshold that only the answers tell: for information.
        best = data["splink_best"]
        rows.append(
            row(f"FEBRL {name}, Splink at its best", ours, best, None, len(truth))
        )
    return rows


def febrl_person(record):
    """A FEBRL record as the engine compares it."""
    day = record["date_of_birth"]
    try:
        birth, _warnings = engine.dates.parse_birth(
            f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 else None, people.TODAY
        )
    except engine.dates.DateError:
        birth = None
    address = "street_number address_1 address_2 suburb postcode".split()
    return engine.match.Person(
        names=(f"{record['given_name']} {record['surname']}".strip(),),
        birth=birth,
        identifiers=(("ssn", record["soc_sec_id"]),) if record["soc_sec_id"] else (),
        place=" ".join(filter(None, (record[name] for name in address))),
    )


def febrl_f1(records, truth):
    """F1 of the pairs that reach ``match.POSSIBLE``, found through the keys."""
    index = engine.candidates.Index()
    persons = {key: febrl_person(record) for key, record in records.items()}
    found = set()
    for key, person in persons.items():
        births = [person.birth] if person.birth else []
        numbers = [value for _kind, value in person.identifiers]
        for other in index.find(person.names[0], births, numbers):
            score = engine.match.compare(person, persons[other])
            if score.points >= engine.match.POSSIBLE:
                found.add(tuple(sorted((key, other))))
        index.add(key, person.names, births, numbers)
    right = len(found & truth)
    precision, recall = right / max(1, len(found)), right / len(truth)
    return 2 * precision * recall / max(1e-9, precision + recall)


# --------------------------------------------------------------- database


def database(config, dbname, count):
    """Speed and recall of the box, in a database of `count` generated people."""
    import odoo
    from odoo import api
    from odoo.modules.registry import Registry

    odoo.tools.config.parse_config(["-c", config])
    registry = Registry(dbname)
    with registry.cursor() as cr:
        made = load_people.into(cr._cnx.cursor(), count)
        # The generator wrote past the ORM; its cache must not be believed.
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        env.invalidate_all()
        check_sample(env, made)
        return measure(env, made)


def check_sample(env, made):
    """What the generator wrote is what the room would have computed."""
    identities = env["migrant.identity"]
    for ident, _person in random.Random(3).sample(made, 40):
        identity = identities.search([("beneficiary_id", "=", ident)])
        before = identity.search_keys, identity.full_name, identity.sort_name
        identity._compute_search_keys()
        identity._compute_full_name()
        after = identity.search_keys, identity.full_name, identity.sort_name
        assert before == after, (before, after)


def measure(env, made):
    """Rows for each way in which a name is written differently."""
    rng = random.Random(11)
    rows, times, trigram_times = [], [], []
    box = env["migrant.beneficiary"]
    # A worker that has served for a while: names met before, pages in memory.
    for _ident, person in rng.sample(made, min(len(made), 150)):
        box._rank_doubles(told_at_the_desk(env, person.full, person, rng))
    for way in WAYS:
        origin = {"swapped": ("west",), "maghreb": ("arab",)}.get(way, ("arab", "horn"))
        chosen = [
            (ident, person)
            for ident, person in rng.sample(made, min(len(made), ASKED * 8))
            if person.origin in origin and (way != "maghreb" or person.script == "arab")
        ][:ASKED]
        hits = trigram_hits = 0
        for ident, person in chosen:
            name = people.respell(person, rng, way)
            told = told_at_the_desk(env, name, person, rng)
            env.invalidate_all()
            start = time.perf_counter()
            found = box._rank_doubles(told)[:10]
            times.append(time.perf_counter() - start)
            hits += ident in [other for other, _score in found]
            start = time.perf_counter()
            trigram_hits += ident in trigram(env, name)
            trigram_times.append(time.perf_counter() - start)
        n = len(chosen)
        rows.append(row(f"{way}, {len(made)} people, recall", hits / n, RECALL, 1.0, n))
        rows.append(
            row(f"{way}, beside trigram, recall", hits / n, trigram_hits / n, 1.0, n)
        )
    rows.append(
        _house.row("candidates and score, p95, seconds", times, P95_LIMIT, 1.0, of=p95)
    )
    rows.append(
        _house.row(
            "candidates and score, median beside trigram, seconds", times, trigram_times
        )
    )
    return rows


def told_at_the_desk(env, name, person, rng):
    """The same person at the next desk: name respelled, birth roughly, some numbers."""
    text = people.birth_as_told(person, rng)
    birth, _warnings = engine.dates.parse_birth(text, people.TODAY)
    country = env["res.country"].search([("code", "=", person.country)])
    return engine.match.Person(
        names=(name,),
        birth=birth,
        sex=person.sex,
        phones=(person.phone,) if person.phone and rng.random() < 0.4 else (),
        nationalities=tuple(country.ids),
    )


def trigram(env, name):
    """Ids of the ten nearest by PostgreSQL's trigrams over the same names."""
    env.cr.execute(
        "SELECT beneficiary_id FROM migrant_identity WHERE folded_name %% %s"
        " ORDER BY similarity(folded_name, %s) DESC LIMIT 10",
        [engine.scripts.fold(name)] * 2,
    )
    return [ident for (ident,) in env.cr.fetchall()]


def p95(values):
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    # By hand: python -m bench.duplicates odoo.conf DATABASE [COUNT]
    for line in (
        words() + febrl() + database(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    ):
        print(line)
