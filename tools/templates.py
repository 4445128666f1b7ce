# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Databases that tests start from, kept by the digest of what they hold.

Three layers, each a copy of the one below: Odoo's own modules with the languages,
the rooms, the story. What did not change is not installed again.
"""

import ast
import datetime
import hashlib
import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools import database, databases, linting, places
from tools.database import Server
from tools.odoo_source import Odoo
from tools.say import Fault, Step

KEPT = 6  # templates of rooms that are kept, the newest
TERMS = """
import json
from odoo.tools.translate import TranslationModuleReader
def is_of_core(name, res_id):
    # Odoo shows a field that a model inherits with the words of the model it is from.
    if not name.startswith(("ir.model.fields,", "ir.model.fields.selection,")):
        return False
    record = env.ref(res_id)
    field = record.field_id if record._name == "ir.model.fields.selection" else record
    known = field.model in env and env[field.model]._fields.get(field.name)
    return bool(known and known.inherited)
terms = {{}}
for module, kind, name, res_id, source, value, comments in TranslationModuleReader(
    env.cr, modules={rooms!r}, lang=None
):
    if not is_of_core(name, res_id):
        terms.setdefault(module, []).append(source)
print("TERMS " + json.dumps(terms))
"""

environment = databases.environment


def manifest(room: str) -> dict:
    """Return the manifest of a room."""
    path = places.ADDONS / room / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text())
    except (OSError, ValueError, SyntaxError) as error:
        raise Fault(f"the manifest of {room} cannot be read: {error}") from error


def closure(rooms: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return our rooms that some rooms need, themselves included, and Odoo's modules.

    Glue that installs itself beside them counts too.
    """
    known = places.rooms()
    ours, core, todo = set(), set(), list(rooms)
    while todo:
        room = todo.pop()
        if room not in known:
            core.add(room)
        elif room not in ours:
            ours.add(room)
            todo += manifest(room).get("depends", [])
    return sorted(ours), sorted(core)


def without_story() -> list[str]:
    """Return all rooms less the story, which tests do not rely on."""
    return [room for room in places.rooms() if room != places.STORY]


def exists(server: Server, name: str) -> bool:
    return name in server.databases()


def config(
    odoo: Odoo,
    server: Server,
    name: str,
    file: str,
    port: int | None = None,
    options: dict[str, object] | None = None,
) -> Path:
    """Write the configuration of Odoo for one test database.

    :param options: further settings, which win
    """
    wanted: dict[str, object] = {
        "db_name": name,
        "dbfilter": f"^{name}$",
        "db_maxconn": 24,
        "max_cron_threads": 0,
        "data_dir": places.make(places.FILES),
    }
    if port:
        wanted["http_port"] = port
    return databases.write_config(file, odoo, server, **wanted | (options or {}))


def layer(
    odoo: Odoo,
    server: Server,
    name: str,
    below: str | None,
    modules: Sequence[str],
    what: str,
    languages: str = "",
) -> str:
    """Return a template, made from the one below if it is not there yet.

    :param languages: ``before`` or ``after`` the modules; nothing leaves them as below
    """
    if exists(server, name):
        server.ask(f"COMMENT ON DATABASE {database.quote(name)} IS '{now()}'")
        return name
    working = f"{name}{databases.WORKING}"
    if below:
        database.copy(server, below, working)
    else:
        database.drop(server, [working])
    conf = config(odoo, server, working, "template.conf")
    log = log_of(name)
    log.unlink(missing_ok=True)
    if languages == "before":
        databases.load_languages(server, conf, working, log)
    databases.install(server, conf, working, modules, log, what)
    if languages == "after":
        databases.load_languages(server, conf, working, log)
    database.rename(server, working, name)
    server.ask(f"COMMENT ON DATABASE {database.quote(name)} IS '{now()}'")
    return name


def now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).isoformat()


def log_of(template: str) -> Path:
    """Return the log of a template's installation."""
    return places.make(places.LOGS / "templates") / f"{template}.log"


def core(odoo: Odoo, server: Server, modules: Sequence[str]) -> str:
    """Return the template that holds Odoo's own modules and the languages."""
    release = (odoo.package / "release.py").read_text()
    text = f"{odoo.library}|{release}|{' '.join(modules)}|{databases.LANGUAGES}"
    name = f"core_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    return layer(
        odoo,
        server,
        name,
        None,
        ["base", *modules],
        f"installing {len(modules)} modules of Odoo",
        languages="after",
    )


