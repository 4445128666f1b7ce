# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import RecordCapturer
from odoo.tools import mute_logger

from odoo.addons.ngo_base.engine.clocks import Delay

from .common import NgoCase

MONDAY = datetime(2026, 3, 2, 9, 0)  # 10:00 in Tunis


class ClockCase(NgoCase):
    """Deadlines tried on incidents, the one record of the ground that has any."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Tunis", "tz": "Africa/Tunis", "attendance_ids": cls._week()}
        )
        cls.site_a.write(
            {"resource_calendar_id": cls.calendar.id, "tz": "Africa/Tunis"}
        )
        # The tests live in March 2026: so do the roles.
        cls.env["ngo.role"].search([]).date_from = datetime(2026, 1, 1)
        cls.env["ngo.team.member"].search([]).date_from = date(2026, 1, 1)
        cls.env["ngo.policy.rule"].search([]).active = False
        cls.rule = cls._rule("Interview", "test_opened", stop_event="test_met")
        cls.incident = cls._incident()

    @classmethod
    def _week(cls):
        return [
            (5, 0, 0),
            *(
                (
                    0,
                    0,
                    {
                        "name": str(day),
                        "dayofweek": str(day),
                        "hour_from": low,
                        "hour_to": high,
                        "day_period": "morning" if low < 12 else "afternoon",
                    },
                )
                for day in range(5)
                for low, high in ((9, 12), (13, 17))
            ),
        ]

    @classmethod
    def _rule(cls, name, event, levels=(), **vals):
        return cls.env["ngo.policy.rule"].create(
            {
                "name": name,
                "event": event,
                "delay": 2,
                "warn_delay": 1,
                "escalation_ids": [(0, 0, level) for level in levels],
                **vals,
            }
        )

    @classmethod
    def _incident(cls, **vals):
        return cls.env["ngo.incident"].create(
            {
                "site_id": cls.site_a.id,
                "date_event": MONDAY,
                "what": "Something",
                "safety": "safe",
                "reporter_id": cls.users["volunteer"].id,
                **vals,
            }
        )

    def _tick(self):
        """Run the job as it runs, without its commits."""
        cron = type(self.env["ir.cron"])
        with (
            patch.object(cron, "_commit_progress", return_value=60),
            RecordCapturer(self.env["ngo.clock.notice"]) as notices,
        ):
            self.env["ngo.clock"]._cron_tick()
        return notices.records.mapped(lambda n: (n.kind, n.level, n.user_id.login))


class TestClock(ClockCase):
    @freeze_time(MONDAY)
    def test_due_on_the_calendar_of_the_site(self):
        clock = self.incident._start_clocks("test_opened")
        # The end of the second worked day, the warning at the opening of the first.
        self.assertEqual(clock.due, datetime(2026, 3, 4, 16, 0))
        self.assertEqual(clock.warn_at, datetime(2026, 3, 3, 8, 0))
        self.assertEqual(self.incident.next_due, clock.due)
        self.assertEqual(self.incident.clock_state, "running")

    @freeze_time(MONDAY)
    def test_a_day_that_closes_is_named_itself(self):
        """Due by the end of Wednesday: a screen says Wednesday, not Thursday."""
        self.calendar.tz = "Africa/Tunis"
        self.rule.write({"counting": "plain"})
        clock = self.incident._start_clocks("test_opened")
        self.assertEqual(clock.due, datetime(2026, 3, 4, 22, 59, 59))
        there = fields.Datetime.context_timestamp(
            clock.with_context(tz="Africa/Tunis"), clock.due
        )
        self.assertEqual(there.date(), date(2026, 3, 4))
        # What an older version kept at midnight gets its day in the night.
        clock.sudo().due = datetime(2026, 3, 4, 23, 0)
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=60
        ):
            self.env["ngo.clock"]._cron_refresh()
        self.assertEqual(clock.due, datetime(2026, 3, 4, 22, 59, 59))
        with freeze_time("2026-03-04 22:59:00"):
            self._tick()
            self.assertEqual(clock.state, "running")
        with freeze_time("2026-03-04 23:00:00"):
            self._tick()
            self.assertEqual(clock.state, "breached")

    def test_night_and_hour_change(self):
        """A house open at night, on the night when the hour changes."""
        night = self.env["resource.calendar"].create(
            {
                "name": "Night",
                "tz": "Europe/Brussels",
                "attendance_ids": [
                    (5, 0, 0),
                    *(
                        (
                            0,
                            0,
                            {
                                "name": "n",
                                "dayofweek": str(day),
                                "hour_from": low,
                                "hour_to": high,
                                "day_period": "morning" if low < 12 else "afternoon",
                            },
                        )
                        for day in range(7)
                        for low, high in ((0, 6), (20, 24))
                    ),
                ],
            }
        )
        self.site_a.write({"resource_calendar_id": night.id, "tz": "Europe/Brussels"})
        self.rule.write({"delay": 9, "delay_unit": "hour", "warn_delay": 0})
        clock = self.incident._start_clocks(
            "test_opened", at=datetime(2026, 3, 28, 19, 0)
        )
        self.assertEqual(clock.due, datetime(2026, 3, 29, 4, 0))

    def test_last_day_to_act(self):
        """An appeal of thirty days that would end on a Sunday ends on Monday."""
        rules = self.env["ngo.policy.rule"]
        notified, delay = date(2026, 3, 6), Delay(30, "day", "rolled")
        self.assertEqual(
            rules._last_day(notified, delay, self.site_a), date(2026, 4, 6)
        )
        self.assertEqual(rules._last_day(notified, delay), date(2026, 4, 5))
        self.calendar.attendance_ids.unlink()
        self.assertEqual(
            rules._last_day(notified, delay, self.site_a), date(2026, 4, 5)
        )

    def test_holiday_moves_the_deadline(self):
        clock = self.incident._start_clocks("test_opened", at=MONDAY)
        holiday = self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 2, 23, 0),
                "date_to": datetime(2026, 3, 3, 22, 59, 59),
            }
        )
        self.assertEqual(clock.due, datetime(2026, 3, 5, 16, 0))
        holiday.unlink()
        self.assertEqual(clock.due, datetime(2026, 3, 4, 16, 0))

    def test_shorter_days_count_from_the_next_night(self):
        """Ramadan hours: the site closes at two, so the deadline is at two."""
        clock = self.incident._start_clocks("test_opened", at=MONDAY)
        hours = self.calendar.attendance_ids
        hours.filtered(lambda line: line.hour_from > 12).unlink()
        hours.exists().hour_to = 14
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=60):
            self.env["ngo.clock"]._cron_refresh()
            self.assertEqual(clock.due, datetime(2026, 3, 4, 13, 0))
            before = self.env.cr.sql_log_count
            self.env["ngo.clock"]._cron_refresh()
            self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 30)

    def test_empty_calendar_loses_nothing(self):
        self.calendar.attendance_ids.unlink()
        clock = self.incident._start_clocks("test_opened", at=MONDAY)
        self.assertTrue(clock.without_calendar)
        self.assertTrue(clock.due)

    def test_twice_is_once(self):
        """Two calls start one clock; SQL refuses what another transaction adds."""
        first = self.incident._start_clocks("test_opened", at=MONDAY)
        self.assertFalse(self.incident._start_clocks("test_opened", at=MONDAY))
        vals = self.incident._prepare_clock_vals(self.rule, MONDAY, "-", {})
        # The naive way: a search that did not see the other transaction, a create.
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.env["ngo.clock"].create(vals)
        # The defence: as if the search had seen nothing.
        Clock = type(self.env["ngo.clock"])
        with (
            mute_logger("odoo.sql_db"),
            patch.object(Clock, "search", lambda self, *a, **k: self.browse()),
        ):
            self.assertFalse(self.incident._start_clock(self.rule, vals))
        self.assertEqual(len(self.incident._get_clocks("running")), len(first))
        again = self.incident._start_clocks("test_opened", occurrence="episode 2")
        self.assertEqual(len(again), 1)

    def test_done_stays_done(self):
        self.incident._start_clocks("test_opened", at=MONDAY)
        clock = self.incident._stop_clocks("test_met", at=MONDAY + timedelta(days=1))
        self.assertEqual(clock.state, "done")
        self.assertFalse(clock.is_late)
        self.assertFalse(self.incident._start_clocks("test_opened"))
        self.assertFalse(self.incident._stop_clocks("test_met"))

    def test_another_event_does_not_fulfil(self):
        clock = self.incident._start_clocks("test_opened", at=MONDAY)
        self.incident._stop_clocks("test_opened")
        self.assertEqual(clock.state, "running")

    def test_raised_risk_replaces_the_clock_and_keeps_the_start(self):
        urgent = self._rule(
            "Urgent",
            "test_opened",
            obligation=self.rule.obligation,
            risk="high",
            delay=4,
            delay_unit="hour",
            warn_delay=1,
            warn_unit="hour",
            stop_event="test_met",
        )
        old = self.incident._start_clocks("test_opened", at=MONDAY)
        new = self.incident._start_clocks(
            "test_opened", at=MONDAY + timedelta(hours=1), risk="high"
        )
        self.assertEqual((old.state, new.rule_id), ("cancelled", urgent))
        self.assertEqual(new.started, MONDAY)
        self.assertEqual(new.due, datetime(2026, 3, 2, 14, 0))

    def test_pause_and_resume(self):
        clock = self.incident._start_clocks("test_opened", at=MONDAY)
        with freeze_time("2026-03-03 09:00:00"):
            self.incident._pause_clocks("Waits for the interpreter")
            self.assertEqual(clock.state, "paused")
            self.assertFalse(clock.due)
            self.assertEqual(self.incident.clock_state, "paused")
            self.assertEqual(self._tick(), [])
        with freeze_time("2026-03-05 09:00:00"):
            self.incident._resume_clocks()
        # Wednesday and Thursday did not count.
        self.assertEqual(clock.due, datetime(2026, 3, 6, 16, 0))
        self.assertEqual(clock.pause_ids.reason, "Waits for the interpreter")
        self.assertEqual(clock.state, "running")

    def test_a_pause_saves_nothing_that_is_over(self):
        clock = self.incident._start_clocks("test_opened", at=MONDAY)
        with freeze_time("2026-03-09 09:00:00"):
            self.incident._pause_clocks("Too late")
        self.assertEqual(clock.state, "breached")
        self.assertFalse(clock.pause_ids)

    def test_ended_while_paused(self):
        clock = self.incident._start_clocks("test_opened", at=MONDAY)
        with freeze_time("2026-03-03 09:00:00"):
            self.incident._pause_clocks()
            self.incident._stop_clocks("test_met")
        self.assertEqual(clock.state, "done")
        self.assertTrue(clock.due and clock.pause_ids.date_to)

    def test_life_goes_by_the_table(self):
        clock = self.incident._start_clocks("test_opened", at=MONDAY)
        self.incident._stop_clocks("test_met")
        with self.assertRaises(UserError):
            clock._move_to("running")

    def test_deleted_record_leaves_no_clock(self):
        clock = self.incident._start_clocks("test_opened", at=MONDAY)
        self.incident.unlink()
        self.assertFalse(clock.exists())

    def test_search_by_deadline(self):
        other = self._incident()
        none = self._incident()
        found = self.incident | other | none
        self.incident._start_clocks("test_opened", at=MONDAY)
        other._start_clocks("test_opened", at=MONDAY + timedelta(days=2))

        def search(*term):
            return found.search(Domain(*term) & Domain("id", "in", found.ids))

        with freeze_time("2026-03-03 09:00:00"):
            self.assertEqual(search("clock_state", "=", "warned"), self.incident)
            self.assertEqual(search("clock_state", "=", "running"), other)
            self.assertEqual(search("clock_state", "=", "none"), none)
            self.assertEqual(
                search("clock_state", "in", ["warned", "none"]), self.incident | none
            )
            self.assertEqual(search("clock_state", "!=", "warned"), other | none)
            for record in found:
                found_back = search("clock_state", "=", record.clock_state)
                self.assertIn(record, found_back)
        with freeze_time("2026-03-05 09:00:00"):
            self.assertEqual(search("clock_state", "=", "breached"), self.incident)
        limit = datetime(2026, 3, 5)
        self.assertEqual(search("next_due", "<", limit), self.incident)
        self.assertEqual(search("next_due", ">=", limit), other)
        self.assertEqual(search("next_due", "=", False), none)
        self.assertEqual(search("next_due", "!=", False), self.incident | other)

    def test_sorted_by_deadline(self):
        """The column can be clicked: soonest first, what has none at the end."""
        other, none = self._incident(), self._incident()
        found = none | self.incident | other
        other._start_clocks("test_opened", at=MONDAY)
        self.incident._start_clocks("test_opened", at=MONDAY + timedelta(days=2))
        domain = [("id", "in", found.ids)]
        self.assertEqual(
            found.search(domain, order="next_due").ids,
            [other.id, self.incident.id, none.id],
        )
        self.assertEqual(
            found.search(domain, order="next_due desc nulls last").ids,
            [self.incident.id, other.id, none.id],
        )
        self.assertTrue(found.fields_get(["next_due"])["next_due"]["sortable"])

    def test_a_list_costs_the_same_for_ten_and_for_fifty(self):
        records = self.incident.browse()
        for _i in range(50):
            records |= self._incident()
        records._start_clocks("test_opened", at=MONDAY)
        costs = []
        for some in (records[:10], records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("next_due")
            some.mapped("clock_state")
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[0], costs[1])


class TestClockJob(ClockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.users["child_protection"]
        cls.lead = cls.users["supervisor"]
        cls.env["ngo.team.member"].search([("function", "=", "lead")]).unlink()
        cls.team = cls.env["ngo.team"].create({"name": "T"})
        cls.env["ngo.team.member"].create(
            {
                "team_id": cls.team.id,
                "user_id": cls.lead.id,
                "function": "lead",
                "date_from": "2026-01-01",
            }
        )
        cls.site_a.manager_id = cls.users["coordinator"]
        cls.rule.escalation_ids = [
            (0, 0, {"sequence": 1, "delay": 0, "target": "team_lead"}),
            (0, 0, {"sequence": 2, "delay": 1, "target": "site_manager"}),
        ]

    def _start(self, **facets):
        return self.incident._start_clocks(
            "test_opened",
            at=MONDAY,
            **{"user_id": self.owner, "team_id": self.team, **facets},
        )

    def test_warn_breach_escalate_each_once(self):
        clock = self._start()
        for now, told, state in (
            ("2026-03-02 12:00:00", [], "running"),
            ("2026-03-03 08:00:00", [("warning", 0, "child_protection")], "running"),
            ("2026-03-03 12:00:00", [], "running"),
            (
                "2026-03-04 16:00:00",
                [("overdue", 0, "child_protection"), ("escalation", 1, "supervisor")],
                "breached",
            ),
            ("2026-03-04 17:00:00", [], "breached"),
            ("2026-03-05 16:00:00", [("escalation", 2, "coordinator")], "breached"),
            ("2026-03-09 16:00:00", [], "breached"),
        ):
            with self.subTest(now=now), freeze_time(now):
                self.assertEqual(self._tick(), told)
                self.assertEqual(self._tick(), [])
                self.assertEqual(clock.state, state)
        self.assertEqual(clock.breached_at, clock.due)
        self.assertFalse(clock.escalate_at)
        with freeze_time("2026-03-10 10:00:00"):
            self.incident._stop_clocks("test_met")
        self.assertTrue(clock.is_late)
        self.assertIn(clock, clock.search([("is_late", "=", True)]))
        self.assertNotIn(clock, clock.search([("is_late", "=", False)]))

    def test_a_job_that_slept_warns_of_nothing_stale(self):
        """After a week without a worker: overdue is told, the old warning is not."""
        self._start()
        with freeze_time("2026-03-16 10:00:00"):
            self.assertEqual(
                self._tick(),
                [
                    ("overdue", 0, "child_protection"),
                    ("escalation", 1, "supervisor"),
                    ("escalation", 2, "coordinator"),
                ],
            )

    def test_two_workers_tell_once(self):
        """What the second worker sees as ripe too is told by the first alone."""
        clock = self._start()
        with freeze_time("2026-03-03 10:00:00"):
            clock._tick_warn(fields.Datetime.now())
            # The naive job would tell again: its own picture is older.
            clock.warned_at = False
            self.assertEqual(self._tick(), [])
            with RecordCapturer(self.env["mail.message"]) as messages:
                clock._tell("warning", 0, self.owner)
            self.assertFalse(messages.records)

    def test_the_notice_says_no_more_than_a_code(self):
        clock = self._start()
        self.rule.name = "First interview after trafficking"
        with (
            freeze_time("2026-03-03 10:00:00"),
            RecordCapturer(self.env["mail.message"]) as messages,
        ):
            self._tick()
        message = messages.records
        self.assertEqual(message.partner_ids, self.owner.partner_id)
        self.assertIn(self.incident.code, message.subject)
        for text in (message.subject, message.body, message.preview or ""):
            self.assertNotIn("trafficking", text)
            self.assertNotIn("Something", text)
        self.assertFalse(message.res_id)
        self.assertEqual(clock.notice_ids.user_id, self.owner)

    def test_each_is_told_in_her_language(self):
        """One notice, two languages; the terms are those of the house."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.owner.lang = "fr_FR"
        said = []

        def compose(env):
            said.append(env.lang)
            return "subject", "body"

        with RecordCapturer(self.env["mail.message"]) as messages:
            self.env["ngo.access"]._notify_users(self.owner | self.lead, compose)
        self.assertCountEqual(said, ["fr_FR", "en_US"])
        self.assertEqual(
            messages.records.partner_ids, (self.owner | self.lead).partner_id
        )
        root = self.env.ref("base.partner_root")
        self.assertEqual(messages.records.author_id, root)

    def test_what_is_no_more_stops_no_job(self):
        """A record deleted in SQL, a room uninstalled: the others are still told."""
        clock = self._start()
        gone = self._incident()._start_clocks("test_opened", at=MONDAY)
        gone.res_id = 2**30
        room = self._incident()._start_clocks("test_opened", at=MONDAY)
        room.res_model = "no.such.room"
        with freeze_time("2026-03-03 10:00:00"):
            self.assertEqual(self._tick(), [("warning", 0, "child_protection")])
        self.assertEqual((gone | room).mapped("state"), ["cancelled", "cancelled"])
        self.assertEqual(clock.state, "running")

    def test_who_may_not_read_is_not_told(self):
        """A manager whom the report concerns does not learn of it by its deadline."""
        self.incident.concerned_user_ids = self.users["coordinator"] | self.lead
        self._start()
        with freeze_time("2026-03-09 16:00:00"):
            told = {login for _kind, _level, login in self._tick()}
        self.assertEqual(told, {"child_protection"})

    def test_role_target_reaches_only_its_site(self):
        self.rule.escalation_ids = [
            (5, 0, 0),
            (0, 0, {"delay": 0, "target": "role", "role": "supervisor"}),
        ]
        self.narrow_role("supervisor", site=self.site_a)
        here = self._incident(site_id=self.desk_a.id)._start_clocks("test_opened")
        self.assertIn(self.lead, here._get_role_holders("supervisor"))
        far = self._incident(site_id=self.site_b.id)._start_clocks("test_opened")
        self.assertNotIn(self.lead, far._get_role_holders("supervisor"))

    def test_time_given_back(self):
        clock = self._start()
        with freeze_time("2026-03-04 17:00:00"):
            self._tick()
            self.assertEqual(clock.state, "breached")
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Strike",
                    "calendar_id": self.calendar.id,
                    "date_from": datetime(2026, 3, 2, 23, 0),
                    "date_to": datetime(2026, 3, 4, 22, 59, 59),
                }
            )
            self.assertEqual(clock.state, "running")
            self.assertEqual(clock.due, datetime(2026, 3, 6, 16, 0))


