# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import JANUARY, ImpactCase

WOMEN = (("sex", "female"),)
MEN = (("sex", "male"),)


@tagged("post_install", "-at_install")
class TestFigures(ImpactCase):
    """What is counted, what is shown, what is hidden."""

    def test_units_and_breakdowns(self):
        """By site, programme and team; by sex, age band, and one within the other.

        [B31] [I07]
        """
        self.add_facts(10)
        self.add_facts(8, self.site_b, self.programme_2, sex="male", age_band="26")
        self.add_facts(7, self.site_b, self.programme_2, sex="female", age_band="15")
        report = self.report()
        self.assertEqual(self.figure(report).value, 25)
        self.assertEqual(self.figure(report, self.site_a).value, 10)
        self.assertEqual(self.figure(report, self.site_b).value, 15)
        self.assertEqual(self.figure(report, self.programme_2, MEN).value, 8)
        self.assertEqual(self.figure(report, "house", WOMEN).value, 17)
        young = (("age_band", "15"), ("sex", "female"))
        self.assertEqual(self.figure(report, self.site_b, young).value, 7)
        self.assertFalse(any(report.figure_ids.mapped("is_hidden")))

    def test_persons_once_acts_each_time(self):
        """Three acts of one person are three acts and one person."""
        acts = self.indicator
        persons = self.new_indicator("persons", nature="persons")
        self.add_facts(6)
        for fact in self.facts[:3]:
            fact["subject_id"] = 1
        report = self.report()
        self.assertEqual(self.figure(report, indicator=acts).value, 6)
        figure = self.figure(report, indicator=persons)
        self.assertEqual(figure.sudo()._get_line().split("|")[-2], "4.00")
        self.assertTrue(figure.is_hidden)

    def test_small_figures_are_hidden_with_their_neighbours(self):
        """Three men at one site: nobody reads 3, nor works it out. [B31]"""
        self.add_facts(20)
        self.add_facts(3, sex="male")
        self.add_facts(30, self.site_b, self.programme_2)
        self.add_facts(40, self.site_b, self.programme_2, sex="male")
        report = self.report()
        small = self.figure(report, self.site_a, MEN)
        self.assertTrue(small.is_hidden)
        self.assertEqual((small.value, small.shown), (0, "(s)"))
        # Otherwise 23 - 20 tells it.
        self.assertTrue(self.figure(report, self.site_a, WOMEN).is_hidden)
        self.assertTrue(self.figure(report, self.site_b, MEN).is_hidden)
        self.assertFalse(self.figure(report, self.site_a).is_hidden)
        self.assertFalse(self.figure(report).is_hidden)

    def test_nobody_reads_what_was_counted(self):
        """The count behind a hidden figure: no role, no route."""
        self.add_facts(3)
        report = self.report()
        for role in ("data_officer", "programme_manager", "coordinator"):
            figures = report.with_user(self.users[role]).figure_ids
            self.assertTrue(figures, role)
            with self.assertRaises(AccessError):
                figures.read(["counted"])
            with self.assertRaises(AccessError):
                figures.search([("counted", "=", 3)])
            with self.assertRaises(AccessError):
                figures.formatted_read_group([], ["counted"], [])

    def test_rate_is_hidden_with_what_it_would_tell(self):
        """18 of 20: the two others would be told."""
        self.indicator.write({"numerator": "Those who came", "denominator": "All"})
        self.add_facts(18)
        self.add_facts(2, hit=False)
        figure = self.figure(self.report())
        self.assertTrue(figure.is_hidden)
        self.assertEqual((figure.base, figure.rate), (20, 0))
        self.facts.clear()
        self.add_facts(15)
        self.add_facts(5, hit=False)
        figure = self.figure(self.report(date(2020, 1, 20), "quarter"))
        self.assertEqual((figure.value, figure.base, figure.rate), (15, 20, 75))

    def test_hours_are_summed_and_not_hidden(self):
        """Hours and money are sums; nothing is hidden where nobody is counted."""
        hours = self.new_indicator(
            "hours", nature="amount", unit="hours", smallest_cell=0
        )
        self.add_facts(2, amount=1.25)
        figure = self.figure(self.report(), indicator=hours)
        self.assertEqual((figure.value, figure.shown), (2.5, "2.5"))

    def test_a_quarter_is_hidden_beside_its_months(self):
        """January hides men and women; the quarter does not show what undoes it."""
        self.add_facts(20)
        self.add_facts(3, sex="male")
        month = self.report()
        month.action_validate()
        self.assertTrue(self.figure(month, "house", MEN).is_hidden)
        # Nothing more comes: each figure of the quarter is that of January.
        quarter = self.report(JANUARY[0], "quarter")
        self.assertTrue(self.figure(quarter, "house", MEN).is_hidden)
        self.assertTrue(self.figure(quarter, "house", WOMEN).is_hidden)
        self.assertEqual(self.figure(quarter).value, 23)
        # Ten men and ten women come in March: alone, the quarter could show 13 and
        # 30; beside January it could too, since nothing is known of March.
        self.add_facts(10, day=date(2020, 3, 3))
        self.add_facts(10, sex="male", day=date(2020, 3, 3))
        march = self.report(date(2020, 3, 1))
        march.action_validate()
        self.assertEqual(self.figure(march, "house", MEN).value, 10)
        quarter.action_compute()
        # 13 - 10 would tell the three men of January.
        self.assertTrue(self.figure(quarter, "house", MEN).is_hidden)

    def test_persons_are_protected_by_constraint(self):
        """Nobody sets the limit so low that a figure names somebody."""
        persons = self.new_indicator("persons", nature="persons")
        with self.assertRaises(ValidationError):
            persons.smallest_cell = 1

    def test_a_room_that_is_gone_counts_nothing(self):
        """Without its provider an indicator gives no figure and no error."""
        gone = self.new_indicator("gone", provider="of_a_room_that_is_gone")
        report = self.report()
        self.assertFalse(self.figure(report, indicator=gone))
