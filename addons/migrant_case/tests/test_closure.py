# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import RecordCapturer, tagged

from .common import CaseCase


@tagged("post_install", "-at_install")
class TestClosure(CaseCase):
    def pass_all(self, case):
        """Let a file pass what other parts of the room ask before the closing."""
        self.env["migrant.case.gate"].search(
            [("kind", "!=", "checklist")]
        ).active = False
        self.env["migrant.case.check"].search([("probe", "!=", "hand")]).active = False
        return case

    def test_no_closing_without_checklist(self):
        """State and step are both closed to whoever skips the closing. [E09, AC-16]"""
        mine = self.pass_all(self.case).with_user(self.worker)
        with self.assertRaises(UserError):
            mine.write({"state": "closed"})
        with self.assertRaises(UserError):
            mine.step_id = self.step("closure")

    def test_closing_names_all_that_is_missing(self):
        """Reason, outcome, summary, the person's view, each point of the list. [E04]"""
        mine = self.pass_all(self.case).with_user(self.worker)
        mine.action_close()
        closure = mine.closure_ids
        with self.assertRaises(UserError) as refused:
            closure.action_ask()
        for word in ("Why it is closed", "Outcomes", "View of the person", "Papers"):
            self.assertIn(word, str(refused.exception))
        self.fill(closure)
        closure.action_ask()
        self.assertEqual(self.case.state, "closed")
        self.assertEqual(self.case.step_id, self.step("closure"))
        self.assertEqual(self.case.date_close, fields.Date.context_today(closure))
        self.assertEqual(closure.outcome_ids.mapped("code"), ["housing"])
        self.assertFalse(self.case._get_clocks("running"))

    def test_child_is_heard_at_the_closing(self):
        """The child's own view, or why she was not asked. [E29]"""
        case = self.pass_all(self.new_case(self.person("Aya"), "child"))
        mine = case.with_user(self.worker)
        mine.action_close()
        closure = mine.closure_ids
        self.fill(closure)
        with self.assertRaises(UserError) as refused:
            closure.action_ask()
        self.assertIn("View of the child", str(refused.exception))
        closure.child_view = "She wants to stay with her aunt"
        closure.action_ask()
        self.assertEqual(closure.state, "asked")

    def test_a_tick_answers_at_once(self):
        """A toggle that saves by itself asks no onchange inside another record."""
        arch = self.env["migrant.case.closure"].get_view(view_type="form")["arch"]
        tick = etree.fromstring(arch).find(".//field[@name='is_done']")
        self.assertEqual(literal_eval(tick.get("options")), {"autosave": False})

    def test_second_person_closes_the_file_of_a_child(self):
        """Four eyes by a row of the policy: not the asker, not by RPC, not a colleague
        without that right. [T17, AC-05]"""
        case = self.pass_all(self.new_case(self.person("Aya"), "child"))
        case.with_user(self.worker).action_close()
        closure = case.closure_ids
        self.fill(closure, child_view="She agrees")
        mine = closure.with_user(self.worker)
        mine.action_ask()
        self.assertEqual((closure.state, case.state), ("asked", "open"))
        with self.assertRaises(AccessError):
            mine.action_agree()
        with self.assertRaises(UserError):
            mine.write({"state": "done"})
        with RecordCapturer(self.env["mail.message"]) as told:
            closure.with_user(self.supervisor).action_send_back()
        self.assertEqual(told.records.partner_ids, self.worker.partner_id)
        self.assertIn("not yet", told.records.subject)
        self.assertEqual(closure.state, "draft")
        mine.action_ask()
        with RecordCapturer(self.env["mail.message"]) as told:
            closure.with_user(self.supervisor).action_agree()
        self.assertEqual(told.records.partner_ids, self.worker.partner_id)
        self.assertIn(f"{case.code} is closed", told.records.subject)
        self.assertEqual(case.state, "closed")
        self.assertEqual(closure.decided_by_id, self.supervisor)

    def test_reopening_makes_an_episode(self):
        """The dates of the first time stay; the file begins again."""
        case = self.pass_all(self.case)
        with freeze_time("2026-11-30 09:00:00"):
            self.close(case)
        mine = case.with_user(self.worker)
        with self.assertRaises(UserError):
            mine.action_open()
        with self.assertRaises(UserError):
            mine._reopen("")
        with freeze_time("2027-02-01 09:00:00"):
            mine._reopen("She lost her room")
        first, second = case.episode_ids.sorted("number")
        self.assertEqual(str(first.date_close), "2026-11-30")
        self.assertEqual(first.reason_id.code, "done")
        self.assertEqual(str(second.date_open), "2027-02-01")
        self.assertEqual(second.reopen_reason, "She lost her room")
        self.assertFalse(second.date_close)
        self.assertEqual(case.step_id, self.step("registration"))
        # The second closing asks for its own list.
        with self.assertRaises(UserError):
            mine.write({"state": "closed"})

    def test_on_hold_stops_the_deadlines(self):
        """A reason is asked; deadlines wait, and run on. [E32]"""
        mine = self.case.with_user(self.worker)
        with self.assertRaises(UserError):
            mine.action_hold()
        mine.hold_reason = "In hospital"
        mine.action_hold()
        self.assertEqual(mine.clock_state, "paused")
        mine.action_resume()
        mine.invalidate_recordset()
        self.assertEqual(mine.clock_state, "running")
        self.assertFalse(mine.hold_reason)

    def test_open_transfer_holds_the_closing(self):
        """What waits for an answer is on the list by itself."""
        self.env["migrant.case.gate"].search(
            [("kind", "!=", "checklist")]
        ).active = False
        self.env["migrant.case.transition"].with_user(self.worker).create(
            {
                "case_id": self.case.id,
                "kind": "referral_internal",
                "to_user_id": self.jurist.id,
                "reason": "Appeal",
            }
        )
        mine = self.case.with_user(self.worker)
        mine.action_close()
        self.fill(mine.closure_ids)
        with self.assertRaises(UserError) as refused:
            mine.closure_ids.action_ask()
        self.assertIn("No transfer", str(refused.exception))
