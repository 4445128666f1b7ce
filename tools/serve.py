# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Serve: ``run``, ``stop`` and ``status``."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools import (
    database,
    databases,
    environment,
    extras,
    odoo_source,
    places,
    processes,
)
from tools.database import Cluster, Server
from tools.odoo_source import Odoo
from tools.say import Fault, Step, table

PORT = 8069
NAME = "permanence"
LOG = "odoo.log"


class Interrupted(BaseException):
    """The user or the system asks the launcher to end."""


class PortTaken(Fault):
    """Another program listens on the port."""

    def __init__(self, port: int):
        super().__init__(
            f"port {port} is taken by another program.",
            f"Choose another one: './permanence run --port {port + 1}'.",
        )


def listen_to_signals() -> None:
    """Turn the signals that end a program into one exception."""

    def end(number, frame):
        raise Interrupted

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


def prepare(tests: bool = False) -> Odoo:
    """Return Odoo, with its Python environment and small programs beside it."""
    odoo = odoo_source.ensure()
    environment.ensure(odoo, tests)
    extras.ensure(tests)
    return odoo


def open_server(url: str | None = None) -> tuple[Server, Cluster | None]:
    """Return the database server: a given one, or our own, started."""
    url = url or os.environ.get("PERMANENCE_DATABASE_URL")
    if url:
        server = database.given(url)
        server.ask("SELECT 1")
        return server, None
    cluster = Cluster()
    return cluster.start(), cluster


def run(arguments) -> int:
    """Serve until the user ends it."""
    if arguments.port and not processes.is_free(arguments.port):
        raise PortTaken(arguments.port)
    with places.only_one("run"):
        listen_to_signals()
        places.remember(launcher=[os.getpid(), processes.born(os.getpid())])
        cluster = None
        server_process = None
        try:
            odoo = prepare()
            server, cluster = open_server(arguments.existing_db)
            name, config = choose_database(arguments, odoo, server)
            while True:
                port = arguments.port or free_http_port()
                server_process = start(server, config, name, port)
                try:
                    wait_until_served(server_process, port)
                    break
                except PortTaken:
                    # Another checkout took it between our look and our start.
                    processes.end(server_process)
                    if arguments.port:
                        raise
            tell(name, port, arguments.port)
            return watch(server_process, cluster)
        except (Interrupted, KeyboardInterrupt):
            print("\n  stopping …", flush=True)
            return 0
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            if server_process:
                processes.end(server_process)
            if cluster:
                cluster.stop()
            places.remember(launcher=None)


def free_http_port() -> int:
    """Return the port of this checkout, 8069 or the next free one the first time."""
    port = places.recall("http_port", PORT)
    while not processes.is_free(port):
        port += 1
    places.remember(http_port=port)
    return port


def choose_database(arguments, odoo: Odoo, server: Server) -> tuple[str, Path]:
    """Return the database to serve and its configuration, made the first time."""
    if arguments.existing_db:
        from tools import existing

        return existing.prepare(arguments, odoo, server)
    name = arguments.db or NAME
    known = places.recall("databases", {})
    if arguments.no_demo and known.get(name, {}).get("story"):
        raise Fault(
            f"the database {name} holds the demo organisation.",
            f"Take another name: './permanence run --no-demo --db {name}_empty'.",
        )
    log = places.LOGS / "install.log"
    if name not in server.databases():
        print(f"First start: making the database {name}. Later starts are quick.")
        databases.create(
            server, odoo, name, not arguments.no_demo, arguments.lang or "fr", log
        )
    config = databases.write_config(
        "odoo.conf", odoo, server, db_name=name, dbfilter=f"^{name}$"
    )
    known = places.recall("databases", {})
    mine = known.setdefault(name, {})
    if mine.get("addons") not in (None, databases.digest()):
        databases.update(server, config, name, log)
        wanted = databases.wanted_modules(mine.get("story", True))
        if new := databases.missing_modules(server, name, wanted):
            databases.install(server, config, name, new, log)
        mine["addons"] = databases.digest()
        mine["logins"] = databases.logins(server, config, name, log)
        places.remember(databases=known)
    if arguments.lang and mine.get("lang") != arguments.lang:
        databases.set_language(server, config, name, arguments.lang, log)
        mine["lang"] = arguments.lang
        places.remember(databases=known)
    return name, config


