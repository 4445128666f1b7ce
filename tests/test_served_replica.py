# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two workers, a primary and a replica that follows it: what the scale profile runs.

Reads are answered by the replica and noted on the primary; what was withdrawn is closed
at the next read, however late the replica is; without the replica all goes on.
"""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from served_client import PASSWORD, Client, needs_server, shell, sql, wait
from served_drill import own_house

from tools import replica

pytestmark = [pytest.mark.served, needs_server]
MODEL = "test.ngo.file"
LOGIN = "far_reader"
PREPARE = f"""
import datetime
user = env["res.users"].search([("login", "=", {LOGIN!r})])
user = user or env["res.users"].create(
    {{"name": "Far", "login": {LOGIN!r}, "password": {PASSWORD!r}}})
env["ngo.charter"]._sign_all_for(user)
env["ngo.role"].search([("user_id", "=", user.id)]).write({{"state": "ended"}})
env["ngo.role"].create(
    {{"user_id": user.id, "role": "social_worker", "state": "approved"}})
env["ir.config_parameter"].set_param("ngo_base_signin.enforce", "0")
if not env["ngo.access"].search([("user_id", "=", user.id)]):
    file = env[{MODEL!r}].create({{"title": "Far"}})
    env["ngo.access"]._grant(
        file, user, "member", datetime.datetime(2099, 1, 1), "test")
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """(primary, replica, address, log) of a house that runs at scale."""
    folder = tmp_path_factory.mktemp("scale")
    with own_house(folder) as primary:
        shell(PREPARE)
        far = replica.Replica(primary, folder / "replica")
        try:
            far.start()
            replica.promise(far.server(), log_statement="all")
            name, conf = os.environ["PERMANENCE_DB"], os.environ["PERMANENCE_CONF"]
            served = replica.two_workers(folder, conf, name, far.server())
            with served as (url, log, _number):
                yield primary, far, url, log
        finally:
            far.stop()


@pytest.fixture
def reader(house):
    client = Client(LOGIN, url=house[2])
    assert client.uid, client.answer
    opened("2099-01-01")
    return client


def opened(until):
    """Change until when the file is open to the reader."""
    sql(
        "UPDATE ngo_access a SET date_from = '2019-01-01', date_to = %s"
        " FROM res_users u WHERE u.id = a.user_id AND u.login = %s",
        until,
        LOGIN,
    )


def read(client):
    """The names of the files that a reader finds."""
    answer = client.method(MODEL, "web_search_read", [], {"title": {}}, limit=80)
    return [row["title"] for row in answer["result"]["records"]]


def noted():
    ((count,),) = sql(
        "SELECT count(*) FROM ngo_journal WHERE login = %s AND kind = 'read'", LOGIN
    )
    return count


def answered(far):
    """How often the replica was asked for files."""
    return far.log.read_text(errors="replace").count('FROM "test_ngo_file"')


def place(server, function):
    return server.ask(f"SELECT {function}()")[0]


def caught_up(primary, far):
    """Whether the replica holds all that the primary wrote until now."""
    reached = place(primary.server(), "pg_current_wal_flush_lsn")
    return far.server().ask(f"SELECT pg_last_wal_replay_lsn() >= '{reached}'") == ["t"]


def read_far(house, client):
    """Read until the replica was the one that answered; (names, how many reads)."""
    primary, far, _url, _log = house
    for count in range(1, 100):
        wait(lambda: caught_up(primary, far), "the replica")
        before = answered(far)
        names = read(client)
        if answered(far) > before:
            return names, count
    raise AssertionError("the replica was never asked")


def test_the_replica_answers_what_only_reads_and_the_primary_notes_it(house, reader):
    """The file is fetched on the replica; each read leaves its row on the primary."""
    before, reads = noted(), 0
    for _round in range(5):
        names, count = read_far(house, reader)
        assert names == ["Far"]
        reads += count
    assert noted() == before + reads
    # Rows of a replica cannot be written; they came from the primary.
    primary, far, _url, _log = house
    assert far.server().ask("SELECT pg_is_in_recovery()") == ["t"]
    wait(lambda: caught_up(primary, far), "the replica")
    query = f"SELECT count(*) FROM ngo_journal WHERE login = '{LOGIN}' AND kind='read'"
    assert far.server().ask(query, os.environ["PERMANENCE_DB"]) == [str(noted())]


