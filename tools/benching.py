# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Measure: each ``bench/<name>.py`` has ``run(ctx)`` and returns rows.

A row is ``dict(name, ours, peer, ratio, limit, n)``: our figure and the one beside it
of the same run, in the same unit; their ratio; the ratio it must not pass (or must
reach, for names that end in ``recall``, ``f1`` or ``precision``); how many things
were measured. A missing ratio is made from the two figures. Where something was
measured several times, ``spread`` and ``peer_spread`` say between which two figures
the middle half lies (``bench/_house.py`` makes such rows).

The module runs in the environment, so it may import Odoo; ``ctx`` is a `Context`.
"""

import argparse
import dataclasses
import importlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tools import database, databases, odoo_source, places, serve, templates
from tools.database import Cluster, Server
from tools.say import Fault, table

HIGHER_IS_BETTER = ("recall", "f1", "precision")
SMALL = "small"


@dataclasses.dataclass
class Context:
    """What a bench is handed."""

    server: Server
    config: Path
    size: str = SMALL

    def template(self, rooms: list[str] | None = None) -> str:
        """Return a template database with some rooms, all of them by default."""
        wanted = rooms or templates.without_story()
        return templates.rooms(odoo_source.ensure(), self.server, wanted)

    def core(self) -> str:
        """Return a template database with the modules of Odoo that rooms need."""
        _, modules = templates.closure(templates.without_story())
        return templates.core(odoo_source.ensure(), self.server, modules)

    def story(self) -> str:
        """Return a template database with all rooms and the story."""
        return templates.story(odoo_source.ensure(), self.server)

    def copy(self, template: str, name: str) -> Path:
        """Make a database from a template; return its Odoo configuration."""
        database.copy(self.server, template, name)
        return templates.config(
            odoo_source.ensure(), self.server, name, f"bench-{name}.conf"
        )

    def drop(self, *names: str) -> None:
        """Drop databases made by `copy`."""
        database.drop(self.server, names)


def names() -> list[str]:
    """Return the benches that are here."""
    found = (places.ROOT / "bench").glob("*.py")
    # Helpers beside the benches have no `run`.
    return sorted(path.stem for path in found if "\ndef run(" in path.read_text())


def run(arguments) -> int:
    """Run benches, print their table and write their figures.

    :return: 1 if a figure does not reach its limit
    """
    wanted = arguments.names or names()
    for name in wanted:
        if name not in names():
            raise Fault(
                f"there is no bench {name}.", f"These are: {', '.join(names())}."
            )
    serve.listen_to_signals()
    serve.prepare(tests=True)
    cluster = Cluster("postgres-test", careless=True)
    server = cluster.start()
    rows = []
    try:
        for name in wanted:
            print(f"== {name}", flush=True)
            report = places.make(places.STATE / "bench") / f"{name}.json"
            report.unlink(missing_ok=True)
            command = [str(places.PYTHON), "-m", "tools.benching", name, str(report)]
            done = subprocess.run(
                command, cwd=places.ROOT, env=databases.environment(server)
            )
            if done.returncode:
                raise Fault(f"the bench {name} failed.", "What it said stands above.")
            rows += [complete(row, name) for row in json.loads(report.read_text())]
    except serve.Interrupted:
        return 130
    finally:
        cluster.stop()
    print("\n" + as_table(rows))
    if arguments.out:
        target = Path(arguments.out)
        facts = {"when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        facts |= {"python": sys.version.split()[0], "cores": os.cpu_count()}
        target.write_text(json.dumps(facts | {"rows": rows}, indent=1) + "\n")
    return 0 if all(row["ok"] for row in rows) else 1


def complete(row: dict, bench: str) -> dict:
    """Return a row with its ratio and whether it reaches its limit."""
    ours, peer = row.get("ours"), row.get("peer")
    ratio = row.get("ratio")
    if ratio is None and ours is not None and peer:
        ratio = ours / peer
    limit = row.get("limit")
    good = True
    if limit is not None and ratio is not None:
        higher = row["name"].lower().endswith(HIGHER_IS_BETTER)
        good = ratio >= limit if higher else ratio <= limit
    return {"bench": bench} | row | {"ratio": ratio, "ok": good}


def as_table(rows: list[dict]) -> str:
    """Return rows as a table for people."""

    def text(value):
        if isinstance(value, (list, tuple)):
            return "–".join(map(text, value))
        return f"{value:.4g}" if isinstance(value, float) else str(value or "")

    keys = ("bench", "name", "ours", "spread", "peer", "peer_spread")
    keys += ("ratio", "limit", "n")
    lines = [[text(row.get(k)) for k in keys] for row in rows]
    marks = ["ok" if row["ok"] else "MISSED" for row in rows]
    cells = [[*line, mark] for line, mark in zip(lines, marks, strict=True)]
    return table(cells, [*(key.replace("_", " ") for key in keys), ""])


def inside() -> None:
    """Run one bench in the environment and write its rows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("report", type=Path)
    chosen = parser.parse_args()
    server = Cluster("postgres-test", careless=True).server()
    config = databases.write_config(
        "bench.conf", odoo_source.ensure(), server, max_cron_threads=0
    )
    size = os.environ.get("PERMANENCE_BENCH_SIZE", SMALL)
    module = importlib.import_module(f"bench.{chosen.name}")
    rows = module.run(Context(server, config, size))
    chosen.report.write_text(json.dumps(rows))


if __name__ == "__main__":
    sys.path.insert(0, str(places.ROOT))
    inside()
