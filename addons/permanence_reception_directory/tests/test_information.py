# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.permanence_reception.tests.common import ReceptionCase


@tagged("post_install", "-at_install")
class TestInformation(ReceptionCase):
    """A service of the directory is shown to whoever asks."""

    def test_service_shown(self):
        """The service shown stands with the request and can be counted. [T18a]"""
        house = self.env["directory.organization"].create({"name": "House"})
        service = self.env["directory.service"].create(
            {"name": "Night shelter", "organization_id": house.id}
        )
        encounter = self.arrive("social_worker")
        request = (
            self.env["permanence.information"]
            .with_user(self.worker)
            .create(
                {
                    "encounter_id": encounter.id,
                    "topic_id": self.env.ref("permanence_reception.topic_housing").id,
                    "service_id": service.id,
                }
            )
        )
        self.assertEqual(request.service_found, "shown")
        with (
            self.assertRaises(psycopg2.errors.CheckViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            request.service_found = "none"
            request.flush_recordset()
        request.invalidate_recordset()
        request.service_id = False
        request.service_found = "none"
        self.assertEqual(
            (request.service_id.id, request.service_found), (False, "none")
        )
