# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The launcher's life: killed, started again, backed up, beside another one."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from tools import databases
from tools.database import Cluster

pytestmark = pytest.mark.lifecycle
INSTALLING = re.compile(rb"Loading module base \(1/1\)")


def wait_for_installation(checkout, process):
    """Wait until Odoo is in the middle of its first module."""
    log = checkout.state / "log" / "install.log"
    checkout.wait_for(
        process,
        lambda: log.is_file() and INSTALLING.search(log.read_bytes()),
        "installing",
    )
    time.sleep(1)


def odoo_of(checkout):
    """Return the number of the Odoo that installs."""
    for number in checkout.workers():
        with open(f"/proc/{number}/cmdline", "rb") as told:
            if b"\0odoo\0" in told.read():
                return number
    raise AssertionError("no Odoo runs")


def postmaster_of(checkout):
    """Return the number of the database server."""
    path = checkout.state / "postgres" / "data" / "postmaster.pid"
    return int(path.read_text().split()[0])


@pytest.mark.parametrize("victim", ["odoo", "postgres", "launcher"])
def test_killed_while_installing_then_started_again(make_checkout, victim, page):
    """SIGKILL in the middle of the first installation; the second start serves."""
    checkout = make_checkout()
    process = checkout.start()
    wait_for_installation(checkout, process)
    number = {
        "odoo": lambda: odoo_of(checkout),
        "postgres": lambda: postmaster_of(checkout),
        "launcher": lambda: process.pid,
    }[victim]()
    os.kill(number, signal.SIGKILL)
    assert process.wait(180) != 0
    if victim != "launcher":
        last = checkout.said().strip().splitlines()[-1]
        assert last.startswith("permanence: ")
        assert "Traceback" not in checkout.said()
    again = checkout.start()
    assert page(checkout.served(again)) == 200
    known = json.loads((checkout.state / "state.json").read_text())
    assert "permanence" in known["databases"]
    assert checkout.interrupt(again) == 0
    assert checkout.workers() == []


def test_second_start_makes_nothing_anew_and_a_killed_database_comes_back(house, page):
    """What is there is served as it is: that makes a second start quick (`bench start`
    measures it). A dead database server is started again while serving."""
    made = changed(house)
    process = house.start()
    address = house.served(process)
    assert changed(house) == made
    for step in ("installing", "updating", "fetching", "unpacking", "languages"):
        assert step not in house.said()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        # Strangers make no account for themselves.
        urllib.request.urlopen(f"{address}/web/signup", timeout=120)
    os.kill(postmaster_of(house), signal.SIGKILL)
    house.wait_for(process, lambda: "starting it again" in house.said(), "repair")
    limit = time.monotonic() + 180
    status = 0
    while status != 200 and time.monotonic() < limit:
        try:
            status = page(address)
        except OSError:
            time.sleep(0.5)
    assert status == 200
    assert house.call("stop").returncode == 0
    assert process.wait(120) == 0
    assert house.workers() == [], "stop leaves a process"


def changed(checkout):
    """Return when the installation's log and the environment last changed."""
    paths = (checkout.state / "log" / "install.log", checkout.state / "venv" / "bin")
    return [path.stat().st_mtime_ns for path in paths]


def test_two_checkouts_do_not_meet_and_one_runs_once(house, make_checkout, page):
    """Own ports, own servers; a second `run` and a taken port are told."""
    other = make_checkout("other")
    second = other.start()
    wait_for_installation(other, second)
    first = house.start()
    addresses = {house.served(first), other.served(second)}
    assert len(addresses) == 2
    assert {page(address) for address in addresses} == {200}
    again = house.call("run")
    assert again.returncode == 1
    assert "another './permanence run' is at work" in again.stderr
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = make_checkout("third").call("run", "--port", str(port))
    assert refused.returncode == 1
    assert f"port {port} is taken" in refused.stderr
    assert house.call("stop").returncode == 0
    assert page(other.served(second)) == 200, "stop of one checkout reached the other"
    assert "http://127.0.0.1" in other.call("status").stdout


