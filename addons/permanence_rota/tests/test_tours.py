# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import RotaCase


@tagged("post_install", "-at_install", "browser")
class TestTours(RotaCase, HttpCase):
    """The coordinator at the board, in French and in Arabic."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("fr_FR", "ar_TN"):
            cls.env["res.lang"]._activate_lang(lang)

    def test_month_in_french(self):
        """Plans, reads a gap's reason, is refused with the reason, drags, undoes,
        publishes; HR approves a sick note; repairs, publishes again, prints the poster.
        [C03] [B43]"""
        self.plan_publish_repair("fr_FR")

    def test_month_in_arabic(self):
        """The same from right to left. [C03]"""
        self.plan_publish_repair("ar_TN")

    def test_a_new_rota_nobody_touched_is_not_kept(self):
        """Its defaults fill the form: left by the address it is not saved, unless
        something was typed."""
        self.env["permanence.plan"].search([]).unlink()
        first = fields.Date.today()
        self.plan(first, first + timedelta(days=27))
        plans = self.env["permanence.plan"]
        url = "/odoo/action-permanence_rota.permanence_plan_action/new"
        for touched, count in (("", 1), ("mine", 2)):
            self.browser_js(
                url,
                f"""
                const name = document.querySelector("[name='name'] input");
                if ("{touched}") {{
                    name.value = "{touched}";
                    name.dispatchEvent(new InputEvent("input", {{ bubbles: true }}));
                }}
                window.dispatchEvent(new Event("beforeunload", {{ cancelable: true }}));
                setTimeout(() => console.log("test successful"), 1500);
                """,
                ready="!!document.querySelector(\"[name='site_ids'] .o_tag\")",
                login="coordinator",
            )
            self.env.invalidate_all()
            self.assertEqual(plans.search_count([]), count)
        self.assertEqual(plans.search_count([("name", "=", "mine")]), 1)

    def test_the_form_shows_that_the_run_is_over(self):
        """It is read again by itself; nobody presses a key."""
        monday = fields.Date.today() + timedelta(days=7)
        monday -= timedelta(days=monday.weekday())
        self.template(0)
        plan = self.plan(monday, monday + timedelta(days=6))
        plan.action_generate()
        url = f"/odoo/action-permanence_rota.permanence_plan_action/{plan.id}"
        self.start_tour(url, "rota_form_plan", login="coordinator")

    def plan_publish_repair(self, lang):
        self.users["coordinator"].lang = lang
        today = fields.Date.today()
        monday = today + timedelta(days=7 - today.weekday())
        role = self.env.ref("permanence_rota.role_volunteer")
        unwell = self.person("Unwell Volunteer", role)
        self.absent(unwell, monday)
        welcome = self.env["permanence.service"].create(
            {
                "name": "Welcome",
                "requirement_ids": [
                    Command.create({"kind": "heads", "role_id": role.id})
                ],
            }
        )
        self.template(0)
        self.template(0, self.desk, self.site_b)
        self.template(0, welcome, self.site_b, hours=(14, 18))
        self.env["permanence.wish"].create(
            {"employee_id": self.chaz.id, "date": monday, "weight": "-3"}
        )
        plan = self.plan(monday, monday + timedelta(days=6))
        plan.action_generate()
        url = "/odoo/action-permanence_rota.permanence_board_action"
        self.start_tour(url, "rota_board_plan", login="coordinator")
        self.assertEqual(plan.state, "published")
        self.assertEqual(plan.missing, 1)
        heads = plan.slot_ids.assignment_ids
        self.assertEqual(
            heads.filtered(lambda a: a.role_id == self.social).employee_id,
            self.anna | self.bert,
        )
        self.absent(unwell, monday, remove=True)
        self.env["permanence.wish"].search([]).unlink()
        self.sick_note(self.anna, monday, lang)
        self.assertEqual(plan.missing, 2)
        self.start_tour(url, "rota_board_repair", login="coordinator")
        self.assertEqual(plan.missing, 0)
        self.assertEqual(plan.pending, 0)

    def sick_note(self, employee, day, lang):
        """Asked for by anybody, approved by HR on the screen."""
        kind = self.env["hr.leave.type"].create(
            {
                "name": "Sickness",
                "requires_allocation": False,
                "leave_validation_type": "hr",
            }
        )
        leave = self.env["hr.leave"].create(
            {
                "employee_id": employee.id,
                "holiday_status_id": kind.id,
                "request_date_from": day,
                "request_date_to": day,
            }
        )
        officer = self.new_user("hr_officer")
        officer.group_ids += self.env.ref("hr_holidays.group_hr_holidays_user")
        officer.lang = lang
        url = f"/odoo/time-off-approval/{leave.id}"
        self.start_tour(url, "rota_sick_note", login=officer.login)
        self.assertEqual(leave.state, "validate")

    def absent(self, employee, day, remove=False):
        leaves = self.env["resource.calendar.leaves"]
        if remove:
            leaves.search([("resource_id", "=", employee.resource_id.id)]).unlink()
            return
        leaves.create(
            {
                "resource_id": employee.resource_id.id,
                "calendar_id": self.calendar.id,
                "date_from": datetime.combine(day, time(0)),
                "date_to": datetime.combine(day, time(22)),
                "time_type": "leave",
            }
        )
