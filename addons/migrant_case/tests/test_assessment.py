# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.ngo_base.tests.languages import speak
from odoo.addons.ngo_base.tests.papers import has_arabic

from .plan_common import PlanCase

LANGUAGES = ("fr_FR", "ar_TN")
WELL = {"safe": 4, "sleep": 4, "eat": 4, "mood": 4, "care": 4, "resources": 4}
REVIEW = {**WELL, "network": 4, "status": 4, "request": "A lawyer"}


@tagged("post_install", "-at_install")
class TestAssessment(PlanCase):
    def test_a_new_form_has_no_tool_yet(self):
        """The screen opens before a tool is chosen, on a file or at a desk. [B06a]"""
        assessments = self.env["migrant.assessment"].with_user(self.worker)
        for case_id in (self.case.id, False):
            context = {"default_case_id": case_id}
            with Form(assessments.with_context(**context)) as form:
                self.assertFalse(form.score)
                form.tool_id = self.tool("intake")
            self.assertEqual(form.record.case_id.id, case_id)
            self.assertEqual(form.record.answered, 0)

    def test_half_filled_is_saved(self):
        """Saved with one answer, finished later; signed only when complete. [T03]"""
        review = self.assess(self.case, "sociolegal", {"sleep": 1})
        self.assertEqual((review.answered, review.asked, review.missing), (1, 10, 2))
        with self.assertRaises(UserError, msg="required questions are open"):
            review.action_submit()
        self.answer(review, {"safe": 2, "request": "A bed tonight"})
        review.action_submit()
        review.action_sign()
        self.assertEqual(review.state, "signed")
        self.assertEqual(review.signed_by_id, self.worker)

    def test_scores_by_domain_with_colours(self):
        """Each domain is scored by the rule of the tool and bears its colour. [B06]"""
        review = self.assess(
            self.case, "sociolegal", {"safe": 1, "sleep": 2, "eat": 3, "care": 4}
        )
        basic, medical = (
            review.result_ids.filtered(
                lambda r, code=code: r.need_domain_id.code == code
            )
            for code in ("basic", "medical")
        )
        self.assertEqual(
            (basic.score, basic.colour, basic.is_below), (2.0, "orange", True)
        )
        self.assertEqual((medical.score, medical.colour), (4.0, "green"))
        self.assertFalse(medical.is_below)
        unrated = review.result_ids.filtered(lambda r: r.need_domain_id.code == "legal")
        self.assertFalse(unrated.is_rated or unrated.is_below)

    def test_compared_with_the_one_before(self):
        """The next of the same tool shows the way since the last. [T03]"""
        first = self.assess(self.case, "sociolegal", {**REVIEW, "sleep": 1, "safe": 1})
        first.action_sign()
        second = self.assess(self.case, "sociolegal", REVIEW)
        self.assertEqual(second.previous_id, first)
        line = second.line_ids.filtered(lambda x: x.item_id.code == "sleep")
        self.assertEqual((line.previous_level_id.score, line.change), (1.0, 3.0))
        basic = second.result_ids.filtered(lambda r: r.need_domain_id.code == "basic")
        self.assertEqual((basic.previous_score, basic.travelled), (2.0, 2.0))
        second.action_sign()
        self.assertEqual(first.state, "superseded")

    def test_a_child_in_twelve_domains(self):
        """Twelve domains of four definitions; the plan answers each. [AC-09] [T03]"""
        speak(self.env, "migrant_case")
        tool = self.tool("child")
        items = tool.domain_ids.item_ids
        self.assertEqual((len(tool.domain_ids), len(items)), (12, 12))
        for item in items:
            self.assertEqual(item.level_ids.mapped("score"), [1, 2, 3, 4])
            english, french, arabic = (
                set(item.with_context(lang=lang).level_ids.mapped("definition"))
                for lang in ("en_US", *LANGUAGES)
            )
            self.assertEqual({len(english), len(french), len(arabic)}, {4})
            self.assertFalse(english & french)
            self.assertTrue(all(map(has_arabic, arabic)))
        codes = items.mapped("code")
        case = self.new_case(self.person("Aya", birth_date="2015-01-01"), "child")
        before = {**dict.fromkeys(codes, 4), "education": 1, "legal": 2, "family": 3}
        first = self.assess(case, "child", before)
        first.action_sign()
        second = self.assess(case, "child", {**before, "education": 3, "legal": 4})
        second.action_sign()
        found = {result.need_domain_id.code: result for result in second.result_ids}
        seen = {
            code: (result.score, result.colour, result.previous_score, result.travelled)
            for code, result in found.items()
        }
        self.assertEqual(len(seen), 12)
        self.assertEqual(seen["education"], (3, "yellow", 1, 2))
        self.assertEqual(seen["legal"], (4, "green", 2, 2))
        self.assertEqual(seen["family"], (3, "yellow", 3, 0))
        self.assertEqual(seen["medical"], (4, "green", 4, 0))
        first_seen = {r.need_domain_id.code: r.colour for r in first.result_ids}
        self.assertEqual(
            [first_seen[code] for code in ("education", "legal", "family")],
            ["red", "orange", "yellow"],
        )
        plan = self.plan(case, ["education", "legal"], child_view="School")
        self.assertEqual(plan.lacking_domain_ids, self.domain("family"))
        self.assertFalse(plan.is_complete)
        with self.assertRaises(UserError):
            plan.action_submit()
        plan.reason_ids = [
            Command.create(
                {"domain_id": self.domain("family").id, "reason": "Her aunt copes"}
            )
        ]
        self.assertTrue(plan.is_complete)

    def test_signed_stays_as_it_is(self):
        """Neither the author nor her lead changes what was signed, by RPC either."""
        review = self.assess(self.case, "sociolegal", REVIEW)
        review.action_sign()
        for user in (self.worker, self.supervisor):
            seen = review.with_user(user)
            with self.assertRaises(UserError):
                seen.write({"summary": "other"})
            with self.assertRaises(UserError):
                seen.line_ids[:1].write({"evidence": "other"})
        with self.assertRaises(UserError):
            review.unlink()

    def test_nothing_is_born_signed(self):
        """State, signer and author are not taken from whoever creates."""
        forged = self.assess(
            self.case,
            "sociolegal",
            {},
            state="signed",
            author_id=self.supervisor.id,
            signed_by_id=self.supervisor.id,
            signed_on="2026-01-01",
        )
        self.assertEqual((forged.state, forged.author_id), ("draft", self.worker))
        self.assertFalse(forged.signed_by_id)
        with self.assertRaises(UserError):
            forged.write({"author_id": self.supervisor.id})
        with self.assertRaises(UserError):
            forged.write({"state": "signed"})

    def test_four_eyes_where_a_row_says_so(self):
        """Off by default; with a row the author's own signature is refused. [AC-05]"""
        review = self.assess(self.case, "sociolegal", REVIEW)
        self.env["ngo.policy.rule"].create(
            {
                "name": "Look at assessments",
                "kind": "four_eyes",
                "act_kind": "assessment_sign",
                "case_type": "social",
            }
        )
        with self.assertRaises(UserError):
            review.action_sign()
        with self.assertRaises(UserError):
            review.write({"state": "signed"})
        with self.assertRaises(AccessError):
            review.with_user(self.stranger).action_sign()
        review.with_user(self.supervisor).action_sign()
        self.assertEqual(review.signed_by_id, self.supervisor)

    def test_needs_come_out_of_it(self):
        """Each domain below the bar opens one need, basic needs first. [B16, E15]"""
        review = self.assess(
            self.case, "sociolegal", {**REVIEW, "sleep": 1, "safe": 1, "status": 2}
        )
        review.action_sign()
        needs = self.case.need_ids.sorted()
        self.assertEqual(needs.domain_id.mapped("code"), ["basic", "legal"])
        self.assertEqual(needs.result_id.assessment_id, review)
        again = self.assess(self.case, "sociolegal", {**REVIEW, "status": 1})
        again.action_sign()
        self.assertEqual(len(self.case.need_ids), 2, "a live need is not doubled")

    def test_invisible_to_another_worker(self):
        """Findings are read by owner, team and its lead, by no other worker."""
        review = self.assess(self.case, "sociolegal", REVIEW)
        for records in (review, review.line_ids, review.result_ids):
            self.assertTrue(records.with_user(self.colleague).has_access("read"))
            for user in (self.stranger, self.jurist, self.desk, self.employee):
                self.assertFalse(records.with_user(user).has_access("read"))
        self.assertFalse(
            self.env["migrant.assessment.line"].with_user(self.stranger).search([])
        )

    def test_filled_without_a_file_and_carried(self):
        """At the first line, nameless and half-filled; in the file once there is one.

        [B06a]
        """
        loose = self.assess(None, "intake", {"safe": 2})
        self.assertFalse(loose.case_id or loose.beneficiary_id)
        self.assertEqual(loose.team_id, self.team_a)
        self.assertTrue(loose.with_user(self.colleague).has_access("read"))
        self.assertFalse(loose.with_user(self.stranger).has_access("read"))
        loose._carry_into(self.case.with_user(self.worker))
        self.assertEqual(loose.beneficiary_id, self.salimata)
        self.assertEqual(self.case.assessment_ids, loose)
        self.answer(loose, {"request": "Work"})
        loose.action_sign()
        self.assertEqual(self.case.need_ids.domain_id.code, "basic")

    def test_carried_into_the_right_file_only(self):
        """What was said of one person does not enter the file of another."""
        other = self.person("Awa")
        loose = self.assess(None, "intake", {}, beneficiary_id=other.id)
        with self.assertRaises(UserError):
            loose._carry_into(self.case.with_user(self.worker))
        with self.assertRaises(UserError):
            loose.action_carry()
        with self.assertRaises(UserError, msg="this tool needs a file"):
            self.assess(None, "closure", {})

    def test_a_tool_in_use_is_not_changed(self):
        """A new version is made of it; old assessments keep theirs. [T03]"""
        manager = self.users["programme_manager"]
        tool = self.tool("intake").with_user(manager)
        review = self.assess(self.case, "intake", {"safe": 3})
        for act in (
            lambda: tool.write({"bar": 1}),
            lambda: tool.domain_ids[:1].write({"sequence": 1}),
            lambda: tool.domain_ids.item_ids[:1].write({"name": "Other?"}),
            lambda: tool.level_ids[:1].write({"score": 9}),
        ):
            with self.assertRaises(UserError):
                act()
        new = tool.browse(tool.action_new_version()["res_id"])
        self.assertEqual(len(new.domain_ids.item_ids), len(tool.domain_ids.item_ids))
        self.assertEqual(len(new.level_ids), len(tool.level_ids))
        new.domain_ids.item_ids[:1].name = "Are you safe?"
        new.action_publish()
        self.assertEqual((tool.state, new.version), ("retired", 2))
        self.assertEqual(review.tool_id, self.tool("intake"))

    def test_child_status_of_twelve_domains(self):
        """Twelve domains of four defined levels, twice: scores, colours, the way."""
        tool = self.env["migrant.assessment.tool"].create(
            {"name": "Status of the child", "code": "status", "bar": 3}
        )
        domains = self.env["migrant.need.domain"].search([])[:12]
        for domain in domains:
            part = self.env["migrant.assessment.domain"].create(
                {"tool_id": tool.id, "need_domain_id": domain.id}
            )
            item = self.env["migrant.assessment.item"].create(
                {"domain_id": part.id, "name": domain.name, "code": domain.code}
            )
            self.env["migrant.assessment.level"].create(
                [
                    {
                        "tool_id": tool.id,
                        "item_id": item.id,
                        "name": f"Level {score}",
                        "score": score,
                        "colour": colour,
                        "definition": f"What one sees at {score}",
                    }
                    for score, colour in enumerate(
                        ("red", "orange", "yellow", "green"), start=1
                    )
                ]
            )
        tool.action_publish()
        both = []
        for score in (2, 3):
            assessment = self.env["migrant.assessment"].create(
                {"tool_id": tool.id, "case_id": self.case.id}
            )
            self.answer(assessment, {domain.code: score for domain in domains})
            assessment.action_sign()
            both.append(assessment)
        self.assertEqual([a.score for a in both], [2.0, 3.0])
        self.assertEqual(set(both[1].result_ids.mapped("travelled")), {1.0})
        self.assertEqual(len(both[0].result_ids.filtered("is_below")), 12)
        self.assertFalse(both[1].result_ids.filtered("is_below"))
        self.assertEqual(both[0].line_ids[:1].definition, "What one sees at 2")

    def test_answers_belong_to_their_question(self):
        """A level of another tool does not answer this one."""
        review = self.assess(self.case, "intake", {})
        line = review.line_ids.filtered(lambda x: x.item_id.code == "safe")
        with self.assertRaises(ValidationError):
            line.level_id = self.env.ref("migrant_case.level_closure_1")

    def test_the_36_codes_beside_the_words_of_the_house(self):
        """UNHCR's codes of needs are exact; local words answer to them. [E13, AC-02]"""
        needs = self.env["migrant.specific.need"].search([])
        codes = needs.filtered("is_unhcr").mapped("code")
        self.assertEqual(len(set(codes)), 36)
        self.assertLessEqual({"CR-AF", "SV-VA", "LP-RR", "DS-SD", "FU-TR"}, set(codes))
        local = self.env.ref("migrant_case.specific_need_undocumented")
        self.assertEqual(local._codes(), ["LP-ND"])
        self.assertEqual(needs.filtered("is_unhcr")._codes(), sorted(codes))

    def test_the_guide_tells_which_lines_fired(self):
        """Points, level, and the words of the lines, kept with the result. [E13]"""
        case = self.case.with_user(self.worker)
        self.env["migrant.vulnerability"].with_user(self.worker).create(
            {
                "case_id": case.id,
                "specific_need_id": self.env.ref("migrant_case.specific_need_tr_pi").id,
            }
        )
        self.assess(
            self.case, "sociolegal", {**REVIEW, "safe": 1, "sleep": 1}
        ).action_sign()
        result = case._prioritise()
        self.assertEqual(result.level, "urgent")
        self.assertEqual(result.points, sum(result.fired_ids.mapped("points")))
        told = set(result.fired_ids.mapped("name"))
        self.assertLessEqual({"Not safe", "Consequences of torture"}, told)
        line = self.env.ref("migrant_case.priority_line_unsafe")
        line.write({"points": 1, "name": "Changed since"})
        self.assertIn("Not safe", result.fired_ids.mapped("name"))
        self.assertFalse(result.with_user(self.stranger).has_access("read"))
        with self.assertRaises(UserError):
            result.write({"level": "low"})
        result.action_apply()
        self.assertEqual(case.risk_level, "urgent")
