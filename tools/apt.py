# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fetch Debian packages with apt, from the mirror that the machine already uses.

apt works in private folders: its lists and archives are ours, nothing is installed,
and no right of root is needed. Signatures are checked by apt, as always.
"""

import dataclasses
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote

from tools import places, processes
from tools.say import Fault, Step, full_disk, is_full, megabytes

ETC = Path("/etc/apt")
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/etc/apt/trusted.gpg.d",
)
NO_APT = Fault(
    "this machine has no apt, so Odoo 19 cannot be fetched.",
    "Set PERMANENCE_ODOO to an Odoo 19 tree, or use docker-compose.yml.",
)


@dataclasses.dataclass(frozen=True)
class Source:
    """One archive: address, suite, its parts, and the key that signs it."""

    uri: str
    suite: str
    components: tuple[str, ...] = ("main",)
    signed_by: str = ""

    def line(self) -> str:
        """Return the source in apt's one-line format."""
        options = f" [signed-by={self.signed_by}]" if self.signed_by else ""
        parts = " ".join(self.components)
        return f"deb{options} {self.uri} {self.suite} {parts}".rstrip()


@dataclasses.dataclass(frozen=True)
class Package:
    """One file that apt would fetch."""

    name: str
    version: str
    file_name: str
    size: int


def parse_one_line(text: str) -> list[Source]:
    """Return the ``deb`` sources of a ``sources.list``."""
    found = []
    for line in text.splitlines():
        match = re.match(
            r"\s*deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+"
            r"(?P<suite>\S+)(?P<parts>[^#]*)",
            line,
        )
        if not match:
            continue
        options = match["options"] or ""
        key = re.search(r"signed-by=(\S+)", options)
        found.append(
            Source(
                match["uri"],
                match["suite"],
                tuple(match["parts"].split()),
                key[1] if key else "",
            )
        )
    return found


def parse_deb822(text: str) -> list[Source]:
    """Return the ``deb`` sources of a ``.sources`` file."""
    found = []
    for stanza in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in stanza.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if line[0].isspace():
                fields[name] += f"\n{line.strip()}"
            elif ":" in line:
                name, _, value = line.partition(":")
                name = name.strip().lower()
                fields[name] = value.strip()
        if fields.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        if "deb" not in fields.get("types", "").split():
            continue
        # A key written out in the file is left to apt's own keyrings.
        key = fields.get("signed-by", "")
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                found.append(
                    Source(
                        uri,
                        suite,
                        tuple(fields.get("components", "").split()),
                        key if key.startswith("/") else "",
                    )
                )
    return found


def machine_sources(etc: Path = ETC) -> list[Source]:
    """Return the sources that the machine's apt uses, in both formats."""
    found = []
    listed = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*.list"))]
    for path in listed:
        if path.is_file():
            found += parse_one_line(path.read_text(errors="replace"))
    for path in sorted((etc / "sources.list.d").glob("*.sources")):
        found += parse_deb822(path.read_text(errors="replace"))
    return found


def main_archives(sources: Iterable[Source]) -> list[Source]:
    """Return the sources of the distribution's main archive, best first.

    Archives of security updates, backports and third parties do not carry other
    suites; what has ``main`` and a suite without a dash may.
    """
    return [
        source
        for source in sources
        if "main" in source.components
        and "-" not in source.suite
        and "security" not in source.uri
    ]


def with_suites(sources: Sequence[Source], suites: Iterable[str]) -> list[Source]:
    """Return the sources for some suites, on the mirror of the machine.

    :param suites: suite names; ``own`` means all that the machine itself uses
    :raise Fault: the machine names no mirror
    """
    suites = list(suites)
    wanted = list(sources) if "own" in suites else []
    archives = main_archives(sources)
    if not archives:
        raise Fault(
            "the apt sources of this machine name no Debian archive.",
            "Add one to /etc/apt/sources.list, or use docker-compose.yml.",
        )
    for suite in suites:
        if suite == "own":
            continue
        for archive in archives:
            wanted.append(dataclasses.replace(archive, suite=suite))
    return list(dict.fromkeys(wanted))


