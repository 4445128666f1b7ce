# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CaseCase


@tagged("post_install", "-at_install")
class TestEscalation(CaseCase):
    def test_question_with_an_answer_due(self):
        """Asked to the head of the team, answered by her alone, in time. [B33]"""
        row = (
            self.env["migrant.case.escalation"]
            .with_user(self.worker)
            .create({"case_id": self.case.id, "question": "Her husband waits outside"})
        )
        self.assertEqual(row.to_user_id, self.supervisor)
        self.assertTrue(row.due)
        with self.assertRaises(AccessError):
            row.action_answer()
        with self.assertRaises(UserError):
            row.write({"answer": "Mine"})
        answer = row.with_user(self.supervisor)
        with self.assertRaises(UserError):
            answer.action_answer()
        answer.answer = "Call the police, I come"
        answer.action_answer()
        self.assertEqual(row.state, "answered")
        self.assertEqual(row._clock().state, "done")
        self.assertEqual(row.answered_by_id, self.supervisor)
        with self.assertRaises(UserError):
            row.action_withdraw()
        with self.assertRaises(UserError):
            answer.action_answer()
        self.assertEqual(row.state, "answered")

    def test_whoever_was_asked_reads_it_for_a_while(self):
        """A colleague of elsewhere is asked: the answer stays, the question leaves."""
        row = self.env["migrant.case.escalation"].create(
            {
                "case_id": self.case.id,
                "question": "Her husband waits outside",
                "to_user_id": self.stranger.id,
            }
        )
        asked = row.with_user(self.stranger)
        asked.answer = "Call the police"
        asked.action_answer()
        self.env.flush_all()
        self.assertTrue(asked.has_access("read"))
        self.assertFalse(asked.has_access("write"))
        with freeze_time(fields.Datetime.now() + timedelta(days=8)):
            self.assertFalse(asked.has_access("read"))
            self.assertTrue(row.with_user(self.worker).has_access("read"))

    def test_stranger_reads_no_question(self):
        """Read by those who read the file and the one who is asked."""
        row = (
            self.env["migrant.case.escalation"]
            .with_user(self.worker)
            .create({"case_id": self.case.id, "question": "What now?"})
        )
        self.assertTrue(row.with_user(self.colleague).has_access("read"))
        self.assertFalse(row.with_user(self.stranger).has_access("read"))
        row.action_withdraw()
        self.assertEqual(row._clock().state, "cancelled")
