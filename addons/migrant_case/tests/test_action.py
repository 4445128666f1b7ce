# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .plan_common import PlanCase


@tagged("post_install", "-at_install")
class TestAction(PlanCase):
    def test_kinds_of_help(self):
        """A démarche, an accompaniment with its time, way and cost. [B20, T14, T04]"""
        step = self.do(self.case, kind="demarche", name="Renew the card")
        self.assertEqual((step.service_line, step.user_id), ("social", self.worker))
        walk = self.do(
            self.case,
            kind="accompaniment",
            name="To the hospital",
            minutes=150,
            distance_km=12.5,
            cost=4.2,
            place="Hospital",
        )
        self.assertEqual(walk.site_id, self.site_a)
        law = self.do(self.case, kind="legal_step", name="Appeal")
        self.assertEqual(law.service_line, "legal")
        for action in (step, walk, law):
            action.action_begin()
            action.action_done()
            self.assertEqual((action.state, action.done_by_id), ("done", self.worker))
        totals = self.env["migrant.action"]._read_group(
            [("case_id", "=", self.case.id)], [], ["minutes:sum", "distance_km:sum"]
        )
        self.assertEqual(totals, [(150, 12.5)])

    def test_mediation_names_parties_and_outcome(self):
        """Who was there, what was agreed; else it is not done. [T23]"""
        talk = self.do(self.case, kind="mediation", name="With the landlord")
        with self.assertRaises(UserError):
            talk.action_done()
        talk.write(
            {
                "parties": "Salimata, the landlord",
                "is_agreed": "partly",
                "agreement": "Two months more",
            }
        )
        talk.action_done()
        self.assertEqual(talk.state, "done")

    def test_series_of_sessions(self):
        """Six sessions a week apart, on days when the site works. [E14]"""
        first = self.do(self.case, kind="pss", name="Session", due_on="2026-12-01")
        wizards = self.env["migrant.action.series"].with_user(self.worker)
        wizards.create({"action_id": first.id, "count": 6}).action_confirm()
        series = first.search([("series_id", "=", first.id)], order="session_number")
        self.assertEqual(series.mapped("session_number"), list(range(1, 7)))
        self.assertEqual(series[5].due_on, date(2027, 1, 5))
        self.assertEqual(first.session_count, 6)
        self.assertEqual(set(series.mapped("service_line")), {"psychological"})
        with self.assertRaises(UserError):
            first._lay_series(1, 7)
        with self.assertRaises(UserError):
            first.write({"session_number": 9})
        more = first.browse(series[2].action_next_session()["res_id"])
        self.assertEqual((more.session_number, more.series_id), (7, first))

    def test_what_is_done_stays(self):
        """Done is done: not renamed, not deleted; failed says why."""
        action = self.do(self.case)
        with self.assertRaises(UserError):
            action.action_failed()
        action.result = "The office was closed"
        action.action_failed()
        action.action_todo()
        action.action_done()
        for act in (
            lambda: action.write({"name": "Other"}),
            action.unlink,
            action.action_todo,
            lambda: action.write({"done_at": "2020-01-01"}),
        ):
            with self.assertRaises(UserError):
                act()
        born = self.do(self.case, state="done", done_at="2020-01-01")
        self.assertEqual((born.state, born.done_at), ("todo", False))

    def test_numbers_of_a_days_work(self):
        """NaN and infinity are refused by the database."""
        for value in (float("nan"), float("inf"), -1.0):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.do(self.case, distance_km=value).flush_recordset()

    def test_lists_cost_the_same_for_any_page(self):
        """As many queries for 40 lines as for 5, over files of several persons."""
        for number in range(8):
            case = self.new_case(self.person(f"Person {number}"))
            need = self.need(case)
            for _i in range(5):
                self.do(case, due_on="2026-12-01", need_ids=[(6, 0, need.ids)])
            self.do(case, need_ids=[(6, 0, need.ids)]).action_done()
        views = {
            "migrant.action": ("due_on", "person_name", "kind", "name", "is_late"),
            "migrant.need": (
                "person_name",
                "domain_id",
                "name",
                "state",
                "answered_by",
            ),
        }
        for model, names in views.items():
            spec = {name: {} for name in (*names, "display_name")}
            records = self.env[model].with_user(self.worker)
            costs = []
            for limit in (5, 5, 40):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                records.web_search_read([], spec, limit=limit)
                costs.append(self.env.cr.sql_log_count - before)
            self.assertLessEqual(costs[2], costs[1], model)

    def test_only_on_files_that_are_mine(self):
        """A stranger neither reads nor adds; lines stay within one file."""
        action = self.do(self.case)
        self.assertFalse(action.with_user(self.stranger).has_access("read"))
        with self.assertRaises(AccessError):
            self.do(self.case, user=self.stranger)
        other = self.new_case(self.person("Awa"))
        with self.assertRaises(ValidationError):
            self.do(other, need_ids=[(6, 0, self.need(self.case).ids)])

    def test_followup_verifies_and_looks_at_the_risk(self):
        """Each follow-up ends with a look at the risk; danger raises it. [E07]"""
        followup = (
            self.env["migrant.followup"]
            .with_user(self.worker)
            .create(
                {
                    "case_id": self.case.id,
                    "planned_on": "2026-12-01",
                    "next_on": "2026-12-15",
                }
            )
        )
        self.assertEqual(followup._get_clocks("running").event, "followup_due")
        with self.assertRaises(UserError):
            followup.action_done()
        followup.risk_check = "danger"
        followup.action_done()
        self.assertEqual(self.case.risk_level, "urgent")
        self.assertFalse(followup._get_clocks("running"))
        after = self.case.followup_ids - followup
        self.assertEqual(after.planned_on, date(2026, 12, 15))
        with self.assertRaises(UserError):
            followup.write({"findings": "other"})

    def test_review_is_a_decision(self):
        """It stays; another one is made. [E29]"""
        plan = self.plan(self.case)
        plan.action_approve()
        review = (
            self.env["migrant.review"]
            .with_user(self.worker)
            .create(
                {
                    "case_id": self.case.id,
                    "decision": "change",
                    "findings": "She found work",
                    "risk_check": "higher",
                    "person_view": "I want to move out.",
                }
            )
        )
        self.assertEqual(review.plan_id, plan)
        self.assertEqual(self.case.risk_level, "low")
        with self.assertRaises(UserError):
            review.write({"decision": "continue"})
        new = self.env["migrant.plan"].browse(review.action_revise_plan()["res_id"])
        self.assertEqual(new.version, 2)


