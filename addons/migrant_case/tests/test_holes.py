# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Thirteen holes of a case module on the same platform, shown and closed. [AC-12]

They are listed in the anchors page on case management; each test says what the naive
way gives and that ours does not.
"""

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_module_path
from odoo.tests import tagged

from .plan_common import PlanCase


@tagged("post_install", "-at_install")
class TestHoles(PlanCase):
    def test_01_a_person_is_no_partner(self):
        """Hole 1: an employee who reads all partners finds nobody of ours."""
        partners = self.env["res.partner"].with_user(self.employee)
        self.assertTrue(partners.has_access("read"))
        for word in ("Salimata", "Kouyaté", self.case.code, self.salimata.code):
            self.assertFalse(partners.search([("display_name", "ilike", word)]))
        finance = self.users["finance_officer"]
        self.assertFalse(self.Case.with_user(finance).has_access("read"))

    def test_02_assessments_have_a_rule(self):
        """Hole 2: findings are not read by a worker of another team, nor deleted."""
        found = self.assess(self.case, "intake", {})
        self.assertTrue(found.with_user(self.worker).has_access("read"))
        with self.assertRaises(AccessError):
            found.with_user(self.stranger).read(["state"])
        with self.assertRaises(UserError):
            found.with_user(self.stranger).unlink()

    def test_03_a_wall_is_a_rule(self):
        """Hole 3: the mark on a note is what opens it, on every route."""
        psychologist = self.psychologist
        self.env["migrant.case.member"].with_user(self.worker).create(
            {
                "case_id": self.case.id,
                "user_id": psychologist.id,
                "function": "psychological",
            }
        )
        note = self.note(self.case, psychologist, "Trauma", wall="medical")
        seen = self.env["migrant.note"].with_user(self.worker)
        self.assertFalse(seen.search([("case_id", "=", self.case.id)]))
        self.assertFalse(seen.search([("body", "ilike", "Trauma")]))
        with self.assertRaises(AccessError):
            note.with_user(self.worker).read(["body"])

    def test_04_nobody_approves_her_own(self):
        """Hole 4: the plan of a child: not by its author, by RPC either."""
        case = self.new_case(self.person("Aya"), "child")
        plan = self.plan(case, ["housing"], child_view="She agrees")
        mine = plan.with_user(self.worker)
        with self.assertRaises(UserError):
            mine.write({"state": "active"})
        self.assertNotEqual(plan.state, "active")

    def test_05_what_is_declared_is_used(self):
        """Hole 5: conditions, second looks and limits of caseload bind."""
        with self.assertRaises(UserError):
            self.case.with_user(self.worker).step_id = self.step("plan")
        self.env["ir.config_parameter"].set_param("migrant_case.full_load", "1")
        self.new_case(self.person("Ali"), owner_id=self.colleague.id)
        self.assertTrue(
            self.env["migrant.caseload"]._warning(self.colleague, self.case)
        )

    def test_06_a_revised_plan_keeps_its_open_actions(self):
        """Hole 6: nothing that was promised is lost with the new version."""
        plan = self.plan(self.case, ["housing"])
        action = self.do(self.case, goal_id=plan.goal_ids.id)
        plan.action_submit()
        if plan.state == "to_approve":
            plan.action_approve()
        self.assertEqual(plan.state, "active")
        plan.action_revise()
        new = self.case.plan_ids - plan
        new.action_submit()
        if new.state == "to_approve":
            new.action_approve()
        self.assertEqual(new.state, "active")
        self.assertEqual(action.state, "todo")
        self.assertEqual(action.goal_id.plan_id, new)
        self.assertFalse(self.case._probe_actions())

    def test_07_reopening_keeps_the_dates(self):
        """Hole 7: the first closing stays readable on its episode."""
        with freeze_time("2026-11-30 10:00:00"):
            self.close(self.case)
        self.case.with_user(self.worker)._reopen("She is back")
        first = self.case.episode_ids.filtered(lambda row: row.number == 1)
        self.assertEqual(str(first.date_close), "2026-11-30")

    def test_08_the_job_runs_twice(self):
        """Hole 8: one notice, whatever the number of runs."""
        clocks = self.env["ngo.clock"]
        domain = [("res_model", "=", "migrant.case"), ("res_id", "=", self.case.id)]
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=60)):
            clocks._tick_batch()
            once = clocks.search(domain).notice_ids
            clocks._tick_batch()
            self.assertEqual(clocks.search(domain).notice_ids, once)
        self.assertTrue(once)
        self.assertFalse(self.case.activity_ids)

    def test_09_an_internal_referral_comes_back(self):
        """Hole 9: a receiver who exists, an answer, and nothing opened before it."""
        row = (
            self.env["migrant.case.transition"]
            .with_user(self.worker)
            .create(
                {
                    "case_id": self.case.id,
                    "kind": "referral_internal",
                    "to_user_id": self.jurist.id,
                    "reason": "Appeal",
                }
            )
        )
        self.assertFalse(self.case.with_user(self.jurist).has_access("read"))
        row.with_user(self.jurist).action_reject()
        self.assertEqual(row.answered_by_id, self.jurist)

    def test_10_a_replacement_reads_and_a_viewer_does_not(self):
        """Hole 10: by a dated row for the one, not by default for the other."""
        with self.assertRaises(AccessError):
            self.case.with_user(self.stranger).read(["code"])
        until = fields.Datetime.add(fields.Datetime.now(), days=2)
        self.env["ngo.access"]._grant(
            self.case, self.stranger, "replacement", until, "Ill"
        )
        self.assertTrue(self.case.with_user(self.stranger).has_access("read"))
        with freeze_time(fields.Datetime.add(until, minutes=1)):
            self.assertFalse(self.case.with_user(self.stranger).has_access("read"))

    def test_11_nothing_of_hers_in_calendars(self):
        """Hole 11: no event of the shared calendar, and no mail, bears her name or her
        words."""
        self.note(self.case, self.worker, "She fled", agreed="Monday at ten")
        row = self.env["migrant.case.transition"].with_user(self.worker)
        last = self.env["mail.mail"].search([], order="id desc", limit=1).id
        row.create(
            {
                "case_id": self.case.id,
                "kind": "referral_internal",
                "to_user_id": self.jurist.id,
                "reason": "Appeal of Salimata",
            }
        )
        self.case.with_user(self.worker).message_post(
            body="Look at it", partner_ids=self.supervisor.partner_id.ids
        )
        mails = self.env["mail.mail"].search([("id", ">", last or 0)])
        self.assertTrue(mails)
        words = " ".join(f"{mail.subject} {mail.body_html}" for mail in mails)
        if "calendar.event" in self.env:
            events = self.env["calendar.event"].search([])
            words += " ".join(events.mapped("display_name"))
        for word in ("Salimata", "Kouyaté", "She fled", "Monday at ten", "Appeal"):
            self.assertNotIn(word, words)
        self.assertFalse(self.case.activity_ids)

    def test_12_words_in_two_languages(self):
        """Hole 12: both files stand, whole."""
        import polib

        for language in ("fr", "ar"):
            path = f"{get_module_path('migrant_case')}/i18n/{language}.po"
            entries = [e for e in polib.pofile(path) if not e.obsolete]
            self.assertGreater(len(entries), 100)
            self.assertFalse([e.msgid for e in entries if not e.msgstr])

    def test_13_labels_are_codes(self):
        """Hole 13: no label of any line of a file bears the name of the person."""
        self.note(self.case, self.worker)
        self.env["migrant.case.risk"].create(
            {"case_id": self.case.id, "level": "low", "reason": "Calm"}
        )
        for name, model in self.env.registry.items():
            if model._abstract or "case_id" not in model._fields:
                continue
            if not name.startswith("migrant."):
                continue
            rows = self.env[name].search([("case_id", "=", self.case.id)])
            for label in rows.mapped("display_name"):
                self.assertNotIn("Salimata", label or "", name)
