# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PermanenceProfile(models.Model):
    _inherit = "permanence.profile"

    interpreter_rate = fields.Float(
        string="Cost of an hour of interpreting",
        digits=(9, 2),
        help="0 for staff and volunteers; the cheaper comes first among equals.",
    )

    _rate_sane = models.Constraint(
        "CHECK (interpreter_rate >= 0 AND interpreter_rate < 10000)",
        "The cost of an hour is a number from 0.",
    )

    def _feed_rows(self, since):
        """With her appointments, by code; one that was moved keeps its UID."""
        meetings = self._feed_own(
            "permanence.appointment", "worker_id", [("stop", ">", since)]
        )
        return super()._feed_rows(since) + [
            {
                "uid": f"appointment-{meeting.id}",
                "sequence": meeting.moves + (meeting.state == "cancelled"),
                "stamp": meeting.write_date,
                "start": meeting.start,
                "stop": meeting.stop,
                "summary": self.env._("Appointment %(code)s", code=meeting.code),
                "location": meeting.site_id.display_name,
                "is_cancelled": meeting.state == "cancelled",
            }
            for meeting in meetings
        ]