class TestClockScope(ClockCase):
    def test_reads_who_reads_the_record_or_is_in_charge(self):
        clock = self.incident._start_clocks(
            "test_opened", at=MONDAY, user_id=self.users["social_worker"]
        )
        readers = {
            role
            for role, user in self.users.items()
            if clock.with_user(user).has_access("read")
        }
        self.assertEqual(readers, {"social_worker", "child_protection", "supervisor"})
        for role, user in self.users.items():
            Clock = self.env["ngo.clock"].with_user(user)
            if role == "partner":
                with self.assertRaises(AccessError):
                    Clock.search([])
                continue
            found = Clock.search([("id", "=", clock.id)])
            self.assertEqual(bool(found), role in readers, role)
        # In charge of the deadline, she does not read the record by it.
        own = clock.with_user(self.users["social_worker"])
        self.assertFalse(own.res_code)
        self.assertNotIn(self.incident.code, own.display_name)
        self.assertEqual(
            clock.with_user(self.users["supervisor"]).res_code, self.incident.code
        )

    def test_nobody_writes_by_hand(self):
        clock = self.incident._start_clocks("test_opened", at=MONDAY)
        for role, user in self.users.items():
            with self.assertRaises(AccessError, msg=role):
                clock.with_user(user).write({"due": MONDAY})
            with self.assertRaises(AccessError, msg=role):
                clock.with_user(user).unlink()

    def test_pauses_and_notices_follow_the_clock(self):
        clock = self.incident._start_clocks("test_opened", at=MONDAY)
        with freeze_time("2026-03-02 10:00:00"):
            clock._tell("warning", 0, self.users["supervisor"])
            self.incident._pause_clocks("Why")
        for line in (clock.pause_ids, clock.notice_ids):
            self.assertTrue(line.with_user(self.users["supervisor"]).has_access("read"))
            self.assertFalse(line.with_user(self.users["jurist"]).has_access("read"))
