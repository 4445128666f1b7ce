# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Write the hash-locked requirements of ``config/``, one set for each Python.

Run as ``python3 tools/lock.py [node] [3.10 3.11 …]``; each ``pythonX.Y`` must be on
PATH or in pyenv. pip alone is asked, three times for each Python: once on this machine
for the versions (markers are those of the running interpreter), and once for each
processor for the file that pip would take there. One wheel for each processor is
enough: with ``--require-hashes`` pip looks only at files whose hash is listed.
What has no wheel is taken as source, and built without isolation with the locked
build tools, so that nothing comes in unchecked.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pip._vendor.packaging.specifiers import SpecifierSet

CONFIG = Path(__file__).resolve().parent.parent / "config"
PYTHONS = ("3.10", "3.11", "3.12", "3.13")
SETS = ("build", "", "test")
PROCESSORS = ("x86_64", "aarch64")
# Debian 11 and Ubuntu 20.04 have glibc 2.31; every later one takes these too.
GLIBC = ("manylinux_2_31", "manylinux_2_28", "manylinux_2_17", "manylinux2014")
SOURCE = "--no-binary=:all:"
# These depend on the distribution "odoo", which no registry has: it is Odoo itself.
WITHOUT_DEPENDENCIES = {
    "click-odoo",
    "click-odoo-contrib",
    "odoo-addon-web-leaflet-lib",
    "pytest-odoo",
}


def name_of(set_name: str, suffix: str) -> str:
    """Return the file name of a set: ``requirements[-set]<suffix>``."""
    return f"requirements{'-' if set_name else ''}{set_name}{suffix}"


def wanted(set_name: str) -> list[str]:
    """Return the requirement lines of one ``.in`` file."""
    text = (CONFIG / name_of(set_name, ".in")).read_text()
    return [line for line in text.splitlines() if line and line[0] != "#"]


def find_python(minor: str) -> str:
    """Return the path of ``python<minor>``, from PATH or from pyenv."""
    found = shutil.which(f"python{minor}")
    if found and run_quietly([found, "-c", "import venv"]):
        return found
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for folder in sorted(root.glob(f"{minor}.*"), reverse=True):
        return str(folder / "bin" / "python")
    raise SystemExit(f"Python {minor} is not here: install it, or name the others.")


