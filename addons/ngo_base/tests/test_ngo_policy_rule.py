# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from .common import NgoCase


class TestPolicyRule(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["ngo.policy.rule"]
        cls.general = cls._rule("General")

    @classmethod
    def _rule(cls, name, **vals):
        return cls.Rule.create(
            {
                "name": name,
                "event": "test_opened",
                "obligation": "interview",
                "delay": 10,
                **vals,
            }
        )

    def _best(self, **facets):
        return self.Rule._match("clock", "test_opened", **facets).mapped("name")

    def test_most_specific_row_wins_alone(self):
        urgent = self._rule("Urgent", risk="high", delay=1)
        self._rule("Only here", programme_id=self.programme_1.id)
        both = self._rule("Urgent here", programme_id=self.programme_1.id, risk="high")
        self.assertEqual(self._best(), ["General"])
        self.assertEqual(self._best(risk="low"), ["General"])
        self.assertEqual(self._best(risk="high"), ["Urgent"])
        self.assertEqual(self._best(programme_id=self.programme_1), ["Only here"])
        self.assertEqual(
            self._best(programme_id=self.programme_1, risk="high"), ["Urgent here"]
        )
        both.active = False
        # One facet each: what is nearer to the act weighs more.
        self.assertEqual(
            self._best(programme_id=self.programme_1.id, risk="high"), ["Urgent"]
        )
        urgent.date_to = date(2020, 1, 1)
        self.assertEqual(
            self._best(programme_id=self.programme_1.id, risk="high"), ["Only here"]
        )

    def test_two_obligations_of_one_event_both_hold(self):
        self._rule("Plan", obligation="plan")
        self.assertCountEqual(self._best(), ["General", "Plan"])

    def test_validity(self):
        self._rule("New law", date_from=date(2026, 6, 1), sequence=1)
        names = {
            day: self.Rule._match("clock", "test_opened", day=day).mapped("name")
            for day in (date(2026, 5, 31), date(2026, 6, 1))
        }
        self.assertEqual(names[date(2026, 5, 31)], ["General"])
        self.assertEqual(names[date(2026, 6, 1)], ["New law"])

    def test_unknown_facet_is_a_mistake_of_the_caller(self):
        with self.assertRaisesRegex(ValueError, "colour"):
            self._best(colour="red")

    def test_the_same_row_twice_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._rule("Again")

    def test_a_warning_before_the_start_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Odd"):
            self._rule("Odd", obligation="odd", delay=2, warn_delay=3)

    def test_four_eyes(self):
        self.assertFalse(self.Rule._four_eyes("test_close"))
        rule = self.Rule.create(
            {
                "name": "Closing needs the lead",
                "kind": "four_eyes",
                "act_kind": "test_close",
                "approver": "role",
                "approver_role": "supervisor",
            }
        )
        self.assertEqual(self.Rule._four_eyes("test_close"), rule)
        self.assertFalse(self.Rule._four_eyes("test_open"))
        worker = self.Rule.with_user(self.users["social_worker"])
        self.assertEqual(worker._four_eyes("test_close", risk="high"), rule)

    def test_only_the_technician_writes_policy(self):
        for role, user in self.users.items():
            rule = self.general.with_user(user)
            if role == "technician":
                rule.delay = 7
                continue
            with self.assertRaises(AccessError, msg=role):
                rule.delay = 1
            if role != "partner":
                self.assertEqual(rule.name, "General")
        with self.assertRaises(AccessError):
            self.general.with_user(self.employee).read(["name"])
