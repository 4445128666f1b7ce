# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import MicroprojectCase

# Plans, measures of the field, counted cash, limits: what the ledger does not know.
PLANS = {
    ("microproject.application", "own_contribution"),
    ("microproject.application.line", "unit_cost"),
    ("microproject.overrun", "amount"),
    ("ngo.programme", "signature_threshold"),
    ("microproject.budget.line", "unit_cost"),
    ("microproject.budget.line", "amount"),
    ("microproject.budget.line", "moved"),
    ("microproject.reallocation", "amount"),
    ("microproject.tranche", "amount"),
    ("microproject.funding", "amount_agreed"),
    ("microproject.cash.count", "counted"),
    ("microproject.measure", "turnover"),
    ("microproject.measure", "profit"),
    ("ngo.programme", "attestation_ceiling"),
    ("microproject.quote", "amount"),
    ("ngo.programme", "copy_ceiling"),
    ("ngo.programme", "quote_threshold"),
}

# Numbers that are no money: quantities, hours, scores, rates, rules in percent.
NUMBERS = {
    ("microproject.application.line", "quantity"),
    ("microproject.budget.line", "quantity"),
    ("microproject.match", "score"),
    ("microproject.opinion", "score"),
    ("microproject.rate", "rate"),
    ("microproject.tranche.condition", "parameter"),
    ("microproject.tranche.rule", "parameter"),
    ("microproject.visit", "hours"),
    ("ngo.programme", "explain_percent"),
    ("ngo.programme", "flex_percent"),
    ("ngo.programme", "justify_percent"),
    ("ngo.programme", "overrun_percent"),
}


