# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A database server for tests of the tools, and a checkout that may be broken."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tools import odoo_source, places, processes
from tools.database import Server

IGNORED = (".git", ".permanence", "__pycache__", ".*_cache", ".hypothesis", "addons")
SERVED = re.compile(r"Permanence is at\s+(http://127\.0\.0\.1:(\d+))")


@pytest.fixture(scope="session")
def server():
    """The server of the test run."""
    if "PGHOST" not in os.environ:
        pytest.skip("called without './permanence test': there is no server")
    return Server(
        os.environ["PGHOST"],
        int(os.environ["PGPORT"]),
        os.environ["PGUSER"],
        os.environ["PGPASSWORD"],
    )


class Checkout:
    """A copy of this checkout with one small room, that shares Odoo and Python."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.state = folder / ".permanence"
        self.started: list[subprocess.Popen] = []
        shutil.copytree(places.ROOT, folder, ignore=shutil.ignore_patterns(*IGNORED))
        room = folder / "addons" / "tiny_room"
        room.mkdir(parents=True)
        (room / "__init__.py").write_text("from . import models\n")
        (room / "__manifest__.py").write_text(
            "{'name': 'Tiny', 'version': '19.0.1.0.0', 'license': 'AGPL-3',\n"
            " 'author': 'Permanence contributors', 'depends': ['base'],\n"
            " 'data': ['ir.model.access.csv']}\n"
        )
        (room / "models.py").write_text(
            "from odoo import fields, models\n\n\n"
            "class Tiny(models.Model):\n"
            "    _name = 'tiny.thing'\n    _description = 'Thing'\n"
            "    name = fields.Char()\n"
        )
        (room / "ir.model.access.csv").write_text(
            "id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,"
            "perm_unlink\naccess_tiny,tiny,model_tiny_thing,base.group_user,1,1,1,1\n"
        )
        self.state.mkdir()
        (self.state / "venv").symlink_to(places.VENV, target_is_directory=True)
        if places.BIN.is_dir():
            (self.state / "bin").symlink_to(places.BIN, target_is_directory=True)

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        library = str(odoo_source.ensure().library)
        return kept | {"PERMANENCE_ODOO": library, "PYTHONUNBUFFERED": "1"}

    def call(self, *arguments: str) -> subprocess.CompletedProcess:
        """Do one command to its end."""
        return subprocess.run(
            [str(self.folder / "permanence"), *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=600,
        )

    def start(self, *arguments: str) -> subprocess.Popen:
        """Start `run`; what it says goes to a file."""
        with open(self.folder / "said.txt", "w") as said:
            process = subprocess.Popen(
                [str(self.folder / "permanence"), "run", *arguments],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def said(self) -> str:
        return (self.folder / "said.txt").read_text()

    def wait_for(self, process, look, what: str, patience: float = 600) -> object:
        """Wait until something is so; fail if the launcher ends before."""
        limit = time.monotonic() + patience
        while time.monotonic() < limit:
            if found := look():
                return found
            assert process.poll() is None, f"{what}: ended before\n{self.said()}"
            time.sleep(0.05)
        raise AssertionError(f"{what}: not within {patience} s\n{self.said()}")

    def served(self, process) -> str:
        """Return the address once it is told."""
        match = self.wait_for(process, lambda: SERVED.search(self.said()), "serving")
        return match[1]

    def interrupt(self, process) -> int:
        process.send_signal(signal.SIGINT)
        return process.wait(120)

    def workers(self) -> list[int]:
        """Return the living processes that belong to this checkout."""
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or not processes.born(int(entry)):
                continue
            try:
                told = Path(f"/proc/{entry}/cmdline").read_bytes().decode()
                told += os.readlink(f"/proc/{entry}/cwd")
            except OSError:
                continue
            if str(self.folder) in told and int(entry) != os.getpid():
                found.append(int(entry))
        return found


@pytest.fixture(scope="session")
def page():
    """Return the status of the sign-in page at an address."""

    def ask(address: str) -> int:
        with urllib.request.urlopen(f"{address}/web/login", timeout=120) as answer:
            return answer.status

    return ask


@pytest.fixture(scope="module")
def house(make_checkout):
    """A checkout whose database is made; nothing of it runs."""
    checkout = make_checkout("house")
    process = checkout.start()
    checkout.served(process)
    assert checkout.interrupt(process) == 0
    assert checkout.workers() == [], "Ctrl-C leaves a process"
    return checkout


@pytest.fixture(scope="module")
def make_checkout(tmp_path_factory):
    """Make checkouts, and end all that they started."""
    made = []

    def make(name="checkout"):
        checkout = Checkout(tmp_path_factory.mktemp(name) / name)
        made.append(checkout)
        return checkout

    yield make
    for checkout in made:
        checkout.call("stop")
        for process in checkout.started:
            if process.poll() is None:
                process.kill()
                process.wait()
        shutil.rmtree(checkout.folder, ignore_errors=True)
