# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Five pieces of work, stopped after their last rows are written and not committed.

A rota is being published, a tranche paid, a sheet imported, a person anonymised, a
referral sent. What dies meanwhile is for the tests to say; this module prepares the
work, holds it in the middle, looks at the whole database, and knows what must stand
when all is done.
"""

import configparser
import os
import secrets
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests
from served_client import PASSWORD, connect, held, shell, sql, wait

from tools import database, replica

GATE = 20261109
LOGIN = "drill"

# Where each piece of work is stopped: its last table and the row that tells.
STOPS = {
    "publish": ("permanence_assignment", "UPDATE", "NEW.state = 'published'"),
    "pay": ("account_move", "UPDATE", "NEW.state = 'posted'"),
    "import": ("migrant_identity_name", "INSERT", "NEW.value LIKE 'Drill%last'"),
    "anonymise": ("migrant_beneficiary", "UPDATE", "NEW.anonymised_at IS NOT NULL"),
    "send": ("partner_referral", "UPDATE", "NEW.state = 'sent'"),
}
# What a running server writes by itself, and what a reader leaves: no part of the work.
BESIDE = (
    "bus_",
    "ir_cron",
    "ir_logging",
    "mail_presence",
    "migrant_search_log",
    "ngo_journal",
    "res_device",
    "res_users_log",
)

PREPARE = f"""
import base64, datetime
from odoo.fields import Command
env = env(context={{"tracking_disable": True, "no_reset_password": True}})
env["ir.config_parameter"].set_param("ngo_base_signin.enforce", "0")
site = env["ngo.site"].create({{"name": "Drill", "tz": "UTC"}})
company = env["res.company"].create({{"name": "Drill " + str(env.cr.now())}})
env.user.company_ids = [Command.link(company.id)]
user = env["res.users"].search([("login", "=", {LOGIN!r})])
user = user or env["res.users"].create(
    {{"name": "Drill", "login": {LOGIN!r}, "password": {PASSWORD!r}}})
user.write({{"company_ids": [Command.link(company.id)], "company_id": company.id}})
env["ngo.charter"]._sign_all_for(user)
env["ngo.role"].search([("user_id", "=", user.id)]).write({{"state": "ended"}})
env["ngo.role"].create([
    {{"user_id": user.id, "role": role, "state": "approved"}} for role in
    ("coordinator", "finance_officer", "social_worker", "supervisor", "dpo")])

# A rota of one slot.
role = env.ref("permanence_rota.role_social_worker")
service = env["permanence.service"].create({{"name": "Drill", "requirement_ids": [
    Command.create({{"kind": "heads", "role_id": role.id}})]}})
day = datetime.date.today() + datetime.timedelta(days=9)
plan = env["permanence.plan"].create({{"name": "Drill", "date_from": day,
    "date_to": day, "site_ids": [Command.set(site.ids)]}})
begin = datetime.datetime.combine(day, datetime.time(9))
env["permanence.slot"].create({{"plan_id": plan.id, "site_id": site.id,
    "service_id": service.id, "start": begin,
    "stop": begin + datetime.timedelta(hours=4),
    "requirement_ids": [Command.create(line._prepare_copy_vals())
                        for line in service.requirement_ids]}})

# A sheet of two persons, looked through.
sheet = "Nom,Prénom,Date de naissance\\n"
sheet += f"Drill{{tag}}first,Awa,1990-01-02\\nDrill{{tag}}last,Binta,1991-01-02\\n"
load = env["migrant.import"].with_user(user).create({{
    "file": base64.b64encode(sheet.encode()), "filename": "drill.csv",
    "site_id": site.id}})
load.action_check()

# Somebody whose time is over, decided by a first person.
gone = env["migrant.beneficiary"].create({{"site_id": site.id, "owner_id": user.id,
    "name_ids": [Command.create({{"kind": "given", "value": "Drillgone"}})]}})
gone.write({{"last_contact_on": "2015-01-01", "registered_on": "2015-01-01",
    "anonymise_asked_by_id": env.ref("base.user_admin").id}})

# A referral with consent, to a partner with an address.
address = f"{{tag}}@clinic.example"
organization = env["directory.organization"].create({{
    "name": "Drill " + tag, "email": address}})
clinic = env["res.partner"].create({{
    "name": "Drill " + tag, "is_company": True, "email": address}})
organization.partner_id = clinic
health = env.ref("service_directory.category_health")
care = env["directory.service"].create({{"name": "Drill",
    "organization_id": organization.id, "category_ids": [Command.set(health.ids)],
    "publication_state": "published", "public_mode": "unconditional"}})