def start(
    server: Server,
    config: Path,
    name: str,
    port: int,
    log: str = LOG,
    known: bool = True,
) -> subprocess.Popen:
    """Start Odoo on 127.0.0.1.

    :param known: remember it for ``stop`` and ``status``
    """
    command = databases.odoo_command(config, "server")
    command += ["-d", name, f"--http-port={port}", "--http-interface=127.0.0.1"]
    (places.LOGS / log).unlink(missing_ok=True)
    process = processes.start(
        command, places.LOGS / log, env=databases.environment(server)
    )
    if known:
        places.remember(odoo=[process.pid, processes.born(process.pid)], port=port)
    return process


def wait_until_served(process: subprocess.Popen, port: int, patience=300.0) -> None:
    """Wait for the first page.

    :raise PortTaken: another program was quicker
    :raise Fault: Odoo ends before, or says nothing for too long
    """
    limit = time.monotonic() + patience
    with Step("starting Odoo") as step:
        while True:
            if process.poll() is not None and not processes.is_free(port):
                raise PortTaken(port)
            if process.poll() is not None or time.monotonic() > limit:
                raise databases.broken(places.LOGS / LOG, "the start of Odoo")
            step.at("waiting for the first page")
            if not processes.listens(process.pid, port):
                time.sleep(0.1)
                continue
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/web/login", timeout=60)
                return
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    return
                time.sleep(0.3)
            except OSError:
                time.sleep(0.1)


def tell(name: str, port: int, asked: int | None) -> None:
    """Print the address and the demo logins."""
    known = places.recall("databases", {}).get(name, {})
    found = known.get("logins") or [
        {"login": "admin", "password": "admin", "job_title": "administrator"}
    ]
    if asked is None and port != PORT:
        print(f"  (port {PORT} is taken by another program)")
    print(f"\n  Permanence is at  http://127.0.0.1:{port}")
    print("  trial, not for real data\n")
    rows = [
        [x.get("job_title", ""), x.get("login", ""), x.get("password", "")]
        for x in found
    ]
    print(table(rows, ["job title", "login", "password"]))
    if known.get("story") is False:
        print("\n  An empty house: docs/administrator.md says how to set it up.")
    print("\n  Ctrl-C stops it.", flush=True)


def watch(process: subprocess.Popen, cluster: Cluster | None) -> int:
    """Look after Odoo and its database server until one of them ends.

    A database server that died is started again: Odoo connects anew by itself.
    """
    while process.poll() is None:
        time.sleep(1)
        if cluster and cluster.process() is None:
            print("  the database server died; starting it again", flush=True)
            cluster.start()
    raise databases.broken(places.LOGS / LOG, "Odoo")


def stop(arguments) -> int:
    """End all that this checkout has running."""
    ended = []
    for key in ("launcher", "tester", "odoo"):
        number, birth = places.recall(key) or (0, None)
        if number and birth and processes.end_by_number(number, birth, 40):
            ended.append(key)
    places.remember(launcher=None, tester=None, odoo=None)
    for cluster in (Cluster(), Cluster("postgres-test", careless=True)):
        if cluster.data.is_dir() and cluster.stop():
            ended.append(cluster.name)
    print(f"  stopped: {', '.join(ended)}" if ended else "  nothing was running")
    return 0


def status(arguments) -> int:
    """Tell what runs."""
    number, birth = places.recall("odoo") or (0, None)
    alive = bool(birth) and processes.born(number) == birth
    where = f"http://127.0.0.1:{places.recall('port')}" if alive else "not running"
    rows = [["Odoo", where]]
    for cluster in (Cluster(), Cluster("postgres-test", careless=True)):
        if cluster.data.is_dir():
            alive = cluster.is_alive()
            at = f"127.0.0.1:{cluster.server().port}" if alive else "not running"
            rows.append([cluster.name, at])
            if alive:
                names = sorted(set(cluster.server().databases()) - {"template1"})
                rows.append(["  databases", ", ".join(set(names) - {"postgres"})])
    print(table(rows, ["what", "where"]))
    return 0