def test_backup_and_restore_bring_the_same_records_back(house, tmp_path):
    """Records and files are the same in the new database, which sends nothing."""
    fill = (
        "env['tiny.thing'].create([{'name': f'thing {i}'} for i in range(50)])\n"
        "env['ir.attachment'].create({'name': 'a.txt', 'raw': b'kept' * 1000})\n"
        "env['ir.mail_server'].create({'name': 'out', 'smtp_host': 'mail.invalid'})\n"
        "env.cr.commit()\n"
    )
    assert ask(house, "permanence", fill) == ""
    target = tmp_path / "house.tar"
    done = house.call("backup", str(target))
    assert done.returncode == 0, done.stderr
    assert target.stat().st_mode & 0o077 == 0, "others may read the backup"
    done = house.call("restore", str(target), "--db", "second")
    assert done.returncode == 0, done.stderr
    look = (
        "a = env['ir.attachment'].search([('name', '=', 'a.txt')])\n"
        "print('SAID', env['tiny.thing'].search_count([]), len(a.raw), "
        "env['ir.mail_server'].search_count([('active', '=', True)]))\n"
    )
    assert "SAID 50 4000 1" in ask(house, "permanence", look)
    # Neutralising leaves one server, that goes nowhere.
    words = ask(
        house,
        "second",
        look + "print(env['ir.mail_server'].search([]).mapped('smtp_host'))\n",
    )
    assert "SAID 50 4000" in words
    assert "mail.invalid" not in words
    taken = house.call("restore", str(target), "--db", "second")
    assert taken.returncode == 1
    assert "already" in taken.stderr


def ask(checkout, name, script):
    """Return what a script prints in Odoo's shell of a database."""
    done = subprocess.run(
        [str(checkout.folder / "permanence"), "shell", "--db", name],
        input=script,
        env=checkout.environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def cluster_of(checkout):
    """Return the database server of a checkout, as if it were somebody else's."""
    cluster = Cluster()
    cluster.home = checkout.state / "postgres"
    cluster.data = cluster.home / "data"
    cluster.log = cluster.home / "server.log"
    cluster.known = cluster.home / "server.json"
    return cluster


def test_an_existing_database_gets_the_room_after_a_backup(house, make_checkout, page):
    """Installed beside what is there; refused while one of its modules is missing."""
    other = make_checkout("guest")
    cluster = cluster_of(house)
    theirs = cluster.start()
    try:
        theirs.ask("CREATE DATABASE own TEMPLATE permanence")
        files = house.state / "files" / "filestore"
        shutil.copytree(files / "permanence", files / "own")
        ask(
            house,
            "own",
            "env['res.partner'].create({'name': 'Own'})\nenv.cr.commit()\n"
            "env['ir.module.module'].search([('name', '=', 'tiny_room')])"
            ".button_immediate_uninstall()\n",
        )
        assert databases.missing_modules(theirs, "own", ["tiny_room"]) == ["tiny_room"]
        address = f"127.0.0.1:{theirs.port}/own"
        url = f"postgresql://{theirs.user}:{theirs.password}@{address}"
        named = ["--existing-db", url, "--addons-path=", "--filestore"]
        named.append(str(files / "own"))
        theirs.ask(
            "INSERT INTO ir_module_module (name, state, latest_version) "
            "VALUES ('x_cust', 'installed', '19.0.1.0')",
            "own",
        )
        refused = other.call("run", *named)
        assert refused.returncode == 1
        assert "not found: x_cust" in refused.stderr
        theirs.ask("DELETE FROM ir_module_module WHERE name = 'x_cust'", "own")
        process = other.start(*named)
        assert page(other.served(process)) == 200
        assert list((other.state / "backups").glob("own-*.tar"))
        count = "SELECT count(*) FROM res_partner WHERE name = 'Own'"
        assert theirs.ask(count, "own") == ["1"]
        assert databases.missing_modules(theirs, "own", ["tiny_room"]) == []
        assert other.interrupt(process) == 0
    finally:
        cluster.stop()
