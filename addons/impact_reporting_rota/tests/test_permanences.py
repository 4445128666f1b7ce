# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo.tests import tagged

from odoo.addons.permanence_rota.tests.common import RotaCase

MONDAY = date(2023, 5, 1)


@tagged("post_install", "-at_install")
class TestPermanences(RotaCase):
    """A week of permanences counted by the report, and counted again."""

    def test_coverage_hours_and_unmet_demand(self):
        """Staffed and not, posts held and open, hours. [B37]"""
        self.template(0)
        self.template(2, self.desk, self.site_b)
        plan = self.plan(MONDAY, MONDAY + timedelta(days=6))
        plan.action_generate()
        slots = plan.slot_ids
        heads = slots.assignment_ids
        self.assertGreater(len(heads), 2)
        desk = heads.filtered(lambda a: a.service_id == self.desk)
        desk.employee_id = self.bert
        heads.write({"publish_seq": 1, "state": "published"})
        report = self.env["impact.report"].create({"date_from": MONDAY})
        report.action_validate()
        figures = {
            figure.indicator_id.code: figure
            for figure in report.figure_ids
            if figure.unit_kind == "house" and not figure.dimension_id
        }
        # Counted again, record by record.
        full = slots.filtered(lambda s: all(a.employee_id for a in s.assignment_ids))
        found = figures["rota_slots"]
        self.assertEqual((found.value, found.base), (len(full), len(slots)))
        held = heads.filtered("employee_id")
        found = figures["rota_heads"]
        self.assertEqual((found.value, found.base), (len(held), len(heads)))
        hours = sum((a.stop - a.start).total_seconds() for a in held) / 3600
        self.assertEqual(figures["rota_hours"].value, hours)
        self.assertFalse(any(report.figure_ids.mapped("is_hidden")) and not hours)
        # A permanence that was cancelled is no permanence.
        other = self.env["impact.report"].create(
            {"kind": "quarter", "date_from": MONDAY}
        )
        slots[0].state = "cancelled"
        other.action_compute()
        base = other.figure_ids.filtered(
            lambda f: (
                f.indicator_id.code == "rota_slots"
                and f.unit_kind == "house"
                and not f.dimension_id
            )
        ).base
        self.assertEqual(base, len(slots) - 1)
