# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ReceptionCase


@tagged("post_install", "-at_install")
class TestCase(ReceptionCase):
    """From an encounter: open a file, continue it, note in it."""

    def setUp(self):
        super().setUp()
        reason = self.env.ref("permanence_reception.reason_housing")
        self.encounter = self.arrive(
            "social_worker",
            beneficiary_id=self.fatou.id,
            reason_ids=self.link(reason),
        )
        self.encounter.action_receive()

    def open_case(self, encounter):
        """What the form does with the action: create with its defaults."""
        action = encounter.action_open_case()
        cases = self.env["migrant.case"].with_user(self.worker)
        return cases.with_context(**action["context"]).create({})

    def test_file_opened_from_the_desk(self):
        """Person, site, programme and request are in the new file, untyped. [T12]"""
        case = self.open_case(self.encounter)
        self.assertEqual(case.beneficiary_id, self.fatou)
        self.assertEqual(case.presenting_need, "Housing")
        self.assertEqual(case.programme_id, self.programme_1)
        self.assertEqual(case.owner_id, self.worker)
        self.assertEqual(self.encounter.case_id, case)
        self.assertEqual(self.encounter.outcome, "case")
        # The next time the same file is opened.
        again = self.arrive("social_worker", beneficiary_id=self.fatou.id)
        self.assertEqual(again.action_open_case()["res_id"], case.id)
        self.assertEqual(again.case_id, case)

    def test_note_goes_into_the_file(self):
        """Typed once at the desk, signed in the file, gone from the queue."""
        self.encounter.note = "Needs a bed tonight"
        with self.assertRaises(UserError):
            self.encounter.action_note_in_case()
        case = self.open_case(self.encounter)
        self.encounter.action_note_in_case()
        note = case.note_ids
        self.assertEqual(
            (note.body, note.author_id), ("Needs a bed tonight", self.worker)
        )
        self.assertEqual((note.contact, note.site_id), ("permanence", self.site_a))
        self.assertFalse(self.encounter.note)

    def test_colleague_adds_to_a_standard_file(self):
        """Whoever receives her adds a note to the file of a colleague; the desk never
        learns which file it is."""
        case = self.open_case(self.encounter)
        self.encounter.action_end()
        self.put_on_shift(self.stranger, self.site_a)
        visit = self.arrive(beneficiary_id=self.fatou.id).with_user(self.stranger)
        self.assertFalse(visit.person_name)
        visit.action_receive()
        visit.note = "She lost her key"
        visit.action_note_in_case()
        self.assertIn("She lost her key", case.note_ids.mapped("body"))
        self.assertNotIn("case_id", visit.with_user(self.desk).fields_get())

    def test_anonymous_opens_no_file(self):
        """One-off help to somebody unknown needs no file and counts as it is."""
        encounter = self.arrive("social_worker")
        with self.assertRaises(UserError):
            encounter.action_open_case()
        encounter.action_receive()
        encounter.write({"note": "Gave a map"})
        encounter.action_end()
        self.assertEqual((encounter.state, encounter.note), ("done", "Gave a map"))

    def assess(self, encounter):
        """What the form does with the action: create with its defaults."""
        action = encounter.action_assess()
        tool = self.env["migrant.assessment.tool"].search(
            [("code", "=", "intake"), ("state", "=", "published")]
        )
        assessments = self.env["migrant.assessment"].with_user(self.worker)
        return assessments.with_context(**action["context"]).create(
            {"tool_id": tool.id}
        )

    def test_assessment_filled_in_the_encounter(self):
        """It knows where it was filled, is found again, and follows into the file."""
        loose = self.assess(self.encounter)
        self.assertEqual(
            (loose.encounter_ref, loose.beneficiary_id, loose.site_id),
            (f"permanence.encounter,{self.encounter.id}", self.fatou, self.site_a),
        )
        self.assertFalse(loose.case_id)
        self.assertEqual(self.encounter.action_assess()["res_id"], loose.id)
        case = self.open_case(self.encounter)
        self.assertEqual(loose.case_id, case)
        later = self.assess(self.encounter)
        self.assertEqual(later.case_id, case)
        both = self.encounter.action_assess()["domain"]
        self.assertEqual(set(both[0][2]), set((loose | later).ids))

    def test_nameless_assessment_gets_its_name_with_the_file(self):
        """Begun with somebody unknown; what was said of another stays outside."""
        visit = self.arrive("social_worker")
        visit.action_receive()
        loose = self.assess(visit)
        self.assertFalse(loose.beneficiary_id or loose.case_id)
        visit.beneficiary_id = self.fatou
        other = self.person("Awa", "Sow")
        strange = self.assess(visit)
        strange.beneficiary_id = other
        case = self.open_case(visit)
        self.assertEqual((loose.case_id, loose.beneficiary_id), (case, self.fatou))
        self.assertFalse(strange.case_id)
