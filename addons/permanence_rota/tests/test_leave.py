# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import freeze_time, tagged

from .common import RotaCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 08:00:00")
class TestLeave(RotaCase):
    """A sick note arrives; a leave is refused later."""

    def published(self):
        self.template(0)
        self.template(2)
        plan = self.plan()
        plan.action_generate()
        for day in (7, 9):
            self.head(plan, self.social, day).action_assign(self.anna.id)
            self.head(plan, self.interpreter, day).action_assign(self.ibra.id)
        plan.action_publish()
        return plan

    def test_sick_note_opens_the_slot_and_repair_fills_it(self):
        """The slot opens, the coordinator is told, others stay where they are; the
        cause is nowhere. [C03] [C05]"""
        plan = self.published()
        lost = self.head(plan, self.social, 7)
        self.leave(self.anna, 7)
        self.assertEqual(lost.state, "absent")
        opened = self.head(plan, self.social, 7)
        self.assertFalse(opened.employee_id)
        self.assertEqual(opened.replaces_id, lost)
        self.assertEqual(plan.missing, 1)
        self.assertTrue(plan.activity_ids)
        self.assertNotIn("secret", str(plan.activity_ids.mapped("note")))
        before = {a.id: a.employee_id for a in plan.slot_ids.assignment_ids - opened}
        plan.solve_now(mode="repair", engine="python")
        self.assertIn(opened.employee_id, self.bert | self.chaz)
        for assignment in plan.slot_ids.assignment_ids - opened:
            self.assertEqual(assignment.employee_id, before[assignment.id])
        plan.action_publish()
        self.assertEqual(plan.pending, 0)

    def test_the_task_is_in_the_words_of_who_is_told(self):
        """Whoever validated the leave, the coordinator reads her own language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        plan = self.published()
        site = self.head(plan, self.social, 7).site_id
        site.manager_id = self.users["coordinator"]
        site.manager_id.lang = "fr_FR"
        self.leave(self.anna, 7)
        self.assertEqual(plan.activity_ids.user_id, site.manager_id)
        self.assertIn("remplacer", plan.activity_ids.summary)

    def test_a_leave_holds_whoever_reads_the_rota(self):
        """A manager of the site who plans nothing is no obstacle to a sick note."""
        plan = self.published()
        head = self.head(plan, self.social, 7)
        head.site_id.manager_id = self.users["volunteer"]
        self.leave(self.anna, 7)
        self.assertEqual(head.state, "absent")
        told = plan.activity_ids.user_id
        self.assertNotEqual(told, head.site_id.manager_id)
        self.assertEqual(plan._readers_among(told), told)

    def test_a_leave_refused_later_restores(self):
        """Given back when nobody took it; kept by the one who did."""
        plan = self.published()
        lost = self.head(plan, self.social, 7)
        leave = self.leave(self.anna, 7)
        leave.unlink()
        self.assertEqual(lost.state, "published")
        self.assertEqual(self.head(plan, self.social, 7), lost)
        leave = self.leave(self.anna, 9)
        taken = self.head(plan, self.social, 9)
        taken._claim_for(self.chaz)
        leave.unlink()
        self.assertEqual(self.head(plan, self.social, 9), taken)
        self.assertEqual(taken.employee_id, self.chaz)

    def test_real_leave_of_hr(self):
        """A leave validated in HR does the same, with its whole days. [C05]"""
        plan = self.published()
        kind = self.env["hr.leave.type"].create(
            {
                "name": "Sickness",
                "requires_allocation": False,
                "leave_validation_type": "hr",
            }
        )
        leave = self.env["hr.leave"].create(
            {
                "employee_id": self.anna.id,
                "holiday_status_id": kind.id,
                "request_date_from": date(2026, 12, 7),
                "request_date_to": date(2026, 12, 7),
            }
        )
        lost = self.head(plan, self.social, 7)
        self.assertEqual(lost.state, "published")
        leave.action_approve()
        self.assertEqual(lost.state, "absent")
        leave.action_refuse()
        self.assertEqual(lost.state, "published")

    def test_colleagues_see_unavailable_only(self):
        """The reason of an absence is shown to nobody."""
        plan = self.published()
        self.leave(self.bert, 7)
        head = self.head(plan, self.social, 7)
        answer = self.as_user(head, "coordinator").get_candidates()
        row = next(r for r in answer["excluded"] if r["name"] == "Bert Social")
        self.assertEqual(row["why"], "unavailable")

    def test_drafts_just_lose_the_name(self):
        """Before publication a leave only empties the head."""
        self.template(0)
        plan = self.plan()
        plan.action_generate()
        head = self.head(plan, self.social, 7)
        head.action_assign(self.anna.id)
        self.leave(self.anna, 7)
        self.assertEqual(head.state, "draft")
        self.assertFalse(head.employee_id)
