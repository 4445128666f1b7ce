# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Acts of a random walk through the room, and the plain model beside the ledger."""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from odoo.fields import Command, Date

from .invariants import HOLDER, exact

DUTIES = ("coordinator", "programme_manager", "finance_officer")


class Walk:
    """What the test knows it did: the plain model beside the ledger."""

    def __init__(self, seed):
        self.seed, self.rng = seed, random.Random(seed)
        self.owners, self.closed, self.papers = [], {}, 0
        self.bills, self.reversed = {}, set()
        self.given, self.taken = defaultdict(Decimal), defaultdict(Decimal)
        self.acts = []

    @property
    def said(self):
        return f"seed {self.seed}, after: {' '.join(self.acts)}"

    def given_back(self, key):
        return self.given[key], self.taken[key]

    def costs_of(self, owner):
        parts = (amount for whose, amount in self.bills.values() if whose == owner)
        return sum(parts, Decimal(0))

    def duties(self, count):
        """That many persons, all different three times of five."""
        if self.rng.random() < 0.4:
            return self.rng.choices(DUTIES, k=count)
        return self.rng.sample(DUTIES, count)

    def amount(self, most=400):
        return round(self.rng.uniform(1, most), 3)


class Acts:
    """Acts of a test case of the room: each draws its values from the walk's seed.

    They give back what the plain model learns once the act went through; None when
    there was nothing to act on.
    """

    # ------------------------------------------------------------------ plans

    def do_start(self, walk):
        """A micro-project with its own part and a gift beside the grant."""
        if len(walk.owners) > 3:
            return None
        award = walk.rng.choice([400.0, 900.0, 1500.5])
        owner = self.new_microproject(award, parts=(0.4, 0.6))
        version = self.env["microproject.budget.version"].browse(
            owner.budget_id.action_next_version()["res_id"]
        )
        version.has_donor_consent = True
        for source in (self.own, self.gift):
            version.line_ids = [
                Command.create(
                    {
                        "name": source.name,
                        "heading_id": self.inputs.id,
                        "funding_id": source.id,
                        "unit_cost": walk.amount(200),
                    }
                )
            ]
        # Its first contract holds all three; moves between lines come later.
        version.parent_id = False
        version.action_approve()
        return lambda: walk.owners.append(owner)

    def do_reallocate(self, walk):
        owner = walk.rng.choice(walk.owners)
        version = self.env["microproject.budget.version"].browse(
            owner.budget_id.action_next_version()["res_id"]
        )
        lines = version.line_ids.filtered(lambda x: x.funding_id == self.grant)
        source, target = walk.rng.sample(list(lines), 2)
        self.env["microproject.reallocation"].create(
            {
                "version_id": version.id,
                "source_id": source.id,
                "target_id": target.id,
                "amount": walk.amount(250),
                "reason": "Prices moved",
            }
        )
        version.has_donor_consent = walk.rng.random() < 0.3
        version.action_approve()
        return lambda: None

    def do_overrun(self, walk):
        asks, approves = walk.duties(2)
        asked = self.as_user(self.env["microproject.overrun"], asks)
        overrun = asked.create(
            {
                "microproject_id": walk.rng.choice(walk.owners).id,
                "heading_id": self.equipment.id,
                "funding_id": self.grant.id,
                "amount": walk.amount(80),
                "reason": "Prices rose",
            }
        )
        self.as_user(overrun, approves).action_approve()
        return lambda: None

    def do_cancel(self, walk):
        tranche = self.pick_tranche(walk, "planned")
        if walk.rng.random() < 0.6:
            return None
        tranche.action_cancel()
        return lambda: None

    # ------------------------------------------------------------- money out, in

    def pick_tranche(self, walk, state):
        """One in that state if there is one; else any, to be refused."""
        tranches = self.env["microproject.tranche"].union(
            *(owner.tranche_ids for owner in walk.owners)
        )
        fit = tranches.filtered(lambda t: t.state == state and not t.is_paid)
        return walk.rng.choice(list(fit or tranches))

    def do_clear(self, walk):
        """Two persons, mostly two different ones."""
        tranche = self.pick_tranche(walk, "planned")
        asks, clears = walk.duties(2)
        self.as_user(tranche, asks).action_request()
        self.as_user(tranche, clears).action_clear()
        return lambda: None

    def do_pay(self, walk):
        """By whoever did neither step before, mostly, and mostly today."""
        tranche = self.pick_tranche(walk, "cleared")
        before = {tranche.requested_by_id.login, tranche.cleared_by_id.login}
        free = [duty for duty in DUTIES if duty not in before]
        wrong = walk.rng.random() < 0.2
        officer = self.as_user(tranche, walk.rng.choice(DUTIES if wrong else free))
        day = date.today() - timedelta(days=walk.rng.choice([0, 0, 0, 0, 1]))
        payment = officer.env["account.payment"].create(
            {
                **officer._prepare_payment_vals(),
                "journal_id": walk.rng.choice([self.bank, self.bank, self.cash]).id,
                "date": day,
            }
        )
        payment.action_post()

        def then():
            walk.given[tranche.microproject_id.id] += exact(tranche.amount)

        return then

    def do_refund(self, walk):
        owner, amount = walk.rng.choice(walk.owners), walk.amount(60)
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "supplier",
                "partner_id": owner.payee_id.id,
                "amount": amount,
                "journal_id": self.bank.id,
            }
        ).action_post()

        def then():
            walk.taken[owner.id] += exact(amount)

        return then

    # ----------------------------------------------------------------- receipts

    def new_bill(self, walk, owner, amount, **vals):
        """A bill with a paper that is, now and then, one that was claimed before."""
        again = walk.papers and walk.rng.random() < 0.15
        walk.papers += not again
        day = walk.rng.choice(self.months) + timedelta(days=walk.rng.randint(0, 27))
        heading = walk.rng.choice([self.equipment, self.inputs, self.ineligible])
        bill = self.receipt(owner, amount, day=day, heading=heading, post=False, **vals)
        paper = walk.rng.randint(1, walk.papers) if again else walk.papers
        self.attach(bill, f"paper {walk.seed} {paper}".encode())
        bill.action_post()
        return bill

    def do_bill(self, walk):
        owner, amount = walk.rng.choice(walk.owners), walk.amount(400)
        partner = walk.rng.choice([None, None, self.supplier])
        bill = self.new_bill(walk, owner, amount, partner=partner)

        def then():
            walk.bills[bill] = (owner, exact(amount))

        return then

    def do_bill_in_euros(self, walk):
        """Spending is what the books say on the bill's day, whatever its payment."""
        owner, amount = walk.rng.choice(walk.owners), round(walk.amount(60), 2)
        bill = self.new_bill(
            walk, owner, amount, partner=self.supplier, currency_id=self.eur.id
        )
        rate = Decimal("3.5" if bill.date >= self.months[-1] else "3.4")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({"journal_id": self.bank.id})._create_payments()

        def then():
            walk.bills[bill] = (owner, exact(Decimal(str(amount)) * rate))

        return then

    def do_draft(self, walk):
        bill = walk.rng.choice([*walk.bills] or [None])
        if not bill:
            return None
        bill.button_draft()
        return lambda: walk.bills.pop(bill)

    def do_correct(self, walk):
        """A credit note of today takes a bill back, even one of a closed period."""
        left = [bill for bill in walk.bills if bill.id not in walk.reversed]
        bill = walk.rng.choice(left or [None])
        if not bill or bill.move_type != "in_invoice":
            return None
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"journal_id": bill.journal_id.id, "date": bill.date})
        )
        wizard.refund_moves()
        note = wizard.new_move_ids
        note.write({"date": date.today(), "corrects_move_id": bill.id})
        note.action_post()
        amount = exact(-sum(note.invoice_line_ids.mapped("balance")))

        def then():
            walk.reversed |= {bill.id, note.id}
            walk.bills[note] = (walk.bills[bill][0], -amount)

        return then

    def do_give_in_kind(self, walk):
        owner = walk.rng.choice(walk.owners)
        amount = walk.amount()
        distribution = owner._get_distribution(self.inputs, self.gift)
        self.env["account.move"].create(
            {
                "date": date.today(),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.uses.id,
                            "balance": amount,
                            "analytic_distribution": distribution,
                        }
                    ),
                    Command.create({"account_id": self.gifts.id, "balance": -amount}),
                ],
            }
        ).action_post()
        return lambda: None

    # --------------------------------------------------------------------- bank

    def unmatched(self):
        """The last payment to or from a payee that the bank has not confirmed."""
        return self.env["account.payment"].search(
            [
                ("partner_id.is_microproject_payee", "=", True),
                ("journal_id", "=", self.bank.id),
                ("state", "in", ("in_process", "paid")),
                ("is_matched", "=", False),
            ],
            limit=1,
        )

    def do_bank(self, walk):
        """A line of the bank: the engine settles what is sure, the officer the rest."""
        first = None if self.unmatched() else self.do_refund(walk)
        payment = self.unmatched()
        owner = next(x for x in walk.owners if x.payee_id == payment.partner_id)
        amount = payment.amount * (-1 if payment.payment_type == "outbound" else 1)
        line = self.bank_line(amount, f"VIR {HOLDER} {payment.memo or owner.code}")
        line.partner_name = HOLDER
        matches = self.env["microproject.match"]._propose_for(line, apply_sure=True)
        if not line.is_reconciled:
            self.assertTrue(matches or amount > 0, walk.said)
            matches.sorted("rank")[:1].action_accept()
        if walk.rng.random() < 0.3:
            matches.exists().action_undo()
        return first or (lambda: None)

    def do_there_and_back(self, walk):
        """I12: a bill posted and reset, a line settled and undone, change nothing."""
        owner = walk.rng.choice(walk.owners)
        names = ("paid", "justified", "refunded", "outstanding", "spent", "left")
        before = owner.read(names)
        bill = self.new_bill(walk, owner, walk.amount(50), partner=self.supplier)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({"journal_id": self.bank.id})._create_payments()
        line = self.bank_line(-bill.amount_total, f"VIR {self.supplier.name}")
        match = self.env["microproject.match"]._propose_for(line)
        match.filtered(lambda m: m.rank == 1)[:1].action_accept()
        match.exists().action_undo()
        bill.button_draft()
        self.env.invalidate_all()
        self.assertEqual(owner.read(names), before, f"I12, {walk.said}")
        self.assertFalse(line.is_reconciled, f"I12, {walk.said}")
        return lambda: None

    # ------------------------------------------------------------------ periods

    def close_month(self, month):
        """A closed period; its rate is what the test wrote for the month."""
        period = self.env["microproject.period"].create(
            {
                "programme_id": self.programme.id,
                "date_from": month,
                "date_to": Date.end_of(month, "month"),
            }
        )
        self.as_user(period, "finance_officer").action_close()
        return period, exact(3.3 + self.months.index(month) / 100)

    def do_close(self, walk):
        days = [bill.date.replace(day=1) for bill in walk.bills]
        months = [day for day in days if day in self.months] or self.months
        period, rate = self.close_month(walk.rng.choice(months))
        if walk.rng.random() < 0.5:
            self.as_user(period, "programme_manager").action_submit()

        def then():
            walk.closed[period] = rate

        return then

    def do_reopen(self, walk):
        """Opened again with a reason, unless it was submitted."""
        known = [period.date_from for period in walk.closed]
        fit = [period for period in walk.closed if period.state == "closed"]
        if fit:
            period = walk.rng.choice(fit)
        else:
            free = [month for month in self.months if month not in known]
            period = self.close_month(free[0])[0]
        period.reopen_reason = "A receipt was forgotten"
        self.as_user(period, "finance_officer").action_reopen()
        period.unlink()
        return lambda: walk.closed.pop(period, None)

    def do_forge(self, walk):
        """What lies in a closed period cannot be touched by any way."""
        bills = [bill for bill in walk.bills if bill.date < self.months[-1]]
        if not bills:
            return None
        bill, closed = walk.rng.choice(bills), {}
        if not any(p.date_from <= bill.date <= p.date_to for p in walk.closed):
            period, rate = self.close_month(bill.date.replace(day=1))
            closed[period] = rate
        lines = bill.invoice_line_ids
        for act in (
            lambda: lines.analytic_line_ids.write({"amount": -1.0}),
            lambda: lines.analytic_line_ids.unlink(),
            lambda: lines.write({"analytic_distribution": False}),
            lambda: bill.attachment_ids.unlink(),
            lambda: self.env.cr.execute(
                "DELETE FROM account_analytic_line WHERE move_line_id IN %s",
                [tuple(lines.ids)],
            ),
        ):
            self.assertRefused(act)
        return lambda: walk.closed.update(closed)
