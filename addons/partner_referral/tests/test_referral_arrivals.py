# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import ReferralCase


@tagged("post_install", "-at_install")
class TestReferralArrivals(ReferralCase, HttpCase):
    """Addresses given, and people whom others send to us."""

    def test_an_address_given_in_one_tap(self):
        """No consent, nothing sent, counted with person, need and place. [T15a]"""
        desk = self.users["front_desk"]
        self.put_on_shift(desk, self.site_a)
        mails = self.env["mail.mail"].search_count([])
        service = self.service.with_user(desk)
        service.with_context(orient_beneficiary_id=self.zohra.id).action_orient()
        service.action_orient()
        given = self.env["partner.orientation"].search([("user_id", "=", desk.id)])
        self.assertEqual(len(given), 2)
        self.assertEqual(given.beneficiary_id, self.zohra)
        self.assertEqual(given.category_id, self.health)
        self.assertEqual(given[-1].site_id, self.site_a)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertFalse(self.Referral.search([("beneficiary_id", "=", self.zohra.id)]))
        # Whose it was is not for others.
        with self.assertRaises(AccessError):
            given.with_user(self.stranger).read(["beneficiary_id"])

    def test_an_address_is_ones_own_for_a_day(self):
        """To whom it was given the desk reads for a day, as it reads who came."""
        desk = self.users["front_desk"]
        given = self.env["partner.orientation"].with_user(desk)
        given = given.create([{"service_id": self.service.id} for _each in range(2)])
        given[0].sudo().beneficiary_id = self.zohra
        self.assertTrue(given.has_access("read"))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE partner_orientation SET create_date = create_date - interval '2 d'"
            " WHERE id IN %s",
            (tuple(given.ids),),
        )
        self.env.invalidate_all()
        self.assertFalse(given[0].has_access("read"))
        self.assertTrue(given[1].has_access("read"))
        self.assertTrue(given[0].with_user(self.worker).has_access("read"))

    def test_from_the_finder_with_the_person(self):
        """Find a service on her file, tap: the person and the need go along. [T15a]"""
        action = self.zohra.with_user(self.worker).action_orient()
        finder = (
            self.env["directory.search"]
            .with_user(self.worker)
            .with_context(**action["context"])
            .create({"category_id": self.health.id})
        )
        finder.action_search()
        line = finder.line_ids.filtered(lambda row: row.service_id == self.service)
        line.with_context(**action["context"]).action_orient()
        given = self.env["partner.orientation"].search(
            [("beneficiary_id", "=", self.zohra.id)]
        )
        self.assertEqual(
            (given.service_id, given.category_id), (self.service, self.health)
        )

    def test_a_call_is_ones_own_until_it_is_over(self):
        """Who took it reads what was told while it is open, and for a week."""
        vals = {"source": "community", "person_text": "Une mère et deux enfants"}
        call = self.env["partner.incoming"].with_user(self.stranger).create(vals)
        with freeze_time(fields.Datetime.now() + timedelta(days=30)):
            self.assertTrue(call.has_access("read"))
        call.write({"decline_reason": "no_capacity"})
        call.action_decline()
        self.env.flush_all()
        self.assertTrue(call.has_access("read"))
        with freeze_time(fields.Datetime.now() + timedelta(days=8)):
            self.assertFalse(call.has_access("read"))

    def test_somebody_is_sent_to_us(self):
        """Source, end of stay, answer in time, the file linked. [E16] [F04]"""
        Incoming = self.env["partner.incoming"].with_user(self.worker)
        incoming = Incoming.create(
            {
                "source": "community",
                "person_text": "Une mère et deux enfants",
                "category_id": self.health.id,
                "end_of_stay": fields.Date.today() + timedelta(days=20),
                "programme_id": self.programme_1.id,
                "site_id": self.site_a.id,
            }
        )
        self.assertEqual(incoming.stays_until, "soon")
        self.assertIn(incoming, Incoming.search([("stays_until", "=", "soon")]))
        self.assertNotIn(incoming, Incoming.search([("stays_until", "=", "past")]))
        self.assertEqual(incoming._get_clocks("running").obligation, "answer")
        with self.assertRaises(UserError):
            incoming.action_decline()
        with self.assertRaises(UserError):
            incoming.write({"state": "closed"})
        incoming.action_accept()
        self.assertFalse(incoming._get_clocks("running"))
        with self.assertRaises(UserError):
            incoming.action_receive()
        incoming.beneficiary_id = self.zohra
        incoming.action_receive()
        self.assertEqual(incoming.state, "closed")
        office = self.env["partner.incoming"].with_user(self.users["coordinator"])
        groups = office.formatted_read_group([], ["source"], ["__count"])
        counts = {g["source"]: g["__count"] for g in groups}
        self.assertEqual(counts["community"], 1)
        # The coordinator counts sources; who it is, she does not read.
        with self.assertRaises(AccessError):
            office.browse(incoming.id).read(["person_text"])

    def test_a_child_at_risk_is_for_the_circle(self):
        """A child is named to supervisor and protection, not the team. [E16]"""
        desk = self.users["front_desk"]
        child = (
            self.env["partner.incoming"]
            .with_user(desk)
            .create(
                {
                    "source": "government",
                    "is_child": True,
                    "team_id": self.team_a.id,
                    "person_text": "Enfant",
                }
            )
        )
        for user, may in (
            (self.users["supervisor"], True),
            (self.users["child_protection"], True),
            (self.worker, False),
            (self.stranger, False),
        ):
            self.assertEqual(child.with_user(user).has_access("read"), may, user.login)

    def test_a_partner_sends_through_the_portal(self):
        """The form of a programme's partner, with the end of stay. [F04]"""
        self.authenticate("nurse", "nurse")
        page = self.url_open("/my/referrals/new")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        page = self.url_open(
            "/my/referrals/new",
            data={
                "csrf_token": token,
                "category": str(self.health.id),
                "priority": "urgent",
                "end_of_stay": "2027-01-31",
                "person": "Amal",
                "message": "Fin de résidence",
            },
        )
        self.assertEqual(page.status_code, 200)
        incoming = self.env["partner.incoming"].search(
            [("partner_id", "=", self.clinic.id)]
        )
        self.assertEqual(incoming.end_of_stay, fields.Date.to_date("2027-01-31"))
        self.assertEqual((incoming.channel, incoming.source), ("portal", "ngo"))
        self.assertEqual(incoming.priority, "urgent")
        self.assertTrue(incoming.with_user(self.users["supervisor"]).has_access("read"))
