# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What another system of the trade promises of handing on, of steps and of tasks.

The behaviours are those that Primero's own tests name, said in our words; what it asks
of referrals to other organisations is shown by ``partner_referral``.
"""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .plan_common import PlanCase


class ParityCase(PlanCase):
    def ask(self, kind, user, by=None, **vals):
        """One offer of the file to somebody."""
        values = {"case_id": self.case.id, "kind": kind, "to_user_id": user.id}
        values |= {"reason": "She moves", "person_view": "She wishes it"}
        rows = self.env["migrant.case.transition"].with_user(by or self.worker)
        return rows.create(values | vals)

    def refer(self, user=None):
        return self.ask("referral_internal", user or self.jurist)

    def reads(self, user):
        """Does somebody read the file, a moment from now?"""
        self.env.flush_all()
        with freeze_time(fields.Datetime.now() + timedelta(seconds=2)):
            return self.case.with_user(user).has_access("read")


@tagged("post_install", "-at_install")
class TestHandingOn(ParityCase):
    """Transfers and internal referrals."""

    def test_an_offer_opens_nothing_and_moves_nothing(self):
        """In progress: owner, team, site as before; the receiver waits. [AC-03]"""
        row = self.ask("transfer", self.stranger, to_team_id=self.team_b.id)
        self.assertEqual(row.state, "in_progress")
        self.assertEqual(self.case.owner_id, self.worker)
        self.assertEqual(self.case.team_id, self.team_a)
        self.assertFalse(self.reads(self.stranger))
        self.assertEqual(self.case.waiting_transition_id, row)

    def test_the_receiver_must_be_one_who_works_on_files(self):
        """Refused for who may not receive, whatever kind; nothing is left. [AC-03]"""
        for kind in ("transfer", "referral_internal"):
            for user in (self.employee, self.users["finance_officer"]):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    self.ask(kind, user)
        roles = self.env["ngo.role"].search([("user_id", "=", self.stranger.id)])
        roles.date_to = fields.Datetime.now() - timedelta(minutes=1)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.ask("transfer", self.stranger)
        self.assertFalse(self.case.transition_ids)

    def test_acceptance_is_told_in_the_history(self):
        """Old and new owner stand in the life of the file; it stays open. [AC-03]"""
        row = self.ask("transfer", self.stranger, to_site_id=self.site_b.id)
        self.env.flush_all()
        self.env.cr.precommit.run()
        theirs = row.with_user(self.stranger).with_context(tracking_disable=False)
        theirs.action_accept()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual((row.state, self.case.state), ("accepted", "open"))
        self.assertEqual(
            (row.from_user_id, self.case.owner_id), (self.worker, self.stranger)
        )
        values = self.case.message_ids.sudo().tracking_value_ids
        owner = values.filtered(lambda value: value.field_id.name == "owner_id")
        self.assertEqual(owner[:1].old_value_integer, self.worker.id)
        self.assertEqual(owner[:1].new_value_integer, self.stranger.id)

    def test_what_hangs_on_the_file_goes_with_it(self):
        """Open actions and deadlines are the new owner's, once. [AC-03]"""
        action = self.do(self.case, due_on="2030-01-07")
        done = self.do(self.case)
        done.action_done()
        row = self.ask("transfer", self.stranger)
        row.with_user(self.stranger).action_accept()
        self.assertEqual(action.user_id, self.stranger)
        self.assertEqual(done.done_by_id, self.worker)
        owners = self.case._get_clocks("running").user_id
        self.assertEqual(owners, self.stranger)

    def test_a_refusal_says_why_and_opens_nothing(self):
        """Reason and instant stay with the row; the file is where it was. [AC-03]"""
        row = self.ask("transfer", self.stranger)
        theirs = row.with_user(self.stranger)
        with self.assertRaises(UserError):
            row.with_user(self.worker).answer = "I write for her"
        with self.assertRaises(UserError):
            theirs.write({"answer": "No", "reason": "Mine"})
        theirs.answer = "My desk is full until May"
        theirs.action_reject()
        self.assertEqual(row.state, "rejected")
        self.assertEqual(row.answer, "My desk is full until May")
        self.assertTrue(row.answered_at)
        self.assertEqual((self.case.owner_id, self.case.state), (self.worker, "open"))
        self.assertFalse(self.reads(self.stranger))
        with self.assertRaises(UserError):
            theirs.answer = "Or rather"

    def test_an_accepted_referral_opens_the_file(self):
        """Accepted, dated; the owner stays the owner. [AC-03]"""
        row = self.refer()
        row.with_user(self.jurist).action_accept()
        self.assertEqual((row.state, row.answered_by_id), ("accepted", self.jurist))
        self.assertEqual(self.case.owner_id, self.worker)
        self.assertTrue(self.reads(self.jurist))

    def test_a_finished_referral_shuts_the_file(self):
        """By the one who was asked, or who asked; once; not before work. [AC-03]"""
        row = self.refer()
        with self.assertRaises(UserError):
            row.with_user(self.worker).action_done()
        theirs = row.with_user(self.jurist)
        theirs.action_accept()
        with self.assertRaises(AccessError):
            row.with_user(self.stranger).action_done()
        theirs.answer = "The appeal is lodged"
        theirs.action_done()
        self.assertEqual((row.state, row.answer), ("done", "The appeal is lodged"))
        self.assertFalse(self.reads(self.jurist))
        with self.assertRaises(UserError):
            theirs.action_done()
        # Who worked when stays.
        self.assertEqual(self.case.member_ids.user_id, self.jurist)

    def test_finishing_one_keeps_what_another_opened(self):
        """A second referral, in progress or accepted, stands by itself. [AC-03]"""
        first, second = self.refer(), self.refer()
        for row in (first, second):
            row.with_user(self.jurist).action_accept()
        first.with_user(self.jurist).action_done()
        self.assertTrue(self.reads(self.jurist))
        second.with_user(self.jurist).action_done()
        self.assertFalse(self.reads(self.jurist))

    def test_refusing_one_keeps_what_another_opened(self):
        """A referral that is refused takes nothing from one that lives. [AC-03]"""
        live, other = self.refer(), self.refer()
        live.with_user(self.jurist).action_accept()
        other.with_user(self.jurist).action_reject()
        self.assertTrue(self.reads(self.jurist))
        third = self.refer()
        third.with_user(self.worker).action_revoke()
        self.assertTrue(self.reads(self.jurist))

    def test_a_transfer_outlives_the_referral(self):
        """Asked for advice, then given the file: the advice ends, she stays. [AC-03]"""
        row = self.refer(self.stranger)
        row.with_user(self.stranger).action_accept()
        moved = self.ask("transfer", self.stranger)
        row.with_user(self.stranger).action_done()
        self.assertFalse(self.reads(self.stranger), "not accepted yet")
        moved.with_user(self.stranger).action_accept()
        self.assertTrue(self.reads(self.stranger))

    def test_referrals_of_others_are_not_seen(self):
        """The owner sees all offers of the file; a receiver hers alone. [AC-03]"""
        move = self.ask("transfer", self.stranger)
        mine, other = self.refer(self.stranger), self.refer(self.jurist)
        rows = self.env["migrant.case.transition"]
        of_file = [("case_id", "=", self.case.id)]
        self.assertEqual(
            rows.with_user(self.worker).search(of_file), other | mine | move
        )
        self.assertEqual(rows.with_user(self.stranger).search(of_file), mine | move)

    def test_live_offers_are_told_from_past_ones(self):
        """Who has an offer that waits; who refused, or was done, has none. [AC-03]"""
        refused, done = self.refer(self.stranger), self.refer(self.jurist)
        refused.with_user(self.stranger).action_reject()
        done.with_user(self.jurist).action_accept()
        done.with_user(self.jurist).action_done()
        waiting = self.refer(self.psychologist)
        for user, wanted in (
            (self.stranger, waiting.browse()),
            (self.jurist, waiting.browse()),
            (self.psychologist, waiting),
        ):
            rows = self.env["migrant.case.transition"].with_user(user)
            self.assertEqual(rows.search([("is_for_me", "=", True)]), wanted)

    def test_a_disabled_receiver(self):
        """Not asked; what was asked before is taken back all the same. [AC-03]"""
        row, move = self.refer(), self.ask("transfer", self.stranger)
        (self.jurist | self.stranger).active = False
        for asked in (row, move):
            asked.with_user(self.worker).action_revoke()
            self.assertEqual(asked.state, "revoked")
        for kind, user in (
            ("referral_internal", self.jurist),
            ("transfer", self.stranger),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.ask(kind, user)


@tagged("post_install", "-at_install")
class TestStepsAndTasks(ParityCase):
    """Workflow of a file, and what falls due in it."""

    def due(self, record=None):
        """Obligations that run on a record, the file by default."""
        record = self.case if record is None else record
        return record._get_clocks("running").mapped("obligation")

    def test_steps_are_those_of_the_type(self):
        """First, middle and last step, by code and by name, in order. [AC-04]"""
        steps = self.case.case_type_id.step_ids.sorted()
        self.assertEqual(self.case.step_id, steps[0])
        self.assertEqual(steps[-1].code, "closure")
        self.assertTrue(all(steps.mapped("name")))
        self.assertEqual(self.Case._group_expand_step_id(steps[0], []), steps)

    def test_a_type_without_assessment_offers_no_such_step(self):
        """Two types, one assesses: the step is on the board of that one. [AC-04]"""
        bare = self.env["migrant.case.type"].create({"name": "Advice", "code": "bare"})
        steps = self.env["migrant.case.step"]
        for sequence, code in enumerate(("registration", "closure")):
            steps += steps.create(
                {
                    "type_id": bare.id,
                    "code": code,
                    "name": code,
                    "sequence": sequence,
                }
            )
        social = self.case.case_type_id.step_ids
        board = self.Case._group_expand_step_id
        self.assertNotIn("assessment", board(steps[0], []).mapped("code"))
        self.assertIn("assessment", board(social[0], []).mapped("code"))
        self.assertIn("assessment", board(steps[0] | social[0], []).mapped("code"))

    def test_new_and_taken_up_again_are_told_apart(self):
        """New: one episode. Closed, then open: the second, with its reason. [AC-04]"""
        self.assertEqual((self.case.episode, self.case.state), (1, "open"))
        self.close(self.case)
        self.assertEqual(self.case.state, "closed")
        self.case.with_user(self.worker)._reopen("She is back")
        self.assertEqual((self.case.episode, self.case.state), (2, "open"))
        self.assertEqual(self.case.step_id, self.step("registration"))
        second = self.case.episode_ids.filtered(lambda row: row.number == 2)
        self.assertEqual(second.reopen_reason, "She is back")

    def test_an_assessment_is_a_task_until_it_is_made(self):
        """Due when the file opens; not once it is signed. [AC-04]"""
        self.assertIn("assessment_signed", self.due())
        self.signed()
        self.assertNotIn("assessment_signed", self.due())

    def test_a_plan_is_a_task_until_it_is_in_force(self):
        """Due after the assessment; not once it is approved. [AC-04]"""
        self.assertNotIn("plan_agreed", self.due())
        self.signed()
        self.assertIn("plan_agreed", self.due())
        self.plan(self.case).action_approve()
        self.assertNotIn("plan_agreed", self.due())

    def signed(self):
        """An assessment that is complete and signed."""
        self.assess(self.case, "intake", {"safe": 4, "request": "x"}).action_sign()

    def test_no_follow_up_task_if_done(self):
        """Planned: a task. Held, missed and planned again, or called off. [AC-04]"""
        followups = self.env["migrant.followup"].with_user(self.worker)
        values = {"case_id": self.case.id, "planned_on": "2030-01-07"}
        held, off = followups.create([values, values])
        self.assertEqual(self.due(held), ["followup_due"])
        held.risk_check = "same"
        held.action_done()
        off.action_cancel()
        self.assertEqual((self.due(held), self.due(off)), ([], []))

    def test_an_action_is_a_task_when_it_has_a_day(self):
        """With a day, a task; without one, none; done or given up, none. [AC-04]"""
        dated, bare, dropped = (
            self.do(self.case, due_on=day)
            for day in ("2030-01-07", False, "2030-01-08")
        )
        self.assertEqual(self.due(dated), ["action_due"])
        self.assertFalse(self.due(bare))
        dated.action_done()
        dropped.action_cancel()
        self.assertEqual((self.due(dated), self.due(dropped)), ([], []))

    def test_a_task_is_not_made_for_a_thing_already_done(self):
        """Written down when it was over: nothing falls due. [AC-04]"""
        action = self.do(self.case)
        action.action_done()
        self.assertFalse(self.due(action))

    def test_a_file_is_due_when_the_first_thing_in_it_is(self):
        """Action, follow-up, deadline of the file: the nearest one counts. [AC-04]
        [B42]"""
        self.assertFalse(self.case.next_due and self.case.next_due.year < 2026)
        with freeze_time("2026-11-23 09:00:00"):
            action = self.do(self.case, due_on="2026-11-20")
            self.case.invalidate_recordset(["next_due", "clock_state"])
            self.assertEqual(str(self.case.next_due.date()), "2026-11-20")
            self.assertEqual(self.case.clock_state, "breached")
            late = [("clock_state", "=", "breached")]
            self.assertIn(self.case, self.Case.search(late))
            self.assertIn("action_due", self.case.clock_ids.mapped("obligation"))
            action.action_done()
            self.case.invalidate_recordset(["next_due", "clock_state", "clock_ids"])
            self.assertNotEqual(self.case.clock_state, "breached")
            self.assertNotIn(self.case, self.Case.search(late))

    def test_the_worklist_is_sorted_both_ways(self):
        """By what is due, the nearest first or last; without a day, at the end.
        [AC-04]"""
        days = ("2026-01-09", "2026-01-05", "2026-01-12")
        cases = self.Case.browse()
        for day in days:
            case = self.new_case(self.person(f"Due {day}"))
            self.do(case, due_on=day)
            cases |= case
        ninth, fifth, twelfth = cases
        mine = self.Case.with_user(self.worker)
        among = [("id", "in", cases.ids)]
        self.assertEqual(mine.search(among, order="next_due"), fifth | ninth | twelfth)
        self.assertEqual(
            mine.search(among, order="next_due desc"), twelfth | ninth | fifth
        )
        found = mine.search([*among, ("next_due", "<", "2026-01-11")])
        self.assertEqual(found, ninth | fifth)
