# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two people at the same money at the same instant, with real commits."""

import pytest
from served_client import finish, needs_server, sql, together, worker

pytestmark = [pytest.mark.served, needs_server]
GATE = 20261123

PREPARE = """
from odoo.fields import Command
company = env["res.company"].create({"name": "Race " + str(env.cr.now())})
env.user.company_ids = [Command.link(company.id)]
env = env(context={"allowed_company_ids": company.ids})
env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
advance = env["account.account"].create({
    "code": "467100", "name": "Advances", "account_type": "liability_payable",
    "reconcile": True})
programme = env["ngo.programme"].create({
    "name": "Race", "company_id": company.id, "has_microprojects": True,
    "advance_account_id": advance.id})
funding = env["microproject.funding"].create({
    "name": "Grant", "programme_id": programme.id})
heading = env["microproject.heading"].create({
    "code": "1", "name": "All", "company_id": company.id})
owner = env["microproject.microproject"].create({"programme_id": programme.id})
version = env["microproject.budget.version"].create({
    "microproject_id": owner.id, "line_ids": [Command.create({
        "name": "All", "heading_id": heading.id, "funding_id": funding.id,
        "unit_cost": 1000})]})
version.action_approve()
tranche = env["microproject.tranche"].create({
    "microproject_id": owner.id, "planned_date": "2026-01-01", "amount": 600})
programme.duty_waiver_reason = "race"
tranche.action_request()
tranche.action_clear()
env.cr.commit()
print("IDS", company.id, owner.id, tranche.id)
"""
WAIT = """
env.cr.execute("SELECT pg_advisory_lock_shared({gate})")
env.cr.commit()
env = env(context={{"allowed_company_ids": [{company}]}})
try:
"""
END = """
    env.cr.commit()
    print("DONE")
except Exception as error:
    env.cr.rollback()
    print("REFUSED", type(error).__name__, error)
"""
PAY = """
    tranche = env["microproject.tranche"].browse({tranche})
    journal = env["account.journal"].search([
        ("type", "=", "bank"), ("company_id", "=", {company})], limit=1)
    env["account.payment"].create({{
        **tranche._prepare_payment_vals(), "journal_id": journal.id,
        "date": tranche.cleared_on.date()}}).action_post()
"""
ADD = """
    env["microproject.tranche"].create({{
        "microproject_id": {owner}, "planned_date": "2026-02-01",
        "sequence": {number}, "amount": 400}})
"""


def race(*scripts):
    """Run the scripts at the same instant; how each ended."""
    with together(GATE, len(scripts)):
        workers = [worker(script) for script in scripts]
    ends = []
    for out in map(finish, workers):
        print(out)  # a failure shows what refused
        ends.append("DONE" if "DONE" in out else "REFUSED" if "REFUSED" in out else out)
    return sorted(ends)


@pytest.fixture(scope="module")
def ids():
    out = finish(worker(PREPARE))
    words = next(line for line in out.splitlines() if line.startswith("IDS")).split()
    names = ("company", "owner", "tranche")
    return {"gate": GATE, **dict(zip(names, map(int, words[1:]), strict=True))}


def test_a_tranche_is_paid_once_by_two_at_once(ids):
    """Two officers pay the same tranche at the same instant: one payment. [T16b]"""
    script = (WAIT + PAY + END).format(**ids)
    assert race(script, script) == ["DONE", "REFUSED"]
    paid = sql(
        "SELECT count(*) FROM account_payment WHERE microproject_tranche_id = %s"
        " AND state IN ('in_process', 'paid')",
        ids["tranche"],
    )
    assert paid == [(1,)]


def test_the_award_is_never_passed_by_two_at_once(ids):
    """Two people add a tranche where one only has room: one is refused. [T16b]"""
    scripts = [(WAIT + ADD + END).format(**ids, number=n) for n in (2, 3)]
    assert race(*scripts) == ["DONE", "REFUSED"]
    total = sql(
        "SELECT sum(amount) FROM microproject_tranche"
        " WHERE microproject_id = %s AND state <> 'cancelled'",
        ids["owner"],
    )
    assert total == [(1000,)]


BILL = """
    owner = env["microproject.microproject"].browse({owner})
    heading = env["microproject.heading"].search([("company_id", "=", {company})])
    account = env["account.account"].search([
        ("account_type", "=", "expense"), ("company_ids", "in", {company})], limit=1)
    env["account.move"].create({{
        "move_type": "in_invoice", "partner_id": owner.payee_id.id,
        "invoice_date": "2026-03-01", "date": "2026-03-01",
        "invoice_line_ids": [Command.create({{
            "name": "Bought", "price_unit": 600.0, "tax_ids": [],
            "account_id": account.id,
            "analytic_distribution": owner._get_distribution(
                heading, owner.budget_id.line_ids.funding_id)}})]}}).action_post()
"""


def test_a_budget_is_never_passed_by_two_bills_at_once(ids):
    """I6: two bills, each of which fits alone: one is refused. [T16c]"""
    wait = "from odoo.fields import Command\n" + WAIT
    script = (wait + BILL + END).format(**ids)
    assert race(script, script) == ["DONE", "REFUSED"]
    spent = sql(
        "SELECT sum(-aal.amount) FROM account_analytic_line aal"
        " JOIN project_project p ON p.account_id = aal.account_id"
        " JOIN microproject_microproject m ON m.project_id = p.id WHERE m.id = %s",
        ids["owner"],
    )
    assert spent == [(600,)]
