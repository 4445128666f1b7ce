# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import Form, tagged

from .common import CaseCase


@tagged("post_install", "-at_install")
class TestCaseload(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.load = cls.env["migrant.caseload"]

    def test_weighted_against_hours(self):
        """Weight of the files, capacity by the hours of the contract. [T26]"""
        self.env["ir.config_parameter"].set_param("migrant_case.full_load", "20")
        half = self.env["resource.calendar"].create(
            {
                "name": "Two days",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "d",
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 12,
                            "day_period": "morning",
                        },
                    )
                    for day in range(5)
                ],
            }
        )
        self.env["resource.resource"].create(
            {
                "name": "Worker",
                "user_id": self.worker.id,
                "calendar_id": half.id,
                "resource_type": "user",
            }
        )
        self.new_case(self.person("Aya"), "child")
        self.env.flush_all()
        line = self.load.with_user(self.worker).search(
            [("user_id", "=", self.worker.id)]
        )
        self.assertEqual(line.case_count, 2)
        self.assertEqual(line.load, 2.5)
        self.assertAlmostEqual(line.capacity, 20 * 20 / 40, 1)

    def test_who_sees_whose(self):
        """Mine; my team's when I lead it."""
        self.new_case(self.person("Ali"), owner_id=self.colleague.id)
        self.env.flush_all()
        seen = self.load.with_user(self.worker).search([]).user_id
        self.assertEqual(seen, self.worker)
        led = self.load.with_user(self.supervisor).search([]).user_id
        self.assertLessEqual(self.worker | self.colleague, led)
        self.assertFalse(self.load.with_user(self.stranger).search([]))

    def test_least_loaded_who_speaks_the_language(self):
        """The one who speaks it first, then the one with most room. [T26]"""
        third = self.new_user("third")
        self.give_role(third, "social_worker")
        self.add_member(self.team_a, third)
        self.new_case(self.person("Ali"), owner_id=self.colleague.id)
        self.assertEqual(self.load._propose(self.case)[:1], third)
        bambara = self.env.ref("ngo_base.language_bam")
        self.salimata.language_ids = [(0, 0, {"language_id": bambara.id})]
        self.colleague.work_language_ids = bambara
        self.assertEqual(self.load._propose(self.case)[:1], self.colleague)
        self.assertNotIn(self.worker, self.load._propose(self.case))

    def test_a_reassignment_proposes_and_says_why(self):
        """The head of the team finds the colleague filled in, with the reason; she
        may choose another. Nobody else is told what colleagues carry. [T26]"""
        third = self.new_user("third")
        self.give_role(third, "social_worker")
        self.add_member(self.team_a, third)
        self.new_case(self.person("Ali"), owner_id=self.colleague.id)
        bambara = self.env.ref("ngo_base.language_bam")
        self.salimata.language_ids = [(0, 0, {"language_id": bambara.id})]
        rows = self.env["migrant.case.transition"].with_context(
            default_case_id=self.case.id, default_kind="reassign"
        )
        form = Form(rows.with_user(self.supervisor))
        self.assertEqual(form.to_user_id, third)
        self.assertIn("most room", form.proposal)
        self.assertIn(third.name, form.proposal)
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.load.with_context(lang="fr_FR")
        self.assertIn("0,0", french._why(third, self.case))
        self.colleague.work_language_ids = bambara
        form = Form(rows.with_user(self.supervisor))
        self.assertEqual(form.to_user_id, self.colleague)
        self.assertIn("speaks", form.proposal)
        self.assertNotIn(bambara.name, form.proposal)
        form.to_user_id = third
        self.assertFalse(form.proposal)
        form.reason = "She asked for it"
        row = form.save()
        self.assertEqual((row.to_user_id, row.proposal), (third, False))
        # The owner of the file may not reassign, and learns nothing.
        form = Form(rows.with_user(self.worker))
        self.assertFalse(form.to_user_id)
        self.assertFalse(form.proposal)
        transfer = rows.with_context(default_kind="transfer")
        self.assertFalse(Form(transfer.with_user(self.supervisor)).to_user_id)

    def test_a_proposal_is_worked_out_once(self):
        """Filled in and explained from one reading of what colleagues carry. [T26]"""
        row = (
            self.env["migrant.case.transition"]
            .with_user(self.supervisor)
            .new({"case_id": self.case.id, "kind": "reassign"})
        )
        caseload = type(self.load)
        with patch.object(
            caseload, "_propose", autospec=True, side_effect=caseload._propose
        ) as propose:
            row._onchange_kind()
            self.assertTrue(row.proposal)
        self.assertEqual(propose.call_count, 1)

    def test_warning_at_assignment(self):
        """Who would carry too much is named before the file is hers. [T26]"""
        self.env["ir.config_parameter"].set_param("migrant_case.full_load", "1")
        row = self.env["migrant.case.transition"].with_user(self.supervisor)
        new = row.new(
            {
                "case_id": self.case.id,
                "kind": "reassign",
                "to_user_id": self.colleague.id,
            }
        )
        self.assertFalse(new.load_warning)
        self.new_case(self.person("Ali"), owner_id=self.colleague.id)
        new = row.new(
            {
                "case_id": self.case.id,
                "kind": "reassign",
                "to_user_id": self.colleague.id,
            }
        )
        self.assertIn(self.colleague.name, new.load_warning)

    def test_worklist_is_ordered_by_what_is_due(self):
        """My files today: the nearest deadline first. [B42] [B27]"""
        later = self.new_case(self.person("Ali"))
        self.env["migrant.case.risk"].create(
            {"case_id": later.id, "level": "urgent", "reason": "Threat"}
        )
        nothing = self.new_case(self.person("Nour"), is_open=False)
        mine = self.Case.with_user(self.worker).search(
            [("owner_id", "=", self.worker.id)], order="next_due"
        )
        self.assertEqual(mine.ids, [later.id, self.case.id, nothing.id])

    def test_tasks_from_the_supervisor(self):
        """A task on a file for somebody who reads it, for nobody else. [E27]"""
        case = self.case.with_user(self.supervisor)
        case.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.worker.id, summary="Call"
        )
        self.assertEqual(self.case.activity_ids.user_id, self.worker)
        with self.assertRaises(Exception):  # noqa: B017 - core raises several kinds
            case.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.desk.id, summary="Call"
            )
