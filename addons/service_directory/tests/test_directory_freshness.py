# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError

from .common import DirectoryCase


class TestDirectoryFreshness(DirectoryCase):
    def _age(self, days):
        """The last check was so many days ago."""
        self.legal.check_ids.date = date.today() - timedelta(days=days)

    def _run_job(self):
        self.env["directory.service"]._cron_freshness()

    def test_sheet_tells_when_its_next_check_is_due(self):
        """Owner, frequency, last and next check on each sheet [E17]"""
        self.legal.check_ids.date = "2026-06-01"
        self.assertEqual(str(self.legal.next_check), "2026-12-01")
        for day, state in (
            ("2026-11-30", "up_to_date"),
            ("2026-12-01", "advised"),
            ("2026-12-31", "required"),
        ):
            with freeze_time(day):
                self.legal.invalidate_recordset(["freshness"])
                self.assertEqual(self.legal.freshness, state)
                found = self.env["directory.service"].search(
                    [("freshness", "=", state), ("id", "=", self.legal.id)]
                )
                self.assertEqual(found, self.legal)
                others = self.env["directory.service"].search(
                    [("freshness", "!=", state), ("id", "=", self.legal.id)]
                )
                self.assertFalse(others)

    def test_never_checked_never_due(self):
        self.legal.check_frequency = "0"
        self.legal.check_ids.unlink()
        self.assertFalse(self.legal.next_check)
        self.assertEqual(self.legal.freshness, "up_to_date")

    def test_one_click_confirms(self):
        self._age(400)
        self.as_user(self.legal, "social_worker").action_confirm()
        self.assertEqual(self.legal.last_checked, date.today())
        self.legal.invalidate_recordset(["check_ids"])
        check = self.legal.check_ids[0]
        self.assertEqual(check.user_id, self.users["social_worker"])

    def test_nobody_answering_is_no_check(self):
        self._age(200)
        before = self.legal.last_checked
        self.legal._add_check("call", "unreachable")
        self.assertEqual(self.legal.last_checked, before)

    def test_owner_is_reminded_once(self):
        self._age(190)
        self._run_job()
        self._run_job()
        activities = self.legal.activity_ids
        self.assertEqual(len(activities), 1)
        self.assertEqual(activities.user_id, self.keeper)
        self.assertEqual(self.legal.publication_state, "published")

    def test_stale_sheet_leaves_the_map_after_notice_only(self):
        """Unpublished when stale, after a month of notice [E17]"""
        self._age(900)
        self._run_job()
        self.assertEqual(self.legal.publication_state, "published")
        self.assertEqual(self.legal.stale_notice_date, date.today())
        self.assertEqual(len(self.legal.link_ids), 1)
        self._run_job()
        self.assertEqual(len(self.legal.link_ids), 1)
        with freeze_time(date.today() + timedelta(days=29)):
            self._run_job()
            self.assertEqual(self.legal.publication_state, "published")
        with freeze_time(date.today() + timedelta(days=31)):
            self._run_job()
        self.assertEqual(self.legal.publication_state, "withdrawn")
        self.assertEqual(self.refuge.publication_state, "published")

    def test_confirmed_after_notice_stays(self):
        self._age(900)
        self._run_job()
        self.legal.action_confirm()
        with freeze_time(date.today() + timedelta(days=60)):
            self._run_job()
        self.assertEqual(self.legal.publication_state, "published")

    def test_round_of_checks_asks_each_provider_once(self):
        """A campaign asks all providers of a need and follows the answers [E17]"""
        campaign = self.as_user(self.env["directory.campaign"], "coordinator").create(
            {"name": "Printemps", "category_id": self.need_legal.id}
        )
        campaign.action_fill()
        campaign.action_fill()
        self.assertEqual(campaign.line_ids.organization_id, self.organization)
        campaign.action_send_links()
        line = campaign.line_ids
        self.assertEqual((line.state, len(line.link_ids)), ("started", 2))
        campaign.action_send_links()
        self.assertEqual(len(line.link_ids), 2)
        links = line.sudo().link_ids
        links[0]._confirm()
        self.assertEqual(line.state, "started")
        links[1]._confirm()
        self.assertEqual((line.state, campaign.done_rate), ("done", 1.0))
        self.assertEqual(self.legal.check_ids[0].source, "link")

    def test_sheet_that_is_not_complete_is_not_published(self):
        service = self.env["directory.service"].create(
            {"name": "X", "organization_id": self.organization.id}
        )
        with self.assertRaisesRegex(UserError, "description.*a need.*place"):
            service.action_publish()
