# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two workers on the deadlines of one database, with real commits."""

import pytest
from served_client import finish, needs_server, sql, together, worker

pytestmark = [pytest.mark.served, needs_server]
COUNT = 60
GATE = 20261122
EVENT = "test_two_workers"

PREPARE = f"""
import datetime
user = env["res.users"].search([("login", "=", "clock_manager")])
user = user or env["res.users"].create({{"name": "M", "login": "clock_manager"}})
env["ngo.charter"]._sign_all_for(user)
role = {{"user_id": user.id, "role": "supervisor", "state": "approved"}}
env["ngo.role"].create(role)
site = env["ngo.site"].create({{"name": "Two workers"}})
rule = env["ngo.policy.rule"].search([("event", "=", {EVENT!r})])
rule = rule or env["ngo.policy.rule"].create({{"name": "R", "event": {EVENT!r}}})
incidents = env["ngo.incident"].create([
    {{"site_id": site.id, "date_event": "2026-01-01", "what": "x", "safety": "safe",
      "reporter_id": user.id}} for _ in range({COUNT})])
incidents._start_clocks({EVENT!r}, at=datetime.datetime(2026, 1, 1), user_id=user)
env.cr.commit()
"""
WORK = f"""
env.cr.execute("SELECT pg_advisory_lock_shared({GATE})")
env.cr.commit()
env["ngo.clock"]._cron_tick()
env.cr.commit()
print("WORKED")
"""
START = """
env["ngo.incident"].browse({ids})._start_clocks({event!r}, occurrence="race")
"""


def test_two_workers_give_one_notice():
    """Both tick at the same instant: each overdue clock is told exactly once."""
    finish(worker(PREPARE))
    with together(GATE, 2):
        workers = [worker(WORK) for _i in range(2)]
    for process in workers:
        assert "WORKED" in finish(process)
    clocks = "SELECT id FROM ngo_clock WHERE event = %s"
    states = sql(f"SELECT DISTINCT state FROM ngo_clock WHERE id IN ({clocks})", EVENT)
    assert states == [("breached",)]
    told = sql(
        "SELECT count(*), count(DISTINCT clock_id) FROM ngo_clock_notice"
        f" WHERE kind = 'overdue' AND clock_id IN ({clocks})",
        EVENT,
    )
    assert told[0][0] == told[0][1] >= COUNT
    codes = sql(
        "SELECT i.code, count(m.id) FROM ngo_incident i"
        f" JOIN ngo_clock c ON c.res_id = i.id AND c.id IN ({clocks})"
        " LEFT JOIN mail_message m ON m.subject LIKE '%%' || i.code"
        " GROUP BY i.code HAVING count(m.id) != 1",
        EVENT,
    )
    assert codes == []


def test_two_starts_are_one_clock():
    """The same event from two transactions at once: one clock, no error."""
    ids = [
        row[0]
        for row in sql("SELECT DISTINCT res_id FROM ngo_clock WHERE event = %s", EVENT)
    ][:20]
    script = (
        f'env.cr.execute("SELECT pg_advisory_lock_shared({GATE})")\nenv.cr.commit()\n'
        + START.format(ids=ids, event=EVENT)
        + "env.cr.commit()\nprint('WORKED')\n"
    )
    with together(GATE, 2):
        workers = [worker(script) for _i in range(2)]
    for process in workers:
        assert "WORKED" in finish(process)
    twice = sql(
        "SELECT res_id, count(*) FROM ngo_clock WHERE event = %s"
        " AND occurrence = 'race' GROUP BY res_id",
        EVENT,
    )
    assert len(twice) == len(ids)
    assert {count for _id, count in twice} == {1}
