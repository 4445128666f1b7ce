# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Databases of Odoo: install the rooms, languages and the story, update, ask.

Everything is installed under a working name and renamed at the end: whatever is
killed on the way, a database of the final name is whole.

``click-odoo-contrib`` updates what changed. It does not install: its cached
templates keep attachments in the database and load no languages. It does not back
up: it takes the filestore before the database, and an attachment made in between
is then a row without a file.
"""

import ast
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools import database, places, processes
from tools.database import Server
from tools.odoo_source import Odoo
from tools.say import Fault, Step, full_disk

WORKING = "_setup"
INSTALLING = ("__manifest__.py", "hooks.py")  # Python that an installation runs
LANGUAGES = """
wanted = ["fr_FR", "ar_TN", "en_US"]
known = env["res.lang"].with_context(active_test=False).search([]).mapped("code")
wanted = [code if code in known else "ar_001" for code in wanted]
langs = env["res.lang"].with_context(active_test=False).search([("code", "in", wanted)])
env["base.language.install"].create(
    {"lang_ids": [(6, 0, langs.ids)], "overwrite": False}
).lang_install()
# Strangers make no account for themselves where such files are kept.
env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2b")
env.cr.commit()
"""
LOGINS = """
import json
if "ngo.role" in env and hasattr(env["ngo.role"], "_get_demo_logins"):
    logins = env["ngo.role"]._get_demo_logins()
else:
    logins = []
from click_odoo_contrib.update import _save_installed_checksums
_save_installed_checksums(env.cr)
env.cr.commit()
print("LOGINS " + json.dumps(logins, default=str))
"""
USER_LANGUAGE = """
codes = dict(env["res.lang"].get_installed())
code = next((c for c in {codes!r} if c in codes), None)
if code:
    env["ir.default"].set("res.partner", "lang", code)
    users = env["res.users"].with_context(active_test=False).search([])
    users.partner_id.write({{"lang": code}})
    if "hr.employee" in env:
        # Who works here without an account is written to as well.
        env["hr.employee"].search([]).work_contact_id.write({{"lang": code}})
env.cr.commit()
"""
LOST = (
    "could not connect",
    "connection to server",
    "server closed the connection",
    "terminating connection",
)
CODES = {
    "fr": ["fr_FR"],
    "ar": ["ar_TN", "ar_001"],
    "en": ["en_US"],
}


def write_config(
    name: str,
    odoo: Odoo,
    server: Server,
    addons: Iterable[Path] = (places.ADDONS,),
    **options: object,
) -> Path:
    """Write a configuration file of Odoo and return its path.

    :param name: file name under ``.permanence/``
    :param addons: folders of addons before those of Odoo
    :param options: further settings, which win
    """
    folders = [*addons, *odoo.addons]
    settings = {
        "addons_path": ",".join(str(folder) for folder in folders if folder.is_dir()),
        "data_dir": places.make(places.FILES),
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "db_password": server.password,
        "db_template": "template0",
        "http_interface": "127.0.0.1",
        "list_db": False,
        "admin_passwd": "",
        "log_level": "info",
        "max_cron_threads": 1,
    } | options
    path = places.make(places.STATE) / name
    path.touch(0o600)
    lines = [f"{key} = {value}\n" for key, value in settings.items() if value != ""]
    path.write_text("[options]\n" + "".join(lines))
    return path


def environment(server: Server) -> dict[str, str]:
    """Return the environment in which Odoo runs: our programs first on PATH."""
    return plain_environment(server.environment())


def plain_environment(settings: dict[str, str] | None = None) -> dict[str, str]:
    """Return the environment for tools: our programs first, nothing that misleads."""
    settings = dict(os.environ if settings is None else settings)
    front = f"{places.BIN}{os.pathsep}{places.VENV / 'bin'}"
    settings["PATH"] = f"{front}{os.pathsep}{settings['PATH']}"
    for name in ("ODOO_RC", "OPENERP_SERVER", "PYTHONPATH", "PYTHONHOME"):
        settings.pop(name, None)
    return settings | {"PYTHONUNBUFFERED": "1"}


def odoo_command(config: Path, *arguments: str) -> list[str]:
    """Return the command that starts Odoo."""
    return [str(places.PYTHON), "-m", "odoo", *arguments, "-c", str(config)]


def wanted_modules(story: bool) -> list[str]:
    """Return the modules to install: the suite, or all rooms while it is not there."""
    rooms = [room for room in places.rooms() if not room.startswith("test_")]
    if places.SUITE in rooms:
        rooms = [room for room in (places.SUITE, places.STORY) if room in rooms]
    return [room for room in rooms if story or room != places.STORY] or ["base"]


def missing_modules(server: Server, name: str, wanted: Sequence[str]) -> list[str]:
    """Return the wanted modules that a database does not have."""
    there = server.ask(
        "SELECT name FROM ir_module_module WHERE state = 'installed'", name
    )
    return [module for module in wanted if module not in there]


def install(
    server: Server, config: Path, name: str, modules: Sequence[str], log: Path, what=""
) -> None:
    """Install modules into a database, made if it is missing.

    :raise Fault: Odoo ends with an error
    """
    command = [*odoo_command(config), "-d", name, "-i", ",".join(modules)]
    command += ["--stop-after-init", "--no-http", "--max-cron-threads=0"]
    with Step(what or f"installing {', '.join(modules)}") as step:
        status = processes.watch(
            command, log, _module_progress(log, step), env=environment(server)
        )
    if status or name not in server.databases():
        raise broken(log, "the installation")


def _module_progress(log: Path, step: Step):
    """Return a function that tells which module Odoo is at."""
    place = log.stat().st_size if log.is_file() else 0

    def look():
        nonlocal place
        with open(log, "rb") as lines:
            lines.seek(place)
            text = lines.read().decode(errors="replace")
        found = re.findall(r"Loading module (\S+) \((\d+)/(\d+)\)", text)
        if found:
            room, number, total = found[-1]
            step.at(f"{number} of {total}, {room}")

    return look


def broken(log: Path, what: str) -> Fault:
    """Return the fault that the end of Odoo's log tells."""
    reason = ""
    for line in processes.tail(log, 400).splitlines():
        if re.search(r" (ERROR|CRITICAL) ", line):
            reason = re.sub(r"^.*? (ERROR|CRITICAL) \S+ ", "", line)
        elif re.match(r"^[\w.]+(Error|Exception|Violation)\b", line):
            reason = line
    if "No space left" in reason:
        return full_disk()
    if any(words in reason for words in LOST):
        return Fault(
            f"{what} lost the database server.", "Start again: it begins anew."
        )
    reason = reason or "ended without a word, as what is killed does"
    return Fault(f"{what} failed ({reason[:250]}).", f"The whole story is in {log}.")


