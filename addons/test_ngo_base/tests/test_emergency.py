# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ngo_base.tests.common import NgoCase

REASON = "Her child is missing since this morning"


@tagged("post_install", "-at_install")
class TestEmergency(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.users["social_worker"]
        cls.file = cls.env["test.ngo.file"].create(
            {"user_id": cls.users["jurist"].id, "summary": "s"}
        )
        cls.accesses = cls.env["ngo.access"].with_user(cls.worker)

    def test_one_person_opens_read_only_for_four_hours(self):
        """Reading is opened at once, writing is not, and it ends without a cron."""
        mine = self.file.with_user(self.worker)
        self.assertFalse(mine.has_access("read"))
        grant = self.accesses.break_glass(self.file.code.lower(), REASON, "danger", 99)
        self.assertTrue(mine.has_access("read"))
        self.assertFalse(mine.has_access("write"))
        self.assertEqual(grant.date_to - grant.date_from, timedelta(hours=4))
        grant.sudo().date_from -= timedelta(hours=5)
        grant.sudo().date_to -= timedelta(hours=5)
        self.assertFalse(mine.has_access("read"))

    def test_reason_category_code_and_role_are_required(self):
        """A short reason, an unknown code or a role without the right is refused."""
        for args in (
            (self.file.code, "too short", "danger"),
            (self.file.code, REASON, "curiosity"),
            ("Z-NOTHING", REASON, "danger"),
        ):
            with self.assertRaises(UserError):
                self.accesses.break_glass(*args)
        for role in ("finance_officer", "technician", "front_desk", "coordinator"):
            with self.assertRaises(UserError):
                self.as_user(self.accesses, role).break_glass(
                    self.file.code, REASON, "danger"
                )
        self.assertFalse(self.accesses.search([]))

    def test_grants_are_not_made_by_hand(self):
        """RPC create, write and unlink are refused to every role."""
        vals = {
            "user_id": self.worker.id,
            "res_model": "test.ngo.file",
            "res_id": self.file.id,
            "kind": "member",
            "reason": REASON,
            "date_from": fields.Datetime.now(),
            "date_to": fields.Datetime.now() + timedelta(days=9),
        }
        for role, user in self.users.items():
            with self.assertRaises(AccessError, msg=role):
                self.env["ngo.access"].with_user(user).create(vals)
        grant = self.accesses.break_glass(self.file.code, REASON, "danger")
        with self.assertRaises(AccessError):
            grant.write({"date_to": fields.Datetime.now() + timedelta(days=9)})

    def test_annex_needs_a_second_person(self):
        """Protection matters open when somebody else agrees, not before."""
        self.file.is_annex = True
        mine = self.file.with_user(self.worker)
        grant = self.accesses.break_glass(self.file.code, REASON, "danger")
        self.assertEqual(grant.state, "asked")
        self.assertFalse(mine.has_access("read"))
        with self.assertRaises(UserError):
            grant.action_agree()
        self.as_user(grant, "supervisor").action_agree()
        self.assertTrue(mine.has_access("read"))

    def test_supervisor_and_dpo_are_told_without_content(self):
        """Those who review are told at once, by code."""
        self.accesses.break_glass(self.file.code, REASON, "danger")
        told = self.env["mail.message"].search(
            [("subject", "=like", f"%{self.file.code}")]
        )
        partners = told.notified_partner_ids
        self.assertIn(self.users["supervisor"].partner_id, partners)
        self.assertIn(self.users["dpo"].partner_id, partners)
        self.assertNotIn("missing", told.body)

    def test_review_by_somebody_else_within_three_days(self):
        """What nobody reviewed within 72 hours stands out; one's own does not count."""
        grant = self.accesses.break_glass(self.file.code, REASON, "danger")
        self.assertFalse(grant.is_review_late)
        grant.sudo().date_from -= timedelta(hours=80)
        grant.sudo().date_to -= timedelta(hours=80)
        reviewer = self.as_user(grant, "supervisor")
        self.assertIn(reviewer, reviewer.search([("is_review_late", "=", True)]))
        with self.assertRaises(UserError):
            grant.action_review()
        reviewer.action_review("Legitimate")
        self.assertFalse(reviewer.search([("is_review_late", "=", True)]))
