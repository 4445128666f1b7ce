# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A streaming replica of a database server, and a house served beside it.

For tests and benches: the organisation's own stands in ``docker-compose.yml``.
"""

import configparser
import contextlib
import os
import shutil
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tools import places, processes
from tools.database import Cluster, Server, quote
from tools.say import Fault


def cluster(home: Path, name: str) -> Cluster:
    """Return a cluster that lives in a folder; it waits for the disk as a house's."""
    return settle(Cluster(name), home)


def settle(made: Cluster, home: Path) -> Cluster:
    """Let a cluster live in a folder."""
    made.home = home
    made.data = home / "data"
    made.log = home / "server.log"
    made.known = home / "server.json"
    return made


def move(name: str, source: Server, target: Server, dump: Path) -> None:
    """Copy a database to another server.

    :param dump: folder that holds it on the way, made here and taken away
    :raise Fault: one of the two programs fails
    """
    for server, command in (
        (source, ["pg_dump", "-Fd", "-Z1", "-j2", "-f", str(dump), name]),
        (target, ["createdb", "-T", "template0", name]),
        (target, ["pg_restore", "-O", "-x", "-j2", "-d", name, str(dump)]),
    ):
        done = server.run(*command)
        if done.returncode:
            raise Fault(f"{command[0]} failed ({done.stderr.strip()[-300:]}).", "")
    shutil.rmtree(dump)


class Replica(Cluster):
    """A server that follows another one as it writes, and answers what only reads."""

    def __init__(self, primary: Cluster, home: Path):
        """Name a replica of a primary that runs.

        :param primary: the server to follow
        :param home: folder of its data and log
        """
        super().__init__("postgres-replica")
        settle(self, home)
        self.primary = primary

    def _make(self) -> None:
        """Copy the primary while it works (``pg_basebackup``)."""
        places.make(self.home)
        draft = self.home / "data.new"
        draft.mkdir(mode=0o700)
        if self.owner:
            os.chown(draft, self.owner.pw_uid, self.owner.pw_gid)
        source = self.primary.server()
        command = ["pg_basebackup", "-D", draft, "-R", "-X", "stream", "-c", "fast"]
        status = processes.watch(
            self.command(*command, "--no-sync"),
            self.home / "copy.log",
            cwd="/",
            env=source.environment(),
        )
        if status:
            words = processes.tail(self.home / "copy.log", 1)
            raise Fault(f"the replica cannot be made ({words}).", "")
        draft.rename(self.data)
        self._remember(processes.free_port(), source.password)


def promise(server: Server, **settings: str) -> None:
    """Change settings of a server that runs; sessions learn them one after another."""
    for key, value in settings.items():
        server.ask(f"ALTER SYSTEM SET {quote(key)} = '{value}'")
    server.ask("SELECT pg_reload_conf()")


@contextlib.contextmanager
def two_workers(
    folder: Path,
    config: Path,
    name: str,
    replica: Server | None = None,
    environment: dict[str, str] | None = None,
) -> Iterator[tuple[str, Path, int]]:
    """Serve a database as ``config/production.conf`` does, without jobs.

    :param folder: where configuration and log are written
    :param config: how Odoo reaches the database, its addons and its files
    :param environment: what it starts with; Odoo heeds PGHOST before a configuration
    :return: address, log, number of the process
    :raise Fault: it ends before it answers, or does not answer for ten minutes
    """
    options = configparser.RawConfigParser()
    options.read([places.CONFIG / "production.conf", config])
    port, gevent = processes.free_port(), processes.free_port()
    ours = {"http_port": port, "gevent_port": gevent, "max_cron_threads": 0}
    ours |= {"db_name": name, "dbfilter": f"^{name}$", "workers": 2}
    if replica:
        ours |= {"db_replica_host": replica.host, "db_replica_port": replica.port}
    options.read_dict({"options": ours})
    with open(folder / "two.conf", "w") as lines:
        options.write(lines)
    # With workers Odoo starts itself anew by its script's name: a module has none.
    script = folder / "odoo"
    script.write_text("from odoo.cli.command import main\n\nmain()\n")
    log = folder / "odoo.log"
    command = [sys.executable, script, "server", "-c", folder / "two.conf"]
    process = processes.start(command, log, env=environment)
    url = f"http://127.0.0.1:{port}"
    limit = time.monotonic() + 600
    try:
        while not answers(f"{url}/web/health"):
            if process.poll() is not None or time.monotonic() > limit:
                raise Fault(f"Odoo does not start ({processes.tail(log, 5)}).", "")
            time.sleep(0.2)
        yield url, log, process.pid
    finally:
        processes.end(process, 30)


def answers(address: str) -> bool:
    """Return whether an address answers."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
