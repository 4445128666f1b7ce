# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Make the Python environment of Odoo and the rooms from the hash-locked files."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools import apt, places, processes
from tools.odoo_source import Odoo
from tools.say import Fault, Step, full_disk, is_full

MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"
STAMP = "permanence.stamp"
PTH = "permanence_odoo.pth"
# Settings of the machine that would put packages elsewhere or refuse wheels.
UNWANTED = (
    "PIP_BUILD_CONSTRAINT",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_REQUIREMENT",
    "PIP_NO_BINARY",
    "PIP_ONLY_BINARY",
    "PIP_PYTHON",
    "PIP_DRY_RUN",
    "PIP_REQUIRE_VIRTUALENV",
    "PYTHONPATH",
    "PYTHONHOME",
)


def locks(minor: str = MINOR) -> dict[str, Path]:
    """Return the lock files of one Python: ``build``, ``run`` and ``test``.

    :raise Fault: there is none for this Python
    """
    found = {
        "build": places.CONFIG / f"requirements-build-py{minor}.txt",
        "run": places.CONFIG / f"requirements-py{minor}.txt",
        "test": places.CONFIG / f"requirements-test-py{minor}.txt",
    }
    for path in found.values():
        if not path.is_file():
            raise Fault(
                f"config/ has no locked requirements for Python {minor}.",
                "Use Python 3.10, 3.11, 3.12 or 3.13.",
            )
    return found


def stamp(odoo: Odoo, names: list[str]) -> str:
    """Return what the environment depends on, as one digest."""
    digest = hashlib.sha256(
        f"{sys.version}|{odoo.library}|{places.VENV.resolve()}".encode()
    )
    for name in names:
        digest.update(locks()[name].read_bytes())
    return digest.hexdigest()


def is_ready(odoo: Odoo, tests: bool) -> bool:
    """Return whether the environment is as the lock files say."""
    names = ["build", "run", "test"] if tests else ["build", "run"]
    try:
        known = (places.VENV / STAMP).read_text().splitlines()
    except OSError:
        return False
    return stamp(odoo, names) in known and places.PYTHON.exists()


def ensure(odoo: Odoo, tests: bool = False) -> None:
    """Make or complete the environment.

    :param tests: with the tools of the tests too
    :raise Fault: no venv, no pip, a failed download, no room
    """
    if is_ready(odoo, tests):
        return
    base = stamp(odoo, ["build", "run"])
    known = places.VENV / STAMP
    written = known.read_text().splitlines() if known.is_file() else []
    if base not in written:
        make_empty(odoo)
        install(locks()["build"], "build tools", isolated=True)
        install(locks()["run"], "Python packages")
        known.write_text(base)
    if tests:
        install(locks()["test"], "test tools")
        full = stamp(odoo, ["build", "run", "test"])
        known.write_text(f"{base}\n{full}")


def make_empty(odoo: Odoo) -> None:
    """Make an environment that sees Odoo, first of all.

    Wheels of OCA addons ask for the distribution ``odoo``, which no registry has.
    """
    shutil.rmtree(places.VENV, ignore_errors=True)
    with Step("Python environment"):
        log = places.LOGS / "venv.log"
        if processes.watch([sys.executable, "-m", "venv", places.VENV], log):
            # Debian keeps ensurepip in a package of its own.
            shutil.rmtree(places.VENV, ignore_errors=True)
            command = [sys.executable, "-m", "venv", "--without-pip", places.VENV]
            if processes.watch(command, log):
                raise Fault(
                    f"Python cannot make an environment ({processes.tail(log, 1)}).",
                    "Install python3-venv and start again.",
                )
        site = places.VENV / "lib" / f"python{MINOR}" / "site-packages"
        (site / PTH).write_text(f"{odoo.library}\n")


def pip_command() -> list[str]:
    """Return how pip is called for the environment.

    :raise Fault: the machine has no pip at all
    """
    if (places.VENV / "bin" / "pip").is_file():
        return [str(places.PYTHON), "-m", "pip"]
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, text=True
    )
    version = re.match(r"pip (\d+)\.(\d+)", answer.stdout)
    if version and (int(version[1]), int(version[2])) >= (22, 3):
        return [sys.executable, "-m", "pip", "--python", str(places.PYTHON)]
    wheels = places.STATE / "pip"
    if not wheels.is_dir():
        tool = apt.Apt("own", apt.with_suites(apt.machine_sources(), ["own"]))
        tool.update()
        apt.unpack(tool.fetch(tool.named(["python3-pip-whl"]), "pip"), wheels, "pip")
    for wheel in wheels.glob("usr/share/python-wheels/pip-*.whl"):
        return [str(places.PYTHON), f"{wheel}/pip"]
    raise Fault("this machine has no pip.", "Install python3-venv and start again.")


def pip_environment() -> dict[str, str]:
    """Return the environment for pip: the machine's index, none of its limits."""
    kept = {k: v for k, v in os.environ.items() if k not in UNWANTED}
    nothing = places.make(places.STATE) / "no-constraints.txt"
    nothing.touch()
    # A constraint of the machine may contradict the lock; hashes say it all.
    return kept | {
        "PIP_CONSTRAINT": str(nothing),
        "PIP_USER": "0",
        "PIP_NO_INPUT": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_BREAK_SYSTEM_PACKAGES": "0",
    }


def install(
    lock: Path, what: str, isolated: bool = False, target: Path | None = None
) -> None:
    """Install one lock file; pip checks each file against its hash.

    :param isolated: build in an environment that pip makes, not in ours
    :param target: install into a folder and not into the environment
    :raise Fault: pip failed
    """
    total = lock.read_text().count("==")
    log = places.LOGS / "pip.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")

    def look():
        text = log.read_text(errors="replace")
        count = text.count("\nCollecting ") + text.count("\nRequirement already")
        if "Installing collected" in text:
            step.at(f"{total} of {total} packages fetched, installing")
        else:
            step.at(f"{min(count, total)} of {total} packages")

    command = [*pip_command(), "install", "--no-deps", "--require-hashes"]
    command += ["--progress-bar=off", "--no-compile", "-r", str(lock)]
    if target:
        command.append(f"--target={target}")
    if not isolated:
        command.append("--no-build-isolation")
    with Step(what) as step:
        status = processes.watch(command, log, look, env=pip_environment())
    if status:
        text = log.read_text(errors="replace")
        if "No space left" in text or is_full(places.STATE):
            raise full_disk()
        errors = re.findall(r"^\s*ERROR: (.*)$", text, re.MULTILINE) or [
            "see " + str(log)
        ]
        reason = re.sub(r"\S+://\S+", "", errors[-1])[:200].strip()
        raise Fault(
            f"{what} could not be installed ({reason}).",
            "Check the network and start again: what has come is kept.",
        )
