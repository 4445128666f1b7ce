# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import ImpactCase


@tagged("post_install", "-at_install")
class TestScope(ImpactCase):
    """Who reads which unit's figures."""

    def units(self, report, role):
        figures = self.env["impact.figure"].with_user(self.users[role])
        return {
            figure._get_unit()
            for figure in figures.search([("report_id", "=", report.id)])
        }

    def test_units_by_role(self):
        """Managers read their programmes, coordinators their sites, the data officer
        all; a worker reads what is validated of her programmes."""
        self.narrow_role("programme_manager", programme=self.programme_1)
        self.narrow_role("coordinator", site=self.site_a)
        self.narrow_role("social_worker", programme=self.programme_2)
        self.add_facts(10)
        self.add_facts(10, self.desk_a, self.programme_2)
        self.add_facts(10, self.site_b, self.programme_2)
        report = self.report()
        own = {("programme", self.programme_1.id)}
        self.assertEqual(self.units(report, "programme_manager"), own)
        sites = {("site", self.site_a.id), ("site", self.desk_a.id)}
        self.assertEqual(self.units(report, "coordinator"), sites)
        self.assertEqual(len(self.units(report, "data_officer")), 7)
        self.assertFalse(self.units(report, "social_worker"))
        report.action_validate()
        own = {("programme", self.programme_2.id)}
        self.assertEqual(self.units(report, "social_worker"), own)

    def test_the_board_shows_the_readers_units(self):
        self.narrow_role("coordinator", site=self.site_b)
        self.add_facts(10)
        self.add_facts(12, self.site_b)
        report = self.report().with_user(self.users["coordinator"])
        board = report.get_board("house:0")
        self.assertEqual([unit["name"] for unit in board["units"]], ["Site B"])
        self.assertEqual(board["unit"], f"site:{self.site_b.id}")
        [section] = board["sections"]
        [entry] = section["indicators"]
        self.assertEqual(entry["figure"]["shown"], "12")
        names = [breakdown["name"] for breakdown in entry["breakdowns"]]
        self.assertEqual(names, ["Sex", "Age", "Age × Sex"])

    def test_drafts_are_not_for_readers(self):
        report = self.report()
        worker = self.users["social_worker"]
        self.assertFalse(report.with_user(worker).has_access("read"))
        self.assertFalse(
            self.env["impact.report"].with_user(worker).search([]) & report
        )
        report.action_validate()
        self.assertTrue(report.with_user(worker).has_access("read"))
        self.assertIn(report, self.env["impact.report"].with_user(worker).search([]))

    def test_a_role_that_ended_reads_nothing(self):
        self.add_facts(10)
        report = self.report()
        officer = self.users["data_officer"]
        self.assertTrue(self.units(report, "data_officer"))
        self.env["ngo.role"].search([("user_id", "=", officer.id)]).action_end()
        self.assertFalse(report.with_user(officer).has_access("read"))
