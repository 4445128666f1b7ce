# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The test run: stages, each with its minutes, and one summary at the end."""

import concurrent.futures
import contextlib
import dataclasses
import os
import re
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tools import database, places, processes, serve, templates
from tools.database import Cluster, Server
from tools.odoo_source import Odoo
from tools.say import Fault, table

LIMIT = 70 * 60  # seconds that `--all` may take
AT_ONCE = 2  # as many as the cores of the machine that we promise to be enough
LATER = ("journey", "served", "lifecycle")
EVERYDAY = " and ".join(f"not {mark}" for mark in LATER)
NOTHING_COLLECTED = 5  # pytest's exit status
PLAIN = ("tests/engine", "tests/tools")


@dataclasses.dataclass
class Result:
    """What one stage came to."""

    name: str
    seconds: float = 0.0
    counts: dict[str, int] = dataclasses.field(default_factory=dict)
    failed: bool = False


@dataclasses.dataclass
class Run:
    """One run of the tests: where, what, and the results so far."""

    odoo: Odoo
    server: Server
    browser: bool
    word: str = ""
    results: list[Result] = dataclasses.field(default_factory=list)

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[Result]:
        """Time a stage; what fails in it is told and the next one follows."""
        result = Result(name)
        self.results.append(result)
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        try:
            yield result
        except Fault as fault:
            print(f"  {fault}", flush=True)
            result.failed = True
        finally:
            result.seconds = time.monotonic() - start
            took = f"{result.seconds / 60:.1f} minutes"
            word = "failed" if result.failed else "done"
            print(f"== {name}: {word} in {took}", flush=True)

    def pytest(
        self,
        result: Result,
        paths: Sequence[str],
        marks: str = "",
        config: Path | None = None,
        quiet: bool = False,
        extra: dict[str, str] | None = None,
    ) -> None:
        """Run pytest on paths and add its counts to the result.

        :param config: configuration of Odoo; without it the tests are plain Python
        :param quiet: keep what it says in a log, for a stage beside another one
        """
        if not paths:
            return
        slug = re.sub(r"\W+", "-", result.name)
        report = places.make(places.STATE / "test") / f"{slug}.xml"
        report.unlink(missing_ok=True)
        command = [str(places.PYTHON), "-m", "pytest", "-q", f"--junitxml={report}"]
        command += ["-p", "no:cacheprovider", "--durations=5", "-ra"]
        if config:
            command += [f"--odoo-config={config}", "--odoo-http"]
        else:
            command += ["-p", "no:odoo"]
        if not self.browser:
            marks = f"({marks}) and not browser" if marks else "not browser"
        if marks:
            command += ["-m", marks]
        if self.word:
            command += ["-k", self.word]
        environment = self.environment() | (extra or {})
        log = places.LOGS / f"test-{slug}.log"
        log.unlink(missing_ok=True)
        shown = Tail(log, not quiet)
        status = processes.watch(
            [*command, *paths], log, shown.show, cwd=places.ROOT, env=environment
        )
        shown.show()
        if status not in (0, NOTHING_COLLECTED):
            result.failed = True
        for key, number in read_counts(report).items():
            result.counts[key] = result.counts.get(key, 0) + number
        if quiet:
            print(processes.tail(log, 200 if result.failed else 9), flush=True)

    def environment(self) -> dict[str, str]:
        """Return the environment of the tests: how to reach the server, our tools."""
        return templates.environment(self.server) | {"PERMANENCE_TESTING": "1"}


class Tail:
    """Show a log while it grows."""

    def __init__(self, log: Path, wanted: bool):
        self.log = log
        self.wanted = wanted
        self.place = 0

    def show(self) -> None:
        if not self.wanted or not self.log.is_file():
            return
        with open(self.log, "rb") as lines:
            lines.seek(self.place)
            text = lines.read()
        self.place += len(text)
        if text:
            print(text.decode(errors="replace"), end="", flush=True)


