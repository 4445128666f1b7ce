# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where everything stands, and the few things remembered from one start to the next.

All that the launcher makes is under ``.permanence/`` of the checkout, so that two
checkouts do not meet; downloads are shared in the user's cache directory.
"""

import configparser
import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from tools.say import Fault

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
CONFIG = ROOT / "config"
STATE = ROOT / ".permanence"
LOGS = STATE / "log"
BIN = STATE / "bin"
FILES = STATE / "files"
VENV = STATE / "venv"
PYTHON = VENV / "bin" / "python"
SUITE = "permanence_suite"
STORY = "permanence_demo"


def cache() -> Path:
    """Return the folder that keeps downloads, made if needed."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return make(Path(base) / "permanence")


def make(folder: Path) -> Path:
    """Make a folder and return it.

    :raise Fault: it cannot be made (read-only place, full disk)
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Fault(
            f"{folder} cannot be made: {error.strerror}.",
            "Give write access there, or free some space.",
        ) from error
    return folder


def packages() -> configparser.ConfigParser:
    """Return ``config/packages.ini``: which package comes from which suite."""
    parser = configparser.ConfigParser()
    parser.read(CONFIG / "packages.ini")
    return parser


def rooms(addons: Path = ADDONS) -> list[str]:
    """Return the names of the addons that this checkout holds."""
    return sorted(path.parent.name for path in addons.glob("*/__manifest__.py"))


def recall(key: str, default=None):
    """Return what was remembered under a key."""
    return _read().get(key, default)


def remember(**values) -> None:
    """Remember values; None forgets."""
    known = _read() | values
    target = make(STATE) / "state.json"
    draft = target.with_suffix(".new")
    kept = {key: value for key, value in known.items() if value is not None}
    draft.write_text(json.dumps(kept, indent=1))
    draft.chmod(0o600)
    draft.replace(target)


def _read() -> dict:
    try:
        return json.loads((STATE / "state.json").read_text())
    except (OSError, ValueError):
        return {}


@contextlib.contextmanager
def only_one(name: str) -> Iterator[None]:
    """Let one launcher of this checkout at a time do a thing.

    The lock ends with the process, however it ends.

    :raise Fault: another one is doing it
    """
    with open(make(STATE) / f"{name}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Fault(
                f"another './permanence {name}' is at work in this checkout.",
                "Wait for it, or end it with './permanence stop'.",
            ) from None
        yield
