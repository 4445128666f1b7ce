# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.ngo_base.tests.common import NgoCase

from ..models.res_users import HOMES


@tagged("post_install", "-at_install")
class TestHomes(NgoCase):
    def _home(self, role):
        """The action that the role should begin with in this database."""
        actions = (
            self.env.ref(xmlid, raise_if_not_found=False) for xmlid in dict(HOMES)[role]
        )
        return next(action for action in actions if action)

    def test_each_role_has_a_home(self):
        """Whoever holds a role begins on the screen of that role. [C01a]"""
        for role, _xmlids in HOMES:
            with self.subTest(role=role):
                home = self.users[role].action_id
                self.assertEqual(home.id, self._home(role).id)
        self.assertFalse(self.employee.action_id)

    def test_each_home_opens(self):
        """The action of a role is one whose model that role may read. [C01a]"""
        for role, _xmlids in HOMES:
            action = self._home(role)
            if action._name != "ir.actions.act_window":
                continue
            with self.subTest(role=role):
                model = self.env[action.res_model].with_user(self.users[role])
                self.assertTrue(model.has_access("read"))

    def test_first_role_wins_and_the_end_takes_the_home_away(self):
        user = self.users["coordinator"]
        row = self.give_role(user, "social_worker")
        self.assertEqual(user.action_id.id, self._home("social_worker").id)
        row.action_end()
        self.assertEqual(user.action_id.id, self._home("coordinator").id)
        self.env["ngo.role"].search([("user_id", "=", user.id)]).action_end()
        self.assertFalse(user.action_id)

    def test_a_better_home_replaces_ours(self):
        """When a room brings the screen of a role, an update puts it in front."""
        user = self.users["social_worker"]
        user.action_id = self.env.ref("ngo_base.ngo_team_action").id
        self.env["res.users"]._refresh_homes()
        self.assertEqual(user.action_id.id, self._home("social_worker").id)

    def test_the_first_technician_begins_with_the_roles(self):
        """In an empty house, after accounts; else the group shows no step. [C01a]"""
        technician = self.env.ref("ngo_base.group_ngo_base_technician")
        day = self.env["permanence.day"].with_user(self.employee)
        self.employee.group_ids |= technician
        self.assertEqual(self.employee.action_id.id, self._home("technician").id)
        self.assertFalse(day.get_day()["steps"])
        self.env.cr.execute("DELETE FROM ngo_role")
        self.env.invalidate_all()
        accounts, step = day.get_day()["steps"]
        self.assertEqual(accounts["action"], "base.action_res_users")
        self.assertEqual(
            (step["action"], step["state"]), ("ngo_base.ngo_role_action", "todo")
        )
        self.employee.group_ids -= technician
        self.assertFalse(self.employee.action_id)

    def test_whoever_installs_begins_with_how_to_begin(self):
        """A bare administrator finds one step, until somebody approves. [C01a]"""
        admin = self.env.ref("base.user_admin")
        day = self.env["permanence.day"].with_user(admin)
        self.env.cr.execute("DELETE FROM ngo_role")
        self.env.invalidate_all()
        admin.action_id = False
        self.env["res.users"]._refresh_homes()
        self.assertEqual(admin.action_id.id, self._home("technician").id)
        (step,) = day.get_day()["steps"]
        self.assertEqual(step["action"], "base.action_res_users")
        self.assertFalse(day.with_user(self.employee).get_day()["steps"])
        self.give_role(self.employee, "dpo")
        self.assertFalse(day.get_day()["steps"])
        self.env["res.users"]._refresh_homes()
        self.assertFalse(admin.action_id)

    def test_a_chosen_home_is_left_alone(self):
        user = self.users["jurist"]
        chosen = self.env["ir.actions.act_window"].create(
            {"name": "Mine", "res_model": "res.partner"}
        )
        user.action_id = chosen.id
        self.give_role(user, "supervisor")
        self.assertEqual(user.action_id.id, chosen.id)
