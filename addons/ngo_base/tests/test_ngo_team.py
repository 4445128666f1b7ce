# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NgoCase


@tagged("post_install", "-at_install")
class TestNgoTeam(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Team = cls.env["ngo.team"]
        cls.Member = cls.env["ngo.team.member"]
        cls.service = cls.Team.create({"name": "Service", "kind": "service"})
        cls.social = cls.Team.create(
            {"name": "Social branch", "parent_id": cls.service.id}
        )
        cls.worker = cls.users["social_worker"]
        cls.deputy_coordinator = cls.users["supervisor"]
        cls.head = cls.users["programme_manager"]
        cls.jurist = cls.users["jurist"]
        # The cast stands in teams of its own; here only our teams count.
        cls.Member.search(
            [("team_id", "not in", (cls.service + cls.social).ids)]
        ).unlink()

    def _join(self, team, user, function="member", start="2024-01-01", end=False):
        return self.Member.create(
            {
                "team_id": team.id,
                "user_id": user.id,
                "function": function,
                "date_from": start,
                "date_to": end,
            }
        )

    def test_superior_is_the_lead_of_the_team(self):
        """The worker answers to the deputy coordinator, she to the head. [B32a]"""
        self._join(self.social, self.worker)
        self._join(self.social, self.deputy_coordinator, "lead")
        self._join(self.service, self.head, "lead")
        superior = self.Team._get_superior
        self.assertEqual(superior(self.worker), self.deputy_coordinator)
        self.assertEqual(superior(self.deputy_coordinator), self.head)
        self.assertFalse(superior(self.head))
        self.assertFalse(superior(self.jurist))

    def test_superior_on_a_day(self):
        """A lead who left is followed by the next, else the deputy. [B32a]"""
        self._join(self.social, self.worker)
        self._join(self.social, self.head, "lead", end="2024-03-31")
        self._join(self.social, self.deputy_coordinator, "lead", start="2024-05-01")
        self._join(self.social, self.jurist, "deputy")
        superior = self.Team._get_superior
        self.assertEqual(superior(self.worker, date(2024, 3, 31)), self.head)
        self.assertEqual(superior(self.worker, date(2024, 4, 1)), self.jurist)
        self.assertEqual(
            superior(self.worker, date(2024, 5, 1)), self.deputy_coordinator
        )

    def test_a_team_spans_sites_and_programmes(self):
        """One service works at all sites; what it reaches is no company. [B04]"""
        sites = self.site_a + self.site_b
        programmes = self.env["ngo.programme"].create([{"name": "A"}, {"name": "B"}])
        self.service.write({"site_ids": sites.ids, "programme_ids": programmes.ids})
        company = self.env["res.company"].create({"name": "Another legal entity"})
        self.site_b.company_id = company
        reader = self.service.with_user(self.worker)
        self.assertNotIn(company, self.worker.company_ids)
        self.assertEqual(reader.site_ids.sorted("id"), sites.sorted("id"))
        self.assertEqual(len(reader.programme_ids), 2)
        self.assertEqual(reader.site_ids.mapped("name"), sites.mapped("name"))

    def test_lead_and_members_today(self):
        """The list shows who leads and how many there are today. [B32a]"""
        self._join(self.social, self.worker)
        self._join(self.social, self.head, "member", end="2024-02-01")
        self._join(self.social, self.deputy_coordinator, "lead")
        self.assertEqual(self.social.lead_id, self.deputy_coordinator)
        self.assertFalse(self.social.deputy_id)
        self.assertEqual(self.social.member_count, 2)

    def test_lead_of_what_is_typed(self):
        """A form shows the lead whom its lines name before they are saved."""
        self._join(self.social, self.head, "lead", end="2024-02-01")
        typed = self.Team.new(origin=self.social)
        self.assertFalse(typed.lead_id)
        line = {
            "user_id": self.worker.id,
            "function": "lead",
            "date_from": "2024-03-01",
        }
        typed.member_ids = [Command.create(line)]
        self.assertEqual(typed.lead_id, self.worker)
        self.assertFalse(self.social.lead_id)

    def test_lead_of_several_teams(self):
        """Asked together by one query, each has its own."""
        self._join(self.social, self.deputy_coordinator, "lead")
        self._join(self.service, self.head, "lead")
        teams = self.social + self.service
        self.env.invalidate_all()
        self.env.user.mapped("tz")  # says which day it is
        teams.mapped("name")
        before = self.env.cr.sql_log_count
        leads = teams.mapped("lead_id").ids
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
        self.assertEqual(leads, [self.deputy_coordinator.id, self.head.id])

    def test_one_lead_at_a_time(self):
        """Two leads on one day, or one person twice, are refused. [B32a]"""
        self._join(self.social, self.head, "lead", end="2024-03-31")
        with self.assertRaises(ValidationError):
            self._join(self.social, self.worker, "lead", start="2024-03-31")
        with self.assertRaises(ValidationError):
            self._join(self.social, self.head, "member", start="2024-03-31")
        self._join(self.social, self.worker, "lead", start="2024-04-01")

    def test_nobody_admits_herself(self):
        """A team opens files: a coordinator adds others, never herself. [B32a]"""
        coordinator = self.users["coordinator"]
        self.social.site_ids = self.site_a
        members = self.Member.with_user(coordinator)
        members.create({"team_id": self.social.id, "user_id": self.worker.id})
        with self.assertRaises(AccessError):
            members.create({"team_id": self.social.id, "user_id": coordinator.id})
        own = self._join(self.social, coordinator, end="2024-12-31")
        with self.assertRaises(AccessError):
            own.with_user(coordinator).date_to = False
        with self.assertRaises(AccessError):
            own.with_user(coordinator).unlink()
        with self.assertRaises(AccessError):
            self.Member.with_user(self.worker).create(
                {"team_id": self.social.id, "user_id": self.jurist.id}
            )
