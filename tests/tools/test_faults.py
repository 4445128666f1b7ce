# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What can go wrong is told in one sentence with its remedy, and status 1."""

import errno
import io
import os
import subprocess
import sys

import pytest

from tools import cli, database, databases, environment, places, say, serve
from tools.say import Fault


def call(*arguments, **settings):
    """Call the launcher as a user does."""
    kept = {k: v for k, v in os.environ.items() if k != "PERMANENCE_ODOO"}
    return subprocess.run(
        [sys.executable, str(places.ROOT / "permanence"), *arguments],
        env=kept | settings,
        capture_output=True,
        text=True,
        timeout=300,
    )


def assert_told(done, *words):
    """Check that one sentence was told, and that nothing else went wrong."""
    assert done.returncode == 1
    assert done.stderr.startswith("permanence: ")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in done.stderr


def test_a_wrong_odoo(tmp_path):
    """PERMANENCE_ODOO that names nothing."""
    done = call("doctor", PERMANENCE_ODOO=str(tmp_path))
    assert done.returncode == 1
    assert "no Odoo is" in done.stdout


def test_a_room_that_is_not_there():
    """The rooms are named."""
    assert_told(call("restore", "/nowhere.tar"), "no file")


def test_a_backup_that_would_overwrite(tmp_path):
    """An older backup is not lost."""
    target = tmp_path / "old.tar"
    target.write_text("kept")
    assert_told(call("backup", str(target)), "exists already", "another file")
    assert target.read_text() == "kept"


def test_a_dead_database_server():
    """The address is told, and what refused."""
    server = database.given("postgresql://odoo:secret@127.0.0.1:9/house")
    with pytest.raises(Fault) as told:
        server.ask("SELECT 1")
    assert "127.0.0.1:9" in str(told.value)
    assert "refused" in str(told.value)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("url", ["mysql://a/b", "house", ""])
def test_an_address_of_another_form(url):
    """The form is shown."""
    with pytest.raises(Fault, match="postgresql://user:password@host"):
        database.given(url)


def test_an_address_with_signs_in_its_password():
    """Percent signs are undone."""
    server = database.given("postgresql://me:p%40ss@db.invalid:6432/house")
    assert (server.user, server.password, server.port) == ("me", "p@ss", 6432)


def test_a_full_disk():
    """The same words wherever the disk fills up."""
    told = say.explain(OSError(errno.ENOSPC, "No space left on device", "/x"))
    assert "disk is full" in str(told)
    assert "start again" in str(told)


def test_an_empty_house_where_the_demo_stands(monkeypatch):
    """The demo is not served under that name, and another name is proposed."""
    stands = {"permanence": {"story": True}, "house": {"story": False}}
    monkeypatch.setattr(places, "recall", lambda key, default=None: stands)
    asked = cli.parser().parse_args(["run", "--no-demo"])
    with pytest.raises(Fault, match="--db permanence_empty"):
        serve.choose_database(asked, None, None)


def test_the_end_of_odoos_log_is_understood(tmp_path):
    """The last error counts, a full disk and a lost server have their own words."""
    log = tmp_path / "odoo.log"
    begin = "2026-01-01 00:00:00,000 1 ERROR house odoo.modules.registry: "
    log.write_text(f"{begin}Failed to load\nValueError: bad view\n")
    assert "ValueError: bad view" in str(databases.broken(log, "it"))
    log.write_text(f'{begin}could not extend file "x": No space left on device\n')
    assert "disk is full" in str(databases.broken(log, "it"))
    log.write_text("psycopg2.OperationalError: server closed the connection\n")
    assert "lost the database server" in str(databases.broken(log, "it"))


def test_a_python_without_lock():
    """Which ones have one."""
    with pytest.raises(Fault, match=r"3\.10, 3\.11, 3\.12 or 3\.13"):
        environment.locks("3.99")


def test_pip_is_not_led_astray_by_the_machine(monkeypatch):
    """Constraints and targets of the machine do not reach the locked installation."""
    monkeypatch.setenv("PIP_CONSTRAINT", "/nowhere/constraints.txt")
    monkeypatch.setenv("PIP_TARGET", "/nowhere")
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.invalid/simple")
    settings = environment.pip_environment()
    assert "PIP_TARGET" not in settings
    assert os.stat(settings["PIP_CONSTRAINT"]).st_size == 0
    assert settings["PIP_INDEX_URL"] == "https://index.invalid/simple"


@pytest.mark.parametrize("minor", ["3.10", "3.11", "3.12", "3.13"])
def test_locks_are_whole_and_name_no_host(minor):
    """Each requirement is pinned with a hash; PyPDF2 is absent, pypdf there."""
    for path in environment.locks(minor).values():
        text = path.read_text()
        pins = [line for line in text.splitlines() if line[:1].isalpha()]
        assert pins
        assert all("==" in line and line.endswith("\\") for line in pins)
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
    names = environment.locks(minor)["run"].read_text().lower()
    assert "pypdf2" not in names
    assert "\npypdf==" in names


def test_a_step_tells_what_how_far_how_long():
    """Also where there is no terminal."""
    out = io.StringIO()
    with say.Step("fetching", out) as step:
        step.last -= 2 * say.EVERY
        step.at("3 of 12 MB")
    text = out.getvalue()
    assert "fetching …" in text
    assert "3 of 12 MB, 0 s" in text
    assert "fetching: done in 0." in text


def test_every_command_of_the_contract_is_there():
    """And each leads to a function."""
    import importlib

    assert {"run", "test", "lint", "bench", "backup", "restore", "shell", "psql",
            "stop", "status", "doctor"} == set(cli.COMMANDS)  # fmt: skip
    for module, function, _ in cli.COMMANDS.values():
        assert callable(getattr(importlib.import_module(f"tools.{module}"), function))
