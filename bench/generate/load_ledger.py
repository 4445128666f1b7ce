# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A programme with many micro-projects and a long ledger, multiplied by SQL.

One micro-project, one bill with its paper and one bank line are made by the room;
each row of theirs is then copied, with the keys of its own copy. Every tenth bill has
no paper, every fifth no bank line, every twentieth is on the ineligible heading.
"""

from datetime import date

from odoo.fields import Command

# Amounts of the copies: between 1 and 100 TND, never the same twice in a row.
AMOUNT = "(1 + (g * 7919 % 99000) / 1000.0)::numeric(16, 3)"
DAY = "DATE '2026-01-01' + (g % 270)::int"


def into(env, owners=5_000, lines=200_000):
    """Fill the database.

    :return: the programme, and its period of the first quarter of 2026, still open
    """
    made = _specimen(env)
    env.flush_all()
    # Keys of copies are right by construction; a check of each takes most of the time.
    env.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if env.cr.fetchone()[0]:
        env.cr.execute("SET LOCAL session_replication_role = replica")
    _copy_owners(env, made, owners)
    _copy_entries(env, made, owners, lines)
    env.cr.execute("RESET session_replication_role")
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all()
    period = env["microproject.period"].create(
        {
            "programme_id": made["programme"].id,
            "date_from": date(2026, 1, 1),
            "date_to": date(2026, 3, 31),
        }
    )
    return made["programme"], period


def _specimen(env):
    """What is copied, made by the room itself."""
    company = env.company
    company.currency_id = env.ref("base.TND")
    env["account.chart.template"].try_loading(
        "generic_coa", company, install_demo=False
    )
    company.currency_id = env.ref("base.TND")
    account = env["account.account"]
    advance = account.create(
        {
            "code": "467100",
            "name": "Advances",
            "account_type": "liability_payable",
            "reconcile": True,
        }
    )
    expense = account.create(
        {"code": "606100", "name": "Purchases", "account_type": "expense"}
    )
    programme = env["ngo.programme"].create(
        {
            "name": "Bench",
            "code": "BENCH",
            "has_microprojects": True,
            "company_id": company.id,
            "advance_account_id": advance.id,
        }
    )
    headings = env["microproject.heading"]
    heading = headings.create({"code": "B.1", "name": "Equipment"})
    ineligible = headings.create(
        {"code": "B.X", "name": "Ineligible", "kind": "ineligible"}
    )
    grant = env["microproject.funding"].create(
        {"name": "Own", "programme_id": programme.id, "kind": "own"}
    )
    owner = env["microproject.microproject"].create({"programme_id": programme.id})
    version = env["microproject.budget.version"].create(
        {
            "microproject_id": owner.id,
            "line_ids": [
                Command.create(
                    {
                        "name": "Machine",
                        "heading_id": heading.id,
                        "funding_id": grant.id,
                        "unit_cost": 1e9,
                    }
                )
            ],
        }
    )
    version.action_approve()
    bill = env["account.move"].create(
        {
            "move_type": "in_invoice",
            "partner_id": owner.payee_id.id,
            "invoice_date": date(2026, 1, 1),
            "date": date(2026, 1, 1),
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "Bought",
                        "price_unit": 10,
                        "account_id": expense.id,
                        "tax_ids": [],
                        "analytic_distribution": owner._get_distribution(
                            heading, grant
                        ),
                    }
                )
            ],
        }
    )
    bill.action_post()
    paper = env["ir.attachment"].create(
        {
            "name": "scan.jpg",
            "raw": b"scan",
            "res_model": "account.move",
            "res_id": bill.id,
        }
    )
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    line = env["account.bank.statement.line"].create(
        {
            "journal_id": bank.id,
            "date": date(2026, 1, 1),
            "payment_ref": "VIR",
            "amount": -10,
        }
    )
    payable = bill.line_ids.filtered(lambda x: x.account_id == advance)
    line._settle_with(payable)
    return {
        "programme": programme,
        "owner": owner,
        "version": version,
        "bill": bill,
        "cost": bill.invoice_line_ids,
        "payable": payable,
        "paper": paper,
        "line": line,
        "ineligible": ineligible,
        "column": env["microproject.axes"]._column("heading"),
        "fund_column": env["microproject.axes"]._column("funding"),
    }


def base(record):
    """Ids of the copies of a record begin after this one."""
    return (record.id % 1000 + 1) * 1_000_000


def _copy(cr, record, count, where="TRUE", **changed):
    """Copy a row for g = 1 … count; `changed` are SQL expressions over g."""
    table = record._table
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema ="
        " 'public' AND is_generated = 'NEVER' AND table_name = %s",
        [table],
    )
    columns = [name for (name,) in cr.fetchall()]
    changed["id"] = f"{base(record)} + g"
    values = ", ".join(str(changed.get(name, f't."{name}"')) for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    # All of it is ours: table, columns and expressions.
    cr.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t,"
        f" generate_series(1, {count:d}) g WHERE t.id = {record.id:d} AND {where}"
    )
    cr.execute(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")


def _copy_owners(env, made, count):
    """Copies of the micro-project with its project, account, payee and budget."""
    owner, version = made["owner"], made["version"]
    payee, account, project = owner.payee_id, owner.account_id, owner.project_id
    cr = env.cr
    code = "'BENCH-' || g"
    partner = f"{base(payee)} + g"
    _copy(cr, account, count, code=code)
    _copy(cr, payee, count, commercial_partner_id=partner, name=code)
    _copy(cr, project, count, account_id=f"{base(account)} + g")
    _copy(
        cr,
        owner,
        count,
        project_id=f"{base(project)} + g",
        payee_id=partner,
        code=code,
    )
    _copy(cr, version, count, microproject_id=f"{base(owner)} + g")
    _copy(cr, version.line_ids, count, version_id=f"{base(version)} + g")


def _copy_entries(env, made, owners, count):
    """Copies of the bill, its paper, its bank line and what joins them."""
    cr, bill, cost, payable = env.cr, made["bill"], made["cost"], made["payable"]
    line, owner = made["line"], made["owner"]
    entry, paid = line.move_id, line.line_ids
    other = paid.filtered(lambda x: x.account_id == payable.account_id)
    partial = other.matched_credit_ids | other.matched_debit_ids
    account = f"{base(owner.account_id)} + 1 + g % {owners}"
    partner = f"{base(owner.payee_id)} + 1 + g % {owners}"
    heading = cost.analytic_line_ids[made["column"]]
    head = (
        f"CASE WHEN g % 20 = 0 THEN {made['ineligible'].analytic_account_id.id}"
        f" ELSE {heading.id} END"
    )
    fund = cost.analytic_line_ids[made["fund_column"]].id
    move = {
        "name": "'B/' || g",
        "sequence_number": "g",
        "date": DAY,
        "invoice_date": DAY,
        "partner_id": partner,
        "commercial_partner_id": partner,
        "amount_total": AMOUNT,
    }
    _copy(cr, bill, count, **move)
    item = {"move_id": f"{base(bill)} + g", "date": DAY, "partner_id": partner}
    gives = {"balance": AMOUNT, "debit": AMOUNT, "amount_currency": AMOUNT}
    takes = {
        "balance": f"-{AMOUNT}",
        "credit": AMOUNT,
        "amount_currency": f"-{AMOUNT}",
    }
    key = f"(({account}) || ',' || ({head}) || ',{fund}')"
    distribution = f"jsonb_build_object({key}, 100.0)"
    _copy(cr, cost, count, **item, **gives, analytic_distribution=distribution)
    _copy(cr, payable, count, **item, **takes)
    _copy(
        cr,
        cost.analytic_line_ids,
        count,
        account_id=account,
        amount=f"-{AMOUNT}",
        date=DAY,
        move_line_id=f"{base(cost)} + g",
        partner_id=partner,
        **{made["column"]: head},
    )
    _copy(cr, made["paper"], count, where="g % 10 <> 0", res_id=f"{base(bill)} + g")
    found = "g % 5 <> 0"
    statement = f"{base(line)} + g"
    move |= {"name": "'S/' || g", "statement_line_id": "NULL"}
    _copy(cr, entry, count, where=found, **move)
    _copy(cr, line, count, where=found, move_id=f"{base(entry)} + g")
    cr.execute(
        "UPDATE account_move m SET statement_line_id = s.id"
        " FROM account_bank_statement_line s WHERE s.move_id = m.id"
    )
    bank = {
        "move_id": f"{base(entry)} + g",
        "date": DAY,
        "statement_line_id": statement,
    }
    _copy(cr, paid - other, count, where=found, **bank, **takes)
    _copy(cr, other, count, where=found, **bank, **gives, partner_id=partner)
    _copy(
        cr,
        partial,
        count,
        where=found,
        debit_move_id=f"{base(other)} + g",
        credit_move_id=f"{base(payable)} + g",
        amount=AMOUNT,
    )
