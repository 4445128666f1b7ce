# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import NgoCase


@tagged("post_install", "-at_install")
class TestNgoJobTitle(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.newcomer = cls.new_user("newcomer")

    def _propose(self, by, title, **values):
        form = Form(self.env["ngo.role.proposal"].with_user(self.users[by]))
        form.user_id = self.newcomer
        form.job_title_id = self.env.ref(f"ngo_base.job_title_{title}")
        for site in values.get("sites", ()):
            form.site_ids.add(site)
        wizard = form.save()
        return self.env["ngo.role"].search(wizard.action_propose()["domain"])

    def test_a_title_gives_its_roles_through_four_eyes(self):
        """The deputy coordinator becomes supervisor and coordinator at once. [B05]"""
        rows = self._propose("technician", "deputy_coordinator", sites=self.site_a)
        self.assertEqual(set(rows.mapped("role")), {"supervisor", "coordinator"})
        self.assertEqual(rows.site_id, self.site_a)
        self.assertEqual(set(rows.mapped("state")), {"proposed"})
        group = "ngo_base.group_ngo_base_supervisor"
        self.assertFalse(self.newcomer.has_group(group))
        with self.assertRaises(UserError):
            rows.with_user(self.users["technician"]).action_approve()
        rows.with_user(self.users["dpo"]).action_approve()
        self.assertTrue(self.newcomer.has_group(group))
        self.assertTrue(self.newcomer.has_group("ngo_base.group_ngo_base_coordinator"))

    def test_roles_are_not_proposed_twice(self):
        """A second time proposes what is new only; nothing new is said. [B05]"""
        self._propose("coordinator", "jurist", sites=self.site_a)
        with self.assertRaises(UserError):
            self._propose("coordinator", "jurist", sites=self.site_a)
        rows = self._propose("coordinator", "jurist", sites=self.site_a + self.site_b)
        self.assertEqual(rows.site_id, self.site_b)

    def test_some_titles_have_no_role(self):
        """The employee who has nothing to do with files gets no role. [B05]"""
        with self.assertRaises(UserError):
            self._propose("technician", "employee")

    def test_who_proposes(self):
        """Who may not propose roles does not open the screen. [B05]"""
        for role in ("social_worker", "front_desk", "finance_officer"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["ngo.role.proposal"].with_user(self.users[role]).create(
                    {
                        "user_id": self.newcomer.id,
                        "job_title_id": self.env.ref("ngo_base.job_title_jurist").id,
                    }
                )
