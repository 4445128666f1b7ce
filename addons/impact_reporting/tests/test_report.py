# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import JANUARY, ImpactCase


@tagged("post_install", "-at_install")
class TestReport(ImpactCase):
    """Month, quarter and year: drafted, validated, frozen."""

    def test_periods(self):
        """Any day of the period will do; one report for each period. [B37] [T20]"""
        for kind, last in (
            ("month", date(2020, 2, 29)),
            ("quarter", date(2020, 3, 31)),
            ("year", date(2020, 12, 31)),
        ):
            report = self.report(date(2020, 2, 17), kind, is_computed=False)
            self.assertEqual(report.date_to, last)
        self.assertEqual(report.date_from, date(2020, 1, 1))
        self.assertEqual(report.display_name, "2020")
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            with self.cr.savepoint():
                self.report(date(2020, 5, 5), "year", is_computed=False)

    @freeze_time("2020-02-10")
    def test_the_month_before_is_proposed(self):
        report = self.env["impact.report"].create({})
        self.assertEqual((report.date_from, report.date_to), JANUARY)

    def test_the_figures_go_when_the_period_changes(self):
        self.add_facts(9)
        report = self.report()
        self.assertTrue(report.figure_ids)
        report.kind = "year"
        self.assertFalse(report.figure_ids)
        self.assertEqual(report.date_to, date(2020, 12, 31))

    def test_validated_is_frozen(self):
        """Whatever comes later, and whoever asks, the figures stay. [B37] [T20]"""
        self.add_facts(9)
        report = self.report().with_user(self.users["data_officer"])
        report.comment = "A calm month."
        report.action_validate()
        self.assertEqual(report.state, "validated")
        self.assertEqual(report.validated_by_id, self.users["data_officer"])
        self.add_facts(6)
        self.assertEqual(self.figure(report).value, 9)
        self.assertTrue(report._is_intact())
        for change in (
            lambda: report.action_compute(),
            lambda: report.write({"comment": "Another"}),
            lambda: report.write({"date_from": date(2020, 2, 1)}),
            lambda: report.write({"state": "draft"}),
            lambda: report.sudo().unlink(),
            lambda: report.sudo().figure_ids[:1].write({"value": 1}),
            lambda: report.sudo().figure_ids[:1].unlink(),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        draft = self.report(date(2020, 2, 1)).with_user(self.users["data_officer"])
        for change in (
            lambda: draft.figure_ids.write({"value": 3}),
            lambda: draft.figure_ids.unlink(),
            lambda: draft.figure_ids[:1].copy(),
        ):
            with self.assertRaises(AccessError):
                change()
        # Somebody at the database: the seal tells.
        self.env.cr.execute(
            "UPDATE impact_figure SET value = 8 WHERE report_id = %s AND value = 9",
            [report.id],
        )
        report.figure_ids.invalidate_recordset()
        self.assertFalse(report._is_intact())

    def test_not_before_the_period_is_over(self):
        report = self.report()
        with freeze_time("2020-01-31"), self.assertRaises(UserError):
            report.action_validate()
        with freeze_time("2020-02-01"):
            report.action_validate()
        self.assertEqual(report.state, "validated")

    def test_who_validates(self):
        """The house's report is no matter of one site's coordinator."""
        self.narrow_role("coordinator", site=self.site_a)
        report = self.report()
        with self.assertRaises(UserError):
            report.with_user(self.users["coordinator"]).action_validate()
        with self.assertRaises(UserError):
            report.with_user(self.users["data_officer"]).write({"state": "validated"})
        for role in ("social_worker", "finance_officer", "dpo", "technician"):
            with self.assertRaises(AccessError):
                report.with_user(self.users[role]).action_validate()
        report.with_user(self.users["programme_manager"]).action_validate()
        self.assertEqual(report.state, "validated")

    def test_counting_again_gives_the_same(self):
        """Same facts, same figures, same seal: nothing depends on chance."""
        self.add_facts(12)
        self.add_facts(2, sex="male", age_band="60")
        self.add_facts(9, self.site_b, sex="male", age_band="60")
        report = self.report()
        seal = report._get_seal()
        report.action_compute()
        self.assertEqual(report._get_seal(), seal)
