# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from odoo.addons.migrant_case.tests.common import CaseCase

FIRST, LAST = date(2024, 5, 1), date(2024, 5, 31)
# (opened on, closed on): before, until, within, over, after the month.
LIVES = [
    (date(2024, 1, 10), False),
    (date(2024, 1, 10), date(2024, 4, 30)),
    (date(2024, 1, 10), date(2024, 5, 1)),
    (date(2024, 5, 1), date(2024, 5, 31)),
    (date(2024, 5, 20), date(2024, 6, 1)),
    (date(2024, 5, 31), False),
    (date(2024, 6, 1), False),
]


@tagged("post_install", "-at_install")
class TestFiles(CaseCase):
    """Files and needs counted by the report, and counted again one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env["migrant.case.reason"].search([], limit=1)
        cls.cases = cls.Case
        for number in range(35):
            person = cls.person("Person", f"Number {number}", birth_date="1999-05-31")
            case = cls.new_case(person, site_id=cls.site_a.id)
            opened, closed = LIVES[number % len(LIVES)]
            # The life of these files lies in the past of the test.
            case.sudo().episode_ids.write(
                {
                    "date_open": opened,
                    "date_close": closed,
                    "reason_id": closed and cls.reason.id,
                }
            )
            cls.cases |= case
        others = cls.env["migrant.case.episode"].search(
            [("case_id", "not in", cls.cases.ids)]
        )
        others.write({"date_open": date(2030, 1, 1), "date_close": False})
        cls.report = cls.env["impact.report"].create({"date_from": FIRST})

    def counted(self, code, category=()):
        """What was counted for the house, hidden or not."""
        found = self.report.sudo().figure_ids.filtered(
            lambda f: (
                f.indicator_id.code == code
                and f.unit_kind == "house"
                and f._get_category() == category
            )
        )
        return found.counted

    def again(self, test):
        """Persons of files whose episode passes a test, one by one."""
        return len(
            {
                case.beneficiary_id.id
                for case in self.cases
                for episode in case.sudo().episode_ids
                if test(episode.date_open, episode.date_close or date.max)
            }
        )

    def test_active_caseload_is_two_figures(self):
        """At a date and over a period: two figures, two names. [F10] [B31]"""
        self.report.action_validate()
        at_a_date = self.again(lambda start, end: start <= LAST < end)
        over = self.again(lambda start, end: start <= LAST and end >= FIRST)
        self.assertEqual((at_a_date, over), (15, 25))
        self.assertEqual(self.counted("case_active_at"), at_a_date)
        self.assertEqual(self.counted("case_active_over"), over)
        names = self.env["impact.indicator"].search(
            [("code", "in", ("case_active_at", "case_active_over"))]
        )
        self.assertEqual(len(set(names.mapped("name"))), 2)
        for indicator in names:
            self.assertIn("One-off encounters", indicator.definition)

    def test_opened_and_closed(self):
        """Opened in the month; closed in it, by the reason. [B31]"""
        self.report.action_compute()
        opened = self.again(lambda start, end: FIRST <= start <= LAST)
        self.assertEqual(self.counted("case_opened"), opened)
        closed = self.again(lambda start, end: FIRST <= end <= LAST)
        self.assertEqual(self.counted("case_closed"), closed)
        reason = (("closing_reason", str(self.reason.id)),)
        self.assertEqual(self.counted("case_closed", reason), closed)
        adults = (("age_band", "18"),)
        self.assertEqual(self.counted("case_opened", adults), opened)

    def test_a_person_who_was_merged_is_one_person(self):
        """Two files of one person who was registered twice: one person followed."""
        first, second = self.cases[0].beneficiary_id, self.cases[7].beneficiary_id
        self.report.action_compute()
        before = self.counted("case_active_at")
        second.merged_into_id = first
        self.report.action_compute()
        self.assertEqual(self.counted("case_active_at"), before - 1)

    def test_a_double_is_no_file(self):
        self.report.action_compute()
        before = self.counted("case_active_over")
        self.cases[0].state = "duplicate"
        self.report.action_compute()
        self.assertEqual(self.counted("case_active_over"), before - 1)

    def test_needs(self):
        """Found, covered, and without a service, by domain. [B31]"""
        domains = self.env["migrant.need.domain"].search([], limit=2)
        needs = self.env["migrant.need"]
        for number, case in enumerate(self.cases[:12]):
            needs |= needs.create(
                {
                    "case_id": case.id,
                    "name": "A need",
                    "domain_id": domains[number % 2].id,
                    "opened_on": LAST,
                }
            )
        needs[:6].write(
            {"end": "unmet_no_service", "end_reason": "Nobody", "closed_on": LAST}
        )
        self.report.action_compute()
        self.assertEqual(self.counted("need_unanswered"), 6)
        domain = (("need_domain", str(domains[0].id)),)
        self.assertEqual(self.counted("need_unanswered", domain), 3)
        covered = self.report.sudo().figure_ids.filtered(
            lambda f: f.indicator_id.code == "need_covered" and not f.dimension_id
        )
        house = covered.filtered(lambda f: f.unit_kind == "house")
        self.assertEqual((house.counted_base, house.counted), (12, 0))

    def test_obstacles(self):
        """Met in the month, by kind and authority; counted again in SQL. [B31]"""
        authority = self.env["migrant.authority"].search([], limit=1)
        rows = [
            {
                "date": day,
                "kind": kind,
                "authority_id": authority.id if number % 2 else False,
                "site_id": self.site_a.id,
                "facts": "Sent away twice",
            }
            for number, (day, kind) in enumerate(
                [(FIRST, "refused")] * 7
                + [(LAST, "delay")] * 6
                + [(date(2024, 4, 30), "refused"), (date(2024, 6, 1), "delay")]
            )
        ]
        self.env["migrant.obstacle"].with_user(self.worker).create(rows)
        self.env.flush_all()
        self.report.action_compute()

        def again(where, *values):
            self.env.cr.execute(
                "SELECT count(*) FROM migrant_obstacle"
                " WHERE date >= %s AND date < date %s + 1 AND " + where,
                (FIRST, LAST, *values),
            )
            return self.env.cr.fetchone()[0]

        self.assertEqual(self.counted("obstacle_met"), again("TRUE"))
        for kind in ("refused", "delay"):
            self.assertEqual(
                self.counted("obstacle_met", (("obstacle_kind", kind),)),
                again("kind = %s", kind),
            )
        self.assertEqual(
            self.counted("obstacle_met", (("obstacle_authority", str(authority.id)),)),
            again("authority_id = %s", authority.id),
        )
        self.assertEqual(again("TRUE"), 13)
        labels = self.env.ref(
            "impact_reporting_case.dimension_obstacle_kind"
        )._get_labels(["delay"])
        self.assertEqual(labels["delay"], "Unreasonable delay")
