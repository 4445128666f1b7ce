# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ReceptionCase


@tagged("post_install", "-at_install")
class TestAccess(ReceptionCase):
    """The desk sees who, never the file."""

    def test_desk_reads_who_but_no_note(self):
        """The front desk reads name and reason of today's queue, not the note."""
        encounter = self.arrive(beneficiary_id=self.fatou.id)
        encounter.with_user(self.worker).write({"note": "said in confidence"})
        seen = encounter.with_user(self.desk)
        self.assertEqual(seen.person_name, "Fatou Diallo")
        with self.assertRaises(AccessError):
            seen.read(["note"])
        with self.assertRaises(AccessError):
            seen.read(["preparation"])

    def test_queue_ends_with_the_shift(self):
        """Without a presence, and once a day is over, the desk reads no queue."""
        encounter = self.arrive()
        encounter.flush_recordset()
        colleague = self.new_user("other_desk")
        self.give_role(colleague, "front_desk")
        self.assertFalse(encounter.with_user(colleague).has_access("read"))
        self.put_on_shift(colleague, self.site_a)
        self.assertTrue(encounter.with_user(colleague).has_access("read"))
        encounter.arrived_at = fields.Datetime.now() - timedelta(days=3)
        self.assertFalse(encounter.with_user(colleague).has_access("read"))

    def test_closed_person_is_not_tied(self):
        """Nobody ties a passage to a person who is closed to her."""
        sealed = self.person("Aïcha", confidentiality="sealed")
        with self.assertRaises(AccessError):
            self.arrive(beneficiary_id=sealed.id)

    def test_interpreter_reads_hers_only(self):
        """The interpreter reads what she interprets, until two hours after."""
        ibra = self.interpreter("Ibra", 85, login="interpreter")
        hers = self.arrive(interpreter_id=ibra.id)
        other = self.arrive()
        seen = (hers | other).with_user(self.users["interpreter"])
        self.assertEqual(seen._filtered_access("read"), hers)
        hers.write({"state": "seen"})
        hers.write({"state": "done", "ended_at": fields.Datetime.now()})
        self.assertTrue(seen._filtered_access("read"))
        self.env.cr.execute(
            "UPDATE permanence_encounter SET arrived_at = arrived_at"
            " - interval '5 hours', started_at = started_at - interval '5 hours',"
            " ended_at = ended_at - interval '3 hours' WHERE id = %s",
            [hers.id],
        )
        hers.invalidate_recordset()
        self.assertFalse(seen._filtered_access("read"))

    def made_older(self, record, **names):
        """Take hours off columns of a row, as if the days had passed."""
        for name, hours in names.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s - make_interval(hours => %s) WHERE id = %s",
                    SQL.identifier(record._table),
                    SQL.identifier(name),
                    SQL.identifier(name),
                    hours,
                    record.id,
                )
            )
        self.env.invalidate_all()

    def test_who_received_reads_for_a_day(self):
        """What she received is hers for a day, later if the person is. [B05]"""
        jurist = self.users["jurist"]
        known = self.arrive(beneficiary_id=self.fatou.id, worker_ids=jurist.ids)
        unknown = self.arrive(worker_ids=jurist.ids)
        question = {
            "encounter_id": known.id,
            "topic_id": self.env["permanence.topic"].search([], limit=1).id,
            "research_on": fields.Date.today() + timedelta(days=3),
        }
        asked = self.env["permanence.information"].with_user(jurist).create(question)
        self.env.flush_all()
        seen = (known | unknown).with_user(jurist)
        self.assertTrue(seen.has_access("write"))
        for encounter in (known, unknown):
            self.made_older(encounter, arrived_at=25, create_date=25)
        self.assertEqual(seen._filtered_access("read"), unknown)
        self.assertEqual(seen._filtered_access("write"), unknown)
        # What she promised to look for she still finds, and tells.
        asked.answer = "Three months"
        asked.action_told()
        self.assertTrue(asked.has_access("read"))
        asked.sudo().told_on -= timedelta(days=3)
        self.assertFalse(asked.has_access("read"))
        self.env.cr.execute(
            "UPDATE permanence_encounter SET ended_at = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(hours=23), known.id],
        )
        self.env.invalidate_all()
        self.assertEqual(seen._filtered_access("write"), seen)
        self.made_older(known, ended_at=2)
        self.assertFalse(known.with_user(jurist).has_access("read"))
        self.fatou.owner_id = jurist
        self.assertTrue(known.with_user(jurist).has_access("write"))
        colleague = self.new_user("colleague")
        self.give_role(colleague, "jurist")
        self.fatou.owner_id = colleague
        self.assertTrue(known.with_user(colleague).has_access("read"))
        self.assertFalse(known.with_user(colleague).has_access("write"))

    def test_an_hour_is_hers_some_days_longer(self):
        """Who did not come is asked after; then the hour is read with the person."""
        jurist = self.users["jurist"]
        hour = self.appointment(worker_id=jurist.id, beneficiary_id=self.fatou.id)
        hour.flush_recordset()
        seen = hour.with_user(jurist)
        spent = int((fields.Datetime.now() - hour.stop).total_seconds() // 3600)
        self.made_older(hour, start=24 * 6 - spent, stop=24 * 6 - spent, create_date=48)
        self.assertTrue(seen.has_access("write"))
        self.made_older(hour, start=25, stop=25)
        self.assertFalse(seen.has_access("read"))
        self.fatou.owner_id = jurist
        self.assertTrue(seen.has_access("write"))

    def test_programme_reaches_agenda_and_lists_of_its_sites(self):
        """Who coordinates a programme gives hours and keeps the presence list at the
        sites where it works, and sees neither of them elsewhere. [B10]"""
        self.narrow_role("coordinator", programme=self.programme_1)
        self.site_a.programme_ids = self.programme_1
        self.site_b.programme_ids = self.programme_2
        user = self.users["coordinator"]
        rolls = self.env["permanence.roll"].with_user(user)
        hours = self.env["permanence.appointment"].with_user(user)
        here = rolls.create({"site_id": self.site_a.id})
        line = here.line_ids.create(
            {"roll_id": here.id, "beneficiary_id": self.fatou.id}
        )
        line.is_present = True
        given = self.appointment().with_user(user)
        given.start += timedelta(hours=1)
        self.assertEqual((here.present, given.moves), (1, 1))
        there = rolls.sudo().create({"site_id": self.site_b.id}).sudo(False)
        away = self.appointment(hours=50, site_id=self.site_b.id).with_user(user)
        self.assertEqual(rolls.search([("id", "in", (here | there).ids)]), here)
        self.assertEqual(hours.search([("id", "in", (given | away).ids)]), given)
        for records in (there, away):
            self.assertFalse(records.has_access("write"))
        with self.assertRaises(AccessError):
            rolls.create({"site_id": self.site_b.id, "date": "2026-01-05"})
        self.site_b.programme_ids |= self.programme_1
        self.assertTrue(away.has_access("write") and there.has_access("write"))

    def test_bare_employee_reads_nothing(self):
        """A bare employee has no right on any model of the room."""
        for name in ("encounter", "appointment", "roll", "information"):
            model = self.env[f"permanence.{name}"].with_user(self.employee)
            self.assertFalse(model.has_access("read"))