class Apt:
    """apt in folders of our own, for one set of sources."""

    def __init__(self, name: str, sources: Sequence[Source], installed: bool = False):
        """Prepare the folders.

        :param name: name of the set, for its folders
        :param installed: count what the machine has installed as present
        :raise Fault: there is no apt
        """
        if not shutil.which("apt-get"):
            raise NO_APT
        self.home = places.make(places.STATE / "apt" / name)
        self.archives = places.make(places.cache() / "debs")
        self.log = places.LOGS / "apt.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        for folder in ("lists/partial", "cache", "archives/partial", "etc"):
            places.make(self.home / folder)
        status = self.home / "status"
        if installed and Path("/var/lib/dpkg/status").is_file():
            shutil.copyfile("/var/lib/dpkg/status", status)
        else:
            status.write_text("")
        listed = self.home / "sources.list"
        text = "".join(f"{source.line()}\n" for source in sources)
        self.stale = not listed.is_file() or listed.read_text() != text
        listed.write_text(text)
        settings = {
            "Dir::Etc::sourcelist": listed,
            "Dir::Etc::sourceparts": "-",
            "Dir::Etc::preferences": self.home / "etc" / "preferences",
            "Dir::Etc::preferencesparts": self.home / "etc",
            "Dir::State::lists": self.home / "lists",
            "Dir::State::status": status,
            "Dir::State::extended_states": self.home / "extended_states",
            "Dir::Cache": self.home / "cache",
            "Dir::Cache::archives": self.home / "archives",
            "Dir::Log": self.home,
            "APT::Sandbox::User": "",
            "APT::Get::List-Cleanup": "false",
            "Acquire::Languages": "none",
            "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
            "Acquire::Retries": "3",
            "Debug::NoLocking": "true",
        }
        # Hooks of the machine may delete archives or ask for root.
        text = "#clear APT::Update::Post-Invoke;\n#clear DPkg::Post-Invoke;\n"
        text += "#clear APT::Update::Post-Invoke-Success;\n"
        text += "#clear APT::Update::Pre-Invoke;\n"
        text += "".join(f'{key} "{value}";\n' for key, value in settings.items())
        if not any(source.signed_by for source in sources):
            text += self._trust_debian()
        self.conf = self.home / "apt.conf"
        self.conf.write_text(text)

    @staticmethod
    def _trust_debian() -> str:
        """Return the setting that makes apt trust Debian's own keyring.

        Only where the machine's sources name no key: then apt reads its trusted
        parts, which on a minimal machine may lack the keys of sid.
        """
        keyring = Path(KEYRINGS[0])
        if keyring.is_file() and not any(Path(KEYRINGS[1]).glob("*")):
            return f'Dir::Etc::trusted "{keyring}";\n'
        return ""

    def _command(self, tool: str, *arguments: str) -> list[str]:
        return [tool, "-c", str(self.conf), *arguments]

    def _ask(self, tool: str, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            self._command(tool, *arguments),
            capture_output=True,
            text=True,
            env=os.environ | {"LC_ALL": "C"},
        )

    def forget_installed(self) -> None:
        """Count nothing as present on the machine."""
        (self.home / "status").write_text("")

    def update(self) -> None:
        """Fetch the package lists.

        :raise Fault: no list came
        """
        lists = self.home / "lists"

        def look():
            sizes = [p.stat().st_size for p in lists.rglob("*") if p.is_file()]
            step.at(megabytes(sum(sizes)))

        with Step("package lists") as step:
            status = processes.watch(
                self._command("apt-get", "-q", "update"),
                self.log,
                look,
                env=os.environ | {"LC_ALL": "C"},
            )
        if status or not any(lists.glob("*_Packages*")):
            raise Fault(
                f"the package lists could not be fetched ({last_error(self.log)}).",
                "Check the network and that 'apt-get update' works, then start again.",
            )
        self.stale = False

    def candidate(self, package: str) -> str | None:
        """Return the version that apt would take, None if there is none."""
        answer = self._ask("apt-cache", "policy", package).stdout
        match = re.search(r"Candidate: (\S+)", answer)
        return match[1] if match and match[1] != "(none)" else None

    def closure(self, package: str) -> list[Package]:
        """Return the package and what it needs that is not there yet.

        :raise Fault: apt finds no way
        """
        answer = self._ask(
            "apt-get",
            "install",
            "--print-uris",
            "--yes",
            "--no-install-recommends",
            package,
        )
        if answer.returncode:
            raise Fault(f"apt cannot resolve {package}: {answer.stderr.strip()}")
        return parse_uris(answer.stdout)

    def named(self, packages: Sequence[str]) -> list[Package]:
        """Return just these packages.

        :raise Fault: one is not in the suites
        """
        answer = self._ask("apt-get", "--print-uris", "download", *packages)
        if answer.returncode:
            raise Fault(f"apt does not find the packages: {answer.stderr.strip()}")
        return parse_uris(answer.stdout)

    def fetch(self, packages: Sequence[Package], what: str) -> list[Path]:
        """Fetch packages into the cache and return their files.

        What is there already, whole, is not fetched again.

        :raise Fault: a download failed
        """
        total = sum(package.size for package in packages)
        files = [self.archives / package.file_name for package in packages]
        drafts = places.make(self.home / "archives" / "new")

        def missing():
            return [
                package
                for package, path in zip(packages, files, strict=True)
                if not path.is_file() or path.stat().st_size != package.size
            ]

        def look():
            now = sum(p.stat().st_size for p in drafts.glob("*") if p.is_file())
            parts = (self.home / "archives" / "partial").glob("*")
            now += sum(p.stat().st_size for p in parts if p.is_file())
            step.at(f"{megabytes(min(now + there, total))} of {megabytes(total)}")

        wanted = missing()
        if not wanted:
            return files
        there = total - sum(package.size for package in wanted)
        with Step(f"{what}: fetching {megabytes(total)}") as step:
            names = [f"{package.name}={package.version}" for package in wanted]
            status = processes.watch(
                self._command("apt-get", "-q", "download", *names),
                self.log,
                look,
                cwd=drafts,
                env=os.environ | {"LC_ALL": "C"},
            )
            for package in wanted:
                draft = drafts / package.file_name
                if draft.is_file() and draft.stat().st_size == package.size:
                    shutil.move(draft, self.archives / package.file_name)
        if is_full(self.archives):
            raise full_disk()
        if status or missing():
            raise Fault(
                f"{what} could not be fetched ({last_error(self.log)}).",
                "Check the network and the room on the disk, then start again: "
                "what has come is kept.",
            )
        return files


