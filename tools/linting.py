# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Check style, manifests, XML and translations."""

import csv
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools import databases, environment, odoo_source, places
from tools.say import Step

PYLINT = ("pylint", "--rcfile=config/pylintrc", "-j2")
OCA = "oca-checks-odoo-module"
# Files that no manifest names, and who reads them.
READ_BY_TESTS = ("security/access_matrix.csv", "security/field_groups.csv")


def run(arguments) -> int:
    """Check everything and return 1 if anything is found."""
    odoo = odoo_source.ensure()
    environment.ensure(odoo, tests=True)
    return 1 if lint() else 0


def lint(rooms: Sequence[str] | None = None) -> int:
    """Print what is wrong and return how many tools found something.

    :param rooms: these rooms only, with the rest of the tree left out
    """
    found = [name for name in places.rooms() if rooms is None or name in rooms]
    paths = [f"addons/{name}" for name in found]
    trees = [*paths, "tools", "tests", "bench", "permanence", "conftest.py"]
    if rooms is not None:
        trees = paths
    trees = [tree for tree in trees if (places.ROOT / tree).exists()]
    manifests = [f"{path}/__manifest__.py" for path in paths]
    ruff = "--config=config/ruff.toml"
    checks: list[tuple[str, list[str]]] = [
        ("ruff check", ["ruff", "check", "--quiet", ruff, *trees]),
        ("ruff format", ["ruff", "format", "--quiet", "--check", ruff, *trees]),
    ]
    if paths:
        checks += [
            ("pylint-odoo", [*PYLINT, *paths]),
            (OCA, [OCA, "--disable=file-not-used", *manifests]),
        ]
    failed = 0
    for name, command in checks:
        with Step(name):
            failed += not passes(command)
    with Step("XML, CSV and translations"):
        faults = [
            fault for name in found for fault in room_faults(places.ADDONS / name)
        ]
        faults += list(po_faults([places.ADDONS / name for name in found]))
        faults += list(unused_files(manifests))
    for fault in faults:
        print(f"    {fault}")
    return failed + bool(faults)


def call(command: Sequence[str]) -> subprocess.CompletedProcess:
    """Run a tool of the environment to its end."""
    return subprocess.run(
        [str(places.VENV / "bin" / command[0]), *command[1:]],
        cwd=places.ROOT,
        capture_output=True,
        text=True,
        env=databases.plain_environment(),
    )


def passes(command: Sequence[str]) -> bool:
    """Run a tool of the environment; print what it says if it finds something."""
    done = call(command)
    if done.returncode:
        # With two workers pylint says everything twice.
        lines = dict.fromkeys((done.stdout + done.stderr).splitlines())
        print("\n".join(lines), flush=True)
    return done.returncode == 0


def room_faults(room: Path) -> Iterator[str]:
    """Yield the faults of a room that need no tool: broken XML and CSV, demo data."""
    for path in sorted(room.rglob("*.xml")):
        try:
            ElementTree.parse(path)
        except ElementTree.ParseError as error:
            yield f"{path.relative_to(places.ROOT)}: {error}"
    for path in sorted(room.rglob("*.csv")):
        with open(path, newline="", encoding="utf-8") as lines:
            rows = [row for row in csv.reader(lines) if row]
        for number, row in enumerate(rows, 1):
            if len(row) != len(rows[0]):
                where = path.relative_to(places.ROOT)
                yield f"{where}:{number}: {len(row)} fields, not {len(rows[0])}"
    for path in sorted(room.glob("demo/*")):
        yield f"{path.relative_to(places.ROOT)}: the story is data of permanence_demo"


def unused_files(manifests: Sequence[str]) -> Iterator[str]:
    """Yield the files of rooms that neither their manifest nor a test reads."""
    if not manifests:
        return
    done = call([OCA, "--disable=all", "--enable=file-not-used", *manifests])
    for line in (done.stdout + done.stderr).splitlines():
        if "file-not-used" in line and not any(x in line for x in READ_BY_TESTS):
            yield line


def po_faults(rooms: Sequence[Path]) -> Iterator[str]:
    """Yield the faults of the translations, found in the environment by polib."""
    folders = [str(room) for room in rooms if (room / "i18n").is_dir()]
    if not folders:
        return
    done = subprocess.run(
        [str(places.PYTHON), "-m", "tools.translations", *folders],
        cwd=places.ROOT,
        capture_output=True,
        text=True,
        env=databases.plain_environment(),
    )
    yield from filter(None, done.stdout.splitlines())
    if done.returncode > 1:
        yield done.stderr.strip() or "the check of translations failed"


def log_faults(text: str) -> list[str]:
    """Return the lines of an Odoo log that warn and are not on the allow-list."""
    allowed = []
    for line in (places.CONFIG / "log-allowed.txt").read_text().splitlines():
        pattern = line.partition("  #")[0].strip()
        if pattern and not pattern.startswith("#"):
            allowed.append(re.compile(pattern))
    warned = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ (WARNING|ERROR|CRITICAL) ")
    return [
        line
        for line in text.splitlines()
        if warned.match(line) and not any(rule.search(line) for rule in allowed)
    ]


if __name__ == "__main__":
    sys.exit(lint(sys.argv[1:] or None))
