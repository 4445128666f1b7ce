# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.ngo_base.tests.languages import speak

from .plan_common import PlanCase

LANGUAGES = ("fr_FR", "ar_TN")
# What a tour looks for in a list of the house, whatever the language of the screen.
WORD = "Tour 77"


@tagged("post_install", "-at_install")
class TestTours(PlanCase, HttpCase):
    """Files in the browser, in French and in Arabic."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        speak(cls.env, "migrant_case")
        # Somebody without a file yet.
        cls.hawa = cls.person("Hawa", "Traoré")
        for name in ("source", "reason", "outcome"):
            cls.env[f"migrant.case.{name}"].create({"name": WORD, "code": "tour77"})
        for lang in LANGUAGES:
            cls.tool("vulnerability").with_context(lang=lang).name = WORD
            cls.domain("basic").with_context(lang=lang).name = WORD

    def _from_search_to_closing(self, lang):
        self.worker.lang = lang
        self.start_tour(
            "/odoo/find-person",
            "migrant_case_from_search_to_closing",
            login=self.worker.login,
        )
        case = self.hawa.case_ids
        self.assertEqual((case.state, case.owner_id), ("closed", self.worker))
        self.assertEqual(case.eligibility_state, "eligible")
        self.assertEqual(case.risk_ids.level, "medium")
        self.assertFalse(case.override_ids)
        self.assertEqual(case.assessment_ids.state, "signed")
        # Found by the assessment, answered by the plan, seen to be covered.
        self.assertEqual(case.need_ids.domain_id, self.domain("basic"))
        self.assertEqual(case.need_ids.state, "met")
        self.assertEqual(case.plan_ids.state, "active")
        self.assertEqual(case.action_ids.state, "done")
        self.assertEqual(case.action_ids.need_ids, case.need_ids)
        self.assertEqual(case.note_ids.agreed, "The lease on Monday")
        self.assertEqual(case.closure_ids.reason_id.name, WORD)

    def test_from_search_to_closing_in_french(self):
        """Found, opened, assessed, planned, done, seen, closed. [E08] [E31] [E04]"""
        self._from_search_to_closing("fr_FR")

    def test_from_search_to_closing_in_arabic(self):
        """The same, from right to left. [E08]"""
        self._from_search_to_closing("ar_TN")

    def _plan(self, lang):
        self.worker.lang = lang
        self.need(self.case, "basic")
        plan = self.plan(self.case, person_view=False)
        self.start_tour(
            f"/odoo/plans/{plan.id}", "migrant_case_plan", login=self.worker.login
        )
        self.assertEqual(plan.state, "revised")
        self.assertEqual(plan.reason_ids.domain_id, self.domain("basic"))
        self.assertTrue(plan.is_signed)
        new = self.case.plan_ids - plan
        self.assertEqual((new.state, new.previous_id), ("active", plan))
        self.assertEqual(new.goal_ids.domain_id, self.domain("basic"))

    def test_plan_in_french(self):
        """Refused while a domain is silent; agreed, signed, revised. [F14] [E29]"""
        self._plan("fr_FR")

    def test_plan_in_arabic(self):
        """The same, from right to left. [F14]"""
        self._plan("ar_TN")

    def test_today(self):
        """From the worklist to what was agreed last time. [B27] [B42]"""
        for lang in LANGUAGES:
            with self.subTest(lang):
                self.worker.lang = lang
                self.note(self.case, self.worker, agreed="The lease on Monday")
                self.start_tour(
                    "/odoo/files-today", "migrant_case_today", login=self.worker.login
                )

    def test_pages_are_read_when_opened(self):
        """What is typed on one page outlives the opening of another. [B42]"""
        self.env["migrant.specific.need"].create({"name": WORD, "code": "tour77"})
        for lang in LANGUAGES:
            with self.subTest(lang):
                self.worker.lang = lang
                case = self.new_case(self.person(f"Pages {lang}"))
                self.do(case, name=WORD)
                self.note(case, self.worker, agreed="The lease on Monday")
                self.start_tour(
                    f"/odoo/files/{case.id}",
                    "migrant_case_pages",
                    login=self.worker.login,
                )
                self.assertEqual(case.presenting_need, "A roof for two")
                self.assertEqual(case.vulnerability_ids.specific_need_id.name, WORD)

    def test_board_and_calendar(self):
        """Columns by step with what is due, the month, the sums. [B42]"""
        self.do(self.case, due_on=fields.Date.today())
        for lang in LANGUAGES:
            with self.subTest(lang):
                self.worker.lang = lang
                self.start_tour(
                    "/odoo/files", "migrant_case_board", login=self.worker.login
                )
