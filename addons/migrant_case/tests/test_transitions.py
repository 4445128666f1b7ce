# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import errors

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaseCase


@tagged("post_install", "-at_install")
class TestTransitions(CaseCase):
    def ask(self, kind, user=None, by=None, **vals):
        return (
            self.env["migrant.case.transition"]
            .with_user(by or self.worker)
            .create(
                {
                    "case_id": self.case.id,
                    "kind": kind,
                    "to_user_id": (user or self.stranger).id,
                    "reason": "She moves to site B",
                    **vals,
                }
            )
        )

    def walled_note(self):
        """A note behind a wall that the worker wrote, seen by her."""
        vals = {"case_id": self.case.id, "body": "Strategy", "wall": "legal"}
        note = self.env["migrant.note"].create({**vals, "author_id": self.worker.id})
        return note.with_user(self.worker)

    def transfer(self, **vals):
        return self.ask("transfer", person_view="She wishes it", **vals)

    def test_owner_changes_on_acceptance_only(self):
        """Until then the file is where it was; after it the old owner's team has gone
        with the file. [B32, AC-03]"""
        row = self.transfer(to_team_id=self.team_b.id, to_site_id=self.site_b.id)
        self.assertEqual(self.case.owner_id, self.worker)
        self.assertFalse(self.case.with_user(self.stranger).has_access("read"))
        with self.assertRaises(AccessError):
            row.with_user(self.worker).action_accept()
        row.with_user(self.stranger).action_accept()
        self.assertEqual(self.case.owner_id, self.stranger)
        self.assertEqual(self.case.team_id, self.team_b)
        self.assertEqual(self.case.site_id, self.site_b)
        self.assertTrue(self.case.with_user(self.stranger).has_access("write"))
        self.assertFalse(self.case.with_user(self.worker).has_access("read"))
        # She reads who it is: she holds the file of this person.
        person = self.salimata.with_user(self.stranger)
        self.assertEqual(person.person_name, "Salimata Kouyaté")

    def test_the_person_goes_with_her_file(self):
        """Worker and team who gave her file away read neither her nor her names."""
        self.salimata.write({"owner_id": self.worker.id, "team_id": self.team_a.id})
        second = self.new_case(self.salimata, programme_id=self.programme_2.id)
        hers = self.salimata.with_user(self.worker)
        row = self.transfer(to_team_id=self.team_b.id)
        row.with_user(self.stranger).action_accept()
        # She holds another file of hers: nothing is taken from her.
        self.assertEqual(self.salimata.owner_id, self.worker)
        self.assertTrue(hers.has_access("read"))
        self.case = second
        row = self.transfer(to_team_id=self.team_b.id)
        row.with_user(self.stranger).action_accept()
        self.assertEqual(self.salimata.owner_id, self.stranger)
        self.assertEqual(self.salimata.team_id, self.team_b)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE migrant_beneficiary SET create_date = '2020-01-01' WHERE id = %s",
            self.salimata.ids,
        )
        for user in (self.worker, self.colleague):
            hers = self.salimata.with_user(user)
            self.assertFalse(hers.has_access("read"))
            self.assertFalse(
                self.salimata.identity_ids.with_user(user).has_access("read")
            )

    def test_what_she_wrote_stays_with_the_file(self):
        """Papers she filed and letters she wrote are read with the file, not with her
        name; what was asked and answered is read for a week."""
        kinds = self.env["migrant.document.type"].search([])
        papers = self.env["migrant.document"].with_user(self.worker)
        papers = papers.create(
            [
                {
                    "case_id": self.case.id,
                    "document_type_id": kinds.filtered(
                        lambda kind, name=name: kind.data_class == name
                    )[:1].id,
                }
                for name in ("social", "medical")
            ]
        )
        template = self.env["migrant.letter.template"].search([], limit=1)
        letter = self.env["migrant.letter"].with_user(self.worker)
        letter = letter.create({"case_id": self.case.id, "template_id": template.id})
        note = self.walled_note()
        for records in (papers, letter, note):
            self.assertTrue(records.has_access("read"))
        row = self.transfer(to_team_id=self.team_b.id)
        refused = self.ask("referral_internal", self.jurist)
        refused.with_user(self.jurist).action_reject()
        row.with_user(self.stranger).action_accept()
        for record in (*papers, letter, note):
            self.assertFalse(record.has_access("read"), record)
            self.assertFalse(record.has_access("write"), record)
        self.env.flush_all()
        for who, asked in ((self.worker, row), (self.jurist, refused)):
            theirs = asked.with_user(who)
            self.assertTrue(theirs.has_access("read"))
            with freeze_time(fields.Datetime.now() + timedelta(days=8)):
                self.assertFalse(theirs.has_access("read"))

    def test_a_note_behind_a_wall_asks_for_a_role(self):
        """She holds the file still, her role that held files has ended."""
        note = self.walled_note()
        self.assertTrue(note.has_access("read"))
        now = fields.Datetime.now()
        self.env["ngo.role"].search([("user_id", "=", self.worker.id)]).write(
            {"date_to": now + timedelta(hours=1)}
        )
        self.give_role(self.worker, "volunteer")
        self.env.flush_all()
        with freeze_time(now + timedelta(hours=2)):
            self.assertFalse(note.has_access("read"))

    def test_a_person_of_somebody_else_stays(self):
        """Whoever accompanies her without the file goes on."""
        self.salimata.write({"owner_id": self.colleague.id})
        self.transfer().with_user(self.stranger).action_accept()
        self.assertEqual(self.salimata.owner_id, self.colleague)

    def test_what_is_open_for_a_while_is_not_taken(self):
        """A file that nobody holds is for its team, not for who reads it today."""
        self.case.sudo().owner_id = False
        hers = self.case.with_user(self.stranger)
        for kind in ("emergency", "replacement"):
            until = fields.Datetime.now() + timedelta(hours=2)
            self.env["ngo.access"]._grant(self.case, self.stranger, kind, until, "x")
            self.assertTrue(hers.has_access("read"))
            with self.assertRaises(AccessError):
                call_kw(
                    self.Case.with_user(self.stranger), "action_take", [hers.ids], {}
                )
        self.assertFalse(self.case.owner_id)
        self.case.with_user(self.colleague).action_take()
        self.assertEqual(self.case.owner_id, self.colleague)

    def test_no_file_is_opened_on_who_is_read_for_a_while(self):
        """Not on a person of others, read by nobody's leave, a shift or a grant."""
        cases = self.Case.with_user(self.stranger)
        vals = {
            "beneficiary_id": self.salimata.id,
            "programme_id": self.programme_2.id,
        }
        hers = self.salimata.with_user(self.stranger)
        for kind in (None, "emergency", "in_front", "guest"):
            if kind:
                until = fields.Datetime.now() + timedelta(hours=2)
                self.env["ngo.access"]._grant(
                    self.salimata, self.stranger, kind, until, "x"
                )
                self.assertTrue(hers.has_access("read"))
            for context in ({}, {"default_beneficiary_id": self.salimata.id}):
                given = {**vals}
                if context:
                    given.pop("beneficiary_id")
                with self.subTest(kind=kind, context=context):
                    with self.assertRaises(AccessError):
                        call_kw(cases, "create", [given], {"context": context})
        self.assertFalse(self.Case.search([("owner_id", "=", self.stranger.id)]))
        # Nor on one who is merged into her.
        alias = self.person("Salimata", "Kouyate", merged_into_id=self.salimata.id)
        with self.assertRaises(AccessError):
            cases.create({**vals, "beneficiary_id": alias.id})
        # Her worker's team does, and so does who has one of hers already.
        mine = self.Case.with_user(self.colleague).create(vals)
        self.assertEqual(mine.owner_id, self.colleague)

    def test_newcomers_get_a_file_from_who_reads_them(self):
        """Nobody accompanies her yet: who has her in front of her opens a file."""
        new = self.person("Awa", owner_id=False, team_id=False)
        cases = self.Case.with_user(self.stranger)
        vals = {"beneficiary_id": new.id, "programme_id": self.programme_2.id}
        with self.assertRaises(AccessError):
            cases.create(vals)
        until = fields.Datetime.now() + timedelta(hours=2)
        self.env["ngo.access"]._grant(new, self.stranger, "in_front", until, "x")
        new.confidentiality = "restricted"
        with self.assertRaises(AccessError):
            cases.create(vals)
        new.confidentiality = "standard"
        self.assertEqual(cases.create(vals).owner_id, self.stranger)
        # She is accompanied now: nobody else opens a file as easily.
        other = self.new_user("newcomer")
        self.give_role(other, "social_worker")
        self.env["ngo.access"]._grant(new, other, "in_front", until, "x")
        vals["programme_id"] = self.programme_1.id
        with self.assertRaises(AccessError):
            self.Case.with_user(other).create(vals)

    def test_ownership_is_not_written(self):
        """Not by RPC, not by the head of the team."""
        for user in (self.worker, self.supervisor):
            with self.assertRaises(UserError):
                self.case.with_user(user).write({"owner_id": self.colleague.id})

    def test_refused_and_taken_back(self):
        """A refusal changes nothing; who asked may take it back; once answered, no
        second answer. [AC-03]"""
        row = self.transfer()
        row.with_user(self.stranger).action_reject()
        self.assertEqual((row.state, self.case.owner_id), ("rejected", self.worker))
        with self.assertRaises(UserError):
            row.with_user(self.stranger).action_accept()
        again = self.transfer()
        with self.assertRaises(AccessError):
            again.with_user(self.stranger).action_revoke()
        again.with_user(self.worker).action_revoke()
        self.assertEqual(again.state, "revoked")
        with self.assertRaises(UserError):
            again.with_user(self.stranger).action_accept()

    def test_one_offer_at_a_time(self):
        """The database refuses the second offer of a file; a referral may stand beside
        it."""
        self.transfer()
        self.ask("referral_internal", self.jurist)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.transfer()

    def test_closed_account(self):
        """None is handed to a closed account; an offer to one is taken back. [AC-03]"""
        row = self.transfer()
        self.stranger.active = False
        row.with_user(self.worker).action_revoke()
        with self.assertRaises(UserError):
            self.transfer()

    def test_person_and_child_are_asked_before_a_transfer(self):
        """Her view, and the child's or why not. [E29]"""
        with self.assertRaises(UserError):
            self.ask("transfer")
        self.case = self.new_case(self.person("Aya"), "child")
        with self.assertRaises(UserError):
            self.transfer()
        row = self.transfer(child_view="She knows the house of site B")
        self.assertEqual(row.state, "in_progress")

    def test_internal_referral_opens_the_file_and_keeps_its_owner(self):
        """Social to legal: the jurist works on the file once she accepts. [B26]"""
        row = self.ask("referral_internal", self.jurist)
        self.assertFalse(self.case.with_user(self.jurist).has_access("read"))
        row.with_user(self.jurist).action_accept()
        self.assertEqual(self.case.owner_id, self.worker)
        self.assertTrue(self.case.with_user(self.jurist).has_access("read"))
        self.assertEqual(self.case.member_ids.function, "legal")
        self.note(self.case, self.jurist, "Strategy", wall="legal")
        # The work ends: so does the access, and the line stays.
        self.case.member_ids.with_user(self.worker).action_end()
        with freeze_time(fields.Datetime.now() + timedelta(seconds=2)):
            self.assertFalse(self.case.with_user(self.jurist).has_access("read"))
        self.assertTrue(self.case.member_ids)

    def test_a_pole_is_asked(self):
        """A question to a team: whoever of it answers works on the file. [B32]"""
        row = (
            self.env["migrant.case.transition"]
            .with_user(self.worker)
            .create(
                {
                    "case_id": self.case.id,
                    "kind": "referral_internal",
                    "to_team_id": self.team_b.id,
                    "reason": "Housing",
                }
            )
        )
        mine = self.env["migrant.case.transition"].with_user(self.stranger)
        self.assertEqual(mine.search([("is_for_me", "=", True)]), row)
        with self.assertRaises(AccessError):
            row.with_user(self.desk).read(["reason"])
        row.with_user(self.stranger).action_accept()
        self.assertTrue(self.case.with_user(self.stranger).has_access("read"))

    def test_reassignment_is_the_lead_s(self):
        """Within the team, by its head, on acceptance; without waiting when somebody is
        away, and that is journalled."""
        with self.assertRaises(AccessError):
            self.ask("reassign", self.colleague)
        row = self.ask("reassign", self.colleague, self.supervisor)
        self.assertEqual(self.case.owner_id, self.worker)
        with self.assertRaises(AccessError):
            row.with_user(self.worker).action_impose()
        row.with_user(self.supervisor).action_impose()
        self.assertEqual(self.case.owner_id, self.colleague)

    def test_answer_is_due(self):
        """Three worked days, told to the one who is asked; over when answered. [E32]"""
        row = self.transfer()
        clocks = self.case._get_clocks("running").filtered(
            lambda clock: clock.event == "transition_asked"
        )
        self.assertEqual(clocks.user_id, self.stranger)
        row.with_user(self.stranger).action_reject()
        self.assertEqual(clocks.state, "done")

    def test_what_was_asked_stays(self):
        """Rows are not edited, by either side."""
        row = self.transfer()
        for user in (self.worker, self.stranger):
            with self.assertRaises(UserError):
                row.with_user(user).write({"reason": "Other"})
            with self.assertRaises(UserError):
                row.with_user(user).write({"state": "accepted"})
        self.assertEqual(self.case.owner_id, self.worker)

    def test_a_free_file_is_taken(self):
        """Whoever of the team reads a file without owner takes it; held ones not."""
        free = self.new_case(self.person("Ali"), owner_id=False)
        free.with_user(self.colleague).action_take()
        self.assertEqual(free.owner_id, self.colleague)
        with self.assertRaises(UserError):
            free.with_user(self.worker).action_take()
