# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Install the suite into an Odoo 19 database that holds an organisation's data.

It is backed up first. A database of another version, or with an installed module that
is not found, is refused: Odoo would start, say one line in its log, and leave out the
fields and screens of what it did not find.
"""

import shutil
import time
from pathlib import Path
from urllib.parse import urlsplit

from tools import backup, database, databases, places
from tools.database import Server
from tools.odoo_source import Odoo
from tools.say import Fault, Step

SERIES = "19.0"


def prepare(arguments, odoo: Odoo, server: Server) -> tuple[str, Path]:
    """Check, back up, install; return the database and its configuration.

    :raise Fault: a reason why it must not be touched
    """
    name = urlsplit(arguments.existing_db).path.strip("/") or arguments.db
    if not name:
        raise Fault(
            "the address names no database.",
            "Write postgresql://user:password@host:port/database.",
        )
    if name not in server.databases():
        raise Fault(f"there is no database {name} at {server.host}.")
    folders = folders_of(arguments.addons_path)
    check(server, name, [places.ADDONS, *folders, *odoo.addons])
    store = filestore_of(arguments.filestore)
    link_filestore(store, name)
    config = databases.write_config(
        "existing.conf",
        odoo,
        server,
        [places.ADDONS, *folders],
        db_name=name,
        dbfilter=f"^{name}$",
    )
    wanted = databases.missing_modules(server, name, databases.wanted_modules(False))
    if wanted:
        save(server, name, store)
        log = places.LOGS / "existing.log"
        log.unlink(missing_ok=True)
        databases.install(server, config, name, wanted, log)
    return name, config


def folders_of(text: str | None) -> list[Path]:
    """Return the folders of ``--addons-path``.

    :raise Fault: one is not there, or none is named
    """
    if text is None:
        raise Fault(
            "--existing-db needs --addons-path: the folders of the addons that the "
            "organisation's own Odoo has.",
            "Give an empty one ('--addons-path=') if it has none.",
        )
    folders = [Path(part).expanduser().resolve() for part in text.split(",") if part]
    for folder in folders:
        if not folder.is_dir():
            raise Fault(f"there is no folder {folder} (--addons-path).")
    return folders


def filestore_of(text: str | None) -> Path:
    """Return the folder of ``--filestore``.

    :raise Fault: it is not there, or not named
    """
    if not text:
        raise Fault(
            "--existing-db needs --filestore, the folder of the attachments.",
            "It is data_dir/filestore/DATABASE of the organisation's Odoo.",
        )
    folder = Path(text).expanduser().resolve()
    if not folder.is_dir():
        raise Fault(f"there is no folder {folder} (--filestore).")
    return folder


def check(server: Server, name: str, folders: list[Path]) -> None:
    """Refuse a database that this Odoo cannot serve whole.

    :raise Fault: it says why
    """
    tables = server.ask("SELECT to_regclass('ir_module_module')", name)
    if not any(tables):
        raise Fault(f"{name} is no database of Odoo.")
    rows = server.ask(
        "SELECT name || '|' || coalesce(latest_version, '') FROM ir_module_module "
        "WHERE state IN ('installed', 'to upgrade', 'to remove')",
        name,
    )
    modules = dict(row.split("|") for row in rows)
    version = modules.get("base", "")
    if not version.startswith(f"{SERIES}."):
        raise Fault(
            f"{name} is a database of Odoo {'.'.join(version.split('.')[:2]) or '?'}.",
            f"These addons need {SERIES}: upgrade it first.",
        )
    lost = missing(modules, folders)
    if lost:
        raise Fault(
            f"{name} has modules installed that are not found: {', '.join(lost)}.",
            "Name their folders with --addons-path.",
        )


def missing(modules, folders: list[Path]) -> list[str]:
    """Return the modules that none of the folders holds."""
    return sorted(
        module
        for module in modules
        if not any(
            (folder / module / "__manifest__.py").is_file() for folder in folders
        )
    )


def link_filestore(store: Path, name: str) -> None:
    """Let our Odoo find the attachments where they are.

    :raise Fault: a folder of ours has that name
    """
    ours = database.filestore(name)
    if ours.is_symlink():
        ours.unlink()
    elif ours.exists() and ours.resolve() != store:
        raise Fault(
            f"this checkout has attachments of another database {name} ({ours}).",
            "Move that folder away, or give the copy another name.",
        )
    if not ours.exists():
        places.make(ours.parent)
        ours.symlink_to(store, target_is_directory=True)


def save(server: Server, name: str, store: Path) -> Path:
    """Write a backup before anything is changed; return its file."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    target = places.make(places.STATE / "backups") / f"{name}-{stamp}.tar"
    size = int(server.ask(f"SELECT pg_database_size({quoted(name)})")[0])
    with Step("room for the backup"):
        if shutil.disk_usage(target.parent).free < size:
            raise Fault("the disk has no room for a backup.", "Free some space.")
    backup.write(server, name, store, target)
    print(f"  backup before the installation: {target}")
    return target


def quoted(text: str) -> str:
    """Return a text quoted for SQL."""
    return "'" + text.replace("'", "''") + "'"
