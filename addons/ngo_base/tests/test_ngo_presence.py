# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from odoo.addons.ngo_base.tests.common import NgoCase


@tagged("post_install", "-at_install")
class TestPresence(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.presences = cls.env["ngo.presence"]
        cls.narrow_role("front_desk", site=cls.site_a)
        cls.desk = cls.users["front_desk"]

    def call(self, role, name, *args, model="ngo.presence"):
        """A call of a client."""
        return call_kw(self.env[model].with_user(self.users[role]), name, args, {})

    def on_shift(self, role):
        live = self.presences.with_user(self.users[role])._scope_live()
        return live.presence_site_ids

    def test_nobody_writes_her_own_shift(self):
        """A row opens identities and addresses: none is made or changed by hand."""
        now = fields.Datetime.now()
        for role, user in self.users.items():
            vals = {
                "user_id": user.id,
                "site_id": self.site_b.id,
                "date_from": fields.Datetime.to_string(now - timedelta(hours=1)),
                "date_to": fields.Datetime.to_string(now + timedelta(hours=1)),
            }
            with self.assertRaises(AccessError):
                self.call(role, "create", [vals])
            with self.assertRaises(AccessError):
                self.call(role, "web_save", [], vals, {})
            if role == "partner":
                continue
            shift = self.presences.create(vals)
            longer = fields.Datetime.to_string(now + timedelta(days=30))
            for name, args in (
                ("write", ({"date_to": longer},)),
                ("write", ({"site_id": self.site_a.id},)),
                ("unlink", ()),
                ("copy", ()),
            ):
                with self.assertRaises(AccessError):
                    self.call(role, name, shift.ids, *args)

    def test_who_receives_at_a_site_says_that_she_is_there(self):
        """At the sites of her role and below, for the hours of one shift."""
        for site in (self.site_a, self.desk_a):
            self.call("front_desk", "action_hold", site.ids, model="ngo.site")
            self.call("front_desk", "action_hold", site.ids, model="ngo.site")
        mine = self.presences.search([("user_id", "=", self.desk.id)])
        self.assertEqual(mine.site_id, self.site_a + self.desk_a)
        self.assertEqual(len(mine), 2)
        for shift in mine:
            self.assertEqual(shift.date_to - shift.date_from, timedelta(hours=12))
            self.assertEqual(shift.source, "hand")
        with self.assertRaises(UserError):
            self.call("front_desk", "action_hold", self.site_b.ids, model="ngo.site")
        self.assertNotIn(self.site_b.id, self.on_shift("front_desk"))

    def test_who_receives_nobody_holds_no_site(self):
        """Nor does one whose role has ended."""
        for role in ("technician", "dpo", "finance_officer", "data_officer"):
            with self.assertRaises(UserError):
                self.call(role, "action_hold", self.site_a.ids, model="ngo.site")
        row = self.env["ngo.role"].search(
            [("user_id", "=", self.desk.id), ("state", "=", "approved")]
        )
        row.action_end()
        with self.assertRaises(UserError):
            self.call("front_desk", "action_hold", self.site_a.ids, model="ngo.site")

    def test_confidential_address_is_told_to_whose_role_names_the_site(self):
        """A role of the whole house opens no shelter by a press."""
        self.site_a.is_address_confidential = True
        with self.assertRaises(UserError):
            self.call("volunteer", "action_hold", self.site_a.ids, model="ngo.site")
        self.call("volunteer", "action_hold", self.site_b.ids, model="ngo.site")
        self.call("front_desk", "action_hold", self.site_a.ids, model="ngo.site")
        self.assertIn(self.site_a.id, self.on_shift("front_desk"))

    def test_a_shift_is_ended_by_oneself_or_by_the_coordinator(self):
        """And is shortened only: one that is over stays as it was."""
        self.narrow_role("coordinator", site=self.site_a)
        ends = (("front_desk", self.site_a), ("coordinator", self.desk_a))
        for role, site in ends:
            self.call("front_desk", "action_hold", site.ids, model="ngo.site")
            shift = self.presences.search([("site_id", "=", site.id)])
            with self.assertRaises(AccessError):
                self.call("jurist", "action_end", shift.ids)
            with freeze_time(shift.date_from + timedelta(hours=1)):
                self.assertIn(site.id, self.on_shift("front_desk"))
                self.call(role, "action_end", shift.ids)
                self.assertNotIn(site.id, self.on_shift("front_desk"))
            ended = shift.date_from + timedelta(hours=1)
            self.assertEqual(shift.date_to, ended)
            with freeze_time(ended + timedelta(hours=1)):
                self.call(role, "action_end", shift.ids)
                self.assertEqual(shift.date_to, ended)
