# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.tools import SQL

from odoo.addons.ngo_base.tests.common import NgoCase

JANUARY = (date(2020, 1, 1), date(2020, 1, 31))
# In the order of the columns below.
COLUMNS = (
    "res_id subject_id site_id team_id programme_id amount hit sex age_band day"
).split()


class ImpactCase(NgoCase):
    """An indicator whose facts a test writes down, as a room's provider gives them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.facts = []
        model = type(cls.env["impact.indicator"])
        provide = patch.object(
            model,
            "_provide_specimen",
            lambda _indicator, first, last: cls._provide_specimen(first, last),
            create=True,
        )
        provide.start()
        cls.addClassCleanup(provide.stop)
        # Rooms that are installed too have indicators of their own.
        cls.env["impact.indicator"].search([]).active = False
        cls.indicator = cls.new_indicator("specimen")

    @classmethod
    def new_indicator(cls, code, **vals):
        dimensions = cls.env["impact.dimension"]
        return dimensions.env["impact.indicator"].create(
            {
                "name": f"Specimen {code}",
                "code": code,
                "definition": "What the test writes down.",
                "provider": "specimen",
                "res_model": "ngo.site",
                "is_crossed": True,
                "dimension_ids": [
                    (4, dimensions._get("sex").id),
                    (4, dimensions._get("age_band").id),
                ],
                **vals,
            }
        )

    @classmethod
    def _provide_specimen(cls, first, last):
        rows = [row for row in cls.facts if first <= row["day"] <= last]
        if not rows:
            rows = [dict.fromkeys(COLUMNS)]
        values = SQL(", ").join(
            SQL(
                "(%s::int, %s::int, %s::int, %s::int, %s::int, %s::numeric, %s::bool,"
                " %s::text, %s::text, %s::date)",
                *(row[column] for column in COLUMNS),
            )
            for row in rows
        )
        return SQL(
            "SELECT * FROM (VALUES %s) v(%s) WHERE res_id IS NOT NULL",
            values,
            SQL(", ").join(map(SQL.identifier, COLUMNS)),
        )

    @classmethod
    def add_facts(cls, number, site=None, programme=None, day=None, **vals):
        """So many facts, each of another person."""
        for _i in range(number):
            key = len(cls.facts) + 1
            cls.facts.append(
                {
                    "res_id": key,
                    "subject_id": key,
                    "site_id": (site or cls.site_a).id,
                    "team_id": cls.team_a.id,
                    "programme_id": (programme or cls.programme_1).id,
                    "amount": 1,
                    "hit": True,
                    "sex": "female",
                    "age_band": "18",
                    "day": day or JANUARY[0],
                    **vals,
                }
            )

    def report(self, day=JANUARY[0], kind="month", is_computed=True):
        report = self.env["impact.report"].create({"kind": kind, "date_from": day})
        if is_computed:
            report.action_compute()
        return report

    def figure(self, report, unit="house", category=(), indicator=None):
        """The figure of a unit ("house" or a record) and categories by name."""
        wanted = unit if isinstance(unit, str) else None
        found = report.figure_ids.filtered(
            lambda f: (
                f.indicator_id == (indicator or self.indicator)
                and f._get_category() == tuple(category)
                and (
                    f.unit_kind == wanted
                    if wanted
                    else unit in (f.site_id, f.programme_id, f.team_id)
                )
            )
        )
        return found

    def setUp(self):
        super().setUp()
        self.facts.clear()
