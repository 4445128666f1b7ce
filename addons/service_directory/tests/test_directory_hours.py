# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form

from .common import MONDAY, DirectoryCase


class TestDirectoryHours(DirectoryCase):
    def _searched(self, state):
        return self.env["directory.service"].search(
            [("opening_state", "=", state), ("id", "in", self._all().ids)]
        )

    def _all(self):
        return self.legal | self.refuge

    def _refresh(self):
        self._all()._refresh_openings()
        self._all().invalidate_recordset(["opening_state", "next_opening"])

    def test_open_now_and_next_opening(self):
        with freeze_time(MONDAY):
            self._refresh()
            self.assertEqual(self.legal.opening_state, "open")
            self.assertEqual(self.refuge.opening_state, "unknown")
        with freeze_time(datetime(2026, 11, 23, 11, 0)):
            self.legal.invalidate_recordset()
            self.assertEqual(self.legal.opening_state, "closed")
            self.assertEqual(self.legal.next_opening, datetime(2026, 11, 26, 8, 0))

    def test_search_says_what_the_field_says(self):
        self.legal.site_ids.change_ids = [
            Command.create(
                {"name": "Férié", "date_from": "2026-11-26", "date_to": "2026-11-26"}
            )
        ]
        for day in range(22, 29):
            with freeze_time(datetime(2026, 11, day, 9, 0)):
                self._refresh()
                states = {s: s.opening_state for s in self._all()}
                for state in ("open", "closed", "unknown"):
                    expected = [s for s in self._all() if states[s] == state]
                    self.assertEqual(
                        list(self._searched(state)),
                        sorted(expected, key=lambda s: s.name),
                    )
        self.assertEqual(states[self.legal], "closed")

    def test_changing_hours_refreshes_what_is_searched(self):
        with freeze_time(MONDAY):
            self._refresh()
            self.assertIn(self.legal, self._searched("open"))
            self.legal.hours_ids.byday = "TU"
            self.assertNotIn(self.legal, self._searched("open"))
            self.legal.hours_ids.byday = "MO"
            self.assertIn(self.legal, self._searched("open"))
            closure = self.env["directory.closure"].create(
                {"service_id": self.legal.id, "name": "Panne", "start": MONDAY}
            )
            self.assertNotIn(self.legal, self._searched("open"))
            closure.unlink()
            self.assertIn(self.legal, self._searched("open"))
            self.legal.status = "temporarily closed"
            self.assertEqual(self.legal.opening_state, "closed")
            self.assertIn(self.legal, self._searched("closed"))

    def test_days_are_ticked_and_over_midnight_is_understood(self):
        with Form(self.env["directory.service"].browse(self.refuge.id)) as form:
            with form.hours_ids.new() as line:
                line.mo = True
                line.su = True
                line.opens = 20
                line.closes = 8
        self.assertEqual(self.refuge.hours_ids.byday, "MO,SU")
        with freeze_time(datetime(2026, 11, 24, 2, 0)):
            self._refresh()
            self.assertEqual(self.refuge.opening_state, "open")
            self.assertIn(self.refuge, self._searched("open"))

    def test_own_hours_of_a_place_replace_those_of_the_service(self):
        self.legal.site_ids.hours_ids = [
            Command.create({"byday": "WE", "opens": 14, "closes": 16})
        ]
        with freeze_time(MONDAY):
            self._refresh()
            self.assertEqual(self.legal.opening_state, "closed")

    def test_hours_that_mean_nothing_are_refused_with_words(self):
        for vals, word in (
            ({"byday": ""}, "which days"),
            ({"byday": "1MO"}, "every month"),
            ({"byday": "MO", "interval": 2}, "first day"),
            ({"byday": "lundi"}, "cannot be read"),
            ({"byday": "MO", "bymonthday": "x"}, "cannot be read"),
        ):
            with self.assertRaisesRegex(ValidationError, word):
                self.env["directory.hours"].create(
                    {"service_id": self.legal.id, "opens": 9, "closes": 10, **vals}
                )

    def test_first_tuesday_of_the_month(self):
        line = self.env["directory.hours"].create(
            {
                "service_id": self.refuge.id,
                "freq": "MONTHLY",
                "byday": "1TU",
                "opens": 9,
                "closes": 10,
            }
        )
        self.assertTrue(line.tu)
        line.we = True
        self.assertEqual(line.byday, "WE,1TU")

    def test_nightly_job_moves_the_window(self):
        with freeze_time(MONDAY - timedelta(days=3)):
            self._refresh()
        with freeze_time(MONDAY), self.enter_registry_test_mode():
            self.env.ref("service_directory.ir_cron_openings").method_direct_trigger()
        self.assertEqual(str(self.legal.openings_until), "2026-12-07")
        starts = self.legal.opening_ids.mapped("start")
        self.assertEqual(len(starts), 5)
        self.assertEqual(min(starts), MONDAY)