def test_many_at_once_are_all_served_and_all_noted(house, reader):
    """Both workers, eight callers: none fails, none goes unnoted."""
    before = noted()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _i: read(reader), range(48)))
    assert found == [["Far"]] * 48
    assert noted() == before + 48


def test_a_grant_withdrawn_is_closed_at_the_next_read(house, reader):
    """As the replica is: it may be a moment behind, and what it lacks is asked of the
    primary; again with commits that wait for it (``remote_apply``). [B05]"""
    primary, _far, _url, _log = house
    closes_at_once(house, reader)
    replica.promise(primary.server(), synchronous_standby_names="*")
    try:
        says(primary, "SELECT sync_state FROM pg_stat_replication", "sync")
        replica.promise(primary.server(), synchronous_commit="remote_apply")
        says(primary, "SHOW synchronous_commit", "remote_apply")
        closes_at_once(house, reader)
    finally:
        off = {"synchronous_standby_names": "", "synchronous_commit": "on"}
        replica.promise(primary.server(), **off)


def closes_at_once(house, reader):
    """Withdraw and give again, ten times; each read finds what holds then."""
    for _round in range(10):
        opened("2099-01-01")
        assert read(reader) == ["Far"]
        opened("2020-01-01")
        assert read(reader) == []
    opened("2099-01-01")
    assert read_far(house, reader)[0] == ["Far"]


def says(cluster, query, word):
    """Wait until a server answers a query with one word."""
    wait(lambda: cluster.server().ask(query) == [word], query)


def test_a_replica_that_lags_opens_nothing(house, reader):
    """It stands still; a grant ends, then the role with its groups: the replica still
    shows both, and the reader finds nothing. [B05]"""
    primary, far, _url, _log = house
    name = os.environ["PERMANENCE_DB"]
    assert read_far(house, reader)[0] == ["Far"]
    far.server().ask("SELECT pg_wal_replay_pause()")
    says(far, "SELECT pg_get_wal_replay_pause_state()", "paused")
    try:
        before, asked = noted(), answered(far)
        shell(
            'env["ngo.access"].search('
            f'[("user_id.login", "=", {LOGIN!r})])._end()\n'
            f'env["ngo.role"].search([("user_id.login", "=", {LOGIN!r}),'
            ' ("state", "=", "approved")])._move_to("ended")'
        )
        # Each worker has caches of its own.
        with ThreadPoolExecutor(8) as threads:
            answers = threads.map(
                lambda _i: reader.method(MODEL, "search_read", [], ["title"]), range(16)
            )
            assert not any(answer.get("result") for answer in answers)
        assert answered(far) == asked
        assert noted() == before
        open_there = (
            "SELECT count(*) FROM ngo_access a JOIN res_users u ON u.id = a.user_id"
            f" WHERE u.login = '{LOGIN}' AND date_to > now() + interval '1 day'"
        )
        assert far.server().ask(open_there, name) == ["1"]
        assert primary.server().ask(open_there, name) == ["0"]
    finally:
        far.server().ask("SELECT pg_wal_replay_resume()")
        shell(PREPARE)


def test_without_the_replica_all_goes_on(house, reader):
    """SIGKILL of the replica, all its processes at once: the primary answers, notes and
    closes as before."""
    _primary, far, _url, log = house
    assert read_far(house, reader)[0] == ["Far"]
    for number in (far.process(), *far._workers()):
        os.kill(number, signal.SIGKILL)
    wait(lambda: not list(far._workers()), "the end of the replica")
    before = noted()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _i: read(reader), range(24)))
    assert found == [["Far"]] * 24
    assert noted() == before + 24
    opened("2020-01-01")
    assert read(reader) == []
    assert "Failed to open a readonly cursor" in log.read_text()
