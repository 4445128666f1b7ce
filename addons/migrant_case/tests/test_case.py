# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from psycopg2 import errors

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
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

    def test_a_newcomer_s_file_is_her_worker_s_and_team_s(self):
        """Who works in one team and one programme is asked for neither."""
        self.narrow_role("social_worker", programme=self.programme_2)
        aya = self.person("Aya", owner_id=False, team_id=False, programme_id=False)
        until = fields.Datetime.now() + timedelta(hours=2)
        self.env["ngo.access"]._grant(aya, self.worker, "in_front", until, "x")
        cases = self.Case.with_user(self.worker)
        case = cases.create({"beneficiary_id": aya.id})
        self.assertEqual(case.programme_id, self.programme_2)
        self.assertEqual(case.team_id, self.team_a)
        self.assertEqual((aya.owner_id, aya.team_id), (self.worker, self.team_a))
        self.assertTrue(aya.with_user(self.colleague).has_access("read"))
        # In two teams she says which.
        self.add_member(self.team_b, self.worker)
        bintou = self.person("Bintou", owner_id=False, team_id=False)
        draft = cases.new({"beneficiary_id": bintou.id})
        self.assertFalse(draft.team_id)

    def test_a_sealed_first_file_opens_nobody_to_a_team(self):
        """Its worker accompanies her; the team learns nothing of her by it."""
        aya = self.person("Aya", owner_id=False, team_id=False)
        self.assertFalse(aya.with_user(self.colleague).has_access("read"))
        self.Case.create(
            {
                "beneficiary_id": aya.id,
                "programme_id": self.programme_1.id,
                "owner_id": self.worker.id,
                "team_id": self.team_a.id,
                "confidentiality": "sealed",
            }
        )
        self.assertEqual((aya.owner_id, aya.team_id.ids), (self.worker, []))
        self.env.invalidate_all()
        self.assertFalse(aya.with_user(self.colleague).has_access("read"))

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

    def test_parts_are_not_moved_to_a_file_that_is_only_read(self):
        """A need or an action of hers is put in no file of a colleague."""
        theirs = self.new_case(self.person("Awa"), owner_id=self.colleague.id)
        own = self.new_case(self.person("Aya"))
        self.assertTrue(theirs.with_user(self.worker).has_access("read"))
        domain = self.env["migrant.need.domain"].search([], limit=1)
        for model, vals in (
            ("migrant.need", {"name": "A bed", "domain_id": domain.id}),
            ("migrant.action", {"name": "Call the shelter"}),
        ):
            rows = self.env[model].with_user(self.worker)
            part = rows.create({**vals, "case_id": self.case.id})
            with self.subTest(model):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    call_kw(rows, "write", [part.ids, {"case_id": theirs.id}], {})
                self.env.invalidate_all()
                self.assertEqual(part.case_id, self.case)
                part.case_id = own
                self.assertEqual(part.case_id, own)

    def test_sealed_is_for_the_owner(self):
        """The team and its lead read a sealed file no more."""
        self.case.confidentiality = "sealed"
        self.assertTrue(self.case.with_user(self.worker).has_access("read"))
        for user in (self.colleague, self.supervisor):
            self.assertFalse(self.case.with_user(user).has_access("read"), user.login)

    def test_life_passes_by_its_buttons(self):
        """Neither state nor archive is written by hand, whoever holds the file."""
        fresh = self.new_case(self.person("Ali"), is_open=False)
        for user in (self.worker, self.supervisor):
            for case, vals in (
                (self.case, {"state": "transferred"}),
                (self.case, {"state": "duplicate"}),
                (self.case, {"state": "on_hold"}),
                (self.case, {"active": False}),
                (fresh, {"state": "open"}),
                (fresh, {"state": "refused"}),
            ):
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRaises(UserError):
                        call_kw(
                            self.Case.with_user(user), "write", [case.ids, vals], {}
                        )
        with self.assertRaises(UserError):
            call_kw(self.Case.with_user(self.worker), "action_archive", [fresh.ids], {})
        self.assertEqual((self.case.state, fresh.state), ("open", "draft"))
        self.assertTrue(self.case.active and fresh.active)
        # What stands already may be sent again, as forms do.
        fresh.with_user(self.worker).write({"state": "draft", "active": True})
        fresh.with_user(self.worker).action_open()
        self.assertEqual(fresh.state, "open")

    def test_a_new_file_begins_at_the_beginning(self):
        """Made by RPC, imported or copied with a state: a draft all the same."""
        person = self.person("Ali")
        mine = self.Case.with_user(self.worker)
        forged = {"beneficiary_id": person.id, "state": "closed", "active": False}
        case = mine.browse(call_kw(mine, "create", [forged], {}))
        self.assertEqual((case.state, case.active), ("draft", True))
        columns = ["beneficiary_id/.id", "state", "active"]
        told = call_kw(
            mine,
            "load",
            [columns, [[str(self.person("Aya").id), "Transferred out", "0"]]],
            {},
        )
        imported = mine.browse(told["ids"] or [])
        self.assertEqual(imported.mapped("state"), ["draft"])
        self.assertTrue(imported.active)
        told = call_kw(
            mine, "load", [[".id", "state"], [[str(self.case.id), "Closed"]]], {}
        )
        self.assertFalse(told["ids"])
        self.assertEqual(self.case.state, "open")

    def test_a_double_is_said_by_a_supervisor(self):
        """Of which file, and why; a file of somebody else is no double."""
        twice = self.person("Salimata", "Kouyate")
        double = self.new_case(twice)
        mine, hers = (double.with_user(u) for u in (self.worker, self.supervisor))
        vals = {"duplicate_of_id": self.case.id, "duplicate_reason": "Met twice"}
        with self.assertRaises(UserError):
            hers.action_duplicate()
        hers.write(vals)
        with self.assertRaises(UserError) as refused:
            hers.action_duplicate()
        self.assertIn(self.case.code, str(refused.exception))
        twice.merged_into_id = self.salimata
        with self.assertRaises(AccessError):
            call_kw(
                self.Case.with_user(self.worker), "action_duplicate", [double.ids], {}
            )
        self.assertEqual(mine.state, "open")
        hers.action_duplicate()
        self.assertEqual(double.state, "duplicate")
        self.assertFalse(double._get_clocks("running"))
        itself = self.case.with_user(self.supervisor)
        for other in (double, self.case):
            itself.write({"duplicate_of_id": other.id, "duplicate_reason": "Again"})
            with self.assertRaises(UserError):
                itself.action_duplicate()

    def test_life_passes_through_the_table(self):
        """A closed file is not put on hold, by RPC either."""
        with self.assertRaises(UserError):
            self.case.with_user(self.worker).write({"state": "screening"})
