# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NgoCase


@tagged("post_install", "-at_install")
class TestNgoArea(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Area = cls.env["ngo.area"]

    def _area(self, name):
        return self.env.ref(f"ngo_base.area_{name}")

    def _count(self, parent, kind):
        return self.Area.search_count(
            [("parent_id", "child_of", self._area(parent).id), ("kind", "=", kind)]
        )

    def test_tunisia_down_to_the_delegation(self):
        """24 governorates, their 264 delegations and two municipalities. [T28]"""
        self.assertEqual(self._count("tn", "governorate"), 24)
        self.assertEqual(self._count("tn", "delegation"), 264)
        self.assertEqual(self._count("tn", "municipality"), 2)
        raoued = self._area("tn_municipality_raoued")
        self.assertTrue(self._area("tn_ariana")._covers(raoued))
        self.assertFalse(self._area("tn_tunis")._covers(raoued))

    def test_belgium_and_france(self):
        """Regions, provinces and departments, the communes of Brussels. [T28]"""
        self.assertEqual(self._count("be", "region"), 3)
        self.assertEqual(self._count("be", "province"), 10)
        self.assertEqual(self._count("be_bru", "municipality"), 19)
        self.assertEqual(self._count("fr", "region"), 18)
        self.assertEqual(self._count("fr", "department"), 96)

    def test_grand_tunis_is_a_grouping(self):
        """Grand Tunis covers four governorates and what lies in them. [T28]"""
        grand_tunis = self.env.ref("ngo_base.area_group_grand_tunis")
        self.assertEqual(len(grand_tunis.area_ids), 4)
        self.assertTrue(grand_tunis._covers(self._area("tn_tunis_la_marsa")))
        self.assertTrue(grand_tunis._covers(self._area("tn_manouba")))
        self.assertFalse(grand_tunis._covers(self._area("tn_sfax")))
        self.assertFalse(grand_tunis._covers(self.Area))

    def test_groupings_are_made_by_hand(self):
        """A coordinator names together what her house names together. [T28]"""
        groups = self.env["ngo.area.group"].with_user(self.users["coordinator"])
        coast = groups.create(
            {"name": "Coast", "area_ids": [self._area("tn_sousse").id]}
        )
        self.assertIn(coast, self._area("tn_sousse").group_ids)
        with self.assertRaises(AccessError):
            self._area("tn_sousse").with_user(self.users["coordinator"]).name = "X"

    def test_names_in_the_languages_of_the_readers(self):
        """Areas bear the names of the country, in French and in Arabic. [T28]"""
        self.env["res.lang"]._activate_and_install_lang("fr_FR")
        self.env["res.lang"]._activate_and_install_lang("ar_TN")
        brussels = self._area("be_bru").with_context(lang="fr_FR")
        self.assertEqual(brussels.name, "Région de Bruxelles-Capitale")
        marsa = self._area("tn_tunis_la_marsa").with_context(lang="ar_TN")
        self.assertEqual(marsa.display_name, "المرسى (تونس)")

    def test_namesakes_are_told_apart(self):
        zouhour = self.Area.search([("name", "=", "Ezzouhour")])
        self.assertEqual(
            set(zouhour.mapped("display_name")),
            {"Ezzouhour (Tunis)", "Ezzouhour (Kasserine)"},
        )

    def test_the_tree_has_no_ring_and_codes_are_unique(self):
        with self.assertRaises(UserError):
            self._area("tn").parent_id = self._area("tn_sfax")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.Area.create({"name": "Twin", "kind": "region", "code": "TN-11"})
