# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import MicroprojectCase


@tagged("post_install", "-at_install")
class TestAccess(MicroprojectCase):
    """Each sees what is hers; a payee leads to no person."""

    def test_each_role_sees_its_own(self):
        """Finance by programme, social workers by name, an employee nothing.
        [T16] [T16e]"""
        mine = self.new_microproject()
        other = self.new_microproject(referent_id=self.users["supervisor"].id)
        model = self.env["microproject.microproject"]
        both = mine | other
        expected = {
            "finance_officer": both,
            "programme_manager": both,
            "coordinator": both,
            "social_worker": mine,
            "supervisor": other,
        }
        for role, records in expected.items():
            found = model.with_user(self.users[role]).search([("id", "in", both.ids)])
            self.assertEqual(found, records.with_user(self.users[role]), role)
        for user in (self.employee, self.users["jurist"], self.users["volunteer"]):
            with self.assertRaises(AccessError):
                model.with_user(user).search([("id", "in", both.ids)])

    def test_finance_sees_projects_of_microprojects_only(self):
        """The project's own rules stay; ours are added. [C07]"""
        owner = self.new_microproject()
        private = self.env["project.project"].create(
            {"name": "Private", "privacy_visibility": "followers"}
        )
        officer = self.users["finance_officer"]
        found = self.env["project.project"].with_user(officer)
        found = found.search([("id", "in", (owner.project_id | private).ids)])
        self.assertEqual(found.ids, owner.project_id.ids)

    def test_cash_counts_are_listed_without_the_books(self):
        """A coordinator and a manager read counts, but no journal."""
        count = self.env["microproject.cash.count"].create(
            {
                "journal_id": self.cash.id,
                "counted": 12,
                "counted_by_id": self.users["finance_officer"].id,
                "witness_id": self.users["coordinator"].id,
            }
        )
        asked = {
            "journal_id": {"fields": {"display_name": {}}},
            "difference": {},
            "display_name": {},
        }
        for role in ("coordinator", "programme_manager"):
            counts = count.with_user(self.users[role])
            found = counts.web_search_read([("id", "=", count.id)], asked)
            self.assertEqual(
                found["records"][0]["journal_id"]["display_name"],
                self.cash.display_name,
            )

    def test_a_payee_is_a_code_and_nothing_else(self):
        """I15: every employee reads partners; a payee tells nothing. [C02e]"""
        owner = self.new_microproject()
        payee = owner.payee_id
        seen = payee.with_user(self.employee)
        texts = seen.read(["name", "display_name", "ref", "email", "phone", "comment"])
        self.assertNotIn(owner.code, str(texts))
        for vals in (
            {"name": "Fatou Secret"},
            {"email": "fatou@example.org"},
            {"phone": "20 000 000"},
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                payee.write(vals)

    def test_bank_accounts_of_payees_are_the_payers(self):
        """Core shows account numbers to every employee; ours stay shut. [C02]"""
        owner = self.new_microproject()
        banks = self.env["res.partner.bank"]
        hidden = banks.create(
            {"partner_id": owner.payee_id.id, "acc_number": "10006035183598478831"}
        )
        shown = banks.create(
            {"partner_id": self.supplier.id, "acc_number": "10006035183598478832"}
        )
        alone = [("id", "in", (hidden | shown).ids)]
        self.assertEqual(banks.with_user(self.employee).search(alone).ids, shown.ids)
        officer = self.users["finance_officer"]
        self.assertEqual(banks.with_user(officer).search_count(alone), 2)

    def test_social_workers_never_post_entries(self):
        """Separation of duties: the field sends papers, finance posts. [C02]"""
        for role in ("social_worker", "supervisor", "coordinator"):
            moves = self.env["account.move"].with_user(self.users[role])
            self.assertFalse(moves.has_access("create"), role)
            self.assertFalse(moves.has_access("write"), role)
            payments = self.env["account.payment"].with_user(self.users[role])
            self.assertFalse(payments.has_access("create"), role)

    def test_why_is_answered(self):
        owner = self.new_microproject()
        why = self.as_user(owner, "social_worker")._why()
        self.assertEqual(why, ["You accompany this micro-project."])
        self.assertTrue(self.as_user(owner, "finance_officer")._why())

    def test_follow_up_after_the_grant(self):
        """Measures at start, 3, 6 and 12 months; survival and income. [T16d]"""
        owner = self.new_microproject()
        owner.action_close()
        coordinator = self.as_user(owner, "coordinator")
        coordinator.action_follow_up()
        self.assertEqual(
            owner.measure_ids.mapped("moment"), ["start", "m3", "m6", "m12"]
        )
        last = self.as_user(owner.measure_ids[-1], "social_worker")
        last.write(
            {
                "date": self.env.cr.now().date(),
                "is_running": True,
                "turnover": 1200.5,
                "jobs": 2,
                "jobs_women": 1,
            }
        )
        last.action_done()
        model = self.env["microproject.measure"]
        self.assertEqual(model._survival(self.programme), (1, 1, 0))
        overdue = model.search([("is_overdue", "=", True)])
        self.assertFalse(overdue & owner.measure_ids)
        owner.measure_ids[0].date_due = "2020-01-01"
        self.assertIn(owner.measure_ids[0], model.search([("is_overdue", "=", True)]))

    def test_visits_and_sessions(self):
        """Visits with a next step, coaching with hours and attendance. [T16a] [T16g]"""
        owner = self.new_microproject()
        visits = self.env["microproject.visit"].with_user(self.users["social_worker"])
        session = visits.create(
            {"microproject_id": owner.id, "kind": "coaching", "hours": 2.5}
        )
        session.action_done()
        self.assertEqual((session.state, session.is_attended), ("done", True))
        self.assertFalse(owner.spent)
        other = self.new_microproject(referent_id=self.users["supervisor"].id)
        with self.assertRaises(AccessError):
            visits.create({"microproject_id": other.id})