def read_counts(report: Path) -> dict[str, int]:
    """Return passed, failed, errors and skipped of a report of pytest."""
    try:
        suites = ElementTree.parse(report).getroot().iter("testsuite")
    except (OSError, ElementTree.ParseError):
        return {"errors": 1}
    counts = dict.fromkeys(("passed", "failed", "skipped", "errors"), 0)
    for suite in suites:
        number = {k: int(suite.get(k, 0)) for k in ("tests", "failures", "skipped")}
        errors = int(suite.get("errors", 0))
        counts["failed"] += number["failures"]
        counts["errors"] += errors
        counts["skipped"] += number["skipped"]
        gone = number["failures"] + number["skipped"] + errors
        counts["passed"] += number["tests"] - gone
    return counts


def run(arguments) -> int:
    """Run the tests and return 0 if all is well."""
    with places.only_one("test"):
        serve.listen_to_signals()
        places.remember(tester=[os.getpid(), processes.born(os.getpid())])
        cluster = Cluster("postgres-test", careless=True)
        start = time.monotonic()
        try:
            odoo = serve.prepare(tests=True)
            this = Run(odoo, cluster.start(), not arguments.no_browser, arguments.word)
            if arguments.what:
                chosen(this, arguments.what, arguments.all)
            else:
                from tools import stages

                stages.everything(this, arguments.all)
        except serve.Interrupted:
            print("\n  stopped")
            return 130
        finally:
            cluster.stop()
            places.remember(tester=None)
        return summary(this.results, time.monotonic() - start, arguments.all)


def existing(*paths: str) -> list[str]:
    """Return the paths that are there."""
    return [path for path in paths if (places.ROOT / path).exists()]


@contextlib.contextmanager
def copy_of(this: Run, template: str, name: str) -> Iterator[Path]:
    """Make a copy of a template for one stage; yield its configuration."""
    target = f"test_{name}"
    database.copy(this.server, template, target)
    try:
        yield templates.config(
            this.odoo, this.server, target, f"test-{name}.conf", processes.free_port()
        )
    finally:
        database.drop(this.server, [target])


def together(jobs: Sequence[Callable[[], None]]) -> None:
    """Do some things, two at once; end all when one is interrupted."""
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(job) for job in jobs]
        try:
            for done in concurrent.futures.as_completed(waiting):
                done.result()
        except BaseException:
            processes.STOPPING.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def chosen(this: Run, what: Sequence[str], full: bool) -> None:
    """Run the tests of some rooms or paths: the inner loop."""
    marks = "" if full else EVERYDAY
    known = places.rooms()
    for word in what:
        room, paths, plain = locate(word, known)
        if room is None and not paths and not plain:
            raise Fault(
                f"'{word}' is neither a room nor a path.",
                f"Rooms: {', '.join(known) or 'none yet'}.",
            )
        jobs = []
        if paths:
            jobs.append(
                lambda w=word, r=room, p=paths: with_odoo(this, w, r, p, marks, full)
            )
        if plain:
            jobs.append(
                lambda w=word, p=plain, q=bool(paths): without(this, w, p, marks, q)
            )
        together(jobs)


def without(
    this: Run, word: str, paths: Sequence[str], marks: str, quiet: bool
) -> None:
    """Run the plain Python tests of a word of the command line."""
    with this.stage(f"{word}: plain Python") as result:
        this.pytest(result, paths, marks, quiet=quiet)


