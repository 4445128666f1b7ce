# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""All stages of a test run, two beside each other where they share nothing.

First what needs no rooms beside the database that holds them, then all that works on a
copy of it: each stage has its own copy, so that none sees what another one does.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tools import database, linting, places, processes, serve, templates
from tools.testing import (
    EVERYDAY,
    PLAIN,
    Run,
    copy_of,
    existing,
    share,
    together,
)

SHARDS = 2  # of the tests of rooms
ALONE = "tests/tools/test_rooms_alone.py"


def everything(this: Run, full: bool) -> None:
    """Run all stages.

    :param full: also journeys over several rooms, and what is killed and restored
    """
    rooms = templates.without_story()
    has_story = places.STORY in places.rooms()
    made: dict[str, str] = {}
    together([lambda: plain(this), lambda: prepare(this, rooms, made)])
    jobs: list[Callable[[], None]] = []
    ground, story = made.get("rooms"), made.get("story")
    if full:
        # The longest first.
        jobs.append(lambda: lives_of_rooms(this))
    if ground:
        tops = top_tests()
        parts = shards(rooms, SHARDS)
        for number, part in enumerate(parts, 1):
            paths = existing(*(f"addons/{room}/tests" for room in part))
            paths += tops if number == len(parts) else []
            jobs.append(lambda n=number, p=paths: of_rooms(this, ground, n, p))
        if full and (story or not has_story):
            jobs.append(lambda: journeys(this, story or ground))
    if full:
        jobs.append(lambda: lives(this))
    if story:
        jobs.append(lambda: of_story(this, story))
    together(jobs)


def plain(this: Run) -> None:
    """Check style, and run what needs no Odoo."""
    with this.stage("lint") as result:
        result.failed = bool(linting.lint())
    with this.stage("engines and tools") as result:
        this.pytest(result, existing(*PLAIN), EVERYDAY, quiet=True)


def prepare(this: Run, rooms: Sequence[str], made: dict[str, str]) -> None:
    """Make the databases that the other stages copy; tell their names in ``made``."""
    if not rooms:
        return
    with this.stage("database with all rooms") as result:
        made["rooms"] = templates.rooms(this.odoo, this.server, rooms)
        result.failed = bool(templates.report_log(made["rooms"]))
    if "rooms" not in made:
        return
    if places.STORY in places.rooms():
        with this.stage("database with the story") as result:
            made["story"] = templates.story(this.odoo, this.server)
            result.failed = bool(templates.report_log(made["story"]))
    with this.stage("translations") as result:
        result.failed = bool(templates.untranslated(this.odoo, this.server, rooms))


def shards(rooms: Sequence[str], number: int) -> list[list[str]]:
    """Share rooms out so that each part has about as much to test."""
    weights = {
        room: sum(p.stat().st_size for p in (places.ADDONS / room).glob("tests/*.py"))
        for room in rooms
    }
    return share(weights, number)


def top_tests() -> list[str]:
    """Return what stands in ``tests/`` beside the plain Python tests."""
    plain_ones = {path.rpartition("/")[2] for path in PLAIN}
    folder = places.ROOT / "tests"
    found = [p for p in folder.glob("*") if p.is_dir() and p.name not in plain_ones]
    found += folder.glob("test_*.py")
    return sorted(f"tests/{p.name}" for p in found if not p.name.startswith("__"))


def of_rooms(this: Run, template: str, number: int, paths: Sequence[str]) -> None:
    """Run the tests of one part of the rooms."""
    with this.stage(f"rooms {number}, architecture, access") as result:
        with copy_of(this, template, f"rooms{number}") as config:
            this.pytest(result, paths, EVERYDAY, config, True)


def of_story(this: Run, template: str) -> None:
    """Run the tests of the story's own data."""
    with this.stage("the story") as result:
        paths = existing(f"addons/{places.STORY}/tests")
        with copy_of(this, template, "story") as config:
            this.pytest(result, paths, EVERYDAY, config, True)


def journeys(this: Run, template: str) -> None:
    """Run what goes over several rooms or talks to a served database."""
    rooms = existing(*(f"addons/{room}/tests" for room in places.rooms()))
    with this.stage("journeys") as result:
        with copy_of(this, template, "journeys") as config:
            with served(this, config) as extra:
                paths = [*top_tests(), *rooms]
                this.pytest(result, paths, "journey or served", config, True, extra)


def lives_of_rooms(this: Run) -> None:
    """Install and uninstall each room."""
    with this.stage("lives of rooms") as result:
        this.pytest(result, existing(ALONE), "lifecycle", quiet=True)


def lives(this: Run) -> None:
    """Run what kills, restores and upgrades."""
    with this.stage("lives") as result:
        paths = [*existing("tests/tools"), f"--ignore={ALONE}"]
        this.pytest(result, paths, "lifecycle or served", quiet=True)


@contextlib.contextmanager
def served(this: Run, config: Path) -> Iterator[dict[str, str]]:
    """Serve a second copy over HTTP; yield what tests need to find it."""
    name, port = "test_served", processes.free_port()
    database.copy(this.server, "test_journeys", name)
    conf = templates.config(this.odoo, this.server, name, "test-served.conf", port)
    process = serve.start(this.server, conf, name, port, "test-served.log", False)
    try:
        serve.wait_until_served(process, port)
        yield {
            "PERMANENCE_URL": f"http://127.0.0.1:{port}",
            "PERMANENCE_DB": name,
            "PERMANENCE_CONF": str(conf),
        }
    finally:
        processes.end(process)
        database.drop(this.server, [name])
