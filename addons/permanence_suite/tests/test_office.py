# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.permanence_reception.tests.common import ReceptionCase


@tagged("post_install", "-at_install")
class TestOffice(ReceptionCase, HttpCase):
    """What leaves for the calendars of telephones and of Outlook names nobody."""

    def test_calendars_name_nobody(self):
        """An hour given to a person makes no event; the feed tells slots only. [E33]"""
        employee = self.env["hr.employee"].create({"name": "Ines"})
        profile = self.env["permanence.profile"].create(
            {
                "employee_id": employee.id,
                "role_ids": [Command.link(self.role.id)],
            }
        )
        self.slot.assignment_ids[:1].action_assign(employee.id)
        self.slot.plan_id.action_publish()
        self.appointment(beneficiary_id=self.fatou.id)
        self.env.flush_all()
        feed = self.url_open(f"/rota/ics/{profile._new_token('feed')}.ics").text
        self.assertIn(f"SUMMARY:{self.service.name}", feed)
        events = self.env["calendar.event"].search([])
        told = feed + "".join(str(event.read()) for event in events)
        for word in ("Fatou", "Diallo", self.fatou.code):
            self.assertNotIn(word, told)