person = env["migrant.beneficiary"].create({{"site_id": site.id, "owner_id": user.id,
    "name_ids": [Command.create({{"kind": "given", "value": "Drillsent"}})]}})
env["migrant.consent"].with_user(user).create({{"beneficiary_id": person.id,
    "purpose_id": env.ref("migrant_registry.consent_purpose_referral").id,
    "recipient_id": clinic.id, "has_identity": True, "has_social": True,
    "language_id": env["ngo.language"].search([], limit=1).id}})
referral = env["partner.referral"].with_user(user).create({{
    "beneficiary_id": person.id, "category_id": health.id, "service_id": care.id}})
request = referral.item_ids.filtered(lambda i: i.type_id.code == "request")
request.value = "A visit"

# A tranche that may be paid, and its payment.
env = env(context={{**env.context, "allowed_company_ids": company.ids}})
env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
advance = env["account.account"].create({{"code": "467100", "name": "Advances",
    "account_type": "liability_payable", "reconcile": True}})
programme = env["ngo.programme"].create({{"name": "Drill", "company_id": company.id,
    "has_microprojects": True, "advance_account_id": advance.id,
    "duty_waiver_reason": "drill"}})
funding = env["microproject.funding"].create({{
    "name": "Grant", "programme_id": programme.id}})
heading = env["microproject.heading"].create({{
    "code": "1", "name": "All", "company_id": company.id}})
owner = env["microproject.microproject"].create({{"programme_id": programme.id}})
version = env["microproject.budget.version"].create({{"microproject_id": owner.id,
    "line_ids": [Command.create({{"name": "All", "heading_id": heading.id,
        "funding_id": funding.id, "unit_cost": 1000}})]}})
version.action_approve()
tranche = env["microproject.tranche"].create({{"microproject_id": owner.id,
    "planned_date": "2026-01-01", "amount": 600}})
tranche.action_request()
tranche.action_clear()
bank = env["account.journal"].search([("type", "=", "bank"),
    ("company_id", "=", company.id)], limit=1)
payment = env["account.payment"].with_user(user).create({{
    **tranche.with_user(user)._prepare_payment_vals(), "journal_id": bank.id,
    "date": tranche.cleared_on.date()}})
records = [plan, payment, load, gone, referral, company]
env["ir.config_parameter"].set_param(
    "test.drill", " ".join(str(record.id) for record in records))
"""

STOP = f"""
CREATE OR REPLACE FUNCTION drill_stop() RETURNS trigger AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({GATE});
    RETURN NULL;
END $$ LANGUAGE plpgsql
"""


@contextmanager
def server(log):
    """A server of our own on the served database: (process, address)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with open(log, "ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "odoo", "server"]
            + ["-c", os.environ["PERMANENCE_CONF"], "-d", os.environ["PERMANENCE_DB"]]
            + [f"--http-port={port}", "--http-interface=127.0.0.1"]
            + ["--workers=0", "--max-cron-threads=0"],
            stdout=out,
            stderr=subprocess.STDOUT,
        )

    def alive():
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            return requests.get(f"{url}/web/health", timeout=5).ok
        except requests.RequestException:
            return False

    try:
        wait(alive, "the start of the server")
        yield process, url
    finally:
        process.kill()
        process.wait()


@contextmanager
def own_house(folder):
    """A database server of our own with a copy of the served database.

    It waits for the disk as the server of a house does. While the block lasts, all
    that is asked of the served database is asked of the copy.
    """
    cluster = replica.cluster(folder / "postgres", "postgres-drill")
    known = {key: os.environ[f"PG{key.upper()}"] for key in ("host", "port", "user")}
    source = database.Server(**known, password=os.environ.get("PGPASSWORD", ""))
    mine = cluster.start()
    try:
        with pytest.MonkeyPatch.context() as patch:
            name = os.environ["PERMANENCE_DB"]
            replica.move(name, source, mine, folder / "dump")
            config = configparser.RawConfigParser()
            config.read(os.environ["PERMANENCE_CONF"])
            for key in ("host", "port", "user", "password"):
                config["options"][f"db_{key}"] = str(getattr(mine, key))
                patch.setenv(f"PG{key.upper()}", str(getattr(mine, key)))
            with open(folder / "odoo.conf", "w") as lines:
                config.write(lines)
            patch.setenv("PERMANENCE_CONF", str(folder / "odoo.conf"))
            yield cluster
    finally:
        cluster.stop()


