# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CaseCase


@tagged("post_install", "-at_install")
class TestSteps(CaseCase):
    def test_six_steps_of_the_method(self):
        """The six steps of the inter-agency guidelines, for each type. [E08] [E09]"""
        codes = self.case.case_type_id.step_ids.sorted("sequence").mapped("code")
        self.assertEqual(
            codes,
            [
                "registration",
                "assessment",
                "plan",
                "implementation",
                "review",
                "closure",
            ],
        )

    def test_a_step_asks_for_its_fields(self):
        """Source, request and eligibility before the assessment; all named. [E31]"""
        mine = self.case.with_user(self.worker)
        with self.assertRaises(UserError) as refused:
            mine.step_id = self.step("assessment")
        for word in ("Source", "Presenting Need", "eligibility"):
            self.assertIn(word, str(refused.exception))
        self.assertEqual(self.case.step_id, self.step("registration"))
        self.decide(mine)
        mine.step_id = self.step("assessment")
        self.assertEqual(self.case.step_id, self.step("assessment"))

    def test_no_step_is_jumped(self):
        """The conditions of all steps on the way hold, not the last's. [E09, AC-16]"""
        self.decide(self.case)
        with self.assertRaises(UserError) as refused:
            self.case.with_user(self.worker).step_id = self.step("review")
        self.assertIn("risk", str(refused.exception))

    def test_going_back_asks_nothing(self):
        """A step back is free: work is done again."""
        self.decide(self.case)
        self.case.step_id = self.step("assessment")
        self.case.with_user(self.worker).step_id = self.step("registration")
        self.assertEqual(self.case.step_id, self.step("registration"))

    def test_exception_is_logged(self):
        """A supervisor lets a file pass with a reason; a worker not. [E09, AC-16]"""
        step = self.step("assessment")
        mine = self.case.with_user(self.worker)
        with self.assertRaises(UserError):
            mine._override_gates(step, "Night, no papers")
        lead = self.case.with_user(self.supervisor)
        with self.assertRaises(UserError):
            lead._override_gates(step, " ")
        lead._override_gates(step, "Night, no papers")
        self.assertEqual(self.case.step_id, step)
        rows = self.case.override_ids
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows.user_id, self.supervisor)
        self.assertEqual(set(rows.mapped("reason")), {"Night, no papers"})
        with self.assertRaises(UserError):
            rows[:1].sudo().write({"reason": "Other"})

    def test_a_firm_condition_is_for_all(self):
        """The closing checklist cannot be passed over."""
        with self.assertRaises(UserError) as refused:
            self.case.with_user(self.supervisor)._override_gates(
                self.step("closure"), "It is late"
            )
        self.assertIn("checklist", str(refused.exception))

    def test_next_step_offers_the_exception(self):
        """The button moves, or opens the exception with what is missing."""
        mine = self.case.with_user(self.worker)
        action = mine.action_next_step()
        self.assertEqual(action["res_model"], "migrant.case.pass")
        self.assertIn("eligibility", action["context"]["default_missing"])
        self.decide(mine)
        self.assertIs(mine.action_next_step(), True)
        self.assertEqual(self.case.step_id, self.step("assessment"))

    def test_list_of_what_is_missing(self):
        """Files that lack what their step asks are found by a filter. [E31]"""
        other = self.new_case(self.person("Ali", "Ben Salah"))
        self.decide(other)
        for case in (self.case, other):
            case.with_user(self.supervisor)._override_gates(
                self.step("assessment"), "Night"
            ) if not case.presenting_need else case.write(
                {"step_id": self.step("assessment").id}
            )
        found = self.Case.with_user(self.worker).search([("has_missing", "=", True)])
        self.assertIn(self.case, found)
        self.assertNotIn(other, found)
        self.assertIn("Source", self.case.missing_info)
        self.assertFalse(other.missing_info)

    def test_a_condition_changed_is_asked_at_once(self):
        """What steps ask is kept in memory: never longer than it holds."""
        self.assertFalse(self.case.missing_info)
        step = self.case.step_id
        gate = self.env["migrant.case.gate"].create(
            {"step_id": step.id, "kind": "field", "field_name": "household_id"}
        )
        self.case.invalidate_recordset()
        self.assertIn("Household", self.case.missing_info)
        later = self.step("assessment")
        gate.step_id = later
        self.case.invalidate_recordset()
        self.assertFalse(self.case.missing_info)
        later.sequence = step.sequence
        self.case.invalidate_recordset()
        self.assertIn("Household", self.case.missing_info)
        gate.active = False
        for case in (self.case.with_context(active_test=False), self.case):
            self.case.invalidate_recordset()
            self.assertNotIn("Household", case.missing_info)

    def test_eligibility_is_decided_with_reasons(self):
        """Not received: criterion and orientation are asked; the decision is dated and
        signed, and written by nothing else. [E13]"""
        case = self.new_case(self.person("Nour"), is_open=False)
        mine = case.with_user(self.worker)
        mine.action_screen()
        self.assertEqual(mine.clock_ids.mapped("obligation"), ["eligibility"])
        with self.assertRaises(UserError):
            mine.action_refuse()
        with self.assertRaises(UserError):
            mine.write({"eligibility_state": "eligible"})
        mine.criterion_ids = self.env.ref("migrant_case.criterion_out_of_area")
        with self.assertRaises(UserError):
            mine.action_refuse()
        mine.orientation_note = "The house of rights of her town, on Tuesday"
        mine.action_refuse()
        self.assertEqual((case.state, case.eligibility_state), ("refused", "refused"))
        self.assertEqual(case.eligibility_by_id, self.worker)
        self.assertTrue(case.eligibility_on)
        self.assertEqual(mine.clock_state, "none")

    def test_exception_to_the_criteria_has_a_reason(self):
        """Received against a criterion: as an exception, said why. [E13]"""
        mine = self.case.with_user(self.worker)
        mine.criterion_ids = self.env.ref("migrant_case.criterion_full")
        with self.assertRaises(UserError):
            mine.action_eligible()
        mine.eligibility_note = "Two small children, winter"
        mine.action_eligible()
        self.assertEqual(self.case.eligibility_state, "waived")

    def test_fields_of_a_programme(self):
        """A programme gives its files fields of its own. [F05]"""
        self.programme_1.case_properties_definition = [
            {"name": "art", "string": "Discipline", "type": "char"}
        ]
        self.case.with_user(self.worker).properties = {"art": "Painting"}
        self.assertEqual(self.case.properties["art"], "Painting")
        label = {"fields": {"display_name": {}}}
        form = {"properties": {}, "programme_id": label, "step_id": label}
        self.env.invalidate_all()
        (shown,) = self.case.with_user(self.worker).web_read(form)
        self.assertEqual(shown["programme_id"]["id"], self.programme_1.id)
        self.assertEqual(shown["properties"][0]["string"], "Discipline")
        self.assertEqual(shown["properties"][0]["value"], "Painting")
        other = self.new_case(self.person("Adel"), programme_id=self.programme_2.id)
        self.assertFalse(dict(other.properties))
        (shown,) = other.with_user(self.worker).web_read(form)
        self.assertEqual(shown["properties"], [])
