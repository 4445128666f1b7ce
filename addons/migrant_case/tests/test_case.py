# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaseCase


@tagged("post_install", "-at_install")
class TestCase(CaseCase):
    def test_code_is_the_name(self):
        """A file is known by a code of its own, whoever asks. [T24]"""
        self.assertRegex(self.case.display_name, r"^C-[0-9A-Z]{8}$")
        self.assertNotIn("Salimata", self.case.with_user(self.worker).display_name)
        self.assertEqual(
            self.case.with_user(self.worker).person_name, "Salimata Kouyaté"
        )

    def test_where_the_file_lies_follows_the_person(self):
        """Programme, site, team of the person; first step of the type."""
        case = self.case
        self.assertEqual(case.programme_id, self.programme_1)
        self.assertEqual(case.team_id, self.team_a)
        self.assertEqual(case.step_id, self.step("registration"))
        self.assertEqual(case.supervisor_id, self.supervisor)

    def test_one_open_file_per_person_and_programme(self):
        """The database refuses the second; another programme may have its own."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.new_case(self.salimata, is_open=False)
        other = self.new_case(self.salimata, programme_id=self.programme_2.id)
        self.assertEqual(other.state, "open")

    def test_a_family_has_a_file_beside_those_of_its_children(self):
        """One open file for the household, and one for each person in it. [E05]"""
        awa = self.person("Awa", "Kouyaté")
        vals = {"household_id": self.household(self.salimata, awa).id}
        family = self.new_case(self.salimata, **vals)
        self.assertEqual(family.subject, "household")
        self.assertEqual(self.case.subject, "person")
        self.assertEqual({family.state, self.case.state}, {"open"})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.new_case(awa, is_open=False, **vals)

    def test_a_family_file_stands_on_a_member(self):
        """Not on somebody else, nor on who has left the household. [E05]"""
        brother, neighbour = self.person("Adama"), self.person("Zahra")
        household = self.household(self.salimata, brother)
        worker = self.Case.with_user(self.worker)
        vals = {"household_id": household.id, "case_type_id": self.case.case_type_id.id}
        with self.assertRaises(ValidationError) as refused:
            worker.create({**vals, "beneficiary_id": neighbour.id})
        self.assertIn(household.code, str(refused.exception))
        self.assertNotIn("Zahra", str(refused.exception))
        rows = household.member_ids.filtered(lambda m: m.beneficiary_id == brother)
        rows.write({"date_from": "2020-01-01", "date_to": "2020-12-31"})
        with self.assertRaises(ValidationError):
            worker.create({**vals, "beneficiary_id": brother.id})
        family = worker.create({**vals, "beneficiary_id": self.salimata.id})
        with self.assertRaises(ValidationError):
            family.sudo().beneficiary_id = neighbour

    def test_who_reads(self):
        """Owner, team, its lead; not the stranger, desk or bare employee. [E11]"""
        for user in (self.worker, self.colleague, self.supervisor):
            self.assertTrue(self.case.with_user(user).has_access("read"), user.login)
        for user in (self.stranger, self.desk, self.employee, self.jurist):
            with self.assertRaises(AccessError):
                self.case.with_user(user).read(["code"])

    def test_sealed_is_for_the_owner(self):
        """The team and its lead read a sealed file no more."""
        self.case.confidentiality = "sealed"
        self.assertTrue(self.case.with_user(self.worker).has_access("read"))
        for user in (self.colleague, self.supervisor):
            self.assertFalse(self.case.with_user(user).has_access("read"), user.login)

    def test_life_passes_through_the_table(self):
        """A closed file is not put on hold, by RPC either."""
        with self.assertRaises(UserError):
            self.case.with_user(self.worker).write({"state": "screening"})
