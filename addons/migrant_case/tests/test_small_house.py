# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .plan_common import PlanCase

# What a house of four hundred persons a year may not have.
LARGE = ("ngo.team", "ngo.area", "resource.calendar", "res.users")
# Where a second colleague is what the record is about.
COLLEAGUES = {"migrant.case.member.user_id", "migrant.annex.invite.user_id"}
ROOM = "migrant_case"
WINDOW = "ir.actions.act_window"


@tagged("post_install", "-at_install")
class TestSmallHouse(PlanCase):
    """One site, team and programme; one person is worker, jurist and supervisor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls.env["ngo.site"].create({"name": "The house"})
        programmes = cls.env["ngo.programme"]
        programmes.search([]).active = False
        cls.programme = programmes.create({"name": "Welcome", "code": "TESTONE"})
        cls.team = cls.env["ngo.team"].create({"name": "All of us"})
        cls.solo = cls.new_user("solo")
        for role in ("social_worker", "jurist", "supervisor"):
            cls.give_role(cls.solo, role)
        cls.add_member(cls.team, cls.solo, "lead")
        cls.child = cls.newcomer("Aya")

    @classmethod
    def newcomer(cls, name):
        """Somebody of the house; nobody thought of naming its only programme."""
        return cls.person(
            name,
            "Diarra",
            birth_date="2015-01-01",
            site_id=cls.site.id,
            team_id=cls.team.id,
            programme_id=False,
            owner_id=cls.solo.id,
        )

    def menus(self):
        """Entries of the room that she sees, with their window actions."""
        root = self.env.ref("migrant_case.migrant_case_menu_root").id
        menus = self.env["ir.ui.menu"].with_user(self.solo)
        seen = menus.browse(menus._visible_menu_ids())
        return seen.filtered(
            lambda menu: menu.action and f"/{root}/" in f"/{menu.sudo().parent_path}"
        )

    def asked_by(self, model, arch):
        """What the client asks for to show a list."""
        names = etree.fromstring(arch).xpath("//field[not(ancestor::field)]/@name")
        return {
            name: {"fields": {"display_name": {}}}
            if model._fields[name].relational
            else {}
            for name in names
        }

    def test_every_screen_opens(self):
        """Each entry of the room: its list with what is there, its form when new."""
        self.new_case(self.child, "child", owner_id=self.solo.id)
        menus = self.menus()
        read, written = set(), set()
        for menu in menus.filtered(lambda m: m.action._name == WINDOW):
            action = menu.action.sudo()
            words = safe_eval(action.context or "{}", {"uid": self.solo.id})
            model = self.env[action.res_model].with_user(self.solo)
            model = model.with_context(**words)
            with self.subTest(menu.name):
                trees = model.get_views(action.views)["views"]
                if "list" in trees:
                    domain = safe_eval(action.domain or "[]", {"uid": self.solo.id})
                    asked = self.asked_by(model, trees["list"]["arch"])
                    if model.web_search_read(domain, asked)["records"]:
                        read.add(action.res_model)
                if "form" in trees and model.has_access("create"):
                    Form(model, view=trees["form"]["id"])
                    written.add(action.res_model)
        self.assertIn("migrant.case", read)
        self.assertLessEqual({"migrant.case", "migrant.procedure"}, written)

    def test_nothing_large_is_required(self):
        """No field asks for a team, an area, working hours or a second colleague."""
        asked = {
            f"{name}.{field.name}"
            for name, model in self.env.registry.items()
            if model._original_module == ROOM and not model._abstract
            for field in model._fields.values()
            if field.comodel_name in LARGE
            and field.required
            and not field.default
            and not field.compute
            and not field.related
        }
        self.assertEqual(asked, COLLEAGUES)

    def test_she_works_alone_from_door_to_closing(self):
        """A child's file: the second looks are waived with a reason. [E08]"""
        rules = self.env["ngo.policy.rule"].search(
            [("kind", "=", "four_eyes"), ("case_type", "=", "child")]
        )
        self.assertEqual(set(rules.mapped("act_kind")), {"plan_approve", "case_close"})
        form = Form(self.Case.with_user(self.solo))
        form.beneficiary_id = self.child
        form.case_type_id = self.env.ref("migrant_case.case_type_child")
        case = form.save()
        self.assertEqual(case.owner_id, self.solo)
        self.assertEqual((case.site_id, case.team_id), (self.site, self.team))
        self.assertEqual(case.programme_id, self.programme)
        self.decide(case)
        case.action_open()
        case.action_next_step()
        review = self.assess(case, "vulnerability", {}, user=self.solo)
        for line in review.line_ids.filtered("item_id.is_required"):
            line.level_id = line.allowed_level_ids.sorted("score")[-1:]
        review.action_sign()
        case.risk_ids = [Command.create({"level": "low", "reason": "She is at home"})]
        case.action_next_step()
        plan = self.plan(case, ["education"], user=self.solo, child_view="School")
        with self.assertRaises(UserError):
            plan.action_approve()
        self.assertFalse(plan.is_waivable)
        rules.is_waivable = True
        plan.invalidate_recordset()
        self.assertTrue(plan.is_waivable)
        plan.waiver_reason = "I am alone here"
        plan.action_approve()
        case.action_next_step()
        step = self.do(case, user=self.solo, goal_id=plan.goal_ids.id)
        step.action_done()
        case.need_ids.action_verify_met()
        case.action_next_step()
        case.action_close()
        closure = case.closure_ids
        self.fill(closure, child_view="She goes to school")
        closure.waiver_reason = "I am alone here"
        closure.action_ask()
        self.assertEqual((closure.state, case.state), ("done", "closed"))
        journal = self.env["ngo.journal"].search([("kind", "=", "waived")])
        self.assertEqual(set(journal.mapped("reason")), {"I am alone here"})
        self.assertEqual(
            set(journal.mapped("res_model")), {"migrant.plan", "migrant.case.closure"}
        )
