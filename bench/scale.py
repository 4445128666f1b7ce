# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Requests a second of two workers, alone and with a replica; what a house weighs.

From these figures ``docs/administrator.md`` computes the server of an organisation.
Callers, workers and both database servers share the machine: on two cores a replica
takes from the same cores what it gives, and the ratio tells what asking it costs.
"""

import os
import tempfile
import threading
import time
from pathlib import Path

import requests

from bench import _cases, _house, lists
from bench.generate import load_cases
from tools import databases, replica

NAME = "bench_scale"
PASSWORD = "a long sentence for benches"
CALLERS = 4
CALLS = 80
ROUNDS = 3
WEIGHED = {
    "person with her identity": (
        "migrant_beneficiary",
        "migrant_identity",
        "migrant_identity_name",
        "migrant_identity_contact",
        "migrant_identity_res_country_rel",
    ),
    "file with needs, notes, deadlines": ("migrant_case", *load_cases.LINES)
    + ("ngo_clock",),
    "action in a file": ("migrant_action",),
    "passage at a desk": ("permanence_encounter",),
    "row of the access journal": ("ngo_journal", "ngo_journal_key"),
}


def run(ctx):
    """Return the rows of the measure, see `tools.benching`."""
    count = lists.SIZES.get(ctx.size, lists.SIZES["large"])
    config = ctx.copy(ctx.template(), NAME)
    try:
        with _house.environment(config, NAME) as env:
            screens = prepare(env, count)
        with tempfile.TemporaryDirectory() as folder:
            return measure(ctx.server, config, Path(folder), screens, count)
    finally:
        ctx.drop(NAME)


def prepare(env, count):
    """Fill the house; return its day screens as calls of the web client."""
    user = _house.people(env, count)
    user.password = PASSWORD
    env["ngo.role"].create(
        {"user_id": user.id, "role": "front_desk", "state": "approved"}
    )
    env["ir.config_parameter"].set_param("ngo_base_signin.enforce", "0")
    load_cases.into(env, *_cases.sizes(count))
    env.cr.execute(
        "UPDATE permanence_encounter SET date = now() AT TIME ZONE 'UTC',"
        " state = 'waiting' WHERE id IN (SELECT e.id FROM permanence_encounter e"
        " JOIN migrant_case c ON c.id = e.case_id WHERE c.owner_id = %s LIMIT 60)",
        [user.id],
    )
    env.cr.commit()
    files = env["migrant.case"].with_user(user)
    desk = env["permanence.encounter"].with_user(user)
    some = files.search([], limit=CALLS).ids
    columns, (form, _pages) = _house.columns(files), _house.form(files)
    word = ["|", ("code", "ilike", "0001"), ("person_name", "ilike", "0001")]
    today = [("date", "=", "today"), ("channel", "=", "desk")]
    assert desk.search_count(today) and some

    def page(model, domain, specification):
        return lambda _n: (
            model,
            "web_search_read",
            [domain, specification],
            {"limit": _house.PAGE},
        )

    return {
        "list of files": page("migrant.case", [], columns),
        "search of a file": page("migrant.case", word, columns),
        "a file opened": lambda n: (
            "migrant.case",
            "web_read",
            [[some[n % len(some)]], form],
            {},
        ),
        "queue of the desk": page("permanence.encounter", today, _house.columns(desk)),
    }


def measure(source, config, folder, screens, count):
    """Serve the house from a server of its own, with and without a replica."""
    primary = replica.cluster(folder / "primary", "postgres-scale")
    far = replica.Replica(primary, folder / "replica")
    rates = {screen: ([], []) for screen in screens}
    memory = []
    try:
        mine = primary.start()
        replica.move(NAME, source, mine, folder / "dump")
        mine.ask("ANALYZE", NAME)
        options = config_of(mine, config, folder)
        far.start()
        for _round in range(ROUNDS):
            for side, beside in enumerate((far.server(), None)):
                served = replica.two_workers(
                    folder, options, NAME, beside, databases.environment(mine)
                )
                with served as (url, _log, number):
                    for screen, call in screens.items():
                        rates[screen][side].append(rate(url, call))
                    memory.append(megabytes(number))
        rows = [speed(screen, *both) for screen, both in rates.items()]
        return [*rows, *weights(mine, count), weight_of_a_worker(memory)]
    finally:
        far.stop()
        primary.stop()


def config_of(server, config, folder):
    """Return a configuration like another one, for our own database server."""
    lines = Path(config).read_text().splitlines()
    lines = [line for line in lines if not line.startswith("db_")]
    for key in ("host", "port", "user", "password"):
        lines.append(f"db_{key} = {getattr(server, key)}")
    made = folder / "odoo.conf"
    made.write_text("\n".join(lines) + "\n")
    return made


def rate(url, call):
    """Return answers a second of one screen, asked by several callers at once."""
    callers = [Caller(url) for _n in range(CALLERS)]
    for caller in callers:
        caller.ask(call(0))  # both workers know the views by then
    numbers = iter(range(CALLS))
    lock = threading.Lock()
    failed = []

    def work(caller):
        while True:
            with lock:
                number = next(numbers, None)
            if number is None or failed:
                return
            answer = caller.ask(call(number))
            if not answer.get("result"):
                failed.append(answer)

    threads = [threading.Thread(target=work, args=(c,)) for c in callers]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed[0]
    return CALLS / (time.perf_counter() - start)


class Caller:
    """A signed-in worker who asks as the web client does."""

    def __init__(self, url):
        self.url, self.http = url, requests.Session()
        found = self.post(
            "/web/session/authenticate",
            {"db": NAME, "login": "bench_worker", "password": PASSWORD},
        )
        assert found.get("result", {}).get("uid"), found

    def ask(self, call):
        """Return the answer to (model, method, arguments, options)."""
        keys = ("model", "method", "args", "kwargs")
        path = f"/web/dataset/call_kw/{call[0]}/{call[1]}"
        return self.post(path, dict(zip(keys, call, strict=True)))

    def post(self, path, params):
        """Return the answer of one address."""
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        return self.http.post(self.url + path, json=body, timeout=120).json()


def speed(screen, ours, peer):
    """Return the row of one screen."""
    told = ", ".join(f"{low:.0f}-{high:.0f}" for low, high in map(ends, (ours, peer)))
    return _house.row(
        f"{screen}: ms of an answer, replica beside none (a second: {told})",
        *([1000 / each for each in found] for found in (ours, peer)),
        n=CALLS * ROUNDS,
    )


def ends(numbers):
    """Return the least and the greatest."""
    return min(numbers), max(numbers)


def weights(server, count):
    """Return the bytes on disk of one of each, indexes included."""
    rows = []
    for what, tables in WEIGHED.items():
        size, lines = (
            int(server.ask(query, NAME)[0])
            for query in (
                "SELECT "
                + " + ".join(f"pg_total_relation_size('{name}')" for name in tables),
                f"SELECT count(*) FROM {tables[0]}",
            )
        )
        rows.append({"name": f"bytes of a {what}", "ours": size / lines, "n": lines})
    whole = int(server.ask(f"SELECT pg_database_size('{NAME}')")[0])
    rows.append({"name": "megabytes of the database", "ours": whole / 1e6, "n": count})
    return rows


def weight_of_a_worker(memory):
    """Return the row of what the processes held after the calls."""
    return _house.row("megabytes of all processes of Odoo, two workers", memory)


def megabytes(number):
    """Return the proportional memory of a process and what it started."""
    total = 0
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and os.getpgid(int(entry)) == number:
                lines = Path(f"/proc/{entry}/smaps_rollup").read_text().splitlines()
                total += sum(int(x.split()[1]) for x in lines if x.startswith("Pss:"))
        except OSError:
            continue
    return total / 1024