def run_quietly(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def clean_environment() -> dict[str, str]:
    """Return the environment without the machine's additions to pip.

    Files in local folders may be rebuilt and carry hashes of their own.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
    for name in ("PIP_CERT", "PIP_INDEX_URL", "PIP_DEFAULT_TIMEOUT", "PIP_PROXY"):
        if name in os.environ:
            kept[name] = os.environ[name]
    return kept | {"PIP_CONFIG_FILE": os.devnull}


def ask_pip(python: str, lines: list[str], *options: str) -> dict[str, tuple]:
    """Return {name: (version, sha256, file name, needed Python)} as pip would choose.

    :raise SystemExit: pip finds no solution
    """
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "wanted.txt")
        listed.write_text("\n".join(lines) + "\n")
        report = Path(folder, "report.json")
        command = [python, "-m", "pip", "install", "--quiet", "--dry-run"]
        command += ["--prefer-binary", "--ignore-installed", "--report", str(report)]
        command += ["-r", str(listed)]
        done = subprocess.run(
            [*command, *options],
            env=clean_environment(),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise LookupError(done.stderr.strip())
        answer = {}
        for item in json.loads(report.read_text())["install"]:
            name = re.sub(r"[-_.]+", "-", item["metadata"]["name"]).lower()
            info = item["download_info"]
            answer[name] = (
                item["metadata"]["version"],
                info["archive_info"]["hashes"]["sha256"],
                info["url"].rsplit("/", 1)[-1].partition("#")[0],
                item["metadata"].get("requires_python") or "",
            )
        return answer


def file_for(python: str, minor: str, processor: str, pin: str) -> str | None:
    """Return the hash of the wheel for a processor, None where there is none."""
    platforms = [f"--platform={libc}_{processor}" for libc in GLIBC]
    with tempfile.TemporaryDirectory() as target:
        try:
            answer = ask_pip(
                python,
                [pin],
                "--no-deps",
                "--only-binary=:all:",
                f"--python-version={minor}",
                f"--target={target}",
                *platforms,
            )
        except LookupError:
            return None
    return next(iter(answer.values()))[1]


def resolve(python: str, minor: str, lines: list[str]) -> dict[str, tuple]:
    """Return the files for this machine, those of Odoo's friends included.

    A release may ask for a patch of Python that a distribution does not have (3.11.5
    where Debian 12 has 3.11.2): then the release before it is taken.
    """
    bare = [x for x in lines if re.split("[=<>]", x)[0] in WITHOUT_DEPENDENCIES]
    rest = [x for x in lines if x not in bare]
    limits: list[str] = []
    while True:
        # What the friends need, less Odoo, has to be named in the .in files.
        chosen = ask_pip(python, rest + limits)
        late = [
            f"{name}<{version}"
            for name, (version, _, _, needed) in chosen.items()
            if f"{minor}.0" not in SpecifierSet(needed)
        ]
        if not late:
            return chosen | ask_pip(python, bare, "--no-deps")
        print(f"  for Python {minor}.0: {', '.join(late)}", flush=True)
        # A pin of the first set gives way too.
        names = {re.split("<", limit)[0] for limit in late}
        rest = [x for x in rest if x.partition("==")[0] not in names or "==" not in x]
        limits += late


def write_locks(minor: str, work: Path) -> None:
    """Write the three lock files of one Python."""
    home = work / minor
    subprocess.run([find_python(minor), "-m", "venv", str(home)], check=True)
    python = str(home / "bin" / "python")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--upgrade", "pip"],
        env=clean_environment(),
        check=True,
    )
    lines: list[str] = []
    known: set[str] = set()
    for set_name in SETS:
        if set_name == "build":
            chosen = resolve(python, minor, wanted(set_name))
        else:
            lines += wanted(set_name)
            chosen = resolve(python, minor, lines)
            lines = [f"{name}=={chosen[name][0]}" for name in chosen]
        text = [f"# Written by tools/lock.py for Python {minor}. Do not edit."]
        for name in sorted(set(chosen) - known):
            version, digest, file_name, _ = chosen[name]
            pin = f"{name}=={version}"
            hashes = {digest}
            if not file_name.endswith("-none-any.whl"):
                hashes |= {file_for(python, minor, p, pin) for p in PROCESSORS}
                if not file_name.endswith(".whl"):
                    print(f"  {pin}: source only ({file_name})")
                elif None in hashes:
                    print(f"  {pin}: source where there is no wheel")
                    hashes.add(ask_pip(python, [pin], "--no-deps", SOURCE)[name][1])
            hashes = sorted(h for h in hashes if h)
            text.append(
                " \\\n".join([pin, *(f"    --hash=sha256:{h}" for h in hashes)])
            )
        if set_name != "build":
            known |= set(chosen)
        target = CONFIG / name_of(set_name, f"-py{minor}.txt")
        target.write_text("\n".join(text) + "\n")
        print(f"{target.name}: {len(text) - 1} packages", flush=True)


def write_node_lock() -> None:
    """Write the lock of Node: one wheel for each processor, for every Python."""
    (name,) = wanted("node")
    answer = ask_pip(sys.executable, [name], "--no-deps")
    pin = f"{name}=={answer[name][0]}"
    found = {file_for(sys.executable, PYTHONS[-1], p, pin) for p in PROCESSORS}
    hashes = [f"    --hash=sha256:{digest}" for digest in sorted(filter(None, found))]
    text = "# Written by tools/lock.py. Do not edit.\n"
    target = CONFIG / "requirements-node.txt"
    target.write_text(text + " \\\n".join([pin, *hashes]) + "\n")
    print(target.name, flush=True)


def main(arguments: list[str]) -> None:
    if not arguments or "node" in arguments:
        write_node_lock()
    with tempfile.TemporaryDirectory() as work:
        for minor in [x for x in arguments if x != "node"] or PYTHONS:
            write_locks(minor, Path(work))


if __name__ == "__main__":
    main(sys.argv[1:])
