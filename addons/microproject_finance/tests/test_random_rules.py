# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from psycopg2.errors import RaiseException

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MicroprojectCase


def exact(value):
    return Decimal(str(round(value, 3)))


@tagged("post_install", "-at_install")
class TestRandomRules(MicroprojectCase):
    """I5, I6, I7, I8, I10, I14 on random scenarios, beside a plain model."""

    def passes(self, action):
        """Whether the action goes through; what is refused leaves nothing."""
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint():
                action()
                self.env.flush_all()
        except (UserError, RaiseException):
            self.env.invalidate_all()
            return False
        return True

    def total_of(self, owner, heading):
        """What the ledger holds, by SQL."""
        column = self.env["microproject.axes"]._column("heading")
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT COALESCE(-SUM(amount), 0) FROM account_analytic_line"
            f" WHERE account_id = %s AND {column} = %s AND move_line_id IS NOT NULL",
            [owner.account_id.id, heading.analytic_account_id.id],
        )
        return exact(self.env.cr.fetchone()[0])

    def test_spending_keeps_to_budget_tolerance_and_overruns(self):
        """I6: random bills, credit notes, tolerances and overruns: a bill passes if
        and only if spent ≤ budgeted × (1 + tolerance) + approved. [T16c] [C02]"""
        for seed in (5, 19):
            rng = random.Random(seed)
            percent = rng.choice([0, 5, 10, 12.5])
            self.programme.overrun_percent = percent
            owner = self.new_microproject(1000.0)
            budget = {self.equipment: exact(700), self.inputs: exact(300)}
            limit = {h: b + b * exact(percent) / 100 for h, b in budget.items()}
            spent, refused = defaultdict(Decimal), 0
            posted = []
            for _turn in range(25):
                heading = rng.choice(list(budget))
                act = rng.choice(["bill"] * 6 + ["overrun", "back", "asked"])
                amount = round(rng.uniform(1, 220), 3)
                if act in ("overrun", "asked"):
                    overrun = self.overrun(owner, heading, amount)
                    if act == "overrun":
                        self.as_user(overrun, "programme_manager").action_approve()
                        limit[heading] += exact(amount)
                elif act == "back" and posted:
                    bill, its_heading, its_amount = posted.pop()
                    bill.button_draft()
                    spent[its_heading] -= its_amount
                elif act == "bill":
                    bill = self.receipt(owner, amount, heading=heading, post=False)
                    fits = spent[heading] + exact(amount) <= limit[heading]
                    self.assertEqual(self.passes(bill.action_post), fits)
                    if fits:
                        spent[heading] += exact(amount)
                        posted.append((bill, heading, exact(amount)))
                    refused += not fits
                for known in budget:
                    self.assertEqual(self.total_of(owner, known), spent[known])
            self.assertGreater(refused, 0, "the scenario never met its limit")

    def overrun(self, owner, heading, amount):
        model = self.as_user(self.env["microproject.overrun"], "finance_officer")
        return model.create(
            {
                "microproject_id": owner.id,
                "heading_id": heading.id,
                "funding_id": self.grant.id,
                "amount": amount,
                "reason": "Prices rose",
            }
        )

    def test_no_route_around_the_budget(self):
        """I6: another heading, a new distribution, an analytic line by hand. [T16c]"""
        self.programme.overrun_percent = 0
        owner = self.new_microproject(1000.0)
        bill = self.receipt(owner, 600.0)
        other = self.env["microproject.heading"].create({"code": "9", "name": "Other"})
        self.assertRefused(lambda: self.receipt(owner, 10.0, heading=other))
        line = bill.invoice_line_ids
        away = owner._get_distribution(self.inputs, self.grant)
        self.assertRefused(lambda: line.write({"analytic_distribution": away}))
        self.assertRefused(lambda: line.analytic_line_ids.write({"amount": -701.0}))
        self.assertRefused(
            lambda: line.analytic_line_ids.copy({"move_line_id": line.id})
        )
        self.receipt(owner, 500.0, heading=self.ineligible)
        self.assertEqual(self.total_of(owner, self.equipment), exact(600))

    def test_an_overrun_is_approved_by_another_and_stays(self):
        """I6, I14: asked by one, approved by another, never changed after. [T16c]"""
        owner = self.new_microproject(1000.0)
        overrun = self.overrun(owner, self.equipment, 50.0)
        with self.assertRaisesRegex(UserError, "another person"):
            overrun.action_approve()
        self.as_user(overrun, "programme_manager").action_approve()
        for change in (
            lambda: overrun.write({"amount": 5000.0}),
            lambda: overrun.write({"state": "asked"}),
            overrun.unlink,
        ):
            self.assertRefused(change)
        self.assertRefused(lambda: self.overrun(owner, self.equipment, float("nan")))

    def test_a_choice_commits_what_it_costs(self):
        """I6: spent and promised together stay under the heading. [T16c] [T16g]"""
        self.programme.write({"overrun_percent": 0, "quote_threshold": 10000})
        owner = self.new_microproject(1000.0)
        self.receipt(owner, 400.0)
        results = []
        for amount in (200.0, 100.001, 100.0):
            purchase = self.env["microproject.purchase"].create(
                {
                    "name": "Iron",
                    "microproject_id": owner.id,
                    "heading_id": self.equipment.id,
                    "reason": "The only one",
                    "quote_ids": [
                        Command.create(
                            {"partner_id": self.supplier.id, "amount": amount}
                        )
                    ],
                }
            )
            results.append(self.passes(purchase.quote_ids.action_choose))
        self.assertEqual(results, [True, False, True])

    def test_moves_keep_the_total_and_meet_the_donors_rule(self):
        """I7: random moves; the total stays, and beyond the flexibility, counted since
        the last amendment, the donor consents. [T16c]"""
        rng = random.Random(23)
        owner = self.new_microproject(1000.0)
        contract, moved = exact(300), Decimal(0)
        for _turn in range(8):
            version = self.env["microproject.budget.version"].browse(
                owner.budget_id.action_next_version()["res_id"]
            )
            lines = {line.heading_id: line for line in version.line_ids}
            amount = round(rng.uniform(1, 45), 3)
            ends = rng.sample([self.equipment, self.inputs], 2)
            self.env["microproject.reallocation"].create(
                {
                    "version_id": version.id,
                    "source_id": lines[ends[0]].id,
                    "target_id": lines[ends[1]].id,
                    "amount": amount,
                    "reason": "prices",
                }
            )
            moved += exact(amount) * (1 if ends[1] == self.inputs else -1)
            # The smaller heading meets its limit first, in both directions.
            beyond = abs(moved) > contract * 25 / 100
            self.assertEqual(self.passes(version.action_approve), not beyond)
            if beyond:
                version.has_donor_consent = True
                version.action_approve()
                contract, moved = contract + moved, Decimal(0)
            self.assertEqual(version.decision, "amendment" if beyond else "unilateral")
            self.assertEqual(exact(version.total_cash), exact(1000))
            line = version.line_ids.filtered(lambda b: b.heading_id == self.inputs)
            self.assertEqual(exact(line.amount), contract + moved)

    def test_uses_are_resources_and_tranches_the_award(self):
        """I5: random budgets: cash = award + own part, in kind apart, and tranches up
        to the award, to the millime. [T16b] [T16c]"""
        rng = random.Random(31)
        gift = self.env["microproject.funding"].create(
            {
                "name": "Premises",
                "programme_id": self.programme.id,
                "kind": "own",
                "nature": "in_kind",
            }
        )
        for _turn in range(5):
            parts = defaultdict(Decimal)
            commands = []
            for number in range(rng.randint(2, 6)):
                source = (
                    rng.choice([self.grant, self.own, gift]) if number else (self.grant)
                )
                cost, quantity = round(rng.uniform(1, 300), 3), rng.randint(1, 4)
                parts[source] += exact(cost * quantity)
                commands.append(
                    Command.create(
                        {
                            "name": f"Line {number}",
                            "heading_id": rng.choice([self.equipment, self.inputs]).id,
                            "funding_id": source.id,
                            "quantity": quantity,
                            "unit_cost": cost,
                        }
                    )
                )
            owner = self.env["microproject.microproject"].create(
                {"programme_id": self.programme.id}
            )
            version = self.env["microproject.budget.version"].create(
                {"microproject_id": owner.id, "line_ids": commands}
            )
            version.action_approve()
            self.assertEqual(exact(owner.award), parts[self.grant])
            self.assertEqual(exact(owner.own_contribution), parts[self.own])
            self.assertEqual(exact(owner.in_kind), parts[gift])
            self.assertEqual(
                exact(version.total_cash), parts[self.grant] + parts[self.own]
            )
            first = round(float(parts[self.grant]) * rng.uniform(0.2, 0.8), 3)
            rest = float(parts[self.grant] - exact(first))
            tranche = self.env["microproject.tranche"]
            vals = {"microproject_id": owner.id, "planned_date": date.today()}
            tranche.create({**vals, "amount": first})
            self.assertRefused(owner.action_sign)
            self.assertRefused(
                lambda t=tranche, v=vals, r=rest: t.create(
                    {**v, "sequence": 2, "amount": r + 0.001}
                )
            )
            tranche.create({**vals, "sequence": 2, "amount": rest})
            owner.action_sign()

    def test_three_persons_whoever_they_are(self):
        """I8, I14: random requesters, approvers and payers: only three different ones
        pay, never before the clearing. [T16b]"""
        rng = random.Random(47)
        # All who could: each of the three duties is then a matter of persons only.
        roles = ("finance_officer", "programme_manager", "coordinator")
        for role in roles:
            for duty in roles:
                if duty != role:
                    self.give_role(self.users[role], duty)
        outcomes = set()
        for _turn in range(12):
            owner = self.new_microproject(100.0)
            tranche = owner.tranche_ids
            asks, clears, pays = (rng.choice(roles) for _duty in range(3))
            day = date.today() + timedelta(days=rng.choice([-1, 0, 0, 0]))

            def way(t=tranche, asks=asks, clears=clears, pays=pays, day=day):
                self.as_user(t, asks).action_request()
                self.as_user(t, clears).action_clear()
                officer = self.as_user(t, pays)
                officer._check_payable()
                officer.env["account.payment"].create(
                    {
                        **officer._prepare_payment_vals(),
                        "journal_id": self.bank.id,
                        "date": day,
                    }
                ).action_post()

            cleared_before = day >= date.today()
            expected = len({asks, clears, pays}) == 3 and cleared_before
            outcomes.add(expected)
            self.assertEqual(self.passes(way), expected, (asks, clears, pays, day))
            self.assertEqual(tranche.is_paid, expected)
        self.assertEqual(outcomes, {True, False})

    def test_a_closed_period_gives_the_same_figures_for_ever(self):
        """I10: whatever random acts come after, refused or allowed, the closed period
        counts the same again. [C02] [T16f]"""
        rng = random.Random(53)
        self.programme.donor_currency_id = self.tnd
        owner = self.new_microproject(5000.0)
        start, end = date(2026, 3, 1), date(2026, 3, 31)
        bills = [
            self.receipt(
                owner,
                round(rng.uniform(1, 90), 3),
                day=start + timedelta(days=rng.randint(0, 30)),
                heading=rng.choice([self.equipment, self.inputs]),
            )
            for _number in range(6)
        ]
        period = self.env["microproject.period"].create(
            {
                "programme_id": self.programme.id,
                "date_from": start,
                "date_to": end,
            }
        )
        self.as_user(period, "finance_officer").action_close()
        frozen = period._compute_figures()
        acts = (
            lambda b: b.button_draft(),
            lambda b: b.invoice_line_ids.write({"price_unit": 1.0}),
            lambda b: b.invoice_line_ids.analytic_line_ids.write({"amount": -1.0}),
            lambda b: b.invoice_line_ids.analytic_line_ids.unlink(),
            lambda b: self.receipt(owner, 5.0, day=start),
            lambda b: self.receipt(owner, 5.0, day=end + timedelta(days=2)),
        )
        for _turn in range(15):
            act, bill = rng.choice(acts), rng.choice(bills)
            self.passes(lambda act=act, bill=bill: act(bill))
            self.env.invalidate_all()
            self.assertEqual(period._compute_figures(), frozen)
