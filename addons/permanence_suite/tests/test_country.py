# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.ngo_base.tests.common import NgoCase

# Official days of 2026; Tunisia's feasts of the moon as reckoned for that year.
DAYS_2026 = {
    "BE": "01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-01 11-11 12-25",
    "FR": "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25",
    "TN": "01-01 03-20 03-21 04-09 05-01 05-27 05-28 06-17 07-25 08-13 08-26 10-15"
    " 12-17",
}
HOUSES = {
    "TN": ("Africa/Tunis", "TND", {"fr", "ar_TN"}, 24, 24),
    "BE": ("Europe/Brussels", "EUR", {"fr", "nl_BE"}, 60, 10),
    "FR": ("Europe/Paris", "EUR", {"fr"}, 24, 101),
}
LIMITS = {"TN": ("11", "6", "10"), "BE": ("11", "6", "9"), "FR": ("11", "6", "10")}


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 10:00:00")
class TestCountry(NgoCase):
    """A new house takes what its country brings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._ensure_ar_tn()
        # Loading all words is core's work and takes a minute.
        for code in ("ar_TN", "nl_BE"):
            cls.env["res.lang"]._activate_lang(code)
        cls.house = cls.env["res.company"].create({"name": "New house"})
        cls.technician = cls.users["technician"]
        cls.technician.write(
            {"company_ids": [(4, cls.house.id)], "company_id": cls.house.id}
        )

    def page(self, code, **vals):
        pages = self.env["permanence.country"].with_user(self.technician)
        country = self.env["res.country"].search([("code", "=", code)])
        return pages.with_company(self.house).create({"country_id": country.id, **vals})

    def closures(self):
        return self.env["resource.calendar.leaves"].search(
            [("resource_id", "=", False), ("company_id", "=", self.house.id)]
        )

    def limits(self):
        value = self.env["ir.config_parameter"].get_param
        names = ("rest_hours", "days_in_7", "day_hours")
        return tuple(value(f"permanence_rota.{name}") for name in names)

    def rules(self, code):
        return self.env["migrant.retention.rule"].search(
            [("country_id.code", "=", code)]
        )

    def set_up(self, code):
        page = self.page(code)
        page.action_apply()
        zone, currency, languages, months, areas = HOUSES[code]
        company = self.house
        self.assertEqual(company.country_id.code, code)
        self.assertEqual(company.currency_id.name, currency)
        self.assertEqual(company.resource_calendar_id.tz, zone)
        active = {lang for lang, _name in self.env["res.lang"].get_installed()}
        active |= {lang[:2] for lang in active}
        self.assertLessEqual(languages, active)
        country = self.env["ngo.area"].search([("code", "=", code)])
        known = self.env["ngo.area"].search_count([("id", "child_of", country.ids)])
        self.assertGreater(known, areas)
        self.assertEqual(self.limits(), LIMITS[code])
        rule = self.rules(code)
        self.assertEqual(rule.months, months)
        self.assertIn("to be checked", rule.legal_basis)
        self.assertIn("vérifier", rule.with_context(lang="fr_FR").legal_basis)
        tz = ZoneInfo(zone)
        days = {}
        for leave in self.closures():
            begin, end = (
                moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(tz)
                for moment in (leave.date_from, leave.date_to)
            )
            self.assertEqual((begin.hour, begin.date()), (0, end.date()))
            self.assertTrue(leave.name)
            days[begin.date()] = leave.name
        expected = {date.fromisoformat(f"2026-{d}") for d in DAYS_2026[code].split()}
        self.assertEqual({day for day in days if day.year == 2026}, expected)
        following = [day for day in days if day.year == 2027]
        # In 2026 the end of Ramadan falls on Independence Day.
        self.assertEqual(len(following), len(expected) + (code == "TN"))
        self.assertIn("still to do", page.report)
        self.assertEqual(len(page.report.splitlines()), 7)
        return page

    def test_tunisia(self):
        """Governorates, feasts of the moon, dinars, 24 months."""
        page = self.set_up("TN")
        self.assertIn("follow the moon", page.report)

    def test_belgium(self):
        """Ten days a year, euros, French and Dutch."""
        self.set_up("BE")

    def test_france(self):
        """Eleven days a year; departments."""
        self.set_up("FR")

    def test_asked_again_it_changes_nothing_that_somebody_made(self):
        self.page("FR").action_apply()
        leaves = self.closures()
        leaves[0].name = "Our own word"
        page = self.page("FR", day_hours=9, months=36, checked_by="Me Exemple")
        page.action_apply()
        self.assertEqual(self.closures(), leaves)
        self.assertEqual(leaves[0].name, "Our own word")
        self.assertIn("0 added", page.report)
        self.assertEqual(self.limits()[2], "9")
        rule = self.rules("FR")
        self.assertEqual((len(rule), rule.months), (1, 36))
        self.assertIn("Me Exemple", rule.legal_basis)
        # The page shows what the house has, not the presets.
        again = self.page("FR")
        self.assertEqual((again.day_hours, again.months), (9, 36))
        self.assertEqual(again.checked_by, "Me Exemple")

    def test_areas_of_others_are_hidden_and_come_back(self):
        areas = self.env["ngo.area"]
        self.page("TN", hide_areas=True).action_apply()
        self.assertFalse(areas.search([("code", "=", "BE-BRU")]))
        self.page("BE").action_apply()
        self.assertTrue(areas.search([("code", "=", "BE-BRU")]))

    def test_an_account_plan_in_use_stays(self):
        self.house.chart_template = "generic_coa"
        programme = self.programme_1
        programme.write(
            {
                "company_id": self.house.id,
                "advance_account_id": self.env["account.account"]
                .with_company(self.house)
                .create(
                    {
                        "code": "467999",
                        "name": "Advances",
                        "account_type": "asset_receivable",
                        "reconcile": True,
                    }
                )
                .id,
            }
        )
        page = self.page("FR")
        page.action_apply()
        self.assertIn("chart in use stays", page.report)
        self.assertEqual(self.house.chart_template, "generic_coa")

    def test_only_the_technician(self):
        """Others neither open the page nor write its presets."""
        country = self.env["res.country"].search([("code", "=", "TN")])
        for role in ("coordinator", "finance_officer"):
            pages = self.env["permanence.country"].with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                pages.create({"country_id": country.id})

    def test_the_list_says_what_is_to_be_checked(self):
        """The presets stay marked until somebody says that they were checked."""

        def states():
            day = self.env["permanence.day"].with_user(self.technician)
            steps = day.with_company(self.house).get_day()["steps"]
            return {step["title"]: step for step in steps}

        self.assertEqual(states()["Your country"]["state"], "todo")
        self.page("TN").action_apply()
        told = states()
        self.assertEqual(told["Your country"]["state"], "done")
        self.assertTrue(told["Your country"]["action"])
        self.assertEqual(told["Working time of the rota"]["state"], "check")
        self.assertEqual(told["How long files are kept"]["state"], "check")
        coming = self.closures().filtered(
            lambda leave: leave.date_to > fields.Datetime.now()
        )
        self.assertGreaterEqual(told["Public holidays"]["count"], len(coming))
        self.page("TN", checked_by="Me Exemple").action_apply()
        self.assertEqual(states()["Working time of the rota"]["state"], "done")
