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
