# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import DirectoryCase


@tagged("post_install", "-at_install")
class TestDirectoryTour(DirectoryCase, HttpCase):
    def test_worker_finds_a_service_and_confirms_its_sheet(self):
        """At the desk: find who helps, read why, confirm the sheet [E17]"""
        worker = self.users["social_worker"]
        worker.password = "social-worker"
        checks = len(self.legal.check_ids)
        self.start_tour(
            "/odoo/find-a-service", "service_directory_find", login=worker.login
        )
        self.legal.invalidate_recordset()
        self.assertEqual(len(self.legal.check_ids), checks + 1)
        self.assertEqual(self.legal.check_ids[0].user_id, worker)
