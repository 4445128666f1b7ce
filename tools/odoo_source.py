# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Find Odoo 19 on this machine, or fetch it.

In this order: ``PERMANENCE_ODOO`` (a checkout or an installed tree), an Odoo 19 that
is installed, what was fetched before, Debian's package ``odoo-19``.
"""

import dataclasses
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import apt, places
from tools.say import Fault, Step

SERIES = (19, 0)
SYSTEM = Path("/usr/lib/python3/dist-packages")
PREFIX = places.STATE / "odoo"
LIBRARY = Path("usr/lib/python3/dist-packages")
# Debian drops this file from the source, yet the assets name it: each page would
# log an error. Only the blurred background of video calls is lost.
STUB = Path("addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js")
STUB_TEXT = "window.SelfieSegmentation = class SelfieSegmentation {};\n"


@dataclasses.dataclass(frozen=True)
class Odoo:
    """An Odoo tree: the folder that holds the package, its version, whence."""

    library: Path
    version: str
    origin: str

    @property
    def package(self) -> Path:
        return self.library / "odoo"

    @property
    def addons(self) -> list[Path]:
        """Return the folders of core addons.

        A checkout has most of them beside the package. Debian's package holds all
        within, and beside it a second copy without data files, which must not win.
        """
        within, beside = self.package / "addons", self.library / "addons"
        whole = (within / "web").is_dir()
        return [within] if whole else [beside, within]


def version_of(library: Path) -> tuple[int, int] | None:
    """Return the series of the Odoo in a folder, None if there is none."""
    try:
        text = (library / "odoo" / "release.py").read_text()
    except OSError:
        return None
    match = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", text, re.MULTILINE)
    return (int(match[1]), int(match[2])) if match else None


def describe(library: Path, origin: str) -> Odoo:
    """Return the Odoo of a folder with its version as text."""
    major, minor = version_of(library)
    return Odoo(library, f"{major}.{minor}", origin)


def libraries(tree: Path) -> Iterator[Path]:
    """Yield the folders of a tree where the package ``odoo`` may be."""
    yield tree
    yield tree.parent
    yield tree / LIBRARY
    yield from tree.glob("lib/python3*/site-packages")
    yield from tree.glob("usr/lib/python3*/site-packages")


def from_setting(setting: str) -> Odoo:
    """Return the Odoo that ``PERMANENCE_ODOO`` names.

    :raise Fault: there is none, or it is of another version
    """
    tree = Path(setting).expanduser().resolve()
    for library in libraries(tree):
        series = version_of(library)
        if series == SERIES:
            return describe(library, "PERMANENCE_ODOO")
        if series:
            raise Fault(
                f"PERMANENCE_ODOO names an Odoo {series[0]}.{series[1]} ({library}).",
                "These addons need Odoo 19.0: name such a tree, or unset it.",
            )
    raise Fault(
        f"PERMANENCE_ODOO names {tree}, where no Odoo is.",
        "Name a checkout of Odoo 19 or an installed tree, or unset it.",
    )


def installed() -> Odoo | None:
    """Return an Odoo 19 that the machine has installed."""
    folders = [SYSTEM]
    folders += [Path(entry) for entry in sys.path if entry.endswith("-packages")]
    for library in folders:
        if version_of(library) == SERIES:
            return describe(library, "installed")
    return None


def fetched() -> Odoo | None:
    """Return the Odoo that an earlier start unpacked."""
    if (PREFIX / ".complete").is_file():
        return describe(PREFIX / LIBRARY, "Debian package odoo-19")
    return None


def find() -> Odoo | None:
    """Return the Odoo that is here, None if one has to be fetched."""
    setting = os.environ.get("PERMANENCE_ODOO")
    return from_setting(setting) if setting else installed() or fetched()


def ensure() -> Odoo:
    """Return an Odoo 19, fetched if there is none."""
    return find() or fetch()


def fetch() -> Odoo:
    """Fetch Debian's package with the fonts and scripts its links point to.

    :raise Fault: no apt, no network, no such package, no room
    """
    wanted = places.packages()
    sources = apt.machine_sources()
    suite = wanted["odoo"]["suite"]
    fonts = wanted["odoo-fonts"]["suite"]
    name = wanted["odoo"]["package"]
    try:
        tool = apt.Apt("odoo", apt.with_suites(sources, [suite, fonts]))
        tool.update()
    except Fault:
        # Not Debian's mirror: its own archive serves where it has the package.
        tool = apt.Apt("odoo", apt.with_suites(sources, ["own"]))
        tool.update()
        suite = fonts = ""
    if not tool.candidate(name):
        raise Fault(
            f"the archive of this machine's distribution has no package {name}.",
            "Set PERMANENCE_ODOO to an Odoo 19 tree, or use docker-compose.yml.",
        )
    packages = [name, *wanted["odoo"]["companions"].split()]
    old = wanted["odoo-fonts"]["companions"].split()
    packages = [f"{package}/{suite}" if suite else package for package in packages]
    packages += [f"{package}/{fonts}" if fonts else package for package in old]
    files = tool.fetch(tool.named(packages), "Odoo 19")
    # Odoo itself last: what comes later wins, and nothing may win over Odoo.
    apt.unpack(sorted(files, key=lambda path: path.name.startswith(name)), PREFIX, name)
    library = PREFIX / LIBRARY
    complete(library)
    (PREFIX / ".complete").write_text("\n".join(path.name for path in files))
    return describe(library, "Debian package odoo-19")


def complete(library: Path) -> None:
    """Put in what the package lacks, so that no link of it dangles."""
    stub = library / "odoo" / STUB
    stub.parent.mkdir(parents=True, exist_ok=True)
    if not stub.exists():
        stub.write_text(STUB_TEXT)
    links = dangling(PREFIX)
    if any("fonts-font-awesome" in os.readlink(link) for link in links):
        font_awesome_from_npm()
        links = dangling(PREFIX)
    if links:
        names = ", ".join(str(link.relative_to(PREFIX)) for link in links[:5])
        print(f"  note: {len(links)} links of the package have no target: {names}")


def dangling(prefix: Path) -> list[Path]:
    """Return the links under a prefix whose target is missing."""
    found = []
    for folder, folders, files in os.walk(prefix):
        for name in (*folders, *files):
            path = Path(folder, name)
            if path.is_symlink() and not path.exists():
                found.append(path)
    return found


def font_awesome_from_npm() -> None:
    """Put Font Awesome 4.7 where the links of the package look for it."""
    if not shutil.which("npm"):
        return
    version = places.packages()["npm"]["font-awesome"]
    target = places.make(PREFIX / "usr/share/fonts-font-awesome/fonts")
    with Step("Font Awesome 4.7 from npm"):
        work = places.make(places.STATE / "npm-pack")
        done = subprocess.run(
            ["npm", "pack", "--silent", f"font-awesome@{version}"],
            cwd=work,
            capture_output=True,
            text=True,
        )
        if done.returncode == 0:
            archive = work / done.stdout.split()[-1]
            subprocess.run(["tar", "-xzf", archive, "-C", work], check=True)
            for font in (work / "package" / "fonts").iterdir():
                shutil.copy(font, target)
        shutil.rmtree(work, ignore_errors=True)
