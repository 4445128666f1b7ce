# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import freeze_time, tagged

from .common import RotaCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 08:00:00")
class TestCoverage(RotaCase):
    """What is to fill and which language lacks, by site and week."""

    def test_language_missing_until_somebody_speaks_it(self):
        """A team without the language asked for shows it; an expired record does not
        count. [C03]"""
        self.template(0)
        plan = self.plan()
        plan.action_generate()
        slot = plan.slot_ids
        self.assertEqual(slot.missing_skill_ids, self.tigrinya)
        head = self.head(plan, self.interpreter)
        head.action_assign(self.ibra.id)
        self.assertFalse(slot.missing_skill_ids)
        head.action_assign(False)
        self.ibra.employee_skill_ids.valid_to = "2026-12-06"
        head.action_assign(self.ibra.id)
        self.assertEqual(slot.missing_skill_ids, self.tigrinya)

    def test_language_learnt_later_counts(self):
        """What HR records, changes or takes away after the planning reaches the slot.
        [C03] [C05]"""
        self.template(0)
        plan = self.plan()
        plan.action_generate()
        slot = plan.slot_ids
        self.head(plan, self.social).action_assign(self.anna.id)
        self.assertEqual(slot.missing_skill_ids, self.tigrinya)
        self.speak(self.anna)
        self.assertFalse(slot.missing_skill_ids)
        self.anna.employee_skill_ids.valid_to = "2026-12-06"
        self.assertEqual(slot.missing_skill_ids, self.tigrinya)
        self.anna.employee_skill_ids.valid_to = False
        self.assertFalse(slot.missing_skill_ids)
        self.anna.employee_skill_ids.unlink()
        self.assertEqual(slot.missing_skill_ids, self.tigrinya)

    def test_a_skill_is_named_without_asking_again(self):
        """However many people lack a language, its name is read once. [C03]"""
        words = self.env["permanence.slot"]
        reason = {"code": "skill", "skill": self.tigrinya.id}
        self.assertIn("Tigrinya", words._reason_text(reason))
        with self.assertQueryCount(0):
            for _person in range(30):
                words._reason_text(reason)

    def test_the_board_knows_the_weeks_to_fill(self):
        """Mondays of the weeks with an open head, also where the year turns."""
        self.template(0, self.desk)
        plan = self.plan(date(2026, 12, 21), date(2027, 1, 10))
        plan.action_generate()
        gaps = plan.get_board(plan.id)["gaps"]
        self.assertEqual(gaps, ["2026-12-21", "2026-12-28", "2027-01-04"])
        plan.slot_ids[1].assignment_ids.action_assign(self.anna.id)
        gaps = plan.get_board(plan.id)["gaps"]
        self.assertEqual(gaps, ["2026-12-21", "2027-01-04"])

    def test_coverage_by_site_week_and_language(self):
        """Heads asked for and to fill, as the pivot of the coordinator groups them.
        [B10]"""
        self.template(0)
        self.template(2, self.desk, self.site_b)
        plan = self.plan()
        plan.action_generate()
        self.head(plan, self.social, 7).action_assign(self.anna.id)
        self.env.flush_all()
        slots = self.as_user(self.env["permanence.slot"], "coordinator")
        rows = slots._read_group(
            [("plan_id", "=", plan.id)],
            ["site_id", "iso_week", "missing_skill_ids"],
            ["wanted:sum", "missing:sum"],
        )
        self.assertEqual(
            [(site.id, week, skill.id, *sums) for site, week, skill, *sums in rows],
            [
                (self.site_a.id, "2026-W50", self.tigrinya.id, 2, 1),
                (self.site_b.id, "2026-W50", False, 1, 1),
            ],
        )
