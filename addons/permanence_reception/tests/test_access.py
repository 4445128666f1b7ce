# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

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

    def test_bare_employee_reads_nothing(self):
        """A bare employee has no right on any model of the room."""
        for name in ("encounter", "appointment", "roll", "information"):
            model = self.env[f"permanence.{name}"].with_user(self.employee)
            self.assertFalse(model.has_access("read"))
