# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The server, or the database under it, dies in the middle of five pieces of work.

Triggers stop each of them after its last rows are written and before it is committed;
then a process dies by SIGKILL. Nothing of it may be there afterwards, and the same five
buttons do their work once, whole, at the second try.
"""

import os
import signal

import pytest
from served_client import Client, needs_server, sql, wait
from served_drill import (
    LOGIN,
    Work,
    changed,
    everything,
    no_stops,
    own_house,
    server,
)

pytestmark = [pytest.mark.served, needs_server]


@pytest.fixture
def no_crons():
    """The server of the other tests does nothing by itself meanwhile."""
    rows = sql("UPDATE ir_cron SET active = FALSE WHERE active RETURNING id")
    yield
    sql("UPDATE ir_cron SET active = TRUE WHERE id = ANY(%s)", [row[0] for row in rows])


def test_a_server_killed_in_the_middle_leaves_nothing_half_done(tmp_path, no_crons):
    """SIGKILL while five pieces of work are written: none is there, and each is done
    once afterwards; the ledger balances, the partner has one letter. [C04] [T15]"""
    work = Work()
    log = tmp_path / "server.log"
    with server(log) as (process, url):
        client = Client(LOGIN, url=url)
        assert client.uid, client.answer
        before = everything()
        with work.in_the_middle(client) as answers:
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert all("lost" in answer for answer in answers().values())
    # The workers of the database find that nobody listens, and undo.
    no_stops()
    assert changed(before, everything()) == {}
    with server(log) as (_process, url):
        work.is_done_once(Client(LOGIN, url=url))


@pytest.fixture
def own_cluster(tmp_path):
    """A database server that only this test knows, with a copy of the database."""
    with own_house(tmp_path) as cluster:
        yield cluster


def test_a_database_killed_in_the_middle_leaves_nothing_half_done(
    tmp_path, own_cluster
):
    """SIGKILL of PostgreSQL, all its processes at once, while five pieces of work are
    written: none is there when it is up again, and each is done once afterwards.
    [C04] [T15]"""
    work = Work()
    log = tmp_path / "server.log"
    with server(log) as (process, url):
        client = Client(LOGIN, url=url)
        assert client.uid, client.answer
        before = everything()
        with work.in_the_middle(client) as answers:
            for number in (own_cluster.process(), *own_cluster._workers()):
                os.kill(number, signal.SIGKILL)
            told = answers()
        assert all({"error", "lost"} & answer.keys() for answer in told.values()), told
        assert process.poll() is None, "the server of Odoo died of it"
    wait(lambda: not list(own_cluster._workers()), "the end of what was killed")
    # The same address: the configuration of Odoo knows no other.
    assert own_cluster.start().port == int(os.environ["PGPORT"])
    no_stops()
    assert changed(before, everything()) == {}
    # Another process: the first one still holds connections that are dead.
    with server(log) as (_process, url):
        work.is_done_once(Client(LOGIN, url=url))
