# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Many at once at one slot, one swap, one ticket: exactly one gets it.

Real commits on a served database: what one transaction of a test cannot show.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from served_client import PASSWORD, Client, needs_server, shell, sql

pytestmark = [pytest.mark.served, needs_server]
PEOPLE = 20
LOGINS = [f"rota_racer_{n}" for n in range(PEOPLE)]

PREPARE = f"""
import datetime
from odoo.fields import Command
env = env(context={{"tracking_disable": True, "no_reset_password": True}})
site = env["ngo.site"].create({{"name": "Race", "tz": "UTC"}})
role = env.ref("permanence_rota.role_social_worker")
calendar = env["resource.calendar"].create({{"name": "Race", "tz": "UTC"}})
people = env["hr.employee"]
for login in {LOGINS!r}:
    user = env["res.users"].search([("login", "=", login)])
    user = user or env["res.users"].create(
        {{"name": login, "login": login, "password": {PASSWORD!r}}})
    env["ngo.charter"]._sign_all_for(user)
    env["ngo.role"].search([("user_id", "=", user.id)]).write({{"state": "ended"}})
    env["ngo.role"].create([
        {{"user_id": user.id, "role": name, "site_id": site.id, "state": "approved"}}
        for name in ("social_worker", "coordinator")])
    now = datetime.datetime.now()
    env["ngo.presence"].create({{
        "user_id": user.id, "site_id": site.id,
        "date_from": now - datetime.timedelta(hours=2),
        "date_to": now + datetime.timedelta(hours=9)}})
    person = user.employee_id or env["hr.employee"].create(
        {{"name": login, "user_id": user.id, "tz": "UTC",
          "resource_calendar_id": calendar.id,
          "date_version": "2020-01-01", "contract_date_start": "2020-01-01"}})
    people |= person
    profile = env["permanence.profile"].search([("employee_id", "=", person.id)])
    profile or env["permanence.profile"].create({{
        "employee_id": person.id, "role_ids": [Command.set(role.ids)], "share": 100}})
env["ir.config_parameter"].set_param("ngo_base_signin.enforce", "0")
service = env["permanence.service"].create({{"name": "Race", "requirement_ids": [
    Command.create({{"kind": "heads", "role_id": role.id}})]}})
races = env["permanence.plan"].search_count([("name", "=", "Race")])
day = datetime.date.today() + datetime.timedelta(days=9 + 3 * races)
plan = env["permanence.plan"].create({{"name": "Race", "date_from": day,
    "date_to": day + datetime.timedelta(days=1), "site_ids": [Command.set(site.ids)]}})
heads = env["permanence.assignment"]
for hours in (0, 24):
    start = datetime.datetime.combine(day, datetime.time(9)) + datetime.timedelta(
        hours=hours)
    slot = env["permanence.slot"].create({{"plan_id": plan.id, "site_id": site.id,
        "service_id": service.id, "start": start,
        "stop": start + datetime.timedelta(hours=4),
        "requirement_ids": [Command.create(line._prepare_copy_vals())
                            for line in service.requirement_ids]}})
    heads |= slot.assignment_ids
heads[1].write({{"employee_id": people[0].id}})
plan.action_publish()
swap = env["permanence.swap"].create({{"assignment_id": heads[1].id,
    "employee_id": people[0].id, "to_employee_id": people[1].id}})
swap._move_to("accepted")
tickets = env["permanence.encounter"].create(
    [{{"site_id": site.id, "line": "first"}} for _i in range(2)])
records = [*heads, swap, people[1], *tickets]
env["ir.config_parameter"].set_param(
    "test.race", " ".join(str(record.id) for record in records))
"""


@pytest.fixture(scope="module")
def race():
    """(open head, head of the swap, swap, who gets it by the swap, two tickets)."""
    shell(PREPARE)
    ((words,),) = sql("SELECT value FROM ir_config_parameter WHERE key = 'test.race'")
    return [int(word) for word in words.split()]


@pytest.fixture(scope="module")
def clients(race):
    """Twenty workers, signed in."""
    found = [Client(login) for login in LOGINS]
    assert all(client.uid for client in found), [c.answer for c in found if not c.uid]
    return found


def at_once(clients, model, name, record):
    """All press the same button; (answers of success, messages of refusal)."""
    with ThreadPoolExecutor(len(clients)) as threads:
        answers = list(
            threads.map(lambda client: client.method(model, name, [record]), clients)
        )
    wins = [answer for answer in answers if "result" in answer]
    words = [a["error"]["data"]["message"] for a in answers if "error" in a]
    return wins, words


def test_an_open_slot_goes_to_one_of_twenty(race, clients):
    """One holder, nineteen who are told in words that it is taken. [C03]"""
    head = race[0]
    wins, words = at_once(clients, "permanence.assignment", "action_claim", head)
    assert len(wins) == 1, words
    assert all("just been taken" in word for word in words), words
    ((holder, origin, published),) = sql(
        "SELECT employee_id, origin, pub_employee_id FROM permanence_assignment"
        " WHERE id = %s",
        head,
    )
    assert holder and holder == published and origin == "claim"


def test_a_swap_is_done_once_by_twenty(race, clients):
    """Twenty who may approve press at once: done once, the others are told. [C03]"""
    _open, _head, swap, person, *_tickets = race
    wins, words = at_once(clients, "permanence.swap", "action_approve", swap)
    assert len(wins) == 1, words
    assert len(words) == PEOPLE - 1 and all(words)
    assert not [word for word in words if "serialize" in word.lower()], words
    assert sql(
        "SELECT s.state, a.employee_id FROM permanence_swap s"
        " JOIN permanence_assignment a ON a.id = s.assignment_id WHERE s.id = %s",
        swap,
    ) == [("done", person)]


def test_a_ticket_is_called_by_one_of_two(race, clients):
    """Two workers call the same person: one gets her, the other reads so. [T12]"""
    ticket = race[4]
    wins, words = at_once(clients[:2], "permanence.encounter", "action_call", ticket)
    assert len(wins) == 1, words
    assert len(words) == 1 and "called already" in words[0], words
    assert sql("SELECT state FROM permanence_encounter WHERE id = %s", ticket) == [
        ("called",)
    ]


def test_somebody_is_received_by_one_of_two(race, clients):
    """Two press Receive: one receives her, the other reads who does. [T12]"""
    ticket = race[5]
    wins, words = at_once(clients[:2], "permanence.encounter", "action_receive", ticket)
    assert len(wins) == 1, words
    assert len(words) == 1 and "receives ticket" in words[0], words
    workers = "SELECT count(*) FROM permanence_encounter_worker_rel"
    assert sql(f"{workers} WHERE permanence_encounter_id = %s", ticket) == [(1,)]
