# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import errors

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaseCase


@tagged("post_install", "-at_install")
class TestNotes(CaseCase):
    def member(self, user, function, **vals):
        return (
            self.env["migrant.case.member"]
            .with_user(self.worker)
            .create(
                {
                    "case_id": self.case.id,
                    "user_id": user.id,
                    "function": function,
                    **vals,
                }
            )
        )

    def test_notes_are_added_never_edited(self):
        """Not by the author, not by SQL. [B28]"""
        note = self.note(self.case, self.worker)
        self.assertEqual(note.author_id, self.worker)
        with self.assertRaises(UserError):
            note.body = "Other"
        with self.assertRaises(UserError):
            note.unlink()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(errors.RestrictViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("UPDATE migrant_note SET body = 'x'")

    def test_third_party_is_named(self):
        """What somebody else said bears her name. [B28]"""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.note(self.case, self.worker, nature="third_party")
        note = self.note(
            self.case, self.worker, nature="third_party", said_by="Her landlord"
        )
        self.assertEqual(note.said_by, "Her landlord")

    def test_author_cannot_be_forged(self):
        """Whoever writes signs, whatever she sends."""
        note = self.note(self.case, self.worker, author_id=self.supervisor.id)
        self.assertEqual(note.author_id, self.worker)

    def test_walls_of_the_professions(self):
        """Legal notes for jurists of the file, medical ones for psychologists of the
        file; not for the owner, the team or its lead. [B44]"""
        self.member(self.jurist, "legal")
        self.member(self.psychologist, "psychological")
        legal = self.note(self.case, self.jurist, "Strategy", wall="legal")
        medical = self.note(self.case, self.psychologist, "Trauma", wall="medical")
        social = self.note(self.case, self.worker)
        readers = {
            legal: self.jurist,
            medical: self.psychologist,
        }
        everybody = (
            self.worker
            | self.colleague
            | self.supervisor
            | self.jurist
            | self.psychologist
        )
        for note, reader in readers.items():
            for user in everybody:
                seen = note.with_user(user)
                alone = [("id", "=", note.id)]
                must = user == reader
                self.assertEqual(seen.has_access("read"), must, user.login)
                self.assertEqual(bool(seen.search(alone)), must, user.login)
                self.env.invalidate_all()
                listed = self.case.with_user(user).note_ids
                self.assertEqual(note in listed, must, user.login)
        for user in everybody:
            self.assertTrue(social.with_user(user).has_access("read"), user.login)
        with self.assertRaises(AccessError):
            self.note(self.case, self.worker, "Trauma", wall="medical")
        with self.assertRaises(AccessError):
            self.note(self.case, self.psychologist, "Strategy", wall="legal")

    def test_wrong_file(self):
        """The author strikes out within a day, the supervisor later; the body is
        hidden, who and why stay. [B28]"""
        with freeze_time("2026-11-20 09:00:00"):
            note = self.note(self.case, self.worker, "She is pregnant")
        with freeze_time("2026-11-20 18:00:00"), self.assertRaises(AccessError):
            note.with_user(self.colleague)._strike("Wrong file")
        with freeze_time("2026-11-21 10:00:00"):
            note.invalidate_recordset()
            with self.assertRaises(AccessError):
                note.with_user(self.worker)._strike("Wrong file")
            note.with_user(self.supervisor)._strike("Wrong file")
        self.assertFalse(note.body)
        self.assertEqual(note.struck_by_id, self.supervisor)
        self.assertEqual(note.strike_reason, "Wrong file")
        copy = self.env["ngo.struck.content"].search([("res_id", "=", note.id)])
        self.assertIn("pregnant", copy.content)
        fresh = self.note(self.case, self.worker, "Also wrong")
        fresh.with_user(self.worker)._strike("Wrong file")
        self.assertFalse(fresh.body)

    def test_trainee_signs_with_somebody(self):
        """A trainee's note is a draft until the owner signs it too. [B35a]"""
        trainee = self.new_user("trainee")
        self.give_role(trainee, "social_worker")
        self.member(trainee, "trainee")
        with self.assertRaises(UserError):
            self.note(self.case, trainee)
        draft = (
            self.env["migrant.note.draft"]
            .with_user(trainee)
            .create({"case_id": self.case.id, "body": "She came"})
        )
        self.assertTrue(draft.needs_cosign)
        self.assertEqual(draft.cosigner_id, self.worker)
        self.assertFalse(draft.with_user(self.worker).has_access("read"))
        draft.action_sign()
        self.assertFalse(self.case.note_ids)
        with self.assertRaises(AccessError):
            draft.action_cosign()
        asked = draft.with_user(self.worker)
        asked.action_send_back("Say where")
        self.assertEqual(draft.remark, "Say where")
        draft.with_user(trainee).body = "She came to the office"
        draft.with_user(trainee).action_sign()
        with self.assertRaises(AccessError):
            draft.with_user(self.worker).body = "Forged"
        draft.with_user(self.worker).action_cosign()
        note = self.case.note_ids
        self.assertEqual(note.body, "She came to the office")
        self.assertEqual(note.author_id, trainee)
        self.assertEqual(note.cosigned_by_id, self.worker)
        self.assertFalse(draft.exists())

    def test_draft_is_its_author_s(self):
        """What is unfinished is read by nobody else, and becomes one note."""
        draft = (
            self.env["migrant.note.draft"]
            .with_user(self.worker)
            .create({"case_id": self.case.id, "body": "Not sure yet"})
        )
        for user in (self.colleague, self.supervisor):
            self.assertFalse(draft.with_user(user).has_access("read"))
        draft.agreed = "Come back on Monday with the lease"
        draft.action_sign()
        self.assertEqual(
            self.case.with_user(self.worker).last_agreed,
            "Come back on Monday with the lease",
        )

    def test_received_by_a_colleague(self):
        """On shift, whoever receives her adds a note, reads the social part until the
        end of the shift, and the owner is told. [B28a]"""
        told = self.env["mail.message"].search_count(
            [("partner_ids", "in", self.worker.partner_id.ids)]
        )
        cases = self.Case.with_user(self.stranger)
        person = self.salimata.with_user(self.stranger)
        with self.assertRaises(UserError):
            cases._append_from_encounter(person, "She came")
        presence = self.put_on_shift(self.stranger, self.site_b, hours=3)
        note = cases._append_from_encounter(person, "She came", agreed="Monday")
        self.assertEqual(note.author_id, self.stranger)
        self.assertEqual(note.contact, "permanence")
        self.assertEqual(self.case.note_ids, note)
        self.assertTrue(self.case.with_user(self.stranger).has_access("read"))
        self.assertTrue(note.has_access("read"))
        with self.assertRaises(AccessError):
            self.case.with_user(self.stranger).write({"presenting_need": "x"})
        with self.assertRaises(AccessError):
            self.note(self.case, self.stranger)
        self.assertGreater(
            self.env["mail.message"].search_count(
                [("partner_ids", "in", self.worker.partner_id.ids)]
            ),
            told,
        )
        with freeze_time(presence.date_to + timedelta(minutes=1)):
            self.assertFalse(self.case.with_user(self.stranger).has_access("read"))

    def test_restricted_says_whom_to_call(self):
        """Restricted: whom to call; sealed: as if there were no file. [B28a]"""
        self.put_on_shift(self.stranger, self.site_b)
        cases = self.Case.with_user(self.stranger)
        person = self.salimata.with_user(self.stranger)
        self.case.confidentiality = "restricted"
        with self.assertRaises(UserError) as refused:
            cases._append_from_encounter(person, "She came")
        self.assertIn(self.supervisor.name, str(refused.exception))
        self.case.confidentiality = "sealed"
        self.assertFalse(cases._append_from_encounter(person, "She came"))
        self.assertFalse(self.case.note_ids)

    def test_two_clicks_to_what_was_agreed(self):
        """From the card to the file, and there it stands. [B27]"""
        self.note(self.case, self.worker, agreed="The lease, on Monday")
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self.note(self.case, self.worker, "Called, no answer", contact="call")
        action = self.salimata.with_user(self.worker).action_open_cases()
        self.assertEqual(action["res_id"], self.case.id)
        case = self.Case.with_user(self.worker).browse(action["res_id"])
        self.assertEqual(case.last_agreed, "The lease, on Monday")

    def test_contact_is_a_deadline(self):
        """A note fulfils the first interview and starts the next contact. [E32]"""
        obligations = self.case._get_clocks("running").mapped("obligation")
        self.assertEqual(obligations.count("first_contact"), 1)
        self.note(self.case, self.worker)
        self.note(self.case, self.worker)
        obligations = self.case._get_clocks("running").mapped("obligation")
        self.assertEqual(obligations.count("first_contact"), 0)
        self.assertEqual(obligations.count("contact"), 1)
