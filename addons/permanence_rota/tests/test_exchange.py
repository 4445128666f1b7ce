# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, RecordCapturer, freeze_time, tagged

from odoo.addons.ngo_base.engine.bidi import isolate

from .common import RotaCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 08:00:00")
class TestExchange(RotaCase):
    """Open slots, swaps, transmission notes."""

    def published(self):
        self.template(0)
        self.template(2)
        plan = self.plan()
        plan.action_generate()
        for day, holder in ((7, self.anna), (9, self.bert)):
            self.head(plan, self.social, day).action_assign(holder.id)
            self.head(plan, self.interpreter, day).action_assign(self.ibra.id)
        plan.action_publish()
        return plan

    def notice(self, plan):
        """What the planner was told of somebody who cannot come."""
        return self.env["mail.message"].search(
            [("model", "=", plan._name), ("res_id", "=", plan.id)]
            + [("subject", "like", "Cannot come")]
        )

    def test_a_rota_is_closed_when_it_is_over(self):
        """Not before its last permanence; opened again, it can be put right."""
        plan = self.published()
        mine, last = (self.head(plan, self.social, day) for day in (7, 9))
        planner = self.as_user(plan, "coordinator")
        with self.assertRaisesRegex(UserError, "still run(.|\n)*9 Dec"):
            planner.action_close()
        with self.assertRaisesRegex(UserError, "still run"):
            planner.state = "closed"
        with freeze_time(last.stop):
            planner.action_close()
            self.assertEqual((plan.state, mine.state), ("closed", "done"))
            with self.assertRaisesRegex(UserError, "closed"):
                mine.action_assign(False)
            planner.action_reopen()
            self.assertEqual((plan.state, mine.state), ("published", "published"))
            mine.action_assign(False)
        # What is called off does not keep it open.
        with freeze_time(mine.stop):
            last.slot_id.action_cancel()
            planner.action_close()
            self.assertEqual(plan.state, "closed")

    def test_open_slot_goes_to_the_first_who_may(self):
        """An eligible colleague takes it once; the second is told; a night watcher is
        refused with the reason. [C03]"""
        plan = self.published()
        head = self.head(plan, self.social, 9)
        head.action_assign(False)
        plan.action_publish()
        with self.assertRaisesRegex(UserError, "another role"):
            head._claim_for(self.nina)
        self.as_user(head, "social_worker").action_claim()
        self.assertEqual(head.employee_id, self.anna)
        self.assertEqual(head.origin, "claim")
        self.assertEqual(head.pub_employee_id, self.anna)
        self.assertFalse(head.is_changed)
        with self.assertRaisesRegex(UserError, "just been taken"):
            head._claim_for(self.chaz)

    def test_open_slots_shown_are_those_one_may_take(self):
        """Nobody is shown what she could not take."""
        plan = self.published()
        head = self.head(plan, self.social, 9)
        head.action_assign(False)
        plan.action_publish()
        heads = self.env["permanence.assignment"]
        self.assertEqual(heads._open_for(self.anna), head)
        self.assertFalse(heads._open_for(self.nina))
        self.leave(self.anna, 9)
        self.assertFalse(heads._open_for(self.anna))

    def test_somebody_without_a_place_in_the_house_claims_nothing(self):
        """A user who is no employee is refused."""
        plan = self.published()
        head = self.head(plan, self.social, 9)
        with self.assertRaises(AccessError):
            self.as_user(head, "volunteer").action_claim()

    def test_the_holder_answers_for_herself(self):
        """She confirms, says that she cannot come, asks for a swap; the planner has it
        to do once and the slot stays hers; nobody answers for her."""
        plan = self.published()
        mine, other = (self.head(plan, self.social, day) for day in (7, 9))
        mine.site_id.manager_id = self.users["coordinator"]
        own = self.as_user(mine, "social_worker")
        self.assertTrue(own.can_answer)
        self.assertEqual(own.team, isolate("Ibra"))
        self.assertEqual(own.day, "Monday 7 December")
        listed = own.with_context(rota_mine=True)
        self.assertEqual(listed.display_name, own.slot_id.display_name)
        self.assertEqual(own.display_name, f"Anna Social · {listed.display_name}")
        own.action_confirm()
        self.assertTrue(mine.is_confirmed)
        for _twice in range(2):
            own.action_cannot_come()
        self.assertEqual((mine.is_confirmed, mine.cannot_come), (False, True))
        self.assertEqual(mine.employee_id, self.anna)
        task = plan.activity_ids
        self.assertEqual(task.user_id, self.users["coordinator"])
        self.assertIn("Anna Social", task.summary)
        self.assertEqual(self.notice(plan).author_id, own.env.user.partner_id)
        action = own.action_ask_swap()
        swaps = own.env["permanence.swap"].with_context(**action["context"])
        swap = Form(swaps)
        swap.to_employee_id = own.env["hr.employee"].browse(self.bert.id)
        self.assertEqual(swap.save().assignment_id, mine)
        self.as_user(mine, "coordinator").action_assign(self.chaz.id)
        self.assertFalse(mine.cannot_come)
        for head in (own, self.as_user(other, "social_worker")):
            self.assertFalse(head.can_answer)
            for answer in ("action_confirm", "action_cannot_come", "action_ask_swap"):
                with self.assertRaisesRegex(UserError, "no longer yours"):
                    getattr(head, answer)()
        with freeze_time("2026-12-07 13:00:00"):
            self.assertFalse(self.as_user(mine, "coordinator").can_answer)

    def test_the_coordinator_writes_down_a_wish_told_by_telephone(self):
        """Who plans chooses the person on the form; others write their own."""
        wishes = self.env["permanence.wish"]
        told = Form(self.as_user(wishes, "coordinator"))
        told.employee_id = self.nina
        told.date = date(2026, 12, 8)
        self.assertEqual(told.save().employee_id, self.nina)
        own = Form(self.as_user(wishes, "social_worker"))
        self.assertEqual(own.employee_id, self.anna)
        with self.assertRaisesRegex(AssertionError, "readonly"):
            own.employee_id = self.nina

    def test_swap_asked_accepted_approved(self):
        """Both sides change in one flush, after rules for both. [C03]"""
        plan = self.published()
        mine, theirs = (self.head(plan, self.social, day) for day in (7, 9))
        self.bert.user_id = self.new_user("bert")
        self.give_role(self.bert.user_id, "social_worker")
        swaps = self.as_user(self.env["permanence.swap"], "social_worker")
        self.assertEqual(swaps.new({}).display_name, self.anna.name)
        swap = swaps.action_ask(mine.id, self.bert.id, theirs.id)
        self.assertEqual(swap.display_name, f"{mine.display_name} · {self.anna.name}")
        self.assertFalse(swap.can_accept or swap.needs_link)
        with self.assertRaises(AccessError):
            swap.action_accept()
        self.assertTrue(swap.with_user(self.bert.user_id).can_accept)
        swap.with_user(self.bert.user_id).action_accept()
        with self.assertRaises(AccessError):
            swap.with_user(self.bert.user_id).action_approve()
        self.assertIn("Swap to approve: Bert", plan.activity_ids.summary)
        self.as_user(swap, "coordinator").action_approve()
        self.assertEqual(mine.employee_id, self.bert)
        self.assertEqual(theirs.employee_id, self.anna)
        self.assertEqual(swap.state, "done")
        self.assertFalse(plan.activity_ids)

    def test_the_task_of_a_swap_ends_with_it(self):
        """Refused by another coordinator it is nobody's; other tasks of the rota stay,
        and one that was done already stays done."""
        plan = self.published()
        mine, theirs = (self.head(plan, self.social, day) for day in (7, 9))
        self.bert.user_id = self.new_user("bert")
        self.give_role(self.bert.user_id, "social_worker")
        self.as_user(theirs, "coordinator")._cannot_come_for(self.bert)
        other = plan.activity_ids
        self.assertIn("Cannot come", other.summary)
        swaps = self.as_user(self.env["permanence.swap"], "social_worker")
        swap = swaps.action_ask(mine.id, self.bert.id)
        swap.with_user(self.bert.user_id).action_accept()
        self.assertIn("Swap to approve", (plan.activity_ids - other).summary)
        self.as_user(swap, "coordinator").action_refuse()
        self.assertEqual(plan.activity_ids, other)
        again = swaps.action_ask(mine.id, self.bert.id)
        again.with_user(self.bert.user_id).action_accept()
        task = plan.activity_ids - other
        task.action_feedback()
        self.as_user(again, "coordinator").action_refuse()
        self.assertTrue(task.exists())

    def test_who_is_asked_and_who_asked_are_told(self):
        """The colleague that a swap is asked of her, the other that it is refused."""
        mine = self.head(self.published(), self.social, 7)
        self.bert.user_id = self.new_user("bert")
        self.give_role(self.bert.user_id, "social_worker")
        swaps = self.as_user(self.env["permanence.swap"], "social_worker")
        with RecordCapturer(self.env["mail.message"]) as told:
            swap = swaps.action_ask(mine.id, self.bert.id)
        self.assertEqual(told.records.partner_ids, self.bert.user_id.partner_id)
        self.assertIn(f"res_id={swap.id}", told.records.body)
        with RecordCapturer(self.env["mail.message"]) as told:
            swap.with_user(self.bert.user_id).action_refuse()
        self.assertEqual(told.records.partner_ids, self.anna.user_id.partner_id)
        self.assertIn("refused", told.records.subject)
        swap.flush_recordset()
        # Who has no account is told by hand, and answers by her link.
        with RecordCapturer(self.env["mail.message"]) as told:
            swaps.action_ask(mine.id, self.chaz.id)
        self.assertFalse(told.records)

    def test_a_swap_is_asked_of_who_could_hold_it(self):
        """Role and site are those of the slot; nobody asks herself or somebody else."""
        plan = self.published()
        mine = self.head(plan, self.social, 7)
        far = self.person(
            "Far Social", self.social, site_ids=[Command.set(self.site_b.ids)]
        )
        swaps = self.as_user(self.env["permanence.swap"], "social_worker")
        form = Form(swaps.with_context(default_assignment_id=mine.id))
        able = self.env["hr.employee"].browse(form.able_ids.ids)
        self.assertLessEqual(self.bert | self.chaz, able)
        self.assertFalse((self.anna | self.nina | far) & able)
        for other in (self.nina, far):
            with self.assertRaises(ValidationError):
                swaps.action_ask(mine.id, other.id)
        swap = swaps.action_ask(mine.id, self.chaz.id)
        self.assertEqual(swap.to_employee_id, self.chaz)

    def test_swap_is_checked_again_when_it_is_approved(self):
        """Somebody who fell ill meanwhile cannot take the slot; nothing changes."""
        plan = self.published()
        mine = self.head(plan, self.social, 7)
        swap = self.as_user(self.env["permanence.swap"], "social_worker").action_ask(
            mine.id, self.chaz.id
        )
        swap.sudo().state = "accepted"
        self.leave(self.chaz, 7)
        with self.assertRaisesRegex(UserError, "unavailable"):
            self.as_user(swap, "coordinator").action_approve()
        self.assertEqual(mine.employee_id, self.anna)

    def test_swap_does_not_take_the_only_speaker_away(self):
        """The language need of the slot outlives the swap."""
        plan = self.published()
        mute = self.person("Mute Interpreter", self.interpreter)
        mine = self.head(plan, self.interpreter, 7)
        swaps = self.as_user(self.env["permanence.swap"], "interpreter")
        swap = swaps.action_ask(mine.id, mute.id)
        swap.sudo().state = "accepted"
        with self.assertRaisesRegex(UserError, "would lose"):
            self.as_user(swap, "coordinator").action_approve()

    def test_only_the_holder_asks_for_a_swap(self):
        """Nobody gives away somebody else's slot."""
        plan = self.published()
        theirs = self.head(plan, self.social, 9)
        swaps = self.as_user(self.env["permanence.swap"], "social_worker")
        with self.assertRaises(AccessError):
            swaps.action_ask(theirs.id, self.chaz.id)

    def test_transmission_is_read_first_by_the_next_team(self):
        """The note of the night is shown to the morning's team until it is read.
        [B09a]"""
        plan = self.published()
        first, second = plan.slot_ids
        notes = self.as_user(self.env["permanence.transmission"], "coordinator")
        note = notes.create({"slot_id": first.id, "text": "F-2K7 waits for a call."})
        with freeze_time("2026-12-09 09:00:00"):
            mine = self.as_user(self.env["permanence.transmission"], "interpreter")
            found = mine.get_for_slot(second.id)
            self.assertEqual(found.text, note.text)
            found.action_read()
            self.assertFalse(mine.get_for_slot(second.id))
            with self.assertRaises(AccessError):
                found.text = "changed"

    def test_a_note_begins_with_the_slot_just_held(self):
        """Who leaves chooses nothing; a note is called by its slot."""
        plan = self.published()
        mine = self.head(plan, self.social, 7)
        notes = self.as_user(self.env["permanence.transmission"], "social_worker")
        with freeze_time(mine.stop + timedelta(hours=1)):
            note = notes.create({"text": "F-2K7 waits for a call."})
        self.assertEqual(note.slot_id, mine.slot_id)
        self.assertEqual(note.display_name, mine.slot_id.display_name)
        with freeze_time(mine.start - timedelta(days=1)):
            self.assertFalse(notes.default_get(["slot_id"]).get("slot_id"))
        self.assertEqual(notes.new({}).display_name, "New note")

    def test_a_new_weekly_permanence_has_a_name(self):
        """Of what is known of it so far."""
        weekly = self.env["permanence.template"].new({"weekday": "0", "hour_from": 9})
        self.assertEqual(weekly.display_name, "Monday 09:00")

    def test_wishes_before_the_deadline(self):
        """One declares one's own wishes until the deadline, the coordinator later.
        [B11a]"""
        # Other rotas of these days may have deadlines of their own.
        self.env["permanence.plan"].search([]).wish_deadline = False
        plan = self.plan()
        wishes = self.as_user(self.env["permanence.wish"], "social_worker")
        self.assertEqual(wishes.new({}).display_name, self.anna.name)
        wish = wishes.create({"date": "2026-12-08", "weight": "-3"})
        self.assertEqual(wish.display_name, f"{self.anna.name} · 12/08/2026")
        self.assertEqual(wish.employee_id, self.anna)
        with self.assertRaises(AccessError):
            wishes.create(
                {"employee_id": self.bert.id, "date": "2026-12-08", "weight": "1"}
            )
        plan.wish_deadline = "2026-11-30 12:00:00"
        with self.assertRaisesRegex(UserError, "Too late"):
            wishes.create({"date": "2026-12-09", "weight": "-3"})
        self.as_user(wish, "coordinator").weight = "-1"
