# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The launcher's life: killed, started again, backed up, beside another one."""

import json
import os
import re
import signal
import socket
import time

import pytest

from tools import databases

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
    assert process.wait(90) != 0
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


def test_second_start_is_quick_and_a_killed_database_comes_back(make_checkout, page):
    """Ten seconds at most; a dead database server is started again while serving."""
    checkout = make_checkout()
    first = checkout.start()
    checkout.served(first)
    assert checkout.interrupt(first) == 0
    assert checkout.workers() == [], "Ctrl-C leaves a process"
    begin = time.monotonic()
    second = checkout.start()
    address = checkout.served(second)
    assert time.monotonic() - begin <= 10
    os.kill(postmaster_of(checkout), signal.SIGKILL)
    checkout.wait_for(second, lambda: "starting it again" in checkout.said(), "repair")
    limit = time.monotonic() + 30
    status = 0
    while status != 200 and time.monotonic() < limit:
        try:
            status = page(address)
        except OSError:
            time.sleep(0.5)
    assert status == 200
    done = checkout.call("stop")
    assert done.returncode == 0
    assert second.wait(30) == 0
    assert checkout.workers() == [], "stop leaves a process"


def test_two_checkouts_do_not_meet_and_one_runs_once(make_checkout, page):
    """Own ports, own servers; a second `run` and a taken port are told."""
    one, two = make_checkout("one"), make_checkout("two")
    first, second = one.start(), two.start()
    addresses = {one.served(first), two.served(second)}
    assert len(addresses) == 2
    assert {page(address) for address in addresses} == {200}
    again = one.call("run")
    assert again.returncode == 1
    assert "another './permanence run' is at work" in again.stderr
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = two.call("run", "--port", str(port))
    assert refused.returncode == 1
    assert f"port {port} is taken" in refused.stderr
    assert one.call("stop").returncode == 0
    assert page(two.served(second)) == 200, "stop of one checkout reached the other"
    assert "http://127.0.0.1" in two.call("status").stdout


def test_backup_and_restore_bring_the_same_records_back(make_checkout, tmp_path):
    """Records and files are the same in the new database, which sends nothing."""
    checkout = make_checkout()
    process = checkout.start()
    checkout.served(process)
    fill = (
        "env['tiny.thing'].create([{'name': f'thing {i}'} for i in range(50)])\n"
        "env['ir.attachment'].create({'name': 'a.txt', 'raw': b'kept' * 1000})\n"
        "env['ir.mail_server'].create({'name': 'out', 'smtp_host': 'mail.invalid'})\n"
        "env.cr.commit()\n"
    )
    assert ask(checkout, "permanence", fill) == ""
    target = tmp_path / "house.tar"
    done = checkout.call("backup", str(target))
    assert done.returncode == 0, done.stderr
    assert target.stat().st_mode & 0o077 == 0, "others may read the backup"
    done = checkout.call("restore", str(target), "--db", "second")
    assert done.returncode == 0, done.stderr
    look = (
        "a = env['ir.attachment'].search([('name', '=', 'a.txt')])\n"
        "print('SAID', env['tiny.thing'].search_count([]), len(a.raw), "
        "env['ir.mail_server'].search_count([('active', '=', True)]))\n"
    )
    assert "SAID 50 4000 1" in ask(checkout, "permanence", look)
    # Neutralising leaves one server, that goes nowhere.
    words = ask(
        checkout,
        "second",
        look + "print(env['ir.mail_server'].search([]).mapped('smtp_host'))\n",
    )
    assert "SAID 50 4000" in words
    assert "mail.invalid" not in words
    taken = checkout.call("restore", str(target), "--db", "second")
    assert taken.returncode == 1
    assert "already" in taken.stderr


def ask(checkout, name, script):
    """Return what a script prints in Odoo's shell of a database."""
    import subprocess

    done = subprocess.run(
        [str(checkout.folder / "permanence"), "shell", "--db", name],
        input=script,
        env=checkout.environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def test_an_existing_database_gets_the_room_after_a_backup(make_checkout, server, page):
    """Installed beside what is there; refused while one of its modules is missing."""
    checkout = make_checkout()
    process = checkout.start("--db", "house")
    checkout.served(process)
    ask(
        checkout, "house", "env['res.partner'].create({'name': 'Own'}); env.cr.commit()"
    )
    ask(
        checkout,
        "house",
        "env['ir.module.module'].search([('name', '=', 'tiny_room')])"
        ".button_immediate_uninstall()\n",
    )
    known = json.loads((checkout.state / "postgres" / "server.json").read_text())
    assert checkout.interrupt(process) == 0
    # The organisation's own server: ours of before, started by another hand.
    from tools.database import Cluster

    other = make_checkout("other")
    cluster = Cluster()
    cluster.home = checkout.state / "postgres"
    cluster.data = cluster.home / "data"
    cluster.log = cluster.home / "server.log"
    cluster.known = cluster.home / "server.json"
    theirs = cluster.start()
    try:
        url = f"postgresql://odoo:{known['password']}@127.0.0.1:{theirs.port}/house"
        store = checkout.state / "files" / "filestore" / "house"
        named = ["--existing-db", url, "--addons-path=", "--filestore", str(store)]
        theirs.ask(
            "INSERT INTO ir_module_module (name, state, latest_version) "
            "VALUES ('x_cust', 'installed', '19.0.1.0')",
            "house",
        )
        refused = other.call("run", *named)
        assert refused.returncode == 1
        assert "not found: x_cust" in refused.stderr
        theirs.ask("DELETE FROM ir_module_module WHERE name = 'x_cust'", "house")
        second = other.start(*named)
        assert page(other.served(second)) == 200
        assert list((other.state / "backups").glob("house-*.tar"))
        count = "SELECT count(*) FROM res_partner WHERE name = 'Own'"
        assert theirs.ask(count, "house") == ["1"]
        assert databases.missing_modules(theirs, "house", ["tiny_room"]) == []
        assert other.interrupt(second) == 0
    finally:
        cluster.stop()
