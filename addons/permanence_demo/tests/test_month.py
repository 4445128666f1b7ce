# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from ..models.permanence_story import TOLD
from ..story import CHAPTERS
from ..story.persons import PERSONS


@tagged("post_install", "-at_install")
class TestMonth(TransactionCase):
    """What each of the story's people finds in the month, and what she does not."""

    def tell_of(self, room):
        """Skip where a room was not there when the story was told."""
        told = self.env["ir.config_parameter"].get_param(TOLD) or ""
        if room not in told.split():
            self.skipTest(f"{room} was not told of")

    def user(self, login):
        return self.env.ref(f"permanence_demo.user_{login}")

    def person(self, key, login=None):
        person = self.env.ref(f"permanence_demo.person_{key}")
        return person.with_user(self.user(login)) if login else person

    def test_installed_rooms_are_told_of_once(self):
        """Each room that is there has its chapter; a second telling adds nothing."""
        told = (self.env["ir.config_parameter"].get_param(TOLD) or "").split()
        self.assertLessEqual(set(told), set(CHAPTERS))
        names = [("module", "=", "permanence_demo")]
        before = self.env["ir.model.data"].search_count(names)
        self.env["permanence.story"]._tell_month()
        self.assertEqual(self.env["ir.model.data"].search_count(names), before)

    def test_a_worker_reads_her_persons_names(self):
        """Amel finds hers by name in any script; each lies with who registered it."""
        self.tell_of("migrant_registry")
        hers = self.env["migrant.beneficiary"].with_user(self.user("amel_exemple"))
        mine = hers.search([("owner_id", "=", hers.env.uid)])
        expected = {row.names[0] for row in PERSONS if row.worker == "amel.exemple"}
        if "migrant_case" in self.env["ir.config_parameter"].get_param(TOLD).split():
            # His file was handed on to her, and he with it.
            expected.add("Kwame Sample")
        self.assertEqual(set(mine.mapped("person_name")), expected)
        found = {row["name"] for row in hers.find_person("عمر مثال")["found"]}
        self.assertIn("Omar Mithal", found)
        samuel = self.person("samuel")
        self.assertEqual(samuel.create_uid, self.user("amel_exemple"))
        self.assertLess(samuel.create_date.date(), fields.Date.today())

    def test_two_files_are_closed_to_others(self):
        """Restricted: worker and team; sealed: the worker alone."""
        self.tell_of("migrant_registry")
        for key, opens, closed in (
            ("samira", ("amel_exemple", "gilles_essai"), ("chiraz_essai",)),
            ("ramatou", ("chiraz_essai",), ("fatma_fictive", "olfa_essai")),
            ("esther", ("dorra_modele",), ("elias_exemple", "jamel_fictif")),
        ):
            for login in opens:
                with self.subTest(key=key, login=login):
                    self.assertTrue(self.person(key, login).has_access("read"))
            for login in closed:
                with self.subTest(key=key, login=login):
                    self.assertFalse(self.person(key, login).has_access("read"))

    def test_a_double_waits_for_the_worker(self):
        """The desk wrote her name another way; the pair comes to her worker."""
        self.tell_of("migrant_registry")
        pair = self.person("djeneba") | self.person("djeneba_again")
        matches = self.env["migrant.match"].with_user(self.user("chiraz_essai"))
        match = matches.search([("state", "=", "new")])
        self.assertEqual(match.first_id | match.second_id, pair)
        self.assertEqual(match.band, "probable")
        self.assertEqual(
            self.person("djeneba_again").create_uid, self.user("olfa_essai")
        )

    def test_a_consent_taken_back_counts(self):
        """Zaki is followed, and no longer counted."""
        self.tell_of("migrant_registry")
        zaki = self.person("zaki", "basile_fictif")
        self.assertFalse(zaki._consent_missing("registration"))
        self.assertTrue(zaki._consent_missing("statistics"))

    def test_a_worker_has_files_at_two_steps(self):
        """Some wait for their first interview, some are under way with work due."""
        self.tell_of("migrant_case")
        amel = self.user("amel_exemple")
        cases = self.env["migrant.case"].with_user(amel)
        mine = cases.search([("owner_id", "=", amel.id)])
        steps = set(mine.step_id.mapped("code"))
        self.assertEqual(steps, {"registration", "assessment"})
        actions = self.env["migrant.action"].with_user(amel)
        late = actions.search(
            [("case_id", "in", mine.ids), ("due_on", "<", fields.Date.today())]
        )
        self.assertTrue(late)
        self.assertFalse(mine.with_user(self.user("victor_exemple")).has_access("read"))

        assessments = self.env["migrant.assessment"].with_user(amel).search([])
        self.assertEqual(set(assessments.mapped("state")), {"draft", "signed"})
        self.assertTrue(assessments.filtered("result_ids.is_below"))

    def test_a_referral_is_closed_by_the_persons_answer(self):
        """One prepared, one sent, one accepted, and one that met the need."""
        self.tell_of("partner_referral")
        states = {
            key: self.env.ref(f"permanence_demo.referral_{key}").state
            for key in ("mariama", "aissatou", "alpha", "samuel")
        }
        self.assertEqual(list(states.values()), ["draft", "sent", "accepted", "closed"])

    def test_the_director_reads_figures_of_two_months(self):
        """Validated months show on the chart, the running one is counted."""
        self.tell_of("impact_reporting")
        reports = self.env["impact.report"].with_user(self.user("salma_fictive"))
        told = reports.search([], order="date_from")
        self.assertEqual(told.mapped("state"), ["validated", "validated", "draft"])
        self.assertTrue(told[-1].figure_ids.filtered(lambda figure: figure.value > 0))

    def test_a_coordinator_has_a_gap_to_fill(self):
        """Gone and closed, in force with an absence, planned with what is missing."""
        self.tell_of("permanence_rota")
        hela = self.user("hela_modele")
        past, now, coming = (
            self.env.ref(f"permanence_demo.plan_brussels_{when}").with_user(hela)
            for when in ("past", "now", "next")
        )
        states = [plan.state for plan in (past, now, coming)]
        self.assertEqual(states, ["closed", "published", "proposed"])
        heads = now.slot_ids.assignment_ids
        self.assertTrue(heads.filtered(lambda head: head.state == "absent"))
        self.assertGreater(now.missing, 0)
        self.assertGreater(coming.missing, 0)
        swap = self.env.ref("permanence_demo.swap_amel").with_user(hela)
        self.assertEqual(swap.state, "asked")

    def test_only_what_one_may_take_is_offered(self):
        """A night watcher is offered no hour of a social worker."""
        self.tell_of("permanence_rota")
        offered = {
            login: self.env["permanence.assignment"]
            .with_user(self.user(login))
            .search([("may_take", "=", True), ("employee_id", "=", False)])
            for login in ("basile_fictif", "nabil_fictif", "hela_modele")
        }
        self.assertTrue(offered["hela_modele"])
        self.assertLessEqual(offered["basile_fictif"], offered["hela_modele"])
        self.assertFalse(offered["nabil_fictif"] & offered["basile_fictif"])

    def test_the_finance_officer_reads_codes_and_amounts(self):
        """Four stages, two proposals to accept, and nobody's name."""
        self.tell_of("microproject_finance")
        victor = self.user("victor_exemple")
        ventures = self.env["microproject.microproject"].with_user(victor).search([])
        self.assertEqual(
            sorted(ventures.mapped("state")),
            ["draft", "followup", "running", "running"],
        )
        for venture in ventures:
            self.assertRegex(venture.display_name, r"^MP-[A-Z]{5}$")
            self.assertAlmostEqual(
                venture.paid,
                venture.justified + venture.refunded + venture.outstanding,
                3,
            )
        if "migrant.beneficiary" in self.env:
            with self.assertRaises(AccessError):
                self.env["migrant.beneficiary"].with_user(victor).search([])
        matches = self.env["microproject.match"].with_user(victor)
        self.assertGreaterEqual(
            matches.search_count([("state", "=", "proposed"), ("is_sure", "=", True)]),
            2,
        )

    def test_a_period_is_closed_and_waits(self):
        """Submitted, closed and waiting for another person, running."""
        self.tell_of("microproject_finance")
        for short, state in (
            ("submitted", "submitted"),
            ("closed", "closed"),
            ("running", "open"),
        ):
            period = self.env.ref(f"permanence_demo.period_{short}")
            self.assertEqual(period.state, state)
        self.assertTrue(self.env.ref("permanence_demo.period_submitted").workbook)

    def test_one_sheet_is_stale(self):
        """All sheets on the map were checked but one."""
        self.tell_of("service_directory")
        services = self.env["directory.service"].with_user(self.user("amel_exemple"))
        published = services.search([("publication_state", "=", "published")])
        self.assertEqual(len(published), 11)
        stale = published.filtered(lambda service: service.freshness == "required")
        self.assertEqual(stale, self.env.ref("permanence_demo.service_asylum"))

    def test_the_office_finds_its_day(self):
        """Post that nobody has looked at, a slip begun, a paper that expires."""
        self.tell_of("migrant_case")
        if "permanence.day" not in self.env:
            self.skipTest("the suite is not there")
        wided = self.user("wided_fictive")
        told = self.env["permanence.day"].with_user(wided).get_day()["cards"]
        counts = {card["model"]: card["count"] for card in told}
        for model, least in (
            ("migrant.post", 2),
            ("migrant.attestation", 1),
            ("migrant.beneficiary", 1),
        ):
            with self.subTest(model):
                self.assertGreaterEqual(counts.get(model, 0), least)
        self.assertNotIn("migrant.letter", counts)

    def test_a_file_goes_to_its_end(self):
        """A plan signed by both and reviewed, a file closed, another handed on."""
        self.tell_of("migrant_case")
        amel = self.user("amel_exemple")
        plan = self.env.ref("permanence_demo.plan_rahel").with_user(amel)
        self.assertEqual((plan.state, plan.is_signed), ("active", True))
        self.assertEqual(plan.approved_by_id, self.user("gilles_essai"))
        self.assertTrue(plan.goal_ids.filtered(lambda goal: goal.state == "reached"))
        reviews = self.env["migrant.review"].with_user(amel)
        self.assertEqual(reviews.search([]).plan_id, plan)
        waiting = self.env.ref("permanence_demo.plan_moussa")
        self.assertEqual(waiting.state, "to_approve")
        dilan = self.env.ref("permanence_demo.case_dilan")
        closure = dilan.closure_ids
        self.assertEqual((dilan.state, closure.state), ("closed", "done"))
        self.assertTrue(all(closure.check_ids.mapped("is_passed")))
        kwame = self.env.ref("permanence_demo.case_kwame")
        self.assertEqual(kwame.owner_id, amel)
        self.assertFalse(
            kwame.with_user(self.user("victor_exemple")).has_access("read")
        )

    def test_an_incident_is_read_by_its_circle(self):
        """Acknowledged with a measure; the other waits; a dossier was asked for."""
        self.tell_of("ngo_base")
        first = self.env.ref("permanence_demo.incident_1")
        gilles = self.user("gilles_essai")
        self.assertEqual(first.acknowledged_by_id, gilles)
        self.assertTrue(first.with_user(gilles).entry_ids)
        self.assertFalse(first.with_user(self.user("amel_exemple")).has_access("read"))
        self.assertEqual(self.env.ref("permanence_demo.incident_2").state, "new")
        self.tell_of("migrant_registry")
        notes = self.env["ngo.journal"].search([("kind", "=", "dsar")])
        self.assertEqual(notes.mapped("uid"), self.user("zied_exemple").ids)
