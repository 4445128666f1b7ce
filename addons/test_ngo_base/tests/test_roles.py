# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from odoo.addons.ngo_base.tests.common import NgoCase


@tagged("post_install", "-at_install")
class TestRoles(NgoCase):
    def propose(self, role, user=None, by="technician"):
        user = user or self.employee
        return self.as_user(self.env["ngo.role"], by).create(
            {"user_id": user.id, "role": role}
        )

    def test_a_role_takes_effect_when_a_second_person_approves(self):
        """Proposed by the technician, approved by somebody else, then groups. [B05]"""
        row = self.propose("social_worker")
        group = self.env.ref("ngo_base.group_ngo_base_social_worker")
        self.assertNotIn(group, self.employee.group_ids)
        with self.assertRaises(UserError):
            row.action_approve()
        self.as_user(row, "supervisor").action_approve()
        self.assertIn(group, self.employee.group_ids)
        self.assertEqual(row.approved_by_id, self.users["supervisor"])

    def test_nobody_approves_her_own(self):
        """A supervisor cannot propose herself a role and put it in force."""
        supervisor = self.users["supervisor"]
        row = self.propose("dpo", user=supervisor, by="supervisor")
        with self.assertRaises(UserError):
            row.action_approve()
        with self.assertRaises(UserError):
            row.write({"state": "approved"})
        self.as_user(row, "dpo").action_approve()
        self.assertEqual(row.state, "approved")

    def test_a_house_of_two_waives_the_second_pair_of_eyes(self):
        """The waiver is a parameter with its reason."""
        supervisor = self.users["supervisor"]
        row = self.propose("dpo", user=supervisor, by="supervisor")
        self.env["ir.config_parameter"].set_param(
            "ngo_base.role_four_eyes_waiver", "Two people in the house"
        )
        row.action_approve()
        self.assertEqual(row.state, "approved")

    def test_one_person_holds_three_roles(self):
        """The user form keeps every role at the next save (one privilege each)."""
        worker = self.users["social_worker"]
        self.give_role(worker, "coordinator")
        self.give_role(worker, "finance_officer")
        groups = [
            self.env.ref(f"ngo_base.group_ngo_base_{role}")
            for role in ("social_worker", "coordinator", "finance_officer")
        ]
        with Form(worker) as form:
            form.name = "Three roles"
        for group in groups:
            self.assertIn(group, worker.group_ids)

    def test_role_that_ends_loses_its_groups(self):
        """Ended now: groups go, and the row stays as it was."""
        worker = self.users["jurist"]
        row = self.env["ngo.role"].search([("user_id", "=", worker.id)])
        row.action_end()
        self.assertNotIn(
            self.env.ref("ngo_base.group_ngo_base_jurist"), worker.group_ids
        )
        with self.assertRaises(UserError):
            row.unlink()

    def test_cron_follows_dates_and_removes_strangers(self):
        """Groups follow rows that began or ended; given by hand they go."""
        row = self.propose("volunteer")
        self.as_user(row, "coordinator").action_approve()
        self.env.cr.execute(
            "UPDATE ngo_role SET date_from = %s, date_to = %s WHERE id = %s",
            (
                fields.Datetime.now() - timedelta(days=9),
                fields.Datetime.now() - timedelta(days=1),
                row.id,
            ),
        )
        stranger = self.new_user("stranger")
        stranger.group_ids += self.env.ref("ngo_base.group_ngo_base_dpo")
        self.env.invalidate_all()
        self.env["ngo.role"]._cron_sync_groups()
        self.assertNotIn(
            self.env.ref("ngo_base.group_ngo_base_volunteer"), self.employee.group_ids
        )
        self.assertFalse(stranger.has_group("ngo_base.group_ngo_base_dpo"))

    def test_role_in_force_is_not_rewritten(self):
        """End it and propose another; nobody extends her own reach."""
        row = self.env["ngo.role"].search(
            [("user_id", "=", self.users["jurist"].id)], limit=1
        )
        with self.assertRaises(UserError):
            self.as_user(row, "technician").write({"role": "dpo"})
        with self.assertRaises(AccessError):
            self.as_user(row, "jurist").write({"date_to": False})

    def test_the_first_role_of_an_empty_house(self):
        """Who has *Settings* gives herself the technician's group by hand, and with
        it the first rows; where somebody can approve, the group alone is nothing."""
        group = self.env.ref("ngo_base.group_ngo_base_technician")
        self.employee.group_ids |= group
        mine = self.env["ngo.role"].with_user(self.employee)
        vals = {"user_id": self.employee.id, "role": "technician"}
        with self.assertRaises(AccessError):
            mine.create(vals)
        held = self.env["ngo.role"].search([("state", "=", "approved")])
        self.env.cr.execute(
            "UPDATE ngo_role SET state = 'ended' WHERE id = ANY(%s)", [held.ids]
        )
        self.env.invalidate_all()
        row = mine.create(vals)
        row.date_from = "2026-01-01"
        self.assertIn(group, self.employee.group_ids, "a proposal takes nothing away")
        row.action_approve()
        self.assertEqual(row.state, "approved")
        self.assertIn(group, self.employee.group_ids)
        other = mine.create({"user_id": self.users["dpo"].id, "role": "dpo"})
        other.action_approve()
        with self.assertRaises(UserError):
            mine.create(
                {"user_id": self.users["dpo"].id, "role": "volunteer"}
            ).action_approve()
        bare = self.env["ngo.role"].with_user(self.users["volunteer"])
        with self.assertRaises(AccessError):
            bare.create({"user_id": self.users["volunteer"].id, "role": "dpo"})

    def test_a_proposal_is_rewritten_by_its_proposer_alone(self):
        """Else the second pair of eyes proposes what it then approves itself."""
        row = self.propose("volunteer", by="technician")
        second = self.as_user(row, "supervisor")
        for vals in (
            {"role": "dpo"},
            {"user_id": self.users["jurist"].id},
            {"site_id": self.site_a.id},
            {"programme_id": self.programme_1.id},
            {"date_from": "2001-01-01"},
            {"date_to": "2099-01-01"},
            {"role": "dpo", "state": "refused"},
        ):
            with self.assertRaises(UserError):
                call_kw(second.browse(), "write", [row.ids, vals], {})
        # Her own proposal she may mend; somebody else approves it.
        row.write({"role": "interpreter", "site_id": self.site_a.id})
        with self.assertRaises(UserError):
            row.action_approve()
        second.action_approve()
        self.assertEqual((row.role, row.state), ("interpreter", "approved"))

    def test_a_role_in_force_is_shortened_only(self):
        """Longer is more than what the second person has seen."""
        day = fields.Datetime.now() + timedelta(days=1)
        row = self.give_role(self.users["supervisor"], "dpo", hours=48)
        mine = self.as_user(row, "supervisor")
        for longer in (False, row.date_to + timedelta(days=1)):
            with self.assertRaises(UserError):
                mine.write({"date_to": longer})
        mine.write({"date_to": day})
        with self.assertRaises(UserError):
            mine.write({"date_to": day + timedelta(minutes=1)})
        mine.action_end()
        with self.assertRaises(UserError):
            mine.write({"date_to": False})
        self.assertEqual(row.state, "ended")

    def test_partner_is_a_portal_user(self):
        """An outside organisation never becomes an employee, nor the reverse."""
        with self.assertRaises(ValidationError):
            self.propose("partner")
        with self.assertRaises(ValidationError):
            self.propose("jurist", user=self.users["partner"])
