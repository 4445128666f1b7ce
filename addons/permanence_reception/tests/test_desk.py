# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReceptionCase


@tagged("post_install", "-at_install")
class TestDesk(ReceptionCase):
    """Tickets, priority, called, received, turned away."""

    def test_queue_from_ticket_to_end(self):
        """A person waits, is called, received and leaves with her acts. [T12]"""
        encounter = self.arrive(
            beneficiary_id=self.fatou.id,
            reason_ids=self.link(self.env.ref("permanence_reception.reason_housing")),
        )
        self.assertEqual(encounter.state, "waiting")
        self.assertEqual(encounter.ticket, 1)
        # What the registry knows is not asked again.
        self.assertEqual(encounter.language_id, self.tigrinya)
        self.assertTrue(encounter.needs_interpreter)
        self.assertFalse(encounter.is_follow_up)
        seen = encounter.with_user(self.worker)
        seen.action_call("Room 2")
        self.assertEqual((seen.state, seen.door), ("called", "Room 2"))
        seen.action_receive()
        self.assertEqual(seen.worker_ids, self.worker)
        self.assertTrue(seen.started_at)
        seen.action_end()
        self.assertEqual(seen.state, "done")
        self.assertEqual(
            seen.act_ids, self.env.ref("permanence_reception.act_reception")
        )
        again = self.arrive(beneficiary_id=self.fatou.id)
        self.assertTrue(again.is_follow_up)

    def test_vulnerable_first(self):
        """Priority goes before arrival, and the rule is known to the staff."""
        first = self.arrive()
        second = self.arrive(
            priority_id=self.env.ref("permanence_reception.priority_pregnant").id
        )
        third = self.arrive(
            priority_id=self.env.ref("permanence_reception.priority_danger").id
        )
        order = []
        for _turn in range(3):
            called = self.Encounter.with_user(self.worker).action_call_next(
                self.slot.id
            )
            order.append(called.id)
        self.assertEqual(order, [third.id, second.id, first.id])
        self.assertEqual(third.priority_id.name, "In danger now")
        nobody = self.Encounter.with_user(self.worker).action_call_next(self.slot.id)
        self.assertFalse(nobody)

    def test_priority_of_age_is_proposed(self):
        """Somebody old is proposed for priority by her age, known or seen."""
        old = self.person("Zohra", birth_date="1940-01-01")
        rule = self.env.ref("permanence_reception.priority_age")
        self.assertEqual(self.arrive(beneficiary_id=old.id).priority_id, rule)
        self.assertEqual(self.arrive(age_band="60").priority_id, rule)
        self.assertFalse(self.arrive(age_band="26").priority_id)

    def test_called_once(self):
        """The second worker who calls the same ticket is told."""
        encounter = self.arrive()
        encounter.with_user(self.worker).action_call()
        with self.assertRaises(UserError):
            encounter.with_user(self.desk).action_call()

    def test_turned_away_has_a_reason(self):
        """Not received, with the reason: it is counted as unmet demand. [T12]"""
        encounter = self.arrive()
        with (
            self.assertRaises(psycopg2.errors.CheckViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            encounter.write({"state": "turned_away"})
            encounter.flush_recordset()
        encounter.invalidate_recordset()
        reason = self.env.ref("permanence_reception.reason_no_language")
        encounter.action_turn_away(reason.id)
        self.assertEqual(encounter.state, "turned_away")
        self.assertTrue(encounter.ended_at)
        self.assertEqual(self.slot.with_user(self.worker).count_away, 1)
        with self.assertRaises(UserError):
            encounter.unlink()

    def test_no_state_is_skipped(self):
        """From waiting nobody is *received* without having been received."""
        encounter = self.arrive()
        with self.assertRaises(UserError):
            encounter.write({"state": "done"})

    def test_one_or_two_receive(self):
        """One worker or two, with an interpreter; never three. [B23]"""
        ibra = self.interpreter("Ibra", 85)
        encounter = self.arrive(interpreter_id=ibra.id)
        jurist = self.users["jurist"]
        encounter.with_user(self.worker).action_receive()
        self.put_on_shift(jurist, self.site_a)
        with self.assertRaisesRegex(UserError, "receives ticket"):
            encounter.with_user(jurist).action_receive()
        encounter.with_user(jurist).action_join()
        self.assertEqual(encounter.worker_ids, self.worker | jurist)
        with self.assertRaises(ValidationError):
            encounter.write({"worker_ids": [Command.link(self.desk.id)]})

    def test_line_follows_the_service(self):
        """First or second line stands on slot and encounter. [B18]"""
        self.assertEqual(self.arrive().line, "first")
        second = self.env["permanence.service"].create(
            {
                "name": "Legal",
                "line": "second",
                "programme_id": self.programme_1.id,
                "requirement_ids": [
                    Command.create({"kind": "heads", "role_id": self.role.id})
                ],
            }
        )
        slot = self.published_slot(self.site_a, second)
        encounter = self.arrive(slot_id=slot.id)
        self.assertEqual((slot.line, encounter.line), ("second", "second"))
        self.assertEqual(encounter.programme_id, self.programme_1)

    def test_permanence_in_a_shelter(self):
        """A permanence in a shelter, with psycho-medico-social acts. [B07]"""
        shelter = self.env["ngo.site"].create(
            {"name": "Shelter", "kind": "emergency_shelter", "tz": "UTC"}
        )
        slot = self.published_slot(shelter)
        self.put_on_shift(self.worker, shelter)
        acts = self.env["permanence.act"].search(
            [("axis", "in", ("psychological", "medical", "social"))]
        )
        encounter = self.arrive(
            "social_worker", slot_id=slot.id, act_ids=[Command.set(acts.ids)]
        )
        self.assertEqual(encounter.site_id.kind, "emergency_shelter")
        self.assertEqual(
            set(encounter.act_ids.mapped("axis")),
            {"psychological", "medical", "social"},
        )

    def test_open_desk_gives_a_shift(self):
        """Opening the desk is being on shift there, until the slot ends."""
        helper = self.new_user("helper")
        self.give_role(helper, "volunteer", site=self.site_a)
        slot = self.slot.with_user(helper)
        encounter = self.arrive()
        self.assertFalse(encounter.with_user(helper).has_access("read"))
        self.assertTrue(slot.may_open_desk)
        action = slot.action_open_desk()
        self.assertEqual(action["context"]["default_slot_id"], slot.id)
        self.assertTrue(encounter.with_user(helper).has_access("read"))
        presence = self.env["ngo.presence"].search([("user_id", "=", helper.id)])
        self.assertEqual((presence.source, presence.date_to), ("desk", slot.stop))
        # Twice opens one shift.
        slot.action_open_desk()
        self.assertEqual(len(presence.search([("user_id", "=", helper.id)])), 1)

    def test_desk_of_another_site_stays_closed(self):
        """A role at one site opens no desk at another, nor on another day."""
        helper = self.new_user("helper")
        self.give_role(helper, "front_desk", site=self.site_b)
        tomorrow = self.published_slot(self.site_b, begin=20)
        for slot in (self.slot | tomorrow).with_user(helper):
            # The button stands only where it would be accepted.
            self.assertFalse(slot.may_open_desk)
            with self.assertRaises(UserError):
                slot.action_open_desk()

    def test_arrives_from_the_card(self):
        """From the person's card one press makes the ticket."""
        action = self.fatou.with_user(self.desk).action_arrive()
        encounter = self.Encounter.browse(action["res_id"])
        self.assertEqual(encounter.slot_id, self.slot)
        self.assertEqual(encounter.beneficiary_id, self.fatou)
        self.assertEqual(self.fatou.last_contact_on, fields.Date.today())

    def test_today_shows_my_sites(self):
        """Today's permanences at the sites where one works."""
        self.published_slot(self.site_b)
        yesterday = self.published_slot(self.site_a, begin=-30)
        found = (
            self.env["permanence.slot"]
            .with_user(self.desk)
            .search([("is_today", "=", True), ("is_my_site", "=", True)])
        )
        self.assertIn(self.slot, found)
        self.assertNotIn(yesterday, found)
        self.assertEqual(found.site_id, self.site_a)

    def test_ticket_numbers_are_unique(self):
        """Two people never hold one number of one slot; another slot begins at 1."""
        first = self.arrive(ticket=7)
        second = self.arrive()
        self.assertEqual((first.ticket, second.ticket), (7, 8))
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.arrive(ticket=7).flush_recordset()
        other = self.published_slot(self.site_a)
        self.assertEqual(self.arrive(slot_id=other.id).ticket, 1)

    def test_three_desks_at_once(self):
        """Three desks take forty numbers at once: forty different ones, no failure."""
        queue = f"test:{self.slot.id}"

        def desk(_turn):
            # Each number in a transaction of its own, as each request has one.
            return self.env["permanence.ticket"]._take(queue)

        with ThreadPoolExecutor(3) as desks:
            numbers = list(desks.map(desk, range(40)))
        self.assertEqual(sorted(numbers), list(range(1, 41)))

    def test_forty_arrivals(self):
        """Forty arrivals in one go are numbered in order, with few queries."""
        vals = [{"slot_id": self.slot.id} for _i in range(40)]
        encounters = self.Encounter.with_user(self.desk).create(vals)
        self.assertEqual(encounters.mapped("ticket"), list(range(1, 41)))

    def test_waiting_time(self):
        """Minutes between arrival and call."""
        encounter = self.arrive(
            arrived_at=fields.Datetime.now() - timedelta(minutes=25)
        )
        self.assertEqual(encounter.waiting, 25)
        encounter.with_user(self.worker).action_call()
        self.assertEqual(encounter.waited, 25)