def everything():
    """{table: (rows, fingerprint)} of the whole database."""
    tables = sql(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    found = {}
    with connect() as connection:
        with connection.cursor() as cr:
            for (table,) in tables:
                if not table.startswith(BESIDE):
                    cr.execute(
                        "SELECT count(*), sum(hashtextextended(t::text, 0))"
                        f' FROM "{table}" t'
                    )
                    found[table] = cr.fetchone()
    return found


@contextmanager
def stops(points=STOPS):
    """Work stops at triggers while the block lasts; yields how many wait there."""
    with held(GATE) as waiting:
        sql(STOP)
        for name, (table, event, when) in points.items():
            sql(
                f"CREATE OR REPLACE TRIGGER drill_{name} AFTER {event} ON {table}"
                f" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION drill_stop()"
            )
        yield waiting


def no_stops(points=STOPS):
    """The triggers are taken away, once nobody is in the middle any more."""
    wait(everything_free, "the end of what died")
    for name, (table, _event, _when) in points.items():
        sql(f"DROP TRIGGER drill_{name} ON {table}")


class Work:
    """The five pieces of work, prepared."""

    def __init__(self):
        # Letters: the name of a person holds no figure.
        self.tag = "".join(secrets.choice("abcdefgh") for _i in range(8))
        shell(f"tag = {self.tag!r}\n{PREPARE}")
        ((words,),) = sql(
            "SELECT value FROM ir_config_parameter WHERE key = 'test.drill'"
        )
        self.ids = [int(word) for word in words.split()]

    def press(self, client):
        """{work: answer} of the five buttons, pressed at once."""
        plan, payment, load, gone, referral, company = self.ids
        buttons = {
            "publish": ("permanence.plan", "action_publish", plan),
            "pay": ("account.payment", "action_post", payment),
            "import": ("migrant.import", "action_import", load),
            "anonymise": ("migrant.beneficiary", "action_anonymise", gone),
            "send": ("partner.referral", "action_send", referral),
        }
        context = {"allowed_company_ids": [company]}

        def call(button):
            model, name, record = button
            try:
                return client.method(model, name, [record], context=context)
            except (requests.RequestException, ValueError) as error:
                return {"lost": str(error)}

        with ThreadPoolExecutor(len(buttons)) as threads:
            return dict(zip(buttons, threads.map(call, buttons.values()), strict=True))

    @contextmanager
    def in_the_middle(self, client):
        """All is written and nothing committed; yields what awaits the answers."""
        with stops() as waiting, ThreadPoolExecutor(1) as thread:
            answers = thread.submit(self.press, client)

            def all_there():
                assert not answers.done(), answers.result()
                return waiting() == len(STOPS)

            wait(all_there, "five pieces of work in the middle")
            yield answers.result

    def is_done_once(self, client):
        """The buttons do their work; pressed again, they add nothing."""
        answers = self.press(client)
        wrong = {"error", "lost"}
        assert not [a for a in answers.values() if wrong & a.keys()], answers
        done = {table: rows for table, (rows, _sum) in everything().items()}
        # What was done is not done twice: no row more, whatever the button answers.
        self.press(client)
        again = {table: rows for table, (rows, _sum) in everything().items()}
        assert again == done
        self.stands()

    def stands(self):
        """What must be there when each piece of work was done once."""
        plan, _payment, _load, gone, referral, company = self.ids
        assert sql("SELECT state FROM partner_referral WHERE id = %s", referral) == [
            ("sent",)
        ]
        assert sql(
            "SELECT count(*) FROM permanence_assignment a JOIN permanence_slot s"
            " ON s.id = a.slot_id WHERE s.plan_id = %s AND a.state = 'published'",
            plan,
        ) == [(1,)]
        assert sql(
            "SELECT count(*) FROM migrant_identity_name WHERE value LIKE %s",
            f"Drill{self.tag}%",
        ) == [(2,)]
        assert sql(
            "SELECT anonymised_at IS NOT NULL FROM migrant_beneficiary WHERE id = %s",
            gone,
        ) == [(True,)]
        assert sql(
            "SELECT sum(l.balance), sum(abs(l.balance)) / 2, count(DISTINCT m.id)"
            " FROM account_move_line l JOIN account_move m ON m.id = l.move_id"
            " WHERE m.company_id = %s AND m.state = 'posted'",
            company,
        ) == [(0, 600, 1)]
        assert sql(
            "SELECT count(*) FROM mail_mail WHERE email_to = %s",
            f"{self.tag}@clinic.example",
        ) == [(1,)]


def everything_free():
    """Nobody waits at the gate or holds it."""
    return sql(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s",
        GATE,
    ) == [(0,)]


def changed(before, after):
    """{table: (before, after)} of what is not the same."""
    return {
        table: (before.get(table), after.get(table))
        for table in before.keys() | after.keys()
        if before.get(table) != after.get(table)
    }
