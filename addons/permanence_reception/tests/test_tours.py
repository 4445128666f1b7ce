# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import ReceptionCase

LANGUAGES = ("fr_FR", "ar_TN")


@tagged("post_install", "-at_install", "browser")
class TestTours(ReceptionCase, HttpCase):
    """The desk and the worker in the browser, in French and in Arabic."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in LANGUAGES:
            cls.env["res.lang"]._activate_lang(lang)

    def _ticket_then_note(self, lang):
        desk = self.new_user("desk_volunteer")
        self.give_role(desk, "front_desk", site=self.site_a)
        (desk | self.worker).lang = lang
        self.start_tour("/odoo/today", "reception_desk", login=desk.login)
        queue = self.slot.encounter_ids
        self.assertEqual(queue.beneficiary_id, self.fatou)
        self.assertEqual(sorted(queue.mapped("ticket")), [1, 2])
        self.assertEqual(set(queue.mapped("state")), {"waiting"})
        self.start_tour("/odoo/queue", "reception_worker", login="social_worker")
        known = queue.filtered("beneficiary_id")
        self.assertEqual(known.state, "done")
        case = known.case_id
        self.assertEqual(case.beneficiary_id, self.fatou)
        self.assertEqual(case.owner_id, self.worker)
        self.assertEqual(case.note_ids.body, "Needs a bed tonight")
        self.assertFalse(known.note, "the note stands in the file, once")
        self.assertEqual(known.worker_ids, self.worker)

    def test_desk_in_french(self):
        """A desk volunteer takes the ticket of somebody known and of somebody
        anonymous; the social worker calls, receives, opens the file, writes her note
        and signs it there, ends. [T12]"""
        self._ticket_then_note("fr_FR")

    def test_desk_in_arabic(self):
        """The same from right to left. [T12]"""
        self._ticket_then_note("ar_TN")

    def test_turned_away(self):
        """Somebody is not received: the dialog asks why."""
        self.worker.lang = "fr_FR"
        encounter = self.arrive(beneficiary_id=self.fatou.id)
        self.start_tour("/odoo/queue", "reception_turned_away", login="social_worker")
        self.assertEqual(encounter.state, "turned_away")
        self.assertTrue(encounter.turned_away_reason_id)

    def test_day_sheet_grid(self):
        """The paper of the day is typed in: two lines, one of them with a ticket."""
        self.desk.lang = "fr_FR"
        self.slot._reserve_paper()
        self.slot.encounter_ids.unlink()
        self.start_tour("/odoo/today", "reception_day_sheet", login="front_desk")
        lines = self.slot.encounter_ids
        self.assertEqual(lines.mapped("ticket"), [5])
        self.assertTrue(all(lines.mapped("is_typed_later")))

    def test_interpreter_chosen_on_screen(self):
        """The office opens an appointment and chooses the interpreter proposed."""
        office = self.users["administrative_assistant"]
        office.lang = "fr_FR"
        staff = self.interpreter("Sara Interpreter", 85)
        meeting = self.appointment(beneficiary_id=self.fatou.id)
        self.assertEqual(meeting.language_id, self.tigrinya)
        self.start_tour(
            f"/odoo/appointments/{meeting.id}",
            "reception_interpreter",
            login=office.login,
        )
        self.assertEqual(meeting.interpreter_id, staff)
        self.assertEqual(meeting.worker_id, self.worker)
