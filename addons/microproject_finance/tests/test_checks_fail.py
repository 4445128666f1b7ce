# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.fields import Date
from odoo.tests import tagged

from .common import MicroprojectCase
from .invariants import BROKEN, HOLDER, Invariants, exact
from .test_invariants import PLANS
from .walk import Acts, Walk

# How each invariant is broken, behind the back of the room; %(heading)s is a column.
BREAKS = {
    "I3 three axes": "UPDATE account_analytic_line SET {heading} = NULL"
    " WHERE move_line_id IN %(costs)s",
    "I3 whole": "UPDATE account_move_line SET analytic_distribution ="
    " jsonb_build_object((SELECT MIN(k) FROM jsonb_object_keys(analytic_distribution)"
    " k), 50.0) WHERE id IN %(costs)s",
    "I5 tranches within the award": "UPDATE microproject_tranche SET amount = 900"
    " WHERE microproject_id = %(owner)s",
    "I6 spent within the budget": "UPDATE account_analytic_line SET amount = -9000"
    " WHERE move_line_id IN %(costs)s",
    "I7 moves keep the total": "UPDATE microproject_budget_line SET amount ="
    " amount + 0.001 WHERE version_id = %(version)s",
    "I7 within flexibility": "UPDATE microproject_reallocation SET amount = 500"
    " WHERE version_id = %(version)s",
    "I8 paid after it was cleared": "UPDATE microproject_tranche SET cleared_on ="
    " cleared_on + INTERVAL '2 days' WHERE microproject_id = %(owner)s",
    "I9 one paper, one claim": "UPDATE ir_attachment SET checksum = 'one'"
    " WHERE res_model = 'account.move' AND res_id IN %(bills)s",
    "I9 explained to the millime": "UPDATE account_bank_statement_line SET amount ="
    " amount - 0.001 WHERE id = %(line)s",
    "I9 one line, one explanation": "UPDATE microproject_match SET state = 'accepted'"
    " WHERE id = %(rival)s",
    "I9 nothing settled twice": "UPDATE account_partial_reconcile SET amount ="
    " amount * 2 WHERE debit_move_id IN %(items)s OR credit_move_id IN %(items)s",
    "I13 one company, one currency": "UPDATE account_analytic_line SET currency_id ="
    " %(euro)s WHERE move_line_id IN %(costs)s",
    "I14 three persons": "UPDATE account_payment SET create_uid = (SELECT"
    " cleared_by_id FROM microproject_tranche t WHERE t.id = microproject_tranche_id)"
    " WHERE id = %(payment)s",
    "I14 who asks does not clear": "UPDATE microproject_tranche SET cleared_by_id ="
    " requested_by_id WHERE microproject_id = %(owner)s",
    "I14 who asks does not approve": "UPDATE microproject_overrun SET decided_by_id ="
    " asked_by_id WHERE microproject_id = %(owner)s",
    "I15 no name on what finance reads": "UPDATE account_bank_statement_line SET"
    " payment_ref = %(name)s WHERE id = %(line)s",
}


