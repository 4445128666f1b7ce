# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.service_directory.tests.common import MONDAY, DirectoryCase


@tagged("post_install", "-at_install")
class TestDirectoryMap(DirectoryCase, HttpCase):
    def fetch_proxy(self, url):
        """What the browser asks of another machine is listed, and refused."""
        self.outside.append(url)
        return {"body": "", "responseCode": 404, "responseHeaders": []}

    def setUp(self):
        super().setUp()
        self.outside = []
        self.worker = self.users["social_worker"]

    def _search(self, **vals):
        search = self.env["directory.search"].with_user(self.worker)
        search = search.create({"category_id": self.need_legal.id, **vals})
        search.action_search()
        return search

    @freeze_time(MONDAY)
    def test_places_found_with_opening_and_distance(self):
        """The map gets name, point, distance and "open now" of each hit [E17]"""
        second = self.office.copy({"name": "Antenne", "latitude": 36.85})
        (
            self.legal | self._service("Écoute", self.need_legal, second)
        )._refresh_openings()
        found = self._search(near_id=self.office.id, max_km=20).map_places()
        by_name = {place["name"]: place for place in found["places"]}
        self.assertEqual(set(by_name), {"Maison du droit, Tunis", "Antenne, Tunis"})
        office = by_name["Maison du droit, Tunis"]
        self.assertEqual((office["latitude"], office["longitude"]), (36.8, 10.18))
        self.assertEqual([s["opening"] for s in office["services"]], ["open"])
        other = by_name["Antenne, Tunis"]
        self.assertEqual([s["opening"] for s in other["services"]], ["unknown"])
        self.assertAlmostEqual(other["distance"], 5.6, places=1)
        self.assertEqual((found["near"]["name"], found["km"]), (office["name"], 20))
        areas = {area["name"]: area for area in found["areas"]}
        tunis = areas[self.tunis.with_user(self.worker).name]
        self.assertGreater(tunis["latitude"], 36)

    def test_confidential_place_has_no_point_for_anybody(self):
        """A shelter is listed without a place, its protectors' map included"""
        self.secret.write({"latitude": 36.81234, "longitude": 10.12345})
        for role in ("social_worker", "child_protection", "supervisor"):
            self.worker = self.users[role]
            found = self._search().map_places()
            elsewhere = [service["name"] for service in found["elsewhere"]]
            self.assertIn("Refuge", elsewhere)
            self.assertNotIn("Foyer", str(found))
            self.assertNotIn("36.81", str(found))
            self.assertNotIn("CANARY", str(found))

    def test_a_search_is_its_authors(self):
        search = self._search()
        with self.assertRaises(AccessError):
            search.with_user(self.users["jurist"]).map_places()

    def test_misses_stay_off_the_map(self):
        search = self._search(is_open_now=True, has_misses=True)
        self.legal.status = "inactive"
        search.action_search()
        self.assertIn("no", search.line_ids.mapped("verdict"))
        self.assertNotIn("Permanence juridique", str(search.map_places()))

    def _tour(self, lang=None):
        if lang:
            self.env["res.lang"]._activate_lang(lang)
            self.worker.lang = lang
        self.worker.password = "social-worker"
        search = self._search()
        self.start_tour(
            f"/odoo/find-a-service/{search.id}",
            "service_directory_map",
            login=self.worker.login,
        )

    def test_map_draws_markers_and_leaves_this_machine_never(self):
        """Markers, list and popup by keyboard; nothing asked of another host"""
        self._tour()
        self.assertEqual(self.outside, [])

    def test_map_in_arabic(self):
        """The list is mirrored, the map is not; nothing asked of another host"""
        self._tour("ar_001")
        self.assertEqual(self.outside, [])

    def test_tiles_come_from_the_house_only(self):
        """A house with tiles of its own names their server; no other is asked."""
        self.env["ir.config_parameter"].set_param(
            "service_directory_map.tile_url", "https://tiles.example/{z}/{x}/{y}.png"
        )
        self._tour()
        self.assertTrue(self.outside)
        self.assertTrue(
            all(url.startswith("https://tiles.example/") for url in self.outside)
        )
