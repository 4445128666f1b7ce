# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, RecordCapturer, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import RotaCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 08:00:00")
class TestPlan(RotaCase):
    """Generate, solve, explain, publish."""

    def test_generating_twice_is_generating_once(self):
        """Slots of the templates, once, in the site's own time. [B43] [C03]"""
        self.template(0)
        self.template(2, self.desk, self.site_b, (14, 18))
        plan = self.plan()
        plan.action_generate()
        self.assertEqual(len(plan.slot_ids), 2)
        self.assertEqual(plan.slot_ids[0].start, datetime(2026, 12, 7, 8))
        self.assertEqual(plan.slot_ids[0].hours, "09:00–13:00")
        self.assertEqual(plan.slot_ids[0].iso_week, "2026-W50")
        self.assertEqual(plan.missing, 3)
        plan.action_generate()
        self.assertEqual(len(plan.slot_ids), 2)
        self.assertEqual(len(plan.slot_ids.assignment_ids), 3)

    def test_a_new_rota_goes_on_where_the_last_one_ends(self):
        """A month where it begins on the first, else four weeks; the same sites."""
        form = self.env["permanence.plan"].with_context(rota_goes_on=True)
        names = ["name", "date_from", "date_to", "site_ids", "state"]
        alone = form.default_get(names)
        self.assertEqual(
            (alone["name"], alone["date_from"], alone["date_to"]),
            ("January 2027", date(2027, 1, 1), date(2027, 1, 31)),
        )
        self.plan(sites=self.site_b)
        after = form.default_get(names)
        self.assertEqual(
            (after["date_from"], after["date_to"]),
            (date(2026, 12, 14), date(2027, 1, 10)),
        )
        self.assertEqual(after["site_ids"], [Command.set(self.site_b.ids)])
        self.assertEqual(
            after["name"], f"14 December 2026 · {self.site_b.display_name}"
        )
        self.assertEqual(after["state"], "draft")
        self.assertNotIn("name", self.env["permanence.plan"].default_get(names))

    def test_the_name_follows_days_and_sites_until_somebody_gives_one(self):
        """A draft is called by its month and sites; a name of one's own stays."""
        self.plan(sites=self.site_b)
        plans = self.env["permanence.plan"].with_context(rota_goes_on=True)
        form = Form(plans)
        form.site_ids.add(self.site_a)
        places = ", ".join((self.site_b | self.site_a).mapped("display_name"))
        self.assertEqual(form.name, f"14 December 2026 · {places}")
        form.date_from = date(2027, 1, 1)
        self.assertEqual(form.name, f"January 2027 · {places}")
        form.date_to = date(2027, 1, 31)
        plan = form.save()
        plan.name = "Winter"
        plan.site_ids = self.site_a
        self.assertEqual(plan.name, "Winter")
        plan.name = "January 2027"
        plan.site_ids = self.site_b
        self.assertEqual(plan.name, f"January 2027 · {self.site_b.display_name}")
        plan.state = "proposed"
        plan.site_ids = self.site_a
        self.assertEqual(plan.name, f"January 2027 · {self.site_b.display_name}")

    def test_hours_do_not_end_before_they_begin_in_arabic(self):
        """Names and hours of a slot keep their direction for who reads Arabic."""
        self.env["res.lang"]._activate_lang("ar_TN")
        self.template(0)
        plan = self.plan()
        plan.action_generate()
        slot = plan.slot_ids
        self.assertTrue(slot.display_name.endswith(" 09:00–13:00"))
        arabic = slot.with_context(lang="ar_TN")
        self.assertTrue(arabic.display_name.startswith("\u200f"))
        self.assertTrue(arabic.display_name.endswith(" \u200e09:00–13:00"))
        head = arabic.assignment_ids[0]
        self.assertTrue(head.display_name.endswith(f" ·\u200f {arabic.display_name}"))

    def test_nights_of_the_clock_change(self):
        """A night over the change of October lasts eleven hours. [B10]"""
        service = self.env["permanence.service"].create(
            {
                "name": "Night watch",
                "line": "night",
                "requirement_ids": [
                    Command.create({"kind": "heads", "role_id": self.night.id})
                ],
            }
        )
        self.template(5, service, hours=(21, 7))
        plan = self.plan(date(2026, 10, 24), date(2026, 10, 31))
        plan.action_generate()
        minutes = plan.slot_ids.assignment_ids.sorted("start").mapped("minutes")
        self.assertEqual(minutes, [11 * 60, 10 * 60])

    def test_closures_and_changed_hours(self):
        """A closure of the site's calendar and changed hours are followed."""
        self.site_a.resource_calendar_id = self.calendar
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Public holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 12, 6, 23),
                "date_to": datetime(2026, 12, 7, 22, 59),
            }
        )
        self.env["permanence.dated.hours"].create(
            {
                "name": "Shorter days",
                "date_from": date(2026, 12, 9),
                "date_to": date(2026, 12, 9),
                "hour_open": 8,
                "hour_close": 15,
            }
        )
        self.template(0)
        self.template(1)
        self.template(2, hours=(13, 17))
        plan = self.plan()
        plan.action_generate()
        self.assertEqual(
            plan.slot_ids.mapped("local_date"), [date(2026, 12, 8), date(2026, 12, 9)]
        )
        self.assertEqual(plan.slot_ids[1].hours, "13:00–15:00")

    def test_solve_covers_and_explains(self):
        """What can be held is held; a gap names each person with her reason. [C03]"""
        self.template(0)
        self.template(0, self.desk, self.site_b)
        self.template(0, self.desk, self.site_b)
        self.template(0, self.desk, self.site_b)
        plan = self.plan()
        plan.solve_now(engine="python")
        self.assertEqual(plan.state, "proposed")
        self.assertEqual(plan.missing, 1)
        self.assertEqual(self.head(plan, self.interpreter).employee_id, self.ibra)
        words = plan.get_explanations()
        self.assertEqual(len(words["gaps"]), 1)
        names = {row["name"] for row in words["gaps"][0]["candidates"]}
        self.assertEqual(names, {"Anna Social", "Bert Social", "Chaz Social"})
        for row in words["gaps"][0]["candidates"]:
            self.assertIn("busy", row["why"])

    def test_hr_decides_who_may_be_rostered(self):
        """Contract dates, leave, skills and sites come from HR and the profile.
        [C05] [I05]"""
        self.template(0)
        self.leave(self.anna, 7)
        self.bert.version_id.contract_date_end = date(2026, 12, 6)
        self.profile(self.chaz).site_ids = self.site_b
        plan = self.plan()
        plan.solve_now(engine="python")
        head = self.head(plan, self.social)
        self.assertFalse(head.employee_id)
        reasons = {
            row["name"]: row["why"]
            for row in plan.get_explanations()["gaps"][0]["candidates"]
        }
        self.assertEqual(reasons["Anna Social"], "unavailable")
        self.assertIn("no contract that day", reasons["Bert Social"])
        self.assertEqual(reasons["Chaz Social"], "not authorised at this site")
        self.assertNotIn("secret", str(plan.result))

    def test_training_recorded_in_hr_is_a_condition(self):
        """A mediator is rostered only with the training that HR records. [I05] [I06]"""
        mediator = self.env.ref("permanence_rota.role_mediator")
        person = self.person("Meda Mediator", mediator)
        training = self.tigrinya.copy({"name": "Desk training"})
        service = self.env["permanence.service"].create(
            {
                "name": "Municipal desk",
                "line": "desk",
                "requirement_ids": [
                    Command.create(
                        {
                            "kind": "heads",
                            "role_id": mediator.id,
                            "skill_id": training.id,
                        }
                    )
                ],
            }
        )
        self.template(0, service, self.site_b, week_rule="first")
        self.template(0, service, self.site_b, week_rule="second")
        plan = self.plan()
        plan.solve_now(engine="python")
        self.assertFalse(self.head(plan, mediator).employee_id)
        self.speak(person, training)
        plan.solve_now(engine="python")
        self.assertEqual(self.head(plan, mediator).employee_id, person)

    def test_publish_tells_only_those_concerned(self):
        """The snapshot is frozen; the second version tells whose slots changed.
        [C03a]"""
        self.template(0)
        self.template(2)
        plan = self.plan()
        plan.solve_now(engine="python")
        plan.action_publish()
        self.assertEqual(plan.state, "published")
        self.assertEqual(plan.pending, 0)
        first = plan.notice_ids
        self.assertIn(self.ibra, first.employee_id)
        head = self.head(plan, self.social, 9)
        before = head.employee_id
        after = (self.anna | self.bert | self.chaz) - before
        head.action_assign(after[0].id)
        self.assertEqual(plan.pending, 1)
        self.assertEqual(head.pub_employee_id, before)
        plan.action_publish()
        second = plan.notice_ids - first
        self.assertEqual(second.employee_id, before | after[0])
        text = second.filtered(lambda n: n.employee_id == before).text
        self.assertIn("No longer yours", text)
        self.assertEqual(head.pub_employee_id, after[0])

    def test_sending_is_noted_and_nothing_is_sent(self):
        """A ready text with a link per person; that it was pasted is noted. [C03a]"""
        self.template(0)
        plan = self.plan()
        plan.solve_now(engine="python")
        plan.action_publish()
        mails = self.env["mail.mail"].search_count([])
        notice = plan.notice_ids.filtered(lambda n: n.employee_id == self.ibra)
        self.assertIn("/rota/my/", notice.get_text_with_link())
        told = notice.action_show_text()["params"]
        self.assertEqual(told["title"], notice.employee_id.name)
        self.assertIn(f"{notice.text}\n", told["text"])
        notice.action_mark_sent()
        self.assertTrue(notice.sent_on)
        self.assertEqual(notice.sent_by_id, self.env.user)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_the_notice_leads_to_the_person_s_own_news(self):
        """It counts, and opens her notice: the rota itself is the planner's. [C03a]"""
        self.template(0)
        plan = self.plan()
        plan.solve_now(engine="python")
        user = self.new_user("ibra")
        self.give_role(user, "front_desk")
        self.ibra.user_id = user
        with RecordCapturer(self.env["mail.message"]) as messages:
            plan.action_publish()
        notice = plan.notice_ids.filtered(lambda n: n.employee_id == self.ibra)
        (told,) = messages.records.filtered(lambda m: user.partner_id in m.partner_ids)
        self.assertIn(f"permanence.notice&amp;res_id={notice.id}", told.body)
        self.assertNotIn(self.ibra.name, f"{told.subject} {told.body}")
        self.assertTrue(notice.with_user(user).has_access("read"))
        self.assertFalse(notice.with_user(self.users["jurist"]).has_access("read"))

    def test_nobody_is_in_two_places(self):
        """PostgreSQL refuses what two sessions might both believe."""
        self.template(0)
        self.template(0, self.desk, self.site_b, (11, 15))
        plan = self.plan()
        plan.action_generate()
        heads = self.head(plan, self.social)
        heads[0].action_assign(self.anna.id)
        with self.assertRaisesRegex(UserError, "busy"):
            heads[1].action_assign(self.anna.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            heads[1].with_context(rota_checked=True).employee_id = self.anna
            heads[1].flush_recordset()

    def test_both_sides_of_a_swap_in_one_flush(self):
        """Two holders at the same hour exchange their sites."""
        self.template(0)
        self.template(0, self.desk, self.site_b)
        plan = self.plan()
        plan.action_generate()
        one, two = self.head(plan, self.social)
        one.action_assign(self.anna.id)
        two.action_assign(self.bert.id)
        one.action_move(two.id)
        self.assertEqual(one.employee_id, self.bert)
        self.assertEqual(two.employee_id, self.anna)

    def test_a_drop_is_refused_with_the_reason(self):
        """A night watcher does not hold a social worker's line; screen and server
        agree; a holder changed meanwhile is noticed."""
        self.template(0)
        plan = self.plan()
        plan.action_generate()
        head = self.head(plan, self.social)
        with self.assertRaisesRegex(UserError, "another role"):
            head.action_assign(self.nina.id)
        head.action_assign(self.anna.id, expected=False)
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            head.action_assign(self.bert.id, expected=False)

    def test_candidates_in_order_and_the_excluded(self):
        """Who may take a head, in order; the others with their reasons."""
        self.template(0)
        self.leave(self.bert, 7)
        plan = self.plan()
        plan.action_generate()
        answer = self.head(plan, self.social).get_candidates()
        self.assertEqual(
            {row["name"] for row in answer["candidates"]},
            {"Anna Social", "Chaz Social"},
        )
        self.assertEqual(
            [(row["name"], row["why"]) for row in answer["excluded"]],
            [("Bert Social", "unavailable")],
        )

    def test_locked_heads_stay(self):
        """A locked assignment is not moved by the planning."""
        self.template(0)
        self.template(2)
        plan = self.plan()
        plan.action_generate()
        head = self.head(plan, self.social)
        head.action_assign(self.chaz.id)
        head.action_toggle_lock()
        plan.seed = 5
        plan.solve_now(engine="python")
        self.assertEqual(head.employee_id, self.chaz)

    def test_wishes_count_before_fairness(self):
        """Who would rather not is spared when somebody else can; who cannot, is."""
        self.template(0)
        self.env["permanence.wish"].create(
            [
                {
                    "employee_id": self.anna.id,
                    "date": date(2026, 12, 7),
                    "weight": "-9",
                },
                {
                    "employee_id": self.bert.id,
                    "date": date(2026, 12, 7),
                    "weight": "-3",
                },
            ]
        )
        plan = self.plan()
        plan.solve_now(engine="python")
        self.assertEqual(self.head(plan, self.social).employee_id, self.chaz)

    def test_engine_as_a_process(self):
        """The run is started, watched and taken in; a change meanwhile is kept and
        the run is stale."""
        self.template(0)
        plan = self.plan()
        plan.action_generate()
        plan._start_run("solve", work=0.5, seconds=20)
        self.assertEqual(plan.run_state, "running")
        with self.assertRaisesRegex(UserError, "already"):
            plan.action_solve()
        self.wait(plan)
        self.assertEqual(plan.run_state, "done")
        self.assertEqual(plan.missing, 0)
        plan._start_run("solve", work=0.5, seconds=20)
        head = self.head(plan, self.social)
        head.action_assign(False)
        self.wait(plan)
        self.assertEqual(plan.run_state, "stale")
        self.assertFalse(head.employee_id)

    def wait(self, plan):
        import time

        # Twice what the engine is given, and the time to start it.
        for _i in range(1500):
            if plan.get_progress()["run_state"] != "running":
                return
            time.sleep(0.1)
        self.fail("the engine did not end")

    def test_cancelled_run_keeps_the_best(self):
        """Stopped by hand, the best rota so far is taken in."""
        self.template(0)
        plan = self.plan()
        plan.action_generate()
        plan._start_run("solve", work=100000, seconds=60, engine="python")
        plan.action_cancel_run()
        self.wait(plan)
        self.assertIn(plan.run_state, ("cancelled", "failed"))

    @users("coordinator")
    def test_a_coordinator_plans_without_hr_rights(self):
        """The whole way as the coordinator herself. [B43] [C03]"""
        self.template(0)
        plan = self.plan().with_user(self.env.user)
        plan.action_generate()
        plan.solve_now(engine="python")
        plan.action_publish()
        self.assertEqual(plan.missing, 0)
        self.assertFalse(self.env["hr.version"].has_access("write"))

    def test_a_coordinator_of_another_site_plans_elsewhere(self):
        """Site B's coordinator neither reads nor changes the draft of site A."""
        self.narrow_role("coordinator", site=self.site_b)
        self.template(0)
        plan = self.plan(sites=self.site_a)
        plan.action_generate()
        stranger = self.users["coordinator"]
        slots = plan.slot_ids.with_user(stranger)
        self.assertFalse(slots.has_access("read"))
        with self.assertRaises(AccessError):
            slots.assignment_ids[0].action_assign(self.anna.id)
        plan.solve_now(engine="python")
        plan.action_publish()
        slots.invalidate_recordset()
        self.assertTrue(slots.has_access("read"))
        self.assertFalse(slots.has_access("write"))

    def test_volunteers_without_account(self):
        """A volunteer is planned within her own calendar and cap. [B11]"""
        role = self.env.ref("permanence_rota.role_volunteer")
        mornings = self.env["resource.calendar"].create(
            {
                "name": "Wednesday morning",
                "tz": "Europe/Brussels",
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Wed",
                            "dayofweek": "2",
                            "hour_from": 8,
                            "hour_to": 14,
                        }
                    )
                ],
            }
        )
        vera = self.person("Vera Volunteer", role, kind="volunteer", weekly_hours=8)
        vera.resource_calendar_id = mornings
        vera.version_id.contract_date_start = False
        service = self.env["permanence.service"].create(
            {
                "name": "Welcome",
                "requirement_ids": [
                    Command.create({"kind": "heads", "role_id": role.id})
                ],
            }
        )
        self.template(0, service)
        self.template(2, service)
        plan = self.plan()
        plan.solve_now(engine="python")
        self.assertFalse(self.head(plan, role, 7).employee_id)
        self.assertEqual(self.head(plan, role, 9).employee_id, vera)

    def test_publication_says_who_is_on_shift(self):
        """The published rota writes presences; a holder who changes loses hers."""
        self.template(0)
        plan = self.plan()
        plan.action_generate()
        head = self.head(plan, self.social)
        head.action_assign(self.anna.id)
        plan.action_publish()
        domain = [("source", "=", "rota"), ("site_id", "=", self.site_a.id)]
        presences = self.env["ngo.presence"]
        self.assertEqual(presences.search(domain).user_id, self.anna.user_id)
        self.assertEqual(presences.search(domain).date_from, head.start)
        head.action_assign(self.bert.id)
        self.assertTrue(presences.search(domain))
        plan.action_publish()
        self.assertFalse(presences.search(domain))