def with_odoo(
    this: Run,
    word: str,
    room: str | None,
    paths: Sequence[str],
    marks: str,
    full: bool = False,
) -> None:
    """Run the tests of a word that need a database, on a copy of a template.

    A whole room is shared out over two copies, one for each core; what ``-k`` leaves of
    it would only start Odoo twice. A template from before serves while only what
    methods do has changed, unless all is wanted.
    """
    with this.stage(f"{word}: database") as result:
        if room == places.STORY:
            template = templates.story(this.odoo, this.server)
        else:
            rooms = [room] if room else templates.without_story()
            template = templates.rooms(this.odoo, this.server, rooms, near=not full)
        result.failed = bool(templates.report_log(template))
    whole = word == room and not this.word
    parts = files_of(room, this.browser) if whole else [paths]

    def of_part(number: int) -> None:
        with this.stage(f"{word}: with Odoo, {number} of {len(parts)}") as result:
            with copy_of(this, template, f"{room or 'chosen'}{number}") as config:
                this.pytest(result, parts[number - 1], marks, config, len(parts) > 1)

    together([lambda n=n: of_part(n) for n in range(1, len(parts) + 1)])


def files_of(room: str, browser: bool = True) -> list[list[str]]:
    """Share the test files of a room out over the cores.

    :param browser: whether files with tours weigh
    """
    weights = {}
    for path in (places.ADDONS / room / "tests").glob("test_*.py"):
        text = path.read_bytes()
        counts = browser or b"start_tour(" not in text
        weights[str(path.relative_to(places.ROOT))] = len(text) if counts else 0
    return share(weights, AT_ONCE)


def share(weights: dict[str, int], number: int) -> list[list[str]]:
    """Share names out so that each part weighs about as much, the heaviest first.

    What tests weigh is their size in bytes: nothing has to be measured, and the parts
    change only when the tests do.
    """
    parts: list[list[str]] = [[] for _i in range(number)]

    def weight(part):
        return sum(weights[name] for name in part)

    for name in sorted(weights, key=lambda name: (-weights[name], name)):
        min(parts, key=weight).append(name)
    return sorted((sorted(part) for part in parts if part), key=weight, reverse=True)


def locate(word: str, known: Sequence[str]) -> tuple[str | None, list[str], list[str]]:
    """Return the room of a word, its paths with Odoo and its plain Python paths."""
    if word in known:
        plain = places.ROOT.glob(f"tests/engine/test_{word}*.py")
        found = sorted(str(path.relative_to(places.ROOT)) for path in plain)
        return word, existing(f"addons/{word}/tests"), found
    path = Path(word.partition("::")[0])
    full = path if path.is_absolute() else Path.cwd() / path
    if not full.exists():
        full = places.ROOT / path
    if not full.exists() or not full.resolve().is_relative_to(places.ROOT):
        return None, [], []
    inside = str(full.resolve().relative_to(places.ROOT))
    target = inside + word[len(str(path)) :] if "::" in word else inside
    if inside.startswith(PLAIN):
        return None, [], [target]
    parts = Path(inside).parts
    if len(parts) > 1 and parts[0] == "addons" and parts[1] in known:
        return parts[1], [target], []
    return None, [target], []


def summary(results: Sequence[Result], seconds: float, full: bool) -> int:
    """Print the minutes of each stage and pytest's summary line."""
    rows = [
        [r.name, f"{r.seconds / 60:.1f}", "failed" if r.failed else "ok"]
        for r in results
    ]
    print("\n" + table(rows, ["stage", "minutes", "result"]))
    total: dict[str, int] = {}
    for result in results:
        for key, number in result.counts.items():
            total[key] = total.get(key, 0) + number
    failed = [result.name for result in results if result.failed]
    if full and seconds > LIMIT:
        failed.append("time")
        print(f"  more than {LIMIT // 60} minutes")
    bad = total.get("failed", 0) + total.get("errors", 0)
    if failed and not bad:
        # A stage without tests of its own failed: the line must say so.
        total["failed"] = len(failed)
    if failed:
        print(f"  failed: {', '.join(failed)}")
    words = [
        f"{total[key]} {key}"
        for key in ("failed", "passed", "skipped", "errors")
        if total.get(key)
    ]
    line = f" {', '.join(words) or 'no tests ran'} in {seconds:.2f}s "
    print(f"{line:=^80}", flush=True)
    return 1 if failed or bad else 0
