# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReceptionCase


@tagged("post_install", "-at_install")
class TestAppointment(ReceptionCase):
    """The agenda of a site: given, moved, cancelled, interpreted, missed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.users["administrative_assistant"]
        cls.narrow_role("administrative_assistant", site=cls.site_a)

    def test_second_line_by_appointment(self):
        """A jurist's hour before the asylum procedure, and at the desk nothing is
        typed again. [B08]"""
        jurist = self.users["jurist"]
        meeting = self.appointment(
            hours=1, worker_id=jurist.id, beneficiary_id=self.fatou.id
        )
        self.assertEqual((meeting.line, meeting.language_id), ("second", self.tigrinya))
        self.assertEqual(meeting.display_name, meeting.code)
        self.assertTrue(meeting.needs_interpreter)
        meeting.with_user(self.desk).action_arrived()
        encounter = meeting.encounter_ids
        self.assertEqual(meeting.state, "kept")
        self.assertEqual(encounter.beneficiary_id, self.fatou)
        self.assertEqual((encounter.line, encounter.state), ("second", "waiting"))

    def test_office_keeps_all_agendas(self):
        """The office gives, moves and cancels the hours of other workers of its site,
        and of no other site. [C01b]"""
        jurist = self.users["jurist"]
        start = fields.Datetime.now() + timedelta(days=3)
        meeting = (
            self.env["permanence.appointment"]
            .with_user(self.office)
            .create(
                {
                    "site_id": self.site_a.id,
                    "worker_id": jurist.id,
                    "beneficiary_id": self.fatou.id,
                    "start": start,
                }
            )
        )
        self.assertEqual(meeting.stop - meeting.start, timedelta(minutes=45))
        meeting.action_confirm()
        meeting.write({"start": start + timedelta(hours=2)})
        self.assertEqual(meeting.stop - meeting.start, timedelta(minutes=45))
        self.assertEqual((meeting.moves, meeting.moved_from), (1, start))
        self.assertEqual(meeting.moved_by_id, self.office)
        # She knows the old hour: it has to be confirmed again.
        self.assertEqual(meeting.state, "planned")
        meeting.write({"cancelled_by": "person"})
        meeting.action_cancel()
        self.assertEqual(meeting.state, "cancelled")
        elsewhere = self.appointment(hours=50, site_id=self.site_b.id)
        self.assertFalse(elsewhere.with_user(self.office).has_access("read"))
        self.assertTrue(meeting.with_user(jurist).has_access("read"))
        with self.assertRaises(AccessError):
            self.appointment(hours=70).with_user(jurist).action_cancel()

    def test_a_new_hour_is_proposed_where_and_for_whom_it_is(self):
        """The site of one's role, if it is one; oneself only where one receives."""
        meetings = self.env["permanence.appointment"].with_user(self.office)
        names = ["site_id", "worker_id"]
        self.assertTrue(self.site_a.child_ids)
        self.assertFalse(any(meetings.default_get(names).get(name) for name in names))
        self.narrow_role("administrative_assistant", site=self.site_b)
        given = meetings.default_get(names)
        self.assertEqual(given["site_id"], self.site_b.id)
        self.assertFalse(given.get("worker_id"))
        jurist = self.users["jurist"]
        given = meetings.with_user(jurist).default_get(["worker_id"])
        self.assertEqual(given["worker_id"], jurist.id)

    def offered(self, model, name):
        """Users whom a field of theirs offers to the office."""
        records = self.env[model].with_user(self.office)
        domain = records.fields_get([name])[name]["domain"]
        return self.env["res.users"].with_user(self.office).search(domain)

    def test_only_those_who_receive_are_offered(self):
        """Nobody without a role and none who receives nobody: for the hour, for who
        received, for who looks for an answer."""
        left = self.users["psychologist"]
        roles = self.env["ngo.role"].search([("user_id", "=", left.id)])
        roles.write({"state": "ended", "date_to": fields.Datetime.now()})
        strangers = left | self.env.ref("base.user_admin")
        for role in ("technician", "finance_officer", "partner"):
            strangers |= self.users[role]
        receive = self.users["jurist"] | self.users["volunteer"] | self.worker
        hours = self.offered("permanence.appointment", "worker_id")
        received = self.offered("permanence.encounter", "worker_ids")
        looks = self.offered("permanence.information", "researcher_id")
        for users in (hours, received, looks):
            self.assertFalse(users & strangers)
            self.assertLessEqual(receive, users)
        self.assertNotIn(self.desk, hours)
        self.assertIn(self.desk, received)

    def test_one_hour_is_given_once(self):
        """Two people never get one hour of one worker; a cancelled one is free."""
        first = self.appointment()
        with (
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.appointment().flush_recordset()
        first.action_cancel()
        second = self.appointment()
        self.assertEqual(second.state, "planned")
        with (
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            first.action_plan_again()
            first.flush_recordset()

    def choices(self, meeting):
        """{name: why not} in the order of the choice."""
        wizard = self.env["permanence.interpreter.match"].browse(
            meeting.action_find_interpreter()["res_id"]
        )
        return {line.employee_id.name: line.why_not for line in wizard.line_ids}

    def test_interpreter_matched(self):
        """By language, level, sex, exclusions, hours and cost, each refusal
        said. [B08]"""
        paid = self.interpreter("Paid", 85, interpreter_rate=45.0)
        self.interpreter("Staff", 85)
        self.interpreter("Beginner", 30)
        man = self.interpreter("Man", 85)
        cousin = self.interpreter("Cousin", 100)
        busy = self.interpreter("Busy", 100)
        for employee in paid | busy | cousin:
            employee.sex = "female"
        man.sex = "male"
        self.env["permanence.interpreter.exclusion"].create(
            {"beneficiary_id": self.fatou.id, "employee_id": cousin.id}
        )
        meeting = self.appointment(beneficiary_id=self.fatou.id)
        self.appointment(worker_id=self.users["jurist"].id, interpreter_id=busy.id)
        found = self.choices(meeting)
        able = [name for name, why in found.items() if not why]
        self.assertEqual(able, ["Staff", "Man", "Paid"])
        self.assertEqual(found["Beginner"], "level too low")
        self.assertEqual(found["Busy"], "busy elsewhere")
        # The exclusion tells nothing more than that.
        self.assertEqual(found["Cousin"], "not for this person")
        meeting.interpreter_sex = "female"
        found = self.choices(meeting)
        self.assertEqual([n for n, why in found.items() if not why], ["Paid"])

    def test_interpreter_chosen_once(self):
        """The choice is written; a refused one cannot be chosen."""
        staff = self.interpreter("Staff", 85)
        self.interpreter("Beginner", 30)
        meeting = self.appointment(beneficiary_id=self.fatou.id)
        wizard = self.env["permanence.interpreter.match"].browse(
            meeting.action_find_interpreter()["res_id"]
        )
        first, second = wizard.line_ids
        with self.assertRaises(UserError):
            second.action_choose()
        first.action_choose()
        self.assertEqual(meeting.interpreter_id, staff)

    def test_reminder_by_a_safe_channel(self):
        """Nobody is reminded by a channel that she did not agree to."""
        meeting = self.appointment(beneficiary_id=self.fatou.id)
        mine = meeting.with_user(self.worker)
        with self.assertRaises(UserError):
            mine.action_reminded()
        self.fatou.contact_ids = [
            Command.create(
                {
                    "channel": "phone",
                    "value": "0470 12 34 56",
                    "may_leave_message": True,
                    "hour_from": 9,
                    "hour_to": 17,
                }
            )
        ]
        mine.invalidate_recordset()
        self.assertIn("9:00–17:00", mine.safe_channel)
        self.assertIn("no call", mine.safe_channel)
        # In Arabic its groups of digits would read from right to left.
        self.assertIn("\u20680470 12 34 56\u2069", mine.safe_channel)
        self.assertNotIn(self.site_a.name, mine.reminder_text)
        mine.action_reminded()
        self.assertTrue(mine.reminded_at)
        log = self.fatou.communication_ids
        self.assertEqual((log.channel, log.outcome), ("phone", "message"))

    def test_no_show_is_followed_up(self):
        """Who did not come is asked after; an hour to come is not missed yet."""
        with self.assertRaises(UserError):
            self.appointment().action_no_show()
        meeting = self.appointment(hours=-2)
        meeting.action_no_show()
        due = fields.Date.today() + timedelta(days=2)
        self.assertEqual((meeting.state, meeting.follow_up_on), ("no_show", due))
        meeting.action_followed_up()
        self.assertFalse(meeting.follow_up_on)
        self.assertTrue(meeting.followed_up_at)

    def test_given_at_the_desk(self):
        """From an encounter, person, site and language are not typed again."""
        encounter = self.arrive("social_worker", beneficiary_id=self.fatou.id)
        context = encounter.action_give_appointment()["context"]
        meeting = (
            self.env["permanence.appointment"]
            .with_user(self.worker)
            .with_context(**context)
            .create({"start": fields.Datetime.now() + timedelta(days=1)})
        )
        self.assertEqual(meeting.beneficiary_id, self.fatou)
        self.assertEqual(meeting.language_id, self.tigrinya)
        self.assertEqual(meeting.encounter_id, encounter)

    def test_words_of_other_rooms_are_spoken(self):
        """Lines, sexes and ages bear the words of the reader's language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        fields_ = self.env["permanence.appointment"].with_context(lang="fr_FR")
        labels = dict(fields_.fields_get(["line"])["line"]["selection"])
        service = self.env["permanence.service"].with_context(lang="fr_FR")
        self.assertEqual(
            labels, dict(service.fields_get(["line"])["line"]["selection"])
        )

    def test_no_contact_says_nothing(self):
        """Without a safe contact the field is empty."""
        meeting = self.appointment(beneficiary_id=self.fatou.id)
        self.assertFalse(meeting.with_user(self.worker).safe_channel)

    def test_appointments_stand_in_the_personal_feed(self):
        """By code and hour, moved and cancelled ones under the same UID; a worker
        without a role reads none. [B08] [C01b]"""
        employee = self.env["hr.employee"].search([("user_id", "=", self.worker.id)])
        employee = employee or self.env["hr.employee"].create(
            {"name": "Worker", "user_id": self.worker.id}
        )
        profile = self.env["permanence.profile"].search(
            [("employee_id", "=", employee.id)]
        ) or self.env["permanence.profile"].create({"employee_id": employee.id})
        meeting = self.appointment(beneficiary_id=self.fatou.id)
        uid = f"UID:appointment-{meeting.id}@{self.env.cr.dbname}"
        feed = profile._calendar()
        self.assertIn(uid, feed)
        self.assertIn(meeting.code, feed)
        self.assertNotIn(self.fatou.code, feed)
        meeting._move_to("cancelled")
        feed = profile._calendar()
        self.assertIn(uid, feed)
        self.assertIn("STATUS:CANCELLED", feed)
        roles = self.env["ngo.role"].search([("user_id", "=", self.worker.id)])
        roles.write({"state": "ended", "date_to": fields.Datetime.now()})
        self.assertNotIn(uid, profile._calendar())
