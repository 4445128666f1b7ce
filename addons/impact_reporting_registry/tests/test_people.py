# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.migrant_registry.models.migrant_beneficiary import AGE_BANDS
from odoo.addons.ngo_base.tests.common import NgoCase

FIRST, LAST = date(2021, 4, 1), date(2021, 4, 30)
BIRTHS = [
    (date(2003, 4, 30), "day"),  # 18 on the last day
    (date(2003, 5, 1), "day"),  # 17
    (date(2003, 4, 1), "month"),  # 17 at least
    (date(2003, 1, 1), "year"),
    (date(2010, 1, 1), "estimated"),
    (date(1950, 6, 6), "day"),
    (False, False),
]


@tagged("post_install", "-at_install")
class TestPeople(NgoCase):
    """Persons counted by the report, and counted again one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.new = cls.env.ref("impact_reporting_registry.indicator_registry_new")
        cls.known = cls.env.ref("impact_reporting_registry.indicator_registry_known")
        cls.countries = cls.env.ref("base.ml") | cls.env.ref("base.sd")
        cls.statuses = cls.env["ngo.legal.status"].search([], limit=2)
        cls.people = cls.env["migrant.beneficiary"]
        for number in range(70):
            cls.people |= cls.person(number)
        cls.people[:2].merged_into_id = cls.people[10]
        cls.people[3].active = False

    @classmethod
    def person(cls, number):
        day = date(2021, 3 + number % 3, 1 + number % 28)
        person = cls.env["migrant.beneficiary"].create(
            {
                "registered_on": day,
                "site_id": (cls.site_a, cls.site_b)[number % 2].id,
                "programme_id": (cls.programme_1, cls.programme_2)[number % 5 > 2].id,
                "owner_id": cls.users["social_worker"].id if number % 7 else False,
            }
        )
        birth, precision = BIRTHS[number % len(BIRTHS)]
        countries = cls.countries if number % 9 == 0 else cls.countries[number % 2]
        person.identity_ids.write(
            {
                "sex": ("female", "male", "female", False)[number % 4],
                "birth_date": birth,
                "birth_precision": precision,
                "nationality_ids": [Command.set(countries.ids)],
            }
        )
        if number % 3:
            cls.env["migrant.status"].create(
                {
                    "beneficiary_id": person.id,
                    "status_id": cls.statuses[number % 2].id,
                    "country_id": cls.env.ref("base.tn").id,
                    "date_from": day,
                }
            )
        return person

    def again(self, people):
        """Counts of people by unit, sex and age band, record by record."""
        counts = Counter()
        for person in people:
            identity = person.identity_ids
            age = identity._age_on(LAST)
            bands = [key for key, _label in AGE_BANDS if age is not None]
            band = max((k for k in bands if int(k) <= age), key=int, default="")
            status = self.env["migrant.status"].search(
                [("beneficiary_id", "=", person.id), ("date_from", "<=", LAST)],
                order="date_from desc, id desc",
                limit=1,
            )
            country = min(identity.nationality_ids.ids, default="")
            facts = {
                "sex": identity.sex or "",
                "age_band": band,
                "status": str(status.status_id.id or ""),
                "nationality": str(country),
            }
            categories = [(), *(((code, key),) for code, key in facts.items())]
            categories.append((("age_band", band), ("sex", facts["sex"])))
            for unit in (
                ("house", 0),
                ("site", person.site_id.id),
                ("programme", person.programme_id.id),
                ("team", person.team_id.id or 0),
            ):
                for category in categories:
                    counts[unit, category] += 1
        return counts

    def compared(self, report, indicator, people):
        """Figures of the report beside those counted again."""
        # What was counted is compared, hidden or not.
        figures = report.sudo().figure_ids.filtered(
            lambda f: (
                f.indicator_id == indicator
                and f.dimension_id.code != "language"
                and f.counted
            )
        )
        found = {(f._get_unit(), f._get_category()): int(f.counted) for f in figures}
        self.assertEqual(found, dict(self.again(people)))
        shown = figures.filtered(lambda f: not f.is_hidden)
        self.assertTrue(all(f.value == f.counted for f in shown))
        self.assertFalse([f for f in shown if 0 < f.value < 5])

    def test_counted_again_one_by_one(self):
        """New persons and persons on the books, by all breakdowns. [B31] [B37]"""
        others = self.env["migrant.beneficiary"].with_context(active_test=False)
        others = others.search([("id", "not in", self.people.ids)])
        others.write({"registered_on": date(2022, 1, 1)})
        report = self.env["impact.report"].create({"date_from": FIRST})
        report.action_validate()
        people = self.people.filtered(lambda p: not p.merged_into_id)
        new = people.filtered(lambda p: FIRST <= p.registered_on <= LAST)
        self.assertGreater(len(new), 15)
        self.compared(report, self.new, new)
        known = people.filtered(lambda p: p.active and p.registered_on <= LAST)
        self.compared(report, self.known, known)

    def test_drill_down_by_right(self):
        """A figure opens those of its persons whom the reader may read, no other."""
        report = self.env["impact.report"].create({"date_from": FIRST})
        report.action_validate()
        total = report.figure_ids.filtered(
            lambda f: f.indicator_id == self.new and f.unit_kind == "house"
        )
        women = total.filtered(lambda f: f._get_category() == (("sex", "female"),))
        total = total.filtered(lambda f: not f.dimension_id)
        worker = self.users["social_worker"]
        readable = self.env["migrant.beneficiary"].with_user(worker).search([])
        action = total.with_user(worker).action_drill()
        opened = self.env["migrant.beneficiary"].browse(action["domain"][0][2])
        self.assertTrue(opened)
        self.assertLess(len(opened), total.sudo().counted)
        self.assertLessEqual(opened, readable)
        opened = women.with_user(worker).action_drill()["domain"][0][2]
        for person in self.env["migrant.beneficiary"].browse(opened):
            self.assertEqual(person.identity_ids.sex, "female")
        # The data officer reads figures, and no person.
        with self.assertRaises(UserError):
            total.with_user(self.users["data_officer"]).action_drill()

    def test_who_knows_no_identity_opens_no_list_of_women(self):
        """A list "women" would tell the sex of everybody on it."""
        report = self.env["impact.report"].create({"date_from": FIRST})
        report.action_compute()
        women = report.figure_ids.filtered(
            lambda f: (
                f.indicator_id == self.new
                and f.unit_kind == "house"
                and f._get_category() == (("sex", "female"),)
            )
        )
        manager = self.users["coordinator"]
        known = women.with_user(manager)._filter_known(set(self.people.ids))
        self.assertFalse(known)
        worker = self.users["social_worker"]
        known = women.with_user(worker)._filter_known(set(self.people.ids))
        self.assertTrue(known)
        self.assertLess(len(known), len(self.people))

    def test_words_of_categories(self):
        """Categories bear the words of the registry, in the reader's language."""
        dimension = self.env["impact.dimension"]._get("sex")
        self.assertEqual(dimension._get_labels(["female", ""])["female"], "Female")
        self.assertEqual(dimension._get_labels([""])[""], "Not stated")
        country = self.env["impact.dimension"]._get("nationality")
        labels = country._get_labels([str(self.countries[0].id), "0"])
        self.assertEqual(labels[str(self.countries[0].id)], "Mali")