@tagged("post_install", "-at_install")
class TestInvariants(MicroprojectCase):
    """I1, I2, I4, I5, I9, I12, I13 over random scenarios of the accounting."""

    def amounts(self, seed):
        return random.Random(seed)

    def exact(self, value):
        return Decimal(str(round(value, 3)))

    def typed(self, kinds):
        """Stored numbers of these types on our models and on what we add to others."""
        rooms = ("microproject_finance", "impact_reporting_microproject")
        return {
            (name, label)
            for name, model in self.env.registry.items()
            if model._auto and not model._abstract and not model._transient
            for label, field in model._fields.items()
            if field.type in kinds
            and field.store
            and (name.startswith("microproject.") or field._module in rooms)
        }

    def test_no_typed_amount_that_the_ledger_knows(self):
        """I4: stored amounts are the plans named here, stored numbers the measures
        named here, and nothing else; a plan that is gone is named no more. [C04]"""
        self.assertEqual(self.typed(("monetary",)), PLANS)
        self.assertEqual(self.typed(("float",)), NUMBERS)

    def test_a_typed_amount_would_be_seen(self):
        """I4: an amount that somebody adds to a tranche is found. [C04]"""
        model = self.env.registry["microproject.tranche"]
        with patch.dict(model._fields__, {"spent": model._fields["amount"]}):
            found = self.typed(("monetary",)) - PLANS
        self.assertEqual(found, {("microproject.tranche", "spent")})

    def scenario(self, seed):
        """Random payments, receipts, refunds, credit notes and reversals."""
        rng = self.amounts(seed)
        owners = [
            self.new_microproject(round(rng.uniform(500, 5000), 3)) for _i in range(3)
        ]
        paid = defaultdict(Decimal)
        for owner in owners:
            tranche = owner.tranche_ids
            if rng.random() < 0.8:
                self.clear(tranche)
                self.pay(tranche, journal=rng.choice([self.bank, self.cash]))
                paid[owner] += self.exact(tranche.amount)
        bills = []
        for _i in range(8):
            owner = rng.choice(owners)
            bill = self.receipt(
                owner,
                round(rng.uniform(1, 400), 3),
                heading=rng.choice([self.equipment, self.inputs, self.ineligible]),
                partner=rng.choice([None, None, self.supplier]),
            )
            bills.append((owner, bill))
        for owner, bill in rng.sample(bills, 2):
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=bill.ids)
                .create({"journal_id": bill.journal_id.id, "date": date.today()})
            )
            wizard.refund_moves()
            wizard.new_move_ids.action_post()
            self.assertTrue(owner)
        for owner in rng.sample(owners, 1):
            refund = self.env["account.payment"].create(
                {
                    "payment_type": "inbound",
                    "partner_type": "supplier",
                    "partner_id": owner.payee_id.id,
                    "amount": round(rng.uniform(1, 90), 3),
                    "journal_id": self.bank.id,
                }
            )
            refund.action_post()
        self.env.invalidate_all()
        return owners, paid

    def test_random_scenarios_keep_the_identities(self):
        """I1, I2, I13: paid = justified + refunded + outstanding = what the account
        says; ledger = analytic lines = cost lines, to the millime. [C04] [T16b]"""
        for seed in (3, 17, 29):
            with self.subTest(seed=seed):
                owners, paid = self.scenario(seed)
                for owner in owners:
                    self.check_advance(owner, paid[owner])
                    self.check_costs(owner)

    def check_advance(self, owner, paid):
        values = [
            self.exact(owner[name])
            for name in ("paid", "justified", "refunded", "outstanding")
        ]
        self.assertEqual(values[0], sum(values[1:]))
        self.assertEqual(values[0], paid)
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT COALESCE(SUM(l.balance), 0) FROM account_move_line l
             WHERE l.account_id = %s AND l.partner_id = %s AND l.parent_state = 'posted'
            """,
            [self.advance.id, owner.payee_id.id],
        )
        self.assertEqual(values[3], self.exact(self.env.cr.fetchone()[0]))

    def check_costs(self, owner):
        rows = self.env["microproject.ledger"].search(
            [("microproject_id", "=", owner.id)]
        )
        ledger = sum((self.exact(r.amount) for r in rows), Decimal(0))
        self.assertEqual(ledger, self.exact(owner.spent))
        self.assertFalse(rows.filtered(lambda r: not r.heading_id or not r.funding_id))
        self.env.cr.execute(
            """
            SELECT COALESCE(SUM(l.balance), 0) FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id AND m.state = 'posted'
             WHERE l.analytic_distribution IS NOT NULL
               AND EXISTS (SELECT 1 FROM jsonb_object_keys(l.analytic_distribution) k
                            WHERE %s = ANY(string_to_array(k, ',')))
            """,
            [str(owner.account_id.id)],
        )
        self.assertEqual(ledger, self.exact(self.env.cr.fetchone()[0]))

    def test_taking_back_brings_every_figure_back(self):
        """I12: undoing the bank and resetting the bill restore the figures. [C02]"""
        owner = self.new_microproject(1000.0)
        self.clear(owner.tranche_ids)
        payment = self.pay(owner.tranche_ids)
        names = ("paid", "justified", "refunded", "outstanding", "spent", "left")
        before = owner.read(names)[0]
        bill = self.receipt(owner, 123.456)
        line = self.bank_line(-1000.0, f"VIR {owner.code} T1")
        match = self.env["microproject.match"]._propose_for(line, apply_sure=True)
        self.assertTrue(payment.is_matched)
        match.filtered(lambda m: m.state == "automatic").action_undo()
        bill.button_draft()
        self.env.invalidate_all()
        self.assertEqual(owner.read(names)[0], before)
        self.assertFalse(line.is_reconciled)
        self.assertFalse(payment.is_matched)

    def test_in_kind_never_enters_cash(self):
        """I5: what is given in kind is planned and counted apart. [C02]"""
        owner = self.new_microproject(1000.0)
        gift = self.env["microproject.funding"].create(
            {
                "name": "Premises",
                "programme_id": self.programme.id,
                "kind": "own",
                "nature": "in_kind",
            }
        )
        account = self.env["account.account"]
        use = account.create(
            {"code": "860000", "name": "Uses", "account_type": "off_balance"}
        )
        source = account.create(
            {"code": "870000", "name": "Gifts", "account_type": "off_balance"}
        )
        self.env["account.move"].create(
            {
                "date": date.today(),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": use.id,
                            "balance": 300.0,
                            "analytic_distribution": owner._get_distribution(
                                self.inputs, gift
                            ),
                        }
                    ),
                    Command.create({"account_id": source.id, "balance": -300.0}),
                ],
            }
        ).action_post()
        self.env.invalidate_all()
        self.assertEqual(owner.spent, 0.0)
        rows = self.env["microproject.ledger"].search(
            [("microproject_id", "=", owner.id)]
        )
        self.assertFalse(rows)

    def test_opening_advance_of_a_running_microproject(self):
        """A running one is imported with its advance: I1 holds from day one. [T16]"""
        owner = self.new_microproject(1000.0)
        day = date.today() - timedelta(days=30)
        bridge = self.env["account.account"].create(
            {"code": "110900", "name": "Opening", "account_type": "equity"}
        )
        self.env["account.move"].create(
            {
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.advance.id,
                            "partner_id": owner.payee_id.id,
                            "balance": 400.0,
                        }
                    ),
                    Command.create({"account_id": bridge.id, "balance": -400.0}),
                ],
            }
        ).action_post()
        self.receipt(owner, 150.0)
        self.env.invalidate_all()
        self.assertEqual(
            (owner.paid, owner.justified, owner.outstanding), (400.0, 150.0, 250.0)
        )
