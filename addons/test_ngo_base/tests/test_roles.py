# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.ngo_base.models.ngo_role import APPROVERS
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

    def empty_house(self):
        """Nobody ever held a role; the employee's group was given her by hand."""
        self.env.cr.execute("DELETE FROM ngo_role")
        self.env.invalidate_all()
        self.employee.group_ids |= self.env.ref("ngo_base.group_ngo_base_technician")
        return self.env["ngo.role"].with_user(self.employee)

    def test_the_cron_leaves_whoever_begins_a_house(self):
        """Until somebody can approve, the group given by hand is all she has."""
        self.empty_house()
        technician = "ngo_base.group_ngo_base_technician"
        other = self.new_user("stranger")
        other.group_ids += self.env.ref("ngo_base.group_ngo_base_dpo")
        self.env["ngo.role"]._cron_sync_groups()
        self.assertTrue(self.employee.has_group(technician))
        self.assertFalse(other.has_group("ngo_base.group_ngo_base_dpo"))
        self.give_role(other, "dpo")
        self.env["ngo.role"]._cron_sync_groups()
        self.assertFalse(self.employee.has_group(technician))

    def test_the_first_role_of_an_empty_house(self):
        """Who has *Settings* gives herself the technician's group by hand, and with
        it the first rows: hers, and that of another person who approves."""
        mine = self.empty_house()
        row = mine.create({"user_id": self.employee.id, "role": "technician"})
        row.date_from = "2026-01-01"
        group = self.env.ref("ngo_base.group_ngo_base_technician")
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

    def test_the_first_roles_read_no_file(self):
        """Before somebody approves, the technician gives no role that reads, and
        herself none that approves, unless the house waives the other person."""
        mine = self.empty_house()
        for role, user in (
            ("social_worker", self.users["social_worker"]),
            ("supervisor", self.employee),
            ("dpo", self.employee),
        ):
            row = mine.create({"user_id": user.id, "role": role})
            with self.assertRaises(UserError):
                row.action_approve()
        self.env["ir.config_parameter"].set_param(
            "ngo_base.role_four_eyes_waiver", "One person in the house"
        )
        row.action_approve()
        self.assertEqual(row.state, "approved")

    def test_an_empty_house_is_opened_by_the_technician_alone(self):
        """Not by whoever is proposed for a role, nor by a bare employee."""
        mine = self.empty_house()
        volunteer = self.users["volunteer"]
        volunteer.group_ids -= self.env.ref("ngo_base.group_ngo_base_technician")
        row = mine.create({"user_id": volunteer.id, "role": "dpo"})
        with self.assertRaises(UserError):
            row.with_user(volunteer).action_approve()
        with self.assertRaises(AccessError):
            self.env["ngo.role"].with_user(volunteer).create(
                {"user_id": volunteer.id, "role": "dpo"}
            )
        self.assertEqual(row.state, "proposed")

    def test_a_house_is_empty_once(self):
        """When all who approve ended, ran out or left, no technician begins anew."""
        held = self.env["ngo.role"].search([("state", "=", "approved")])
        approvers = held.filtered(lambda row: row.role in APPROVERS)
        now = fields.Datetime.now()
        long_ago = now - timedelta(days=900)
        reader = {"user_id": self.users["technician"].id, "role": "supervisor"}
        for how, vals in (
            ("ended", {"state": "ended", "date_to": now}),
            ("ran out", {"date_to": long_ago}),
            ("not yet", {"date_from": now + timedelta(days=9), "date_to": False}),
        ):
            with self.subTest(how), self.env.cr.savepoint():
                approvers.sudo().write(vals)
                row = self.propose("dpo", self.users["technician"])
                for values in (reader, {**reader, "role": "dpo"}):
                    row = self.as_user(self.env["ngo.role"], "technician").create(
                        values
                    )
                    with self.assertRaises(UserError):
                        row.action_approve()
                # A group given by hand, without a row, is nothing any more.
                self.employee.group_ids |= self.env.ref(
                    "ngo_base.group_ngo_base_technician"
                )
                with self.assertRaises(AccessError):
                    self.propose("technician", by="employee")
        approvers.user_id.active = False
        with self.assertRaises(UserError):
            self.propose("dpo", self.users["technician"]).action_approve()

    def test_who_held_a_role_is_not_deleted(self):
        """With the user her rows would go, and with the last approver's the memory
        that the house was ever open."""
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.users["dpo"].unlink()
            self.env.flush_all()

    def test_a_place_that_roles_name_is_not_deleted(self):
        """The row would reach every place."""
        jurist = self.users["jurist"]
        for field, place in (("site", self.site_a), ("programme", self.programme_1)):
            self.give_role(jurist, "volunteer", **{field: place})
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                place.unlink()

    def test_a_new_role_has_no_title_yet(self):
        """Nor the word False in its place."""
        self.assertEqual(self.env["ngo.role"].new({}).display_name, "")

    def test_the_last_who_approves_stays(self):
        """The technician ends all but one, by whatever door."""
        held = self.env["ngo.role"].search(
            [("state", "=", "approved"), ("role", "in", APPROVERS)]
        )
        mine = self.as_user(held, "technician")
        mine[1:].action_end()
        now = fields.Datetime.now()
        for vals in ({"state": "ended"}, {"date_to": now - timedelta(minutes=1)}):
            with self.assertRaises(UserError):
                mine[0].write(vals)
        with self.assertRaises(UserError):
            mine[0].action_end()
        self.assertEqual(held[0].state, "approved")

    def test_whoever_ends_a_role_stands_in_the_journal(self):
        """By the button, by the state or by the date alone."""
        rows = self.env["ngo.role"].search([("state", "=", "approved")])
        mine = self.as_user(rows, "technician")
        now = fields.Datetime.now()
        for row, act in (
            (mine[0], lambda row: row.action_end()),
            (mine[1], lambda row: row.write({"state": "ended"})),
            (mine[2], lambda row: row.write({"date_to": now + timedelta(days=1)})),
        ):
            with patch.object(type(self.env["ngo.journal"]), "_note") as noted:
                act(row)
            noted.assert_any_call("role_ended", row)

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
