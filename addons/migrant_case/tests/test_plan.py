# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval
from datetime import datetime

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import RecordCapturer, freeze_time, tagged
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from .plan_common import PlanCase


@tagged("post_install", "-at_install")
class TestPlan(PlanCase):
    def test_coverage_from_need_to_verified(self):
        """A need is covered when somebody looked and said so, not before. [E15, B19]"""
        need = self.need(self.case)
        self.assertEqual(need.state, "open")
        action = self.do(self.case, need_ids=[(6, 0, need.ids)])
        self.assertEqual(need.state, "planned")
        action.action_done()
        self.assertEqual(need.state, "delivered")
        self.assertEqual(self.case.waiting_count, 1)
        self.assertEqual(self.case.coverage_rate, 0.0)
        followup = (
            self.env["migrant.followup"]
            .with_user(self.worker)
            .create({"case_id": self.case.id, "planned_on": "2026-12-01"})
        )
        need._check_now("partly", followup)
        self.assertEqual(need.state, "partly_met")
        need._check_now("met", followup, "I sleep well")
        self.assertEqual(need.state, "met")
        self.assertTrue(need.closed_on)
        self.assertEqual(self.case.coverage_rate, 1.0)
        self.assertEqual(len(followup.check_ids), 2)

    def test_a_need_without_any_service(self):
        """Not covered for want of a service, or declined: with its reason. [E15]"""
        need, other = self.need(self.case), self.need(self.case, "work")
        wizard = self.env["migrant.need.end"].with_user(self.worker)
        wizard.create(
            {
                "need_ids": [(6, 0, need.ids)],
                "end": "unmet_no_service",
                "reason": "No house takes families this winter",
            }
        ).action_confirm()
        self.assertEqual(need.state, "unmet_no_service")
        with self.assertRaises(UserError):
            other._end_as("declined", " ")
        with self.assertRaises(UserError):
            other.write({"end": "declined", "end_reason": "typed"})
        need.action_reopen()
        self.assertEqual(need.state, "open")

    def test_basic_needs_stand_first(self):
        """Whatever the order in which they were found. [B16, F09]"""
        self.need(self.case, "language", severity="high")
        self.need(self.case, "legal", severity="high")
        self.need(self.case, "basic", severity="low")
        codes = self.case.need_ids.sorted().domain_id.mapped("code")
        self.assertEqual(codes, ["basic", "legal", "language"])
        self.domain("language").programme_ids = self.programme_2
        fit = self.env["migrant.need.domain"]._for_programme(self.programme_1)
        self.assertNotIn("language", fit.mapped("code"))
        self.assertEqual(fit[:1].code, "basic")

    def test_complete_when_each_domain_is_answered(self):
        """Each domain below the bar has a goal or a reason; the person is heard."""
        self.need(self.case, "legal")
        self.assess(
            self.case,
            "intake",
            {"safe": 2, "sleep": 1, "request": "x", "care": 4, "violence": 4},
        ).action_sign()
        plan = self.plan(self.case, ["legal"])
        self.assertEqual(plan.lacking_domain_ids.mapped("code"), ["basic"])
        with self.assertRaises(UserError):
            plan.action_submit()
        with self.assertRaises(UserError, msg="nor around the button"):
            plan.write({"state": "active"})
        self.env["migrant.plan.reason"].with_user(self.worker).create(
            {
                "plan_id": plan.id,
                "domain_id": self.domain("basic").id,
                "reason": "Her sister takes her in",
            }
        )
        self.assertTrue(plan.is_complete)
        plan.person_view = False
        with self.assertRaises(UserError):
            plan.action_submit()
        plan.person_view = "I want to work."
        plan.action_approve()
        self.assertEqual(plan.state, "active")
        self.assertEqual(self.case.active_plan_id, plan)

    def test_the_view_of_the_child(self):
        """A child's plan holds her view, or why she was not heard. [E29]"""
        child = self.new_case(self.person("Amina", birth_date="2015-01-01"), "child")
        plan = self.plan(child)
        with self.assertRaises(UserError):
            plan.action_submit()
        plan.child_view = "I want to go to school with my brother."
        plan.action_submit()
        self.assertEqual(plan.state, "to_approve")
        review = {
            "case_id": child.id,
            "decision": "continue",
            "findings": "She eats",
            "risk_check": "same",
            "person_view": "Her aunt: fine",
        }
        reviews = self.env["migrant.review"].with_user(self.worker)
        with self.assertRaises(UserError):
            reviews.create(review)
        reviews.create({**review, "child_view_absent": "Two years old"})

    def test_own_approval_is_refused(self):
        """A child's plan: its team's lead approves, by RPC too. [C6, E09, AC-05]"""
        child = self.new_case(self.person("Amina", birth_date="2015-01-01"), "child")
        plan = self.plan(child, child_view="School", state="active")
        self.assertEqual(plan.state, "draft")
        with RecordCapturer(self.env["mail.message"]) as told:
            plan.action_submit()
        waiting = child._get_clocks("running").filtered_domain(
            [("event", "=", "plan_submitted")]
        )
        self.assertEqual(waiting.user_id, self.supervisor, "it waits for her")
        # Who leads the team is told by code, and what she answers is told back.
        self.assertEqual(told.records.partner_ids, self.supervisor.partner_id)
        self.assertIn(child.code, told.records.subject)
        with RecordCapturer(self.env["mail.message"]) as told:
            plan.with_user(self.supervisor).action_send_back()
        self.assertEqual(told.records.partner_ids, self.worker.partner_id)
        self.assertEqual(waiting.state, "cancelled", "it waits for nobody")
        plan.action_submit()
        again = child._get_clocks("running").filtered_domain(
            [("event", "=", "plan_submitted")]
        )
        self.assertEqual(again.user_id, self.supervisor)
        for act in (plan.action_approve, lambda: plan.write({"state": "active"})):
            with self.assertRaises(UserError):
                act()
        with self.assertRaises(UserError):
            plan.write({"author_id": self.colleague.id})
        with self.assertRaises(AccessError):
            plan.with_user(self.stranger).action_approve()
        with RecordCapturer(self.env["mail.message"]) as told:
            plan.with_user(self.supervisor).action_approve()
        self.assertEqual(told.records.partner_ids, self.worker.partner_id)
        self.assertEqual(plan.approved_by_id, self.supervisor)
        self.assertEqual(again.state, "done")
        # The lead's own plan is not hers to approve either.
        own = self.plan(child, child_view="School", user=self.supervisor)
        with self.assertRaises(UserError):
            own.action_approve()

    def test_the_menu_opens_on_what_waits(self):
        """A worker's own files; a supervisor also what waits for her look."""
        child = self.new_case(self.person("Amina", birth_date="2015-01-01"), "child")
        plan = self.plan(child, child_view="School")
        plan.action_submit()
        self.assertIn(plan, self.opened_by(self.worker))
        self.assertIn(plan, self.opened_by(self.supervisor))
        # A colleague of the team is not asked for her look.
        self.assertNotIn(plan, self.opened_by(self.colleague))

    def opened_by(self, user):
        """Plans on which the menu opens for a user: its default filters, joined."""
        plans = self.env["migrant.plan"].with_user(user)
        tree = etree.fromstring(plans.get_view(view_type="search")["arch"])
        action = self.env.ref("migrant_case.migrant_plan_action")
        names = [
            name.removeprefix("search_default_")
            for name in literal_eval(action.context)
        ]
        shown = [node for node in tree.iter("filter") if node.get("name") in names]
        return plans.search(
            Domain.OR(safe_eval(node.get("domain"), {"uid": user.id}) for node in shown)
        )

    def test_second_look_waived_with_a_reason(self):
        """Where the policy allows it and nobody else could look; journalled. [E09]"""
        child = self.new_case(self.person("Amina", birth_date="2015-01-01"), "child")
        plan = self.plan(child, child_view="School", waiver_reason="I am alone here")
        with self.assertRaises(UserError, msg="the policy does not allow it"):
            plan.action_approve()
        self.env.ref("migrant_case.ngo_policy_rule_child_plan").is_waivable = True
        plan.action_approve()
        self.assertEqual(plan.approved_by_id, self.worker)
        note = self.env["ngo.journal"].search([("kind", "=", "waived")], limit=1)
        self.assertEqual(note.reason, "I am alone here")

    def test_ordinary_plan_is_approved_by_its_author(self):
        """Four eyes are off by default for an ordinary plan."""
        plan = self.plan(self.case)
        with RecordCapturer(self.env["mail.message"]) as told:
            plan.action_submit()
        self.assertFalse(told.records)
        with RecordCapturer(self.env["mail.message"]) as told:
            plan.action_approve()
        self.assertFalse(told.records)
        self.assertEqual(plan.approved_by_id, self.worker)

    def test_revision_carries_open_actions(self):
        """Open goals and actions go on; nothing of the old version is overwritten."""
        need = self.need(self.case)
        plan = self.plan(self.case, ["housing", "work"])
        goal = plan.goal_ids.filtered(lambda g: g.domain_id.code == "housing")
        goal.need_ids = need
        plan.action_approve()
        done = self.do(self.case, goal_id=goal.id)
        going = self.do(self.case, goal_id=goal.id, due_on="2026-12-24")
        self.assertEqual(going.need_ids, need, "the goal's needs are the action's")
        done.action_done()
        plan.goal_ids.filtered(lambda g: g.domain_id.code == "work").action_reached()
        with self.assertRaises(UserError, msg="agreed plans change by revision"):
            plan.write({"person_view": "other"})
        with self.assertRaises(UserError):
            goal.write({"name": "other"})
        new = plan.browse(plan.action_revise()["res_id"])
        self.assertEqual((new.version, new.previous_id), (2, plan))
        twin = new.goal_ids
        self.assertEqual((len(twin), twin.carried_from_id), (1, goal))
        self.assertEqual(going.goal_id, goal, "until the new version is agreed")
        new.action_approve()
        self.assertEqual(plan.state, "revised")
        self.assertEqual((going.goal_id, going.state), (twin, "todo"))
        self.assertEqual(done.goal_id, goal)
        self.assertEqual(goal.carried_action_ids, going, "the old one remembers")
        self.assertEqual(self.case.active_plan_id, new)

    def test_one_plan_in_force(self):
        """Two drafts: the second to be agreed revises the first. [F14]"""
        first, second = self.plan(self.case), self.plan(self.case)
        self.assertEqual((first.version, second.version), (1, 2))
        first.action_approve()
        second.action_approve()
        self.assertEqual((first.state, second.state), ("revised", "active"))

    def test_the_programmes_own_name(self):
        """ "Projet global et individualisé", as the programme calls it. [F14]"""
        plan = self.plan(self.case)
        self.env["ngo.label"].create(
            {
                "key": "plan",
                "programme_id": self.programme_1.id,
                "name": "Projet global et individualisé",
                "name_plural": "Projets",
            }
        )
        plan.invalidate_recordset(["label"])
        self.assertEqual(plan.label, "Projet global et individualisé")

    def test_family_takes_part_from_safe_relations_only(self):
        """Verified, contact allowed, no risk; a later risk is shown. [E10a]"""
        aunt, uncle = self.person("Khadija"), self.person("Moussa")
        kind = self.env["migrant.relation.type"].search([], limit=1)
        safe, unsafe = self.env["migrant.relation"].create(
            [
                {
                    "beneficiary_id": self.salimata.id,
                    "other_id": other.id,
                    "type_id": kind.id,
                    "is_verified": verified,
                    "is_contact_allowed": True,
                }
                for other, verified in ((aunt, True), (uncle, False))
            ]
        )
        plan = self.plan(self.case)
        parties = self.env["migrant.plan.party"].with_user(self.worker)
        with self.assertRaises(ValidationError):
            parties.create(
                {"plan_id": plan.id, "relation_id": unsafe.id, "part": "Lodging"}
            )
        party = parties.create(
            {
                "plan_id": plan.id,
                "relation_id": safe.id,
                "part": "School in the morning",
            }
        )
        self.assertEqual(party.person_id, aunt)
        safe.write({"is_risk": True, "is_contact_allowed": False})
        party.invalidate_recordset(["is_safe"])
        self.assertFalse(party.is_safe)

    def test_the_kin_of_a_household(self):
        """Relations of each member count; a danger for one of them, for all. [E10a]"""
        child, aunt, stranger = (self.person(n) for n in ("Awa", "Khadija", "Ali"))
        household = self.household(self.salimata, child)
        case = self.new_case(self.salimata, household_id=household.id)
        kind = self.env["migrant.relation.type"].search([], limit=1)
        vals = {
            "other_id": aunt.id,
            "type_id": kind.id,
            "is_verified": True,
            "is_contact_allowed": True,
        }
        of_child, foreign = self.env["migrant.relation"].create(
            [{**vals, "beneficiary_id": one.id} for one in (child, stranger)]
        )
        plan = self.plan(case)
        parties = self.env["migrant.plan.party"].with_user(self.worker)
        with self.assertRaises(ValidationError):
            parties.create({"plan_id": plan.id, "relation_id": foreign.id, "part": "x"})
        party = parties.create(
            {"plan_id": plan.id, "relation_id": of_child.id, "part": "School"}
        )
        self.assertEqual(party.person_id, aunt)
        # She is a danger for the mother, whom the file is about as well.
        self.env["migrant.relation"].create(
            {
                "beneficiary_id": aunt.id,
                "other_id": self.salimata.id,
                "type_id": kind.id,
                "is_risk": True,
            }
        )
        party.invalidate_recordset(["is_safe"])
        self.assertFalse(party.is_safe)
        # The file of the child alone knows the mother's quarrel not.
        alone = self.plan(self.new_case(child))
        self.assertTrue(
            parties.create(
                {"plan_id": alone.id, "relation_id": of_child.id, "part": "School"}
            ).is_safe
        )

    def test_a_goal_gathers_the_needs_of_its_domain(self):
        """What is done for the goal answers them without being told. [E15]"""
        need = self.need(self.case, "housing")
        self.need(self.case, "work")
        goal = self.plan(self.case, ["housing"]).goal_ids
        self.assertEqual(goal.need_ids, need)
        action = self.do(self.case, goal_id=goal.id)
        self.assertEqual(action.need_ids, need)
        self.assertEqual(need.state, "planned")

    def test_contract_in_two_languages(self):
        """Printed in two languages, without the party who is a risk. [F14]"""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.lang"]._activate_lang("ar_TN")
        plan = self.plan(self.case, ["housing"], contract_lang="ar_TN")
        self.do(self.case, goal_id=plan.goal_ids.id, name="Appeler le 115")
        reports = self.env["ir.actions.report"].with_user(self.worker)
        html = (
            reports.with_context(lang="fr_FR")
            ._render_qweb_html("migrant_case.migrant_plan_report", plan.ids)[0]
            .decode()
        )
        self.assertEqual(html.count("Appeler le 115"), 2)
        self.assertIn('dir="rtl"', html)
        self.assertIn("Salimata", html)
        self.assertFalse(plan.is_signed)
        plan.write({"person_signed_on": "2026-11-22", "worker_signed_on": "2026-11-22"})
        self.assertTrue(plan.is_signed)

    def test_labels_say_no_more_than_a_code(self):
        """Outside the file a line bears the code of the file, whoever asks. [T24]"""
        need = self.need(self.case, name="Salimata is afraid")
        plan = self.plan(self.case)
        for record in (need, plan, self.do(self.case, name="Call Salimata")):
            self.assertEqual(record.sudo().display_name, self.case.code)
        inside = need.with_context(in_file=True)
        self.assertIn("Housing", inside.display_name)
        outside = inside.with_user(self.stranger).sudo()
        outside.invalidate_recordset(["display_name"])
        self.assertEqual(outside.display_name, self.case.code)

    def test_nothing_she_said_stays(self):
        """Anonymised: no word of hers in any table of the method; counts stay."""
        word = "lighthouse"
        self.need(self.case, name=word, note=word)
        review = self.assess(self.case, "intake", {"request": word}, summary=word)
        review.line_ids[:1].evidence = word
        plan = self.plan(self.case, ["housing"], person_view=word, interpreter=word)
        plan.goal_ids.name = word
        self.do(self.case, name=word, result=word, goal_id=plan.goal_ids.id)
        told = str(review._dsar_lines())
        self.assertEqual(told.count(word), 2, "the dossier holds what she said")
        self.salimata._anonymise("Retention")
        self.env.flush_all()
        left = []
        for name, model in self.env.registry.items():
            ours = model._original_module == "migrant_case" and model._auto
            if model._abstract or not ours:
                continue
            self.env.cr.execute(
                SQL("SELECT t::text FROM %s t", SQL.identifier(model._table))
            )
            if word in " ".join(row[0] for row in self.env.cr.fetchall()):
                left.append(name)
        self.assertEqual(left, [])
        self.assertEqual(len(self.case.need_ids), 1)

    def test_gates_of_the_steps(self):
        """What a step asks is told in words; nothing when it is there. [E08, E09]"""
        case = self.case.with_user(self.worker)
        gate = None
        self.assertTrue(case._gate_assessment_signed(gate))
        self.assertTrue(case._gate_plan_approved(gate))
        self.assertIn("Housing", (self.need(case), case._gate_needs_answered(gate))[1])
        self.assess(case, "intake", {"safe": 4, "request": "x"}).action_sign()
        plan = self.plan(case, ["housing"])
        plan.action_approve()
        case.need_ids._check_now("met")
        for name in ("assessment_signed", "plan_approved", "needs_answered"):
            self.assertFalse(getattr(case, f"_gate_{name}")(gate), name)
        self.assertFalse(case._gate_person_view(gate))
        self.assertFalse(case._gate_child_view(gate))

    def test_clocks_of_the_method(self):
        """Assessment, plan, review fall due by the policy, each once. [E32, AC-04]"""
        case = self.new_case(self.person("Awa"))
        running = case._get_clocks("running")
        self.assertIn("assessment_signed", running.mapped("obligation"))
        self.assess(case, "intake", {"safe": 4, "request": "x"}).action_sign()
        running = case._get_clocks("running").mapped("obligation")
        self.assertNotIn("assessment_signed", running)
        self.assertIn("plan_agreed", running)
        plan = self.plan(case, review_on="2027-01-20")
        plan.action_approve()
        running = case._get_clocks("running")
        self.assertNotIn("plan_agreed", running.mapped("obligation"))
        due = running.filtered(lambda c: c.obligation == "review_due").due
        end = datetime(2027, 1, 20, 23, 59, 59)
        self.assertEqual(due, end, "the end of the day agreed")
        self.env["migrant.review"].with_user(self.worker).create(
            {
                "case_id": case.id,
                "decision": "continue",
                "findings": "All is well",
                "risk_check": "same",
                "person_view": "Thank you",
            }
        )
        self.assertNotIn("review_due", case._get_clocks("running").mapped("obligation"))

    @freeze_time("2026-11-20 10:00:00")
    def test_overdue_actions(self):
        """A day too late is seen in lists; a new day starts a new deadline. [E32]"""
        action = self.do(self.case, due_on="2026-11-19")
        self.assertTrue(action.is_late)
        mine = self.env["migrant.action"].with_user(self.worker)
        self.assertIn(action, mine.search([("is_late", "=", True)]))
        action.due_on = "2026-11-27"
        self.assertFalse(action.is_late)
        clock = action._get_clocks("running")
        self.assertEqual(len(clock), 1)
        self.assertEqual(clock.occurrence, "2026-11-27")
        action.action_done()
        self.assertFalse(action._get_clocks("running", "breached"))
