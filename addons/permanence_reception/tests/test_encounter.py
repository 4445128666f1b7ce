# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ReceptionCase


@tagged("post_install", "-at_install")
class TestEncounter(ReceptionCase):
    """Kinds of act, reasons, information, presence of the day, headcount."""

    def ref(self, name):
        return self.env.ref(f"permanence_reception.{name}")

    def test_four_kinds_of_act(self):
        """Reception, information, orientation and mediation are acts. [T02]"""
        acts = self.ref("act_reception")
        for name in ("information", "orientation", "mediation"):
            acts |= self.ref(f"act_{name}")
        encounter = self.arrive("social_worker", act_ids=[Command.set(acts.ids)])
        self.assertEqual(encounter.slot_id.service_id, self.service)
        self.assertEqual(len(encounter.act_ids), 4)
        # Counted by kind of act, as the reports ask.
        rows = self.Encounter._read_group(
            [("id", "=", encounter.id)], ["act_ids"], ["__count"]
        )
        self.assertEqual({act: count for act, count in rows}, dict.fromkeys(acts, 1))

    def test_three_kinds_of_request(self):
        """Reasons count as information, training or assistance. [B02]"""
        kinds = self.env["permanence.reason"].search([("usage", "=", "arrival")])
        self.assertGreaterEqual(
            set(kinds.mapped("request")), {"information", "training", "assistance"}
        )
        encounter = self.arrive(reason_ids=self.link(self.ref("reason_training")))
        found = self.Encounter.search([("reason_ids.request", "=", "training")])
        self.assertIn(encounter, found)

    def test_lists_are_the_coordinators(self):
        """The desk picks reasons; the coordinator writes the list."""
        with self.assertRaises(AccessError):
            self.ref("reason_food").with_user(self.desk).name = "x"
        self.ref("reason_food").with_user(self.users["coordinator"]).name = "Food"

    def test_call_is_being_answered(self):
        """A telephone call has no ticket and is received by who writes it. [T18a]"""
        call = self.Encounter.with_user(self.worker).create(
            {"channel": "phone", "site_id": self.site_a.id}
        )
        self.assertEqual((call.state, call.ticket), ("seen", 0))
        self.assertEqual(call.worker_ids, self.worker)
        self.assertTrue(call.started_at)
        # A form sends the hour as text.
        at = fields.Datetime.now() - timedelta(minutes=5)
        again = call.create(
            {
                "channel": "phone",
                "site_id": self.site_a.id,
                "arrived_at": fields.Datetime.to_string(at),
            }
        )
        self.assertLess(again.arrived_at, again.started_at)

    def test_information_request_to_its_answer(self):
        """Topic, answer, leaflet, service or none, understood; else a question to
        research by a date, late when it passes, ended when it is told. [T18a]"""
        encounter = self.arrive("social_worker")
        today = fields.Date.today()
        told, asked = (
            self.env["permanence.information"]
            .with_user(self.worker)
            .create(
                [
                    {
                        "encounter_id": encounter.id,
                        "topic_id": self.ref("topic_housing").id,
                        "answer": "Explained",
                        "leaflet": "Housing, in Tigrinya",
                        "service_found": "none",
                        "understood": "said_back",
                    },
                    {
                        "encounter_id": encounter.id,
                        "topic_id": self.ref("topic_asylum").id,
                        "question": "How long for a second interview?",
                        "research_on": today - timedelta(days=1),
                    },
                ]
            )
        )
        self.assertEqual((told.state, asked.state), ("answered", "research"))
        self.assertEqual(asked.researcher_id, self.worker)
        self.assertTrue(asked.is_late)
        late = self.env["permanence.information"].search([("is_late", "=", True)])
        self.assertIn(asked, late)
        with self.assertRaises(UserError):
            asked.action_told()
        asked.answer = "Three months"
        self.assertEqual(asked.state, "found")
        asked.action_told()
        self.assertEqual((asked.state, asked.told_on), ("answered", today))
        self.assertFalse(asked.is_late)

    def test_anonymous_then_attached(self):
        """Somebody anonymous is received, and attached to her file later."""
        encounter = self.arrive(sex="female", age_band="26", language_id=self.french.id)
        self.assertFalse(encounter.beneficiary_id)
        encounter.with_user(self.worker).beneficiary_id = self.fatou
        self.assertEqual(encounter.with_user(self.worker).person_name, "Fatou Diallo")

    def test_alias_is_followed(self):
        """An arrival under the code of a merged file is one of the other file."""
        alias = self.person("Fatu", "Dialo")
        alias.merged_into_id = self.fatou
        encounter = self.Encounter.create(
            {"slot_id": self.slot.id, "beneficiary_id": alias.id}
        )
        self.assertEqual(encounter.beneficiary_id, self.fatou)

    def test_headcount_of_a_collective_moment(self):
        """By sex, age and language, nobody named; the sum is the number. [E03a]"""
        moment = self.Encounter.with_user(self.worker).create(
            {
                "channel": "collective",
                "site_id": self.site_a.id,
                "headcount_ids": [
                    Command.create({"sex": "female", "age_band": "26", "count": 7}),
                    Command.create({"sex": "male", "age_band": "18", "count": 4}),
                    Command.create({"language_id": self.tigrinya.id, "count": 2}),
                ],
            }
        )
        self.assertEqual((moment.headcount, moment.state), (13, "done"))
        typed = Form(
            self.Encounter.with_user(self.worker).with_context(
                default_channel="collective"
            )
        )
        typed.site_id = self.site_a
        typed.arrived_at = fields.Datetime.now() - timedelta(days=1)
        with typed.headcount_ids.new() as line:
            line.sex = "female"
            line.count = 12
        moment = typed.save()
        self.assertEqual((moment.headcount, moment.state), (12, "done"))
        self.assertEqual(moment.worker_ids, self.worker)
        self.assertEqual(moment.started_at, moment.arrived_at)

    def test_presence_of_the_day(self):
        """Ticking who is here; absence starts a clock, presence ends it. [E03a]"""
        aminata = self.person("Aminata")
        for person in (self.fatou, aminata):
            self.env["migrant.stay"].create(
                {"beneficiary_id": person.id, "site_id": self.site_a.id}
            )
        sealed = self.person("Aïcha", confidentiality="sealed")
        self.env["migrant.stay"].create(
            {"beneficiary_id": sealed.id, "site_id": self.site_a.id}
        )
        today = fields.Date.today()
        rolls = self.env["permanence.roll"].with_user(self.desk)
        roll = rolls.create({"site_id": self.site_a.id, "date": today})
        self.assertEqual(roll.line_ids.beneficiary_id, self.fatou | aminata)
        here = roll.line_ids.filtered(lambda row: row.beneficiary_id == self.fatou)
        missing = roll.line_ids - here
        here.is_present = True
        self.assertEqual((roll.present, roll.expected), (1, 2))
        roll.action_close()
        clock = missing.sudo()._get_clocks("running")
        self.assertEqual(clock.event, "day_absence")
        self.assertEqual(clock.user_id, self.worker)
        self.assertFalse(here.sudo()._get_clocks("running"))
        with self.assertRaises(UserError):
            missing.is_present = True
        tomorrow = rolls.create(
            {"site_id": self.site_a.id, "date": today + timedelta(days=1)}
        )
        line = tomorrow.line_ids.filtered(lambda row: row.beneficiary_id == aminata)
        line.is_present = True
        self.assertEqual(clock.state, "done")

    def test_anonymised_with_the_file(self):
        """What was written goes with the person; that she came is still counted."""
        encounter = self.arrive("social_worker", beneficiary_id=self.fatou.id)
        encounter.write({"note": "Fatou said so", "preparation": "ask Fatou"})
        self.fatou._anonymise("test")
        self.assertFalse(encounter.sudo().note or encounter.sudo().preparation)
        self.assertTrue(encounter.exists())
