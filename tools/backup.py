# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Write a database and its files to one file, and make a database from it.

The database is taken first and the files after: an attachment made in between is
then a file without a row, which does no harm; the other order loses it. The file is
a tar archive: ``manifest.json``, ``database.dump``, ``filestore/…``. The manifest
names each member with its SHA-256; a restore reads nothing that differs from it.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tools import consoles, database, databases, places, serve
from tools.database import Server
from tools.say import Fault, Step, full_disk, megabytes

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
FILES = "filestore/"
BLOCK = 1 << 20


def backup(arguments) -> int:
    """Write a backup; the file appears when it is whole."""
    target = Path(arguments.file).absolute()
    if target.exists():
        raise Fault(f"{target} exists already.", "Name another file.")
    if not target.parent.is_dir():
        raise Fault(f"there is no folder {target.parent}.", "Make it first.")
    server, name, cluster = consoles.opened(arguments)
    try:
        write(server, name, database.filestore(name), target)
    finally:
        if cluster:
            cluster.stop()
    print(f"  {name} is in {target} ({megabytes(target.stat().st_size)})")
    print("  Keep it where nobody but the administrators can read it.")
    return 0


def write(server: Server, name: str, filestore: Path, target: Path) -> None:
    """Write the backup of a database to a file.

    :raise Fault: the dump fails, or there is no room
    """
    draft = target.with_name(f".{target.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(0o600)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as work:
            dump = Path(work, DUMP)
            with Step(f"backup: the database {name}"):
                done = server.run("pg_dump", "-Fc", "--no-owner", "-f", str(dump), name)
                if "No space left" in done.stderr:
                    raise full_disk()
                if done.returncode:
                    reason = done.stderr.strip().rpartition("\n")[2] or "no answer"
                    raise Fault(f"the database cannot be dumped ({reason}).")
            members = {DUMP: dump}
            for path in sorted(filestore.rglob("*")):
                if path.is_file():
                    members[FILES + str(path.relative_to(filestore))] = path
            with Step(f"backup: {len(members) - 1} files") as step:
                pack(members, facts(server, name), draft, step)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def facts(server: Server, name: str) -> dict:
    """Return what a backup tells of the database it holds."""
    modules = server.ask(
        "SELECT name || '|' || latest_version FROM ir_module_module "
        "WHERE state = 'installed' ORDER BY name",
        name,
    )
    return {
        "format": FORMAT,
        "database": name,
        "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "postgresql": server.ask("SHOW server_version")[0],
        "modules": dict(line.split("|") for line in modules),
    }


def pack(members: dict[str, Path], told: dict, target: Path, step: Step) -> None:
    """Write members and their manifest to a tar archive."""
    sums = {}
    with tarfile.open(target, "w") as archive:
        for number, (name, path) in enumerate(members.items(), 1):
            step.at(f"{number} of {len(members)}")
            sums[name] = {"sha256": digest(path), "size": path.stat().st_size}
            archive.add(path, name, recursive=False)
        manifest = json.dumps(told | {"members": sums}, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(manifest)
        archive.addfile(entry, io.BytesIO(manifest))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    result = hashlib.sha256()
    with open(path, "rb") as data:
        while block := data.read(BLOCK):
            result.update(block)
    return result.hexdigest()


@contextlib.contextmanager
def unpacked(source: Path, room: Path) -> Iterator[tuple[Path, dict]]:
    """Unpack a backup beside its place and check every member; yield folder and facts.

    :raise Fault: the file is no backup, is cut short, or differs from its manifest
    """
    broken = Fault(f"{source} is damaged or no backup of ours.", "Take another one.")
    with tempfile.TemporaryDirectory(dir=room) as work:
        folder = Path(work)
        try:
            with tarfile.open(source) as archive:
                for entry in archive:
                    if not entry.isfile() or not is_inside(entry.name):
                        raise broken
                    path = folder / entry.name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    with open(path, "wb") as out:
                        shutil.copyfileobj(archive.extractfile(entry), out, BLOCK)
            told = json.loads((folder / MANIFEST).read_text())
            members = told["members"]
        except (tarfile.TarError, EOFError, KeyError, ValueError) as error:
            raise broken from error
        except FileNotFoundError as error:
            raise broken from error
        there = {
            str(path.relative_to(folder))
            for path in folder.rglob("*")
            if path.is_file()
        }
        if there - {MANIFEST} != set(members):
            raise broken
        for name, fact in members.items():
            if digest(folder / name) != fact["sha256"]:
                raise Fault(
                    f"{source} is damaged: {name} is not what was saved.",
                    "Take another backup.",
                )
        yield folder, told


def is_inside(name: str) -> bool:
    """Return whether a member's name stays inside the folder it is unpacked to."""
    plain = os.path.normpath(name)
    return plain == name and not plain.startswith(("/", ".."))


def restore(arguments) -> int:
    """Make a new database from a backup, neutralised unless told otherwise."""
    source = Path(arguments.file)
    if not source.is_file():
        raise Fault(f"there is no file {source}.")
    odoo = serve.prepare()
    from tools.database import Cluster

    was_alive = Cluster().data.is_dir() and Cluster().is_alive()
    server, cluster = serve.open_server()
    try:
        with Step("checking the backup"):
            opened = unpacked(source, places.make(places.STATE))
            folder, told = opened.__enter__()
        try:
            name = arguments.db or f"{told['database']}_restored"
            load(server, odoo, folder, name, not arguments.not_neutralised)
        finally:
            opened.__exit__(None, None, None)
    finally:
        if cluster and not was_alive:
            cluster.stop()
    how = "as it was" if arguments.not_neutralised else "neutralised"
    print(f"  {name} holds the backup of {told['when']}, {how}.")
    print(f"  Serve it with: ./permanence run --db {name}")
    return 0


def load(server: Server, odoo, folder: Path, name: str, neutralise: bool) -> None:
    """Load an unpacked backup into a new database.

    :raise Fault: the name is taken, or PostgreSQL refuses
    """
    if name in server.databases():
        raise Fault(
            f"there is a database {name} already.", "Name another one with --db."
        )
    working = f"{name}{databases.WORKING}"
    database.drop(server, [working])
    quoted = database.quote(working)
    server.ask(f"CREATE DATABASE {quoted} TEMPLATE template0 LC_COLLATE 'C'")
    with Step("restoring the database"):
        done = server.run(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "-j2",
            "-d",
            working,
            str(folder / DUMP),
        )
        if done.returncode:
            database.drop(server, [working])
            raise Fault(f"the backup cannot be loaded ({done.stderr.strip()[-300:]}).")
    files = folder / FILES
    target = database.filestore(working)
    if files.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(files, target)
    if neutralise:
        config = databases.write_config("restore.conf", odoo, server, db_name=working)
        log = places.LOGS / "restore.log"
        with Step("neutralising the copy"):
            command = [*databases.odoo_command(config, "neutralize"), "-d", working]
            done = subprocess.run(
                command,
                env=databases.environment(server),
                capture_output=True,
                text=True,
            )
            log.write_text(done.stdout + done.stderr)
            if done.returncode:
                database.drop(server, [working])
                raise databases.broken(log, "neutralising the copy")
    database.rename(server, working, name)
