# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CaseCase


@tagged("post_install", "-at_install")
class TestHandover(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.new_case(cls.person("Ali", "Ben Salah"))

    def handover(self, by=None):
        return (
            self.env["migrant.handover"]
            .with_user(by or self.worker)
            .create({"user_id": self.worker.id})
        )

    def test_files_go_one_by_one_on_acceptance(self):
        """Each file has a colleague proposed, a pack, and its owner until she accepts.
        [T26]"""
        self.note(self.case, self.worker, agreed="The lease, on Monday")
        handover = self.handover()
        self.assertEqual(handover.line_ids.case_id, self.case | self.second)
        self.assertEqual(handover.line_ids.to_user_id, self.colleague)
        handover.action_send()
        rows = handover.line_ids.transition_id
        self.assertEqual(set(rows.mapped("kind")), {"handover"})
        self.assertEqual((self.case | self.second).owner_id, self.worker)
        pack = rows.filtered(lambda row: row.case_id == self.case).pack
        self.assertIn("The lease, on Monday", pack)
        with self.assertRaises(UserError):
            handover.action_done()
        rows.with_user(self.colleague).action_accept()
        self.assertEqual((self.case | self.second).owner_id, self.colleague)
        handover.action_done()
        self.assertEqual(handover.state, "done")

    def test_who_prepares(self):
        """Who leaves and her head; not a colleague, not a stranger."""
        handover = self.handover()
        self.assertTrue(handover.with_user(self.supervisor).has_access("write"))
        for user in (self.colleague, self.stranger):
            self.assertFalse(handover.with_user(user).has_access("read"))
        handover.action_cancel()
        with self.assertRaises(AccessError):
            self.handover(self.stranger)

    def test_contract_ends(self):
        """Three weeks before the last day the handover is there, once. [T26]"""
        roles = self.env["ngo.role"].search([("user_id", "=", self.worker.id)])
        handovers = self.env["migrant.handover"]
        handovers._cron_contract_ends()
        self.assertFalse(handovers.search([("user_id", "=", self.worker.id)]))
        roles.date_to = fields.Datetime.now() + timedelta(days=10)
        handovers._cron_contract_ends()
        handovers._cron_contract_ends()
        made = handovers.search([("user_id", "=", self.worker.id)])
        self.assertEqual(len(made), 1)
        self.assertEqual(made.last_day, roles.date_to.date())
        self.assertEqual(len(made.line_ids), 2)
        made.with_user(self.supervisor).action_send()
        self.assertEqual(made.waiting_count, 2)

    def test_sealed_file_is_offered_by_its_owner(self):
        """The head of the team sees its code on the list and nothing more."""
        self.case.confidentiality = "sealed"
        handover = self.handover(self.supervisor)
        self.assertEqual(handover.sudo().line_ids.case_id, self.second)

    def test_a_file_on_offer_does_not_hold_up_the_others(self):
        """Who is asked already answers; who refused leaves it to the next. [T26]"""
        asked = self.env["migrant.case.transition"].with_user(self.worker)
        vals = {"case_id": self.case.id, "kind": "handover", "reason": "Speaks Bambara"}
        waiting = asked.create(vals | {"to_user_id": self.stranger.id})
        handover = self.handover()
        handover.action_send()
        line = handover.line_ids.filtered(lambda row: row.case_id == self.case)
        self.assertEqual(line.transition_id, waiting)
        self.assertEqual(line.to_user_id, self.stranger)
        other = handover.line_ids - line
        self.assertEqual(other.transition_id.to_user_id, self.colleague)
        waiting.with_user(self.stranger).answer = "Too many this week"
        waiting.with_user(self.stranger).action_reject()
        # Why stands in the offer, to which the line leads.
        self.assertEqual(line.action_open_offer()["res_id"], waiting.id)
        self.assertEqual((line.is_to_ask, other.is_to_ask), (True, False))
        line.to_user_id = self.colleague
        handover.action_send()
        self.assertNotEqual(line.transition_id, waiting)
        handover.line_ids.transition_id.with_user(self.colleague).action_accept()
        handover.action_done()
        self.assertEqual(self.case.owner_id, self.colleague)

    def test_the_pack_names_days(self):
        """As they are written where the file is read, not as they are kept."""
        self.case._start_clocks("transition_asked", occurrence="other")
        handover = self.handover()
        handover.last_day = "2031-12-18"
        handover.action_send()
        row = handover.line_ids.transition_id.filtered(
            lambda row: row.case_id == self.case
        )
        self.assertIn("12/18/2031", row.reason)
        self.assertIn("Due ", row.pack)
        self.assertNotRegex(row.pack, r"\d{4}-\d{2}-\d{2}")
