# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.fields import Command, Domain
from odoo.tests import tagged

from .plan_common import PlanCase

FEW, MANY = 5, 25
# What a worker has on her screen all day, by the view that shows it.
SCREENS = {
    "migrant_case_view_list_today": "migrant.case",
    "migrant_case_view_list": "migrant.case",
    "migrant_case_view_kanban": "migrant.case",
    "migrant_case_view_calendar": "migrant.case",
    "migrant_action_view_list": "migrant.action",
    "migrant_need_view_list": "migrant.need",
    "migrant_followup_view_list": "migrant.followup",
    "migrant_assessment_view_list": "migrant.assessment",
    "migrant_plan_view_list": "migrant.plan",
}


@tagged("post_install", "-at_install")
class TestQueries(PlanCase):
    """A page of twenty-five files asks the database no more than a page of five."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(MANY):
            case = cls.new_case(cls.person(f"Person {number}"))
            cls.note(case, cls.worker, agreed=f"Monday {number}")
            plan = cls.plan(case, ["housing"])
            cls.need(case)
            cls.assess(case, "vulnerability", {})
            cls.do(case, goal_id=plan.goal_ids.id, due_on="2026-12-01")
            cls.env["migrant.followup"].with_user(cls.worker).create(
                {"case_id": case.id, "planned_on": "2026-12-02"}
            )
            case.risk_ids = [Command.create({"level": "low", "reason": "Calm"})]

    def _specification(self, view, model):
        """Fields that the client asks for, as the reader's view holds them."""
        tree = self.env[model].with_user(self.worker).get_view(view.id)
        names = set(tree["models"][model])
        records = self.env[model]._fields
        return {
            name: {"fields": {"display_name": {}}} if records[name].relational else {}
            for name in names
        }

    def _queries(self, model, specification, limit):
        records = self.env[model].with_user(self.worker)
        domain = [("create_uid", "!=", False)]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        page = records.web_search_read(domain, specification, limit=limit)
        self.env.flush_all()
        self.assertEqual(len(page["records"]), limit)
        return self.env.cr.sql_log_count - before

    def test_pages_cost_the_same(self):
        """The worklist, the board and the lists around it. [B42] [B27]"""
        for name, model in SCREENS.items():
            with self.subTest(name):
                view = self.env.ref(f"migrant_case.{name}")
                specification = self._specification(view, model)
                self.assertGreater(len(specification), 2)
                self._queries(model, specification, FEW)  # warms what is kept
                few = self._queries(model, specification, FEW)
                self.assertLessEqual(self._queries(model, specification, MANY), few)


@tagged("post_install", "-at_install")
class TestWithFile(PlanCase):
    """A file that one holds opens its person, however she is asked for."""

    def test_ways_of_asking_agree(self):
        persons = self.env["migrant.beneficiary"].with_user(self.stranger)
        other = self.person("Ali")
        both = self.salimata | other

        def readable():
            self.env.invalidate_all()
            asked = Domain("id", "in", both.ids)
            ((grouped,),) = persons._read_group(asked, [], ["id:array_agg"])
            open_to_her = set(persons.search(asked).ids)
            hers = both.with_user(self.stranger)
            self.assertEqual(open_to_her, set(grouped or ()))
            self.assertEqual(open_to_her, set(hers._filtered_access("read").ids))
            closed = asked & Domain("is_in_scope", "=", False)
            others = set(persons.sudo().search(closed).ids)
            self.assertEqual(others, set(both.ids) - open_to_her)
            return open_to_her

        # She holds no file at all, then that of one of them, then no more.
        self.assertFalse(readable())
        self.case.owner_id = self.stranger
        self.assertEqual(readable(), {self.salimata.id})
        names = persons.search([("person_name", "ilike", "Salimata")])
        self.assertEqual(names.ids, self.salimata.ids)
        self.case.owner_id = self.worker
        self.assertFalse(readable())
