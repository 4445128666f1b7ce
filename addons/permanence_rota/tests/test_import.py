# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import datetime

import openpyxl

from odoo.tests import freeze_time, tagged

from .common import RotaCase

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 08:00:00")
class TestImport(RotaCase):
    """The rota in force and the leave balances come from a workbook."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A name that two records share is refused: these are nobody else's.
        cls.site_a.name = "Site of the import"
        cls.first_line.name = "Service of the import"

    def bring_in(self, model, user, columns, rows, dryrun=False):
        """What the import screen does; returns its messages."""
        book = openpyxl.Workbook()
        for row in (columns, *rows):
            book.active.append(list(row))
        self.env.flush_all()
        stream = io.BytesIO()
        book.save(stream)
        imports = self.env["base_import.import"].with_user(user)
        wizard = imports.with_context(tz="Europe/Brussels").create(
            {
                "res_model": model,
                "file": stream.getvalue(),
                "file_name": "rota.xlsx",
                "file_type": XLSX,
            }
        )
        options = {"has_headers": True, "quoting": '"', "keep_matches": False}
        found = wizard.execute_import(
            list(columns), list(columns), options, dryrun=dryrun
        )
        # What a test run took back is still in the cache.
        self.env.invalidate_all(flush=False)
        return [message["message"] for message in found["messages"]]

    def rota_rows(self, *holders):
        begin, end = datetime(2026, 12, 7, 9), datetime(2026, 12, 7, 13)
        plan, site, service = (
            "Rota of the import",
            self.site_a.name,
            self.first_line.name,
        )
        return [(plan, site, service, begin, end, names) for names in holders]

    def import_rota(self, *holders, dryrun=False):
        columns = ("plan_id", "site_id", "service_id", "start", "stop", "holder_ids")
        user = self.users["coordinator"]
        rows = self.rota_rows(*holders)
        return self.bring_in("permanence.slot", user, columns, rows, dryrun)

    def test_rota_in_force_with_its_people(self):
        """The test run writes nothing; then each takes a head of her role, in the
        hours of the site. [C03]"""
        plan = self.plan()
        plan.name = "Rota of the import"
        names = "Anna Social,Ibra Interpreter"
        self.assertEqual(self.import_rota(names, dryrun=True), [])
        self.assertFalse(plan.slot_ids)
        self.assertEqual(self.import_rota(names), [])
        slot = plan.slot_ids
        self.assertEqual(slot.hours, "09:00–13:00")
        held = {a.role_id: a.employee_id for a in slot.assignment_ids}
        self.assertEqual(held, {self.social: self.anna, self.interpreter: self.ibra})
        self.assertEqual(set(slot.assignment_ids.mapped("origin")), {"import"})
        self.assertFalse(plan.missing)

    def test_refused_rows_are_named(self):
        """Somebody of another trade, or at two places at once, is told by the test
        run. [C03]"""
        plan = self.plan()
        plan.name = "Rota of the import"
        messages = self.import_rota("Nina Night", dryrun=True)
        self.assertIn("Nina Night has no place in the team", messages[0])
        messages = self.import_rota("Anna Social", "Anna Social", dryrun=True)
        self.assertTrue(messages)
        self.assertFalse(plan.slot_ids)

    def test_leave_balances(self):
        """Balances of leave come in as allocations of HR, with the same test run.
        [C05]"""
        officer = self.new_user("hr_officer")
        officer.group_ids += self.env.ref("hr_holidays.group_hr_holidays_manager")
        kind = self.env["hr.leave.type"].create(
            {"name": "RTT of the import", "requires_allocation": True}
        )
        columns = ("name", "employee_id", "holiday_status_id", "number_of_days")
        row = ("RTT 2026", "Bert Social", "RTT of the import", 7.5)
        allocations = self.env["hr.leave.allocation"]
        domain = [("holiday_status_id", "=", kind.id)]
        for dryrun, days in ((True, []), (False, [7.5])):
            messages = self.bring_in(
                "hr.leave.allocation", officer, columns, [row], dryrun
            )
            self.assertEqual(messages, [])
            found = allocations.search(domain)
            self.assertEqual(found.mapped("number_of_days"), days)
        self.assertEqual(found.employee_id, self.bert)