def rooms(odoo: Odoo, server: Server, wanted: Sequence[str], near: bool = False) -> str:
    """Return the template that holds some rooms and what they need.

    All share one bottom layer, with the modules of Odoo that any room needs; that a
    room names all it needs is shown by installing it alone.

    :param near: one from before will do if only what methods do has changed since
    """
    ours, _ = closure(wanted)
    _, modules = closure(without_story())
    below = core(odoo, server, modules)
    digest = databases.digest(rooms=ours)
    shape = databases.digest(rooms=ours, bodies=False)
    kind = hashlib.sha256(f"{below}|{shape}|{' '.join(ours)}".encode()).hexdigest()
    alike = f"rooms_{kind[:12]}_"
    name = f"{alike}{digest[:12]}"
    if near and not exists(server, name):
        for found in newest(server, alike):
            if not found.endswith(databases.WORKING):
                print("  database kept: since it was made only methods changed inside")
                name = found
                break
    trim(server, "rooms_", keep=name)
    return layer(odoo, server, name, below, ours, f"installing {', '.join(wanted)}")


def story(odoo: Odoo, server: Server) -> str:
    """Return the template that holds all rooms and the story."""
    below = rooms(odoo, server, without_story())
    text = f"{below}|{databases.digest(rooms=[places.STORY])}|{databases.LANGUAGES}"
    name = f"story_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    trim(server, "story_", keep=name)
    # Arabic as in Tunisia is a row of ngo_base: it can be loaded only now.
    what = "installing the story"
    return layer(odoo, server, name, below, [places.STORY], what, languages="before")


def trim(server: Server, prefix: str, keep: str) -> None:
    """Drop the oldest templates of a kind, and what was left half made."""
    found = newest(server, prefix)
    half = [name for name in found if name.endswith(databases.WORKING)]
    whole = [name for name in found if name not in half and name != keep]
    database.drop(server, [*half, *whole[KEPT:]])


def newest(server: Server, prefix: str) -> list[str]:
    """Return the templates of a kind, half made ones too, the last used first."""
    pattern = prefix.replace("_", "\\_")
    return server.ask(
        "SELECT datname FROM pg_database d "
        "LEFT JOIN pg_shdescription s ON s.objoid = d.oid "
        "AND s.classoid = 'pg_database'::regclass "
        f"WHERE datname LIKE '{pattern}%' ORDER BY s.description DESC NULLS LAST"
    )


def report_log(template: str) -> list[str]:
    """Print and return the lines of an installation's log that nobody allowed."""
    log = log_of(template)
    if not log.is_file():
        return []
    found = linting.log_faults(log.read_text(errors="replace"))
    for line in found[:40]:
        print(f"    {line[:300]}")
    if found:
        print(f"    {len(found)} warnings or errors in {log}")
    return found


def untranslated(odoo: Odoo, server: Server, names: Sequence[str]) -> list[str]:
    """Print and return the terms of the rooms that French or Arabic lacks."""
    template = rooms(odoo, server, names)
    copy = "test_terms"
    database.copy(server, template, copy)
    try:
        conf = config(odoo, server, copy, "test-terms.conf")
        script = TERMS.format(rooms=list(names))
        with Step("terms of the rooms"):
            text = databases.shell(
                server, conf, copy, script, places.LOGS / "terms.log"
            )
    finally:
        database.drop(server, [copy])
    names = [name for name in names if not name.startswith("test_")]
    line = next(x for x in text.splitlines() if x.startswith("TERMS "))
    terms = places.make(places.STATE / "test") / "terms.json"
    terms.write_text(json.dumps(json.loads(line.removeprefix("TERMS "))))
    folders = [str(places.ADDONS / name) for name in names]
    command = [str(places.PYTHON), "-m", "tools.translations", "--terms", str(terms)]
    done = subprocess.run(
        [*command, *folders],
        cwd=places.ROOT,
        capture_output=True,
        text=True,
        env=databases.plain_environment(),
    )
    found = [line for line in done.stdout.splitlines() if line]
    if done.returncode > 1:
        found.append(done.stderr)
    for line in found[:60]:
        print(f"    {line}")
    if found:
        print(f"    {len(found)} terms")
    return found
