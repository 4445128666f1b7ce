# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import ImpactCase


@tagged("post_install", "-at_install", "browser")
class TestTour(ImpactCase, HttpCase):
    def test_coordinator_counts_and_validates_a_month(self):
        """Makes the month, reads its figures by site, validates. [B37] [T20]"""
        self.add_facts(20)
        self.add_facts(3, sex="male")
        self.add_facts(17, self.site_b)
        self.indicator.name = "People received"
        user = self.users["coordinator"]
        user.password = "coordinator"
        report = self.report(is_computed=False)
        self.start_tour(
            f"/odoo/activity-reports/{report.id}",
            "impact_reporting_month",
            login=user.login,
        )
        self.assertEqual(report.state, "validated")
        self.assertEqual(report.validated_by_id, user)
        self.assertEqual(report.comment, "A calm month.")
