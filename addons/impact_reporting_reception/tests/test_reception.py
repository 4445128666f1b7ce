# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import fields
from odoo.tests import tagged

from odoo.addons.permanence_reception.tests.common import ReceptionCase


@tagged("post_install", "-at_install")
class TestReception(ReceptionCase):
    """A day at the desk counted by the report, and counted again one by one."""

    def setUp(self):
        super().setUp()
        self.Encounter.search([]).filtered(lambda e: e.slot_id != self.slot).unlink()
        people = [
            self.person("Person", f"Number {i}", birth_date="1999-01-01", sex="female")
            for i in range(6)
        ]
        reason = self.env["permanence.reason"].search(
            [("usage", "=", "turned_away")], limit=1
        )
        self.topic = self.env["permanence.topic"].search([], limit=1)
        for number in range(24):
            known = number % 2
            vals = {"beneficiary_id": people[number % 6].id} if known else {}
            if not known:
                vals = {"sex": "male", "age_band": "15"}
            encounter = self.arrive(**vals).sudo()
            if number < 3:
                encounter.turned_away_reason_id = reason
                encounter.state = "turned_away"
                continue
            encounter.state = "seen"
            encounter.state = "done"
            if number % 3:
                self.env["permanence.information"].create(
                    {"encounter_id": encounter.id, "topic_id": self.topic.id}
                )
        self.report = self.env["impact.report"].create(
            {"kind": "year", "date_from": fields.Date.today()}
        )
        self.report.action_compute()

    def counted(self, code, category=(), name="counted"):
        found = self.report.sudo().figure_ids.filtered(
            lambda f: (
                f.indicator_id.code == code
                and f.unit_kind == "house"
                and f._get_category() == category
            )
        )
        return found[name]

    def test_encounters_by_sex_and_age(self):
        """Encounters of women, of young men, also anonymous ones. [I07] [B31]"""
        done = self.Encounter.search([("state", "=", "done")])
        again = Counter(
            (e.beneficiary_id.identity_ids.sex or e.sex, e.age_band or "18")
            for e in done.sudo()
        )
        self.assertEqual(self.counted("reception_encounters", (), "counted_base"), 21)
        self.assertEqual(sum(again.values()), 21)
        for sex in ("female", "male"):
            expected = sum(n for key, n in again.items() if key[0] == sex)
            category = (("sex", sex),)
            found = self.counted("reception_encounters", category, "counted_base")
            self.assertEqual(found, expected)
        young_men = (("age_band", "15"), ("sex", "male"))
        found = self.counted("reception_encounters", young_men, "counted_base")
        self.assertEqual(found, again["male", "15"])

    def test_persons_and_those_not_received(self):
        """Known persons once; who was not received is unmet demand. [I07]"""
        done = self.Encounter.search([("state", "=", "done")])
        self.assertEqual(
            self.counted("reception_persons"), len(done.beneficiary_id._canonical())
        )
        self.assertEqual(self.counted("reception_turned_away"), 3)
        topic = (("topic", str(self.topic.id)),)
        asked = self.env["permanence.information"].search_count(
            [("encounter_id", "in", done.ids)]
        )
        found = self.counted("reception_information", topic, "counted_base")
        self.assertEqual(found, asked)