def shell(server: Server, config: Path, name: str, script: str, log: Path) -> str:
    """Run lines of Python in Odoo's shell and return what they print.

    :raise Fault: they fail
    """
    command = odoo_command(config, "shell")
    command += ["-d", name, "--no-http", "--log-level=warn", f"--logfile={log}"]
    done = subprocess.run(
        [*command, "--shell-interface=python"],
        input=script,
        capture_output=True,
        text=True,
        env=environment(server),
    )
    if done.returncode or "Traceback (most recent" in done.stderr:
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "a") as out:
            out.write(done.stderr)
        raise broken(log, "a step inside Odoo")
    return done.stdout


def load_languages(server: Server, config: Path, name: str, log: Path) -> None:
    """Load French, Arabic as written in Tunisia, and English; close free sign-up."""
    with Step("languages: French, Arabic, English"):
        shell(server, config, name, LANGUAGES, log)


def set_language(server: Server, config: Path, name: str, lang: str, log: Path) -> None:
    """Make a language the one of all users and of the staff."""
    with Step(f"language of the screens: {lang}"):
        shell(server, config, name, USER_LANGUAGE.format(codes=CODES[lang]), log)


def logins(server: Server, config: Path, name: str, log: Path) -> list[dict]:
    """Return the demo logins: login, password, job_title and role of each."""
    text = shell(server, config, name, LOGINS, log)
    line = next((x for x in text.splitlines() if x.startswith("LOGINS ")), "LOGINS []")
    return json.loads(line.removeprefix("LOGINS "))


def create(
    server: Server, odoo: Odoo, name: str, story: bool, lang: str, log: Path
) -> None:
    """Make the database of the house: rooms, languages, story, then its name."""
    working = name + WORKING
    database.drop(server, [working])
    config = write_config("setup.conf", odoo, server, db_name=working)
    modules = wanted_modules(story)
    first = [module for module in modules if module != places.STORY]
    log.unlink(missing_ok=True)
    install(server, config, working, first, log)
    load_languages(server, config, working, log)
    if places.STORY in modules:
        install(server, config, working, [places.STORY], log)
    set_language(server, config, working, lang, log)
    found = logins(server, config, working, log)
    database.rename(server, working, name)
    known = places.recall("databases", {})
    known[name] = {
        "logins": found,
        "addons": digest(),
        "lang": lang,
        "story": story,
    }
    places.remember(databases=known)


def digest(
    addons: Path = places.ADDONS, rooms: Sequence[str] = (), bodies: bool = True
) -> str:
    """Return a digest of all that the rooms hold, their tests left out.

    :param bodies: also of what methods do; without, two rooms of one digest make
        databases of one structure
    """
    result = hashlib.sha256()
    for room in rooms or places.rooms(addons):
        for folder, folders, files in os.walk(addons / room):
            folders[:] = sorted(f for f in folders if f not in ("tests", "__pycache__"))
            for file in sorted(files):
                path = Path(folder, file)
                result.update(str(path.relative_to(addons)).encode())
                text = path.read_bytes()
                if not bodies and path.suffix == ".py" and file not in INSTALLING:
                    text = without_bodies(text)
                result.update(text)
    return result.hexdigest()[:16]


def without_bodies(source: bytes) -> bytes:
    """Return Python without comments and without what its functions do.

    Left is what the tables are made from: classes, fields, signatures, and ``init``,
    which Odoo calls on each installation. What cannot be parsed stays as it is.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    for node in ast.walk(tree):
        function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if function and node.name != "init":
            node.body = []
    return ast.dump(tree).encode()


def update(server: Server, config: Path, name: str, log: Path) -> None:
    """Update the rooms whose files changed since they were installed.

    :raise Fault: Odoo ends with an error
    """
    command = [str(places.VENV / "bin" / "click-odoo-update"), "-c", str(config)]
    command += ["-d", name, "--ignore-core-addons", "--log-level=info"]
    with Step("updating the rooms that changed") as step:
        status = processes.watch(
            command, log, _module_progress(log, step), env=environment(server)
        )
    if status:
        raise broken(log, "the update")


def of_ours(server: Server) -> list[str]:
    """Return the databases that hold an Odoo of the house."""
    left_out = ("postgres", "template1")
    return sorted(
        name
        for name in server.databases()
        if name not in left_out and not name.endswith(WORKING)
    )
