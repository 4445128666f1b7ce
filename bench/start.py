# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How long the launcher takes, beside Odoo called by hand for the same modules."""

import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tools import database, databases, odoo_source, places, processes

COLD_LIMIT = 1.2  # times `odoo -i` by hand
SECOND_LIMIT = 10.0  # seconds
PATIENCE = 1800.0
IGNORED = (".git", ".permanence", "__pycache__", ".pytest_cache", ".ruff_cache")


def run(ctx):
    """Return the cold and the second start of a fresh checkout.

    What is fetched once for a machine (Odoo, the Python packages) is there for both
    sides: the ratio tells what the launcher adds to the installation.
    """
    with tempfile.TemporaryDirectory() as folder:
        checkout = Path(folder, "checkout")
        shutil.copytree(places.ROOT, checkout, ignore=shutil.ignore_patterns(*IGNORED))
        (checkout / ".permanence").mkdir()
        first_of_all = timed_start(checkout)
        # The second cold start has Odoo and its packages: only the database goes.
        shutil.rmtree(checkout / ".permanence" / "postgres")
        shutil.rmtree(checkout / ".permanence" / "files")
        cold = timed_start(checkout)
        second = timed_start(checkout)
        by_hand = timed_by_hand(ctx)
    return [
        {
            "name": "first start, all fetched and unpacked, seconds",
            "ours": first_of_all,
            "n": 1,
        },
        {
            "name": "cold start to a served page, seconds",
            "ours": cold,
            "peer": by_hand,
            "limit": COLD_LIMIT,
            "n": 1,
        },
        {
            "name": "second start, seconds",
            "ours": second,
            "peer": SECOND_LIMIT,
            "limit": 1.0,
            "n": 1,
        },
    ]


def timed_start(checkout: Path) -> float:
    """Return the seconds from the command to the address on the screen."""
    begin = time.monotonic()
    port = processes.free_port()
    process = subprocess.Popen(
        [str(checkout / "permanence"), "run", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = []
    took = None
    for line in process.stdout:
        said.append(line)
        if "Permanence is at" in line:
            took = time.monotonic() - begin
            process.send_signal(signal.SIGINT)
        if time.monotonic() - begin > PATIENCE:
            process.send_signal(signal.SIGINT)
    process.wait(60)
    if took is None:
        raise RuntimeError("the launcher did not serve:\n" + "".join(said[-20:]))
    return took


def timed_by_hand(ctx) -> float:
    """Return the seconds of `odoo -i` with the same modules, languages and start."""
    odoo = odoo_source.ensure()
    name = "bench_start"
    database.drop(ctx.server, [name])
    config = databases.write_config(
        "bench-start.conf", odoo, ctx.server, db_name=name, log_level="warn"
    )
    modules = ",".join(databases.wanted_modules(story=True))
    command = databases.odoo_command(config, "server")
    begin = time.monotonic()
    subprocess.run(
        [
            *command,
            "-d",
            name,
            "-i",
            modules,
            "--load-language=fr_FR,ar_001",
            "--stop-after-init",
            "--no-http",
        ],
        env=databases.environment(ctx.server),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    took = time.monotonic() - begin
    database.drop(ctx.server, [name])
    return took
