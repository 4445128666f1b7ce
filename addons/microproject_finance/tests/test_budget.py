# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import DotDict, mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import MicroprojectCase


@tagged("post_install", "-at_install")
class TestBudget(MicroprojectCase):
    """Versions that stay, moves that are judged, figures out of the ledger."""

    def test_headings_and_sources_are_made_on_the_screen(self):
        """The form asks for nothing that saving makes. [C03]"""
        for role in ("finance_officer", "programme_manager"):
            env = self.env(user=self.users[role])
            with Form(env["microproject.heading"]) as form:
                form.code, form.name = f"9.{role}", "Rent"
            self.assertTrue(form.record.sudo().analytic_account_id)
            with Form(env["microproject.funding"]) as form:
                form.name, form.programme_id = f"Gift {role}", self.programme
            self.assertTrue(form.record.sudo().analytic_account_id)

    def test_a_further_tranche_takes_the_next_number(self):
        """Three tranches typed one after the other are 1, 2 and 3. [T16b]"""
        owner = self.new_microproject(900.0).copy()
        for numbers in ([1, 2], [1, 2, 3]):
            with Form(self.as_user(owner, "programme_manager")) as form:
                for _again in range(len(numbers) - len(owner.tranche_ids)):
                    with form.tranche_ids.new() as line:
                        line.planned_date = "2026-03-01"
                        line.amount = 300
            self.assertEqual(sorted(owner.tranche_ids.mapped("sequence")), numbers)

    def next_version(self, owner, *moves, consent=False):
        version = self.env["microproject.budget.version"].browse(
            owner.budget_id.action_next_version()["res_id"]
        )
        lines = {line.heading_id: line for line in version.line_ids}
        for source, target, amount in moves:
            self.env["microproject.reallocation"].create(
                {
                    "version_id": version.id,
                    "source_id": lines[source].id,
                    "target_id": lines[target].id,
                    "amount": amount,
                    "reason": "prices",
                }
            )
        version.has_donor_consent = consent
        return version

    def test_an_approved_budget_never_changes(self):
        """Versions are immutable once approved. [T16c]"""
        owner = self.new_microproject()
        budget = owner.budget_id
        for change in (
            lambda: budget.line_ids[0].write({"unit_cost": 1}),
            lambda: budget.line_ids[0].unlink(),
            lambda: budget.write({"reason": "x"}),
            lambda: budget.unlink(),
            lambda: budget.write({"line_ids": [Command.clear()]}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()

    def test_flexibility_is_cumulative_and_goes_both_ways(self):
        """After 20 % only 5 % more; beyond, the donor consents in writing. [T16c]"""
        owner = self.new_microproject(1000.0)
        version = self.next_version(owner, (self.equipment, self.inputs, 60.0))
        version.action_approve()
        self.assertEqual(version.decision, "unilateral")
        self.assertEqual(version.total_cash, 1000.0)
        self.assertEqual(owner.budget_id, version)
        again = self.next_version(owner, (self.equipment, self.inputs, 15.001))
        with self.assertRaisesRegex(ValidationError, "consent"), self.cr.savepoint():
            again.action_approve()
        again.has_donor_consent = True
        again.action_approve()
        self.assertEqual(again.decision, "amendment")
        after = self.next_version(owner, (self.equipment, self.inputs, 60.0))
        after.action_approve()
        self.assertEqual(after.decision, "unilateral")

    def test_a_move_keeps_source_and_nature(self):
        """Money of one source never becomes another's; in kind is no cash. [T16c]"""
        owner = self.new_microproject()
        version = self.next_version(owner)
        version.line_ids = [
            Command.create(
                {
                    "name": "Own part",
                    "heading_id": self.inputs.id,
                    "funding_id": self.own.id,
                    "unit_cost": 50,
                }
            )
        ]
        own = version.line_ids.filtered(lambda x: x.funding_id == self.own)
        other = (version.line_ids - own)[0]
        with self.assertRaisesRegex(ValidationError, "source"):
            self.env["microproject.reallocation"].create(
                {
                    "version_id": version.id,
                    "source_id": other.id,
                    "target_id": own.id,
                    "amount": 1,
                    "reason": "x",
                }
            )

    def test_figures_by_line_and_microproject(self):
        """Planned, committed, spent, left, per line and micro-project. [T16c]"""
        owner = self.new_microproject(1000.0)
        self.clear(owner.tranche_ids)
        owner.invalidate_recordset()
        self.assertEqual((owner.planned, owner.committed), (1000.0, 1000.0))
        self.receipt(owner, 200.125)
        self.receipt(owner, 50.0, heading=self.inputs)
        self.env.invalidate_all()
        self.assertEqual((owner.spent, owner.left), (250.125, 749.875))
        lines = {line.heading_id: line for line in owner.budget_id.line_ids}
        self.assertEqual(lines[self.equipment].spent, 200.125)
        self.assertEqual(lines[self.inputs].left, 250.0)

    def test_what_is_left_is_not_told_across_currencies(self):
        """A budget in euros, books in dinars: no difference of the two. [T16c]"""
        version = self.env["microproject.budget.version"].create(
            {
                "programme_id": self.programme.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": "Coach",
                            "heading_id": self.inputs.id,
                            "funding_id": self.grant.id,
                            "unit_cost": 450.0,
                        }
                    )
                ],
            }
        )
        line = version.line_ids
        self.assertNotEqual(line.currency_id, line.book_currency_id)
        self.assertEqual((line.amount, line.left), (450.0, 0.0))
        # The list does not show that nought: the column is hidden there, only there.
        form = etree.fromstring(version.get_view(view_type="form")["arch"])
        (column,) = form.xpath("//field[@name='line_ids']//field[@name='left']")
        rule = column.get("column_invisible")
        for currency, hidden in ((self.eur, True), (line.book_currency_id, False)):
            parent = DotDict(
                currency_id=currency.id, book_currency_id=line.book_currency_id.id
            )
            self.assertIs(safe_eval(rule, {"parent": parent}), hidden)

    def test_programme_has_its_own_budget(self):
        """The programme's lines stand beside its micro-projects. [C02a]"""
        version = self.env["microproject.budget.version"].create(
            {
                "programme_id": self.programme.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": "Coach, months",
                            "heading_id": self.inputs.id,
                            "funding_id": self.grant.id,
                            "quantity": 12,
                            "unit_cost": 450.55,
                        }
                    )
                ],
            }
        )
        self.assertEqual(version.currency_id, self.eur)
        version.action_approve()
        self.assertEqual(self.programme._get_budget(), version)
        self.assertEqual(version.total_cash, 5406.6)
        self.assertTrue(self.programme.common_analytic_id)

    def test_no_figure_is_not_a_number(self):
        """NaN and infinity are refused by the database. [T16c]"""
        version = self.env["microproject.budget.version"].create(
            {"programme_id": self.programme.id}
        )
        for value in (float("nan"), float("inf"), -1.0):
            self.assertRefused(
                lambda value=value: self.env["microproject.budget.line"].create(
                    {
                        "version_id": version.id,
                        "name": "x",
                        "heading_id": self.inputs.id,
                        "funding_id": self.grant.id,
                        "quantity": value,
                        "unit_cost": 1,
                    }
                )
            )

    def test_two_versions_are_never_in_force(self):
        owner = self.new_microproject()
        version = self.next_version(owner)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            version._move_to("approved")
            self.env.flush_all()