def parse_uris(text: str) -> list[Package]:
    """Return the files that ``--print-uris`` lists."""
    found = []
    for match in re.finditer(r"^'([^']+)' (\S+\.deb) (\d+)", text, re.MULTILINE):
        name, version, _ = unquote(match[2]).split("_", 2)
        found.append(Package(name, version, match[2], int(match[3])))
    return found


def last_error(log: Path) -> str:
    """Return the last line of a log that tells of an error, without addresses."""
    for line in reversed(processes.tail(log, 40).splitlines()):
        if line.startswith(("E:", "W:", "Err:")) and "index files" not in line:
            return re.sub(r"\S+://\S+\s*", "", line)[:200].strip()
    return f"see {log}"


def unpack(files: Sequence[Path], prefix: Path, what: str) -> None:
    """Unpack packages into one prefix; an interrupted prefix is made anew.

    :raise Fault: a package is broken (and then forgotten) or the disk is full
    """
    draft = prefix.with_name(prefix.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    places.make(draft)
    log = places.LOGS / "unpack.log"
    with Step(f"{what}: unpacking") as step:
        for number, path in enumerate(files, 1):
            step.at(f"{number} of {len(files)} packages")
            if processes.watch(["dpkg-deb", "-x", path, draft], log):
                if is_full(draft):
                    shutil.rmtree(draft, ignore_errors=True)
                    raise full_disk()
                reason = processes.tail(log, 1)
                path.unlink(missing_ok=True)
                raise Fault(
                    f"{path.name} could not be unpacked ({reason}).",
                    "Start again: it will be fetched anew.",
                )
        shutil.rmtree(prefix, ignore_errors=True)
        draft.rename(prefix)