@tagged("post_install", "-at_install")
class TestProtocol(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The lead of the pole writes; somebody leads another pole.
        cls.protocol = (
            cls.env["migrant.protocol"]
            .with_user(cls.supervisor)
            .create(
                {
                    "name": "Housing support",
                    "code": "housing",
                    "team_id": cls.team_a.id,
                    "line_ids": [
                        (0, 0, {"name": f"Step {i}", "offset": days, "sequence": i})
                        for i, days in enumerate((1, 1, 2, 3, 7, 14, 21))
                    ],
                }
            )
        )

    def approved(self):
        self.protocol.action_submit()
        self.protocol.action_approve()
        return self.protocol

    def lay(self, case=None, **vals):
        uses = self.env["migrant.protocol.use"].with_user(self.worker)
        values = {"case_id": (case or self.case).id, "protocol_id": self.protocol.id}
        return uses.create({**values, **vals})

    def test_lead_of_the_pole_approves(self):
        """Written by many, approved by the lead of its pole alone. [T17, AC-05]"""
        self.protocol.action_submit()
        manager = self.protocol.with_user(self.users["programme_manager"])
        for act in (
            manager.action_approve,
            lambda: manager.write({"state": "approved"}),
            lambda: manager.write({"approved_by_id": self.supervisor.id}),
        ):
            with self.assertRaises(UserError):
                act()
        with self.assertRaises(AccessError):
            self.protocol.with_user(self.worker).action_approve()
        self.protocol.action_approve()
        self.assertEqual(self.protocol.approved_by_id, self.supervisor)
        with self.assertRaises(UserError):
            self.protocol.line_ids[:1].write({"name": "Other"})
        born = manager.create(
            {"name": "X", "code": "x", "team_id": self.team_a.id, "state": "approved"}
        )
        self.assertEqual(born.state, "draft")

    @freeze_time("2026-11-19 09:00:00")
    def test_seven_dated_actions_on_the_calendar(self):
        """Seven actions from a Thursday on, none on a closed day. [T13, AC-10]"""
        self.approved()
        self.site_a.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Monday to Friday", "tz": "UTC"}
        )
        use = self.lay(start_on="2026-11-19")
        days = [action.due_on.isoformat()[5:] for action in use.action_ids]
        self.assertEqual(
            days,
            ["11-20", "11-20", "11-23", "11-23", "11-26", "12-03", "12-10"],
        )
        self.assertEqual(use.waiting, 7)
        use.action_ids[0].action_done()
        self.assertEqual((use.on_time, use.waiting), (1, 6))

    def test_a_file_keeps_its_version(self):
        """The next version is laid on new files only. [T17]"""
        self.approved()
        use = self.lay()
        new = self.protocol.browse(self.protocol.action_new_version()["res_id"])
        self.assertEqual((new.version, len(new.line_ids)), (2, 7))
        new.line_ids[:1].unlink()
        new.action_submit()
        new.action_approve()
        self.assertEqual(self.protocol.state, "retired")
        self.assertEqual((use.protocol_id.version, len(use.action_ids)), (1, 7))
        with self.assertRaises(UserError):
            self.lay(start_on="2026-12-01")
        with self.assertRaises(UserError):
            use.write({"protocol_id": new.id})

    def test_laid_where_it_fits(self):
        """Not before it is approved, not on another type of file. [T13, E09]"""
        with self.assertRaises(UserError):
            self.lay()
        child = self.env.ref("migrant_case.case_type_child")
        self.protocol.case_type_ids = child
        self.approved()
        with self.assertRaises(UserError):
            self.lay()
        amina = self.new_case(self.person("Amina", birth_date="2015-01-01"), "child")
        self.assertEqual(len(self.lay(amina).action_ids), 7)

    def test_protocols_to_begin_with(self):
        """A new house has drafts; a pole takes one, its lead approves it. [E09, T17]"""
        ready = self.env.ref("migrant_case.protocol_start").with_user(self.supervisor)
        self.assertEqual((ready.state, len(ready.line_ids)), ("draft", 7))
        with self.assertRaises(UserError):
            ready.action_submit()
        ready.team_id = self.team_a
        ready.action_submit()
        ready.action_approve()
        need = self.need(self.case, "basic")
        use = (
            self.env["migrant.protocol.use"]
            .with_user(self.worker)
            .create({"case_id": self.case.id, "protocol_id": ready.id})
        )
        self.assertEqual(len(use.action_ids), 7)
        self.assertEqual(need.action_ids.kind, "call")
