# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import ReferralCase


@tagged("post_install", "-at_install")
class TestReferralDeadlines(ReferralCase):
    """Reminders and the end, by the engine's schedule; our own clocks by policy."""

    def at(self, start, **delay):
        return freeze_time(start + timedelta(**delay))

    def test_reminders_then_the_end(self):
        """Half-time, due, and the thirtieth day: one mail each, then it expires."""
        referral = self.sent()
        start = referral.sent_at
        mails = self.env["mail.mail"].search_count([])
        for days, reminders, state in (
            (3, 0, "sent"),
            (8, 1, "sent"),
            (9, 1, "sent"),
            (15, 2, "sent"),
            (25, 3, "sent"),
            (31, 3, "expired"),
        ):
            with self.at(start, days=days):
                self.Referral._cron_deadlines()
            told = referral.event_ids.filtered(lambda e: e.kind == "reminder")
            self.assertEqual((len(told), referral.state), (reminders, state), days)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 3)
        self.assertTrue(all(referral.door_ids.mapped("revoked_at")))

    def test_an_answer_stops_the_reminders(self):
        referral = self.sent()
        self.answer(referral, "waitlist", waiting_rank=4)
        with self.at(referral.sent_at, days=31):
            self.Referral._cron_deadlines()
        self.assertEqual((referral.state, referral.waiting_rank), ("waitlisted", 4))
        self.assertEqual(
            referral._get_clocks("running", "breached").mapped("obligation"), ["review"]
        )

    def test_waiting_list_is_reviewed_with_the_person(self):
        """Asked after a month; still waiting: asked again a month later. [T05]"""
        referral = self.sent()
        with self.assertRaises(UserError):
            referral.action_still_waits()
        self.answer(referral, "waitlist", waiting_rank=4)
        first = referral._get_clocks("running")
        with self.at(first.started, days=29):
            referral.with_user(self.worker).action_still_waits()
            again = referral._get_clocks("running")
        self.assertEqual((first.state, again.obligation), ("done", "review"))
        self.assertEqual((again.started - first.started).days, 29)
        self.assertEqual(referral.event_ids[0].kind, "still_waits")
        self.assertEqual((referral.state, referral.waiting_rank), ("waitlisted", 4))

    def test_who_did_not_come_is_looked_for(self):
        """No-show: the worker owes her a sign, until she is reached. [T05]"""
        referral = self.sent()
        self.answer(referral, "accept")
        self.answer(referral, "no_show")
        clock = referral._get_clocks("running")
        self.assertEqual(clock.mapped("obligation"), ["outreach"])
        self.answer(referral, "accept")
        self.assertEqual(clock.state, "done")
        self.assertEqual(referral._get_clocks("running").mapped("obligation"), ["seen"])

    def test_an_emergency_is_due_in_a_day(self):
        """24 hours by the clock, whatever the partner's hours."""
        referral = self.sent(priority="emergency")
        self.assertEqual(referral.due_at - referral.sent_at, timedelta(hours=24))
        clock = referral._get_clocks("running")
        self.assertEqual(clock.due - clock.started, timedelta(hours=24))

    def test_closed_partner_gets_its_time(self):
        """Counted from the first hour at which the service is there."""
        now = fields.Datetime.now()
        self.env["directory.hours"].create(
            {
                "service_id": self.service.id,
                "byday": "MO,TU,WE,TH,FR,SA,SU",
                "opens": 0.0,
                "closes": 24.0,
            }
        )
        self.env["directory.closure"].create(
            {
                "service_id": self.service.id,
                "name": "Travaux",
                "start": now - timedelta(days=1),
                "stop": now + timedelta(days=5),
            }
        )
        referral = self.sent()
        self.assertGreaterEqual(referral.due_at, now + timedelta(days=19))
        self.assertGreater(referral.half_at, now + timedelta(days=11))

    def test_what_was_told_is_destroyed_after_two_years(self):
        """Code, need and outcome stay; the words go."""
        referral = self.sent()
        self.answer(referral, "decline", decline_reason="other")
        self.env.flush_all()
        with self.at(fields.Datetime.now(), days=800):
            self.Referral._cron_deadlines()
        self.assertFalse(any(referral.share_ids.mapped("value")))
        self.assertEqual(referral.state, "declined")