@tagged("post_install", "-at_install")
class TestChecksFail(Acts, Invariants, MicroprojectCase):
    """Each check of I1 to I15 is seen red: an invariant that is broken is found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.new_microproject(1000.0, parts=(0.4, 0.6))
        tranche = cls.owner.tranche_ids[0]
        cls.clear(tranche)
        cls.payment = cls.pay(tranche)
        cls.bills = [cls.receipt(cls.owner, 100.0), cls.receipt(cls.owner, 50.5)]
        for number, bill in enumerate(cls.bills):
            cls.attach(bill, f"paper {number}".encode())
        cls.line = cls.bank_line(-400.0, f"VIR {HOLDER} {cls.payment.memo}")
        matches = cls.env["microproject.match"]
        matches._propose_for(cls.line).sorted("rank")[:1].action_accept()
        applied = matches.search([("statement_line_ids", "in", cls.line.ids)])
        cls.rival = matches.create(
            {
                "statement_line_ids": cls.line.ids,
                "move_line_ids": applied.move_line_ids.ids,
            }
        )
        asked = cls.as_user(cls.env["microproject.overrun"], "finance_officer")
        overrun = asked.create(
            {
                "microproject_id": cls.owner.id,
                "heading_id": cls.equipment.id,
                "funding_id": cls.grant.id,
                "amount": 10,
                "reason": "Prices rose",
            }
        )
        cls.as_user(overrun, "programme_manager").action_approve()
        cls.version = cls.env["microproject.budget.version"].browse(
            cls.owner.budget_id.action_next_version()["res_id"]
        )
        source, target = cls.version.line_ids
        cls.env["microproject.reallocation"].create(
            {
                "version_id": cls.version.id,
                "source_id": source.id,
                "target_id": target.id,
                "amount": 20,
                "reason": "Prices moved",
            }
        )
        cls.version.action_approve()

    def values(self):
        costs = self.env["account.move.line"].union(
            *(bill.invoice_line_ids for bill in self.bills)
        )
        return {
            "owner": self.owner.id,
            "version": self.version.id,
            "costs": tuple(costs.ids),
            "bills": tuple(bill.id for bill in self.bills),
            "items": tuple(self.line.line_ids.ids),
            "line": self.line.id,
            "rival": self.rival.id,
            "payment": self.payment.id,
            "euro": self.eur.id,
            "name": f"VIR {HOLDER}",
        }

    def find(self, name):
        return self.rows(BROKEN[name].replace("{costs}", self.costs_query()))

    def break_by(self, query, **values):
        self.env.flush_all()
        column = self.env["microproject.axes"]._column("heading")
        query = query.replace("{heading}", column)
        self.env.cr.execute(query, {**self.values(), **values})
        self.assertGreater(self.env.cr.rowcount, 0, query)
        self.env.invalidate_all()

    def walked(self):
        """What the test did, as the plain model of a walk."""
        walk = Walk(0)
        walk.owners = [self.owner]
        walk.given[self.owner.id] = exact(400)
        walk.bills = {
            bill: (self.owner, exact(amount))
            for bill, amount in zip(self.bills, (100, 50.5), strict=True)
        }
        return walk

    def test_each_query_finds_what_is_broken(self):
        """I3, I5, I6, I7, I8, I9, I13, I14 and I15: green before, red after. [C04]"""
        self.assertEqual(set(BREAKS), set(BROKEN))
        for name, query in BREAKS.items():
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.assertEqual(self.find(name), [])
                self.break_by(query)
                self.assertTrue(self.find(name))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_guard_that_sleeps_is_seen(self):
        """I14: without the guard one person does two duties, and it is found; with it
        she is refused. [C02] [C04]"""
        tranche = self.new_microproject(500.0).tranche_ids
        self.give_role(self.users["coordinator"], "programme_manager")
        one = self.as_user(tranche, "coordinator")
        one.action_request()
        self.assertRefused(one.action_clear)
        with patch.object(type(tranche), "_is_same_person", lambda *others: False):
            one.action_clear()
        self.assertTrue(self.find("I14 who asks does not clear"))

    def test_figures_that_moved_are_seen(self):
        """I1, I2, I4 and I5: money and plans that the walk did not make. [C04]"""
        walk = self.walked()
        self.check_invariants(walk)
        moved = (
            "UPDATE account_move_line SET debit = debit + 1, balance = balance + 1"
            " WHERE move_id = %(paid)s AND account_id = %(advance)s"
        )
        cost = (
            "UPDATE account_analytic_line SET amount = amount - 0.001"
            " WHERE move_line_id IN %(costs)s"
        )
        plan = "UPDATE microproject_budget_line SET amount = amount + 1"
        plan += " WHERE version_id = %(version)s"
        for check, query in (
            (self.check_advances, moved),
            (self.check_costs, cost),
        ):
            with self.subTest(check.__name__), self.cr.savepoint() as savepoint:
                ids = {"paid": self.payment.move_id.id, "advance": self.advance.id}
                self.break_by(query, **ids)
                with self.assertRaises(AssertionError):
                    check(walk)
                savepoint.rollback()
                self.env.invalidate_all()
        figures = type(self.env["microproject.microproject"])

        def mixed(records):
            for record in records:
                record.award = record.own_contribution = record.in_kind = 1000.0

        with patch.object(figures, "_compute_plan", mixed):
            self.env.invalidate_all()
            with self.assertRaises(AssertionError):
                self.check_plans(walk)
        self.env.invalidate_all()
        before = self.plans(PLANS)
        self.break_by(plan)
        self.assertNotEqual(self.plans(PLANS), before, "I4")

    def test_a_closed_period_that_counts_otherwise_is_seen(self):
        """I10 and I11: other lines, another total, another rounding. [C04]"""
        self.programme.donor_currency_id = self.tnd
        month = date.today().replace(day=1)
        period = self.env["microproject.period"].create(
            {
                "programme_id": self.programme.id,
                "date_from": month,
                "date_to": Date.end_of(month, "month"),
            }
        )
        self.as_user(period, "finance_officer").action_close()
        walk = self.walked()
        walk.closed = {period: exact(1)}
        self.check_periods(walk)
        for path, value in (
            ("{lines}", "9"),
            ("{total}", '"150.501"'),
            ("{reported,3.1}", '"150.51"'),
        ):
            with self.subTest(path), self.cr.savepoint() as savepoint:
                self.break_by(
                    "UPDATE microproject_period SET figures ="
                    " jsonb_set(figures, %(path)s, %(value)s) WHERE id = %(period)s",
                    path=path,
                    value=value,
                    period=period.id,
                )
                with self.assertRaises(AssertionError):
                    self.check_periods(walk)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_what_is_not_taken_back_is_seen(self):
        """I12: a match that only says that it was undone. [C02] [C04]"""
        walk = self.walked()
        self.months = [date.today().replace(day=1)]
        match = type(self.env["microproject.match"])
        with (
            self.cr.savepoint(),
            patch.object(match, "action_undo", lambda records: None),
            self.assertRaises(AssertionError),
        ):
            for _again in range(3):
                self.do_there_and_back(walk)
