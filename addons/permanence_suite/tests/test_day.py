# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.permanence_reception.tests.common import ReceptionCase


@tagged("post_install", "-at_install")
class TestDay(ReceptionCase, HttpCase):
    """What waits for me: each reader's own work, in words she may read."""

    def day(self, role):
        user = self.employee if role == "employee" else self.users[role]
        return self.env["permanence.day"].with_user(user).get_day()

    def rows(self, role, model):
        cards = [card for card in self.day(role)["cards"] if card["model"] == model]
        return [row for card in cards for row in card["rows"]]

    def hour_today(self):
        """An hour of today that is still to come or has just passed."""
        now = fields.Datetime.now()
        last = now.replace(hour=23, minute=0, second=0)
        vals = {"start": min(now + timedelta(minutes=5), last)}
        return self.appointment(beneficiary_id=self.fatou.id, **vals)

    def test_the_worker_reads_her_own_hours(self):
        meeting = self.hour_today()
        (row,) = self.rows("social_worker", "permanence.appointment")
        self.assertEqual(row["res_id"], meeting.id)
        self.assertIn("Fatou", row["label"])
        meeting.with_user(self.worker).state = "kept"
        self.assertFalse(self.rows("social_worker", "permanence.appointment"))

    def test_the_office_reads_the_agenda_of_its_site(self):
        """Other people's hours too; one of another site waits for nobody here."""
        self.hour_today()
        rows = self.rows("administrative_assistant", "permanence.appointment")
        self.assertEqual([row["note"] for row in rows], [self.worker.name])

    def test_everybody_s_page_opens_while_somebody_waits(self):
        """An arrival tied to a file, or of nobody known, stops no role's morning."""
        self.arrive("front_desk", beneficiary_id=self.fatou.id)
        self.arrive("front_desk")
        self.env.flush_all()
        for role in self.users:
            with self.subTest(role):
                self.env.invalidate_all()
                self.assertIn("cards", self.day(role))
        (first, second) = self.rows("administrative_assistant", "permanence.encounter")
        self.assertEqual({first["res_model"]}, {second["res_model"]})

    def test_who_may_not_read_learns_nothing(self):
        """A bare employee has no card; finance reads no arrival and no name."""
        self.hour_today()
        self.arrive("front_desk", beneficiary_id=self.fatou.id)
        self.assertEqual(self.day("employee")["cards"], [])
        for role in ("employee", "finance_officer", "technician", "programme_manager"):
            with self.subTest(role):
                told = str(self.day(role))
                for word in ("Fatou", "Diallo", self.fatou.code):
                    self.assertNotIn(word, told)

    def test_a_deadline_opens_what_is_due(self):
        """The row bears the person's name and leads to her file, not to a clock."""
        rule = self.env["ngo.policy.rule"].search([("kind", "=", "clock")], limit=1)
        self.env["ngo.clock"].create(
            {
                "res_model": "migrant.beneficiary",
                "res_id": self.fatou.id,
                "rule_id": rule.id,
                "event": rule.event,
                "obligation": rule.obligation,
                "user_id": self.worker.id,
                "delay": 1,
                "delay_unit": "day",
                "counting": "plain",
                "started": fields.Datetime.now() - timedelta(days=3),
                "due": fields.Datetime.now() - timedelta(days=2),
            }
        )
        (row,) = self.rows("social_worker", "ngo.clock")
        self.assertEqual(
            (row["res_model"], row["res_id"]), ("migrant.beneficiary", self.fatou.id)
        )
        self.assertTrue(row["is_late"])
        self.assertEqual(row["note"], rule.name)

    def test_a_deadline_of_an_action_says_which_kind(self):
        """Three things to do for one person are not three times the same line."""
        case = self.env["migrant.case"].search(
            [("owner_id", "=", self.worker.id)], limit=1
        ) or self.env["migrant.case"].create(
            {"beneficiary_id": self.fatou.id, "owner_id": self.worker.id}
        )
        actions = self.env["migrant.action"].with_user(self.worker)
        day = fields.Date.today() + timedelta(days=2)
        for kind in ("demarche", "mediation"):
            actions.create(
                {"case_id": case.id, "name": "x", "kind": kind, "due_on": day}
            )
        rows = self.rows("social_worker", "ngo.clock")
        kinds = dict(actions._fields["kind"]._description_selection(actions.env))
        notes = [row["note"] for row in rows if row["res_model"] == "migrant.action"]
        self.assertCountEqual(notes, [kinds["demarche"], kinds["mediation"]])

    def test_the_list_holds_what_the_card_counts(self):
        """Whoever opens a card finds as many lines as it said."""
        self.hour_today()
        for role in self.users:
            for card in self.day(role)["cards"]:
                with self.subTest(role=role, model=card["model"]):
                    model = self.env[card["model"]].with_user(self.users[role])
                    self.assertEqual(model.search_count(card["domain"]), card["count"])

    def test_questions_do_not_grow_with_the_work(self):
        """Fifty deadlines cost no more queries than six. [F01]"""
        rule = self.env["ngo.policy.rule"].search([("kind", "=", "clock")], limit=1)

        def work(number):
            now = fields.Datetime.now()
            self.env["ngo.clock"].create(
                [
                    {
                        "res_model": "migrant.beneficiary",
                        "res_id": self.person("Awa", f"Test{number}-{n}").id,
                        "rule_id": rule.id,
                        "event": rule.event,
                        "obligation": rule.obligation,
                        "user_id": self.worker.id,
                        "delay": 1,
                        "delay_unit": "day",
                        "counting": "plain",
                        "started": now,
                        "due": now + timedelta(hours=1),
                    }
                    for n in range(number)
                ]
            )
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(self.rows("social_worker", "ngo.clock"))
            return self.env.cr.sql_log_count - before

        self.rows("social_worker", "ngo.clock")
        few, many = work(6), work(44)
        self.assertLessEqual(many, few)

    def test_the_technician_sees_what_is_left_to_set_up(self):
        """A step is done when something is there; others see no steps. [C01a]"""
        self.env["ngo.team"].search([]).active = False
        steps = self.day("technician")["steps"]
        counts = [step["count"] for step in steps]
        self.assertIn(0, counts)
        self.assertGreater(max(counts), 0)
        for step in steps:
            if step["action"]:
                self.assertTrue(self.env.ref(step["action"]))
        self.assertEqual(self.day("social_worker")["steps"], [])

    def test_who_proposes_roles_is_not_asked_to_approve_them(self):
        """The card is of those who may. [C01a]"""
        self.env["ngo.role"].create({"user_id": self.employee.id, "role": "volunteer"})
        self.env["ngo.role"].search([], limit=1, order="id desc").state = "proposed"
        for role, shown in (("technician", False), ("dpo", True)):
            models = [card["model"] for card in self.day(role)["cards"]]
            self.assertEqual("ngo.role" in models, shown, role)

    def test_tour(self):
        """The page leads to the hour and back, in French and mirrored. [C01a]"""
        self.hour_today()
        for lang in ("fr_FR", "ar_TN"):
            self.env["res.lang"]._activate_lang(lang)
            self.worker.lang = lang
            with self.subTest(lang):
                self.start_tour(
                    "/odoo/my-day", "permanence_suite_day", login="social_worker"
                )
