# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestStory(TransactionCase):
    def _site(self, name):
        return self.env.ref(f"permanence_demo.site_{name}")

    def _programme(self, name):
        return self.env.ref(f"permanence_demo.programme_{name}")

    def test_capacities_are_those_of_the_source(self):
        """160, 240, 300–350, 140, 120, and 54 in four houses. [B09]"""
        for name, places in (
            ("leopold", "160"),
            ("bisse", "240"),
            ("casa_tamam", "300–350"),
            ("citoyens", "140"),
            ("evenpoel", "120"),
            ("collective", "54"),
            ("third_shelter", False),
        ):
            with self.subTest(site=name):
                self.assertEqual(self._site(name).capacity_display, places)
        self.assertEqual(len(self._site("collective").child_ids), 4)

    def test_emergency_shelters(self):
        """Three for men, day and night; the third, which has no name, too. [B09]"""
        shelters = self._site("emergency").child_ids
        self.assertEqual(len(shelters), 3)
        self.assertEqual(len(shelters.filtered(lambda site: not site.name)), 1)
        for shelter in shelters:
            self.assertTrue(shelter.is_open_24h)
            self.assertTrue(shelter._admits(sex="male")[0])
            self.assertFalse(shelter._admits(sex="female")[0])

    def test_pre_reception_centre(self):
        """Centre Citoyens receives men who applied for protection. [B13]"""
        centre = self._site("citoyens")
        self.assertTrue(centre._admits("male", 30, "asylum_seeker")[0])
        self.assertFalse(centre._admits("male", 30, "resident")[0])
        self.assertFalse(centre._admits("female", 30, "asylum_seeker")[0])
        self.assertFalse(centre._admits("male", 30, None)[0])

    def test_houses_of_tunis_and_sfax(self):
        """Two houses of one organisation, in their governorates. [T01]"""
        houses = self._site("houses").child_ids
        self.assertEqual(set(houses.area_id.mapped("code")), {"TN-11", "TN-61"})
        self.assertEqual(set(houses.mapped("tz")), {"Africa/Tunis"})

    def test_sisa_is_transversal(self):
        """One service in all the places of the organisation in Brussels. [B04]"""
        sites = self.env.ref("permanence_demo.team_sisa").site_ids
        self.assertGreaterEqual(len(sites), 8)
        self.assertIn(self._site("hub"), sites)
        self.assertIn(self._site("third_shelter"), sites)

    def test_municipal_desks(self):
        """A desk in each municipality of the project. [I02]"""
        desks = self._programme("i_migr").site_ids
        self.assertEqual(set(desks.mapped("kind")), {"municipal_desk"})
        self.assertEqual(desks.area_id, self._programme("i_migr").area_ids)

    def test_i_migr(self):
        """One month; funded through ICMPD; four strategic and three others. [I03]"""
        programme = self._programme("i_migr")
        self.assertEqual(programme.date_start, date(2020, 6, 1))
        self.assertEqual(programme.date_end, date(2020, 6, 30))
        self.assertEqual(programme.state, "ended")
        funder = programme.partner_ids.filtered(lambda line: line.role == "funder")
        self.assertIn("ICMPD", funder.through_id.name)
        self.assertEqual(len(programme._get_partners("strategic")), 4)
        self.assertEqual(len(programme._get_partners("other")), 3)

    def test_programmes_without_accommodation(self):
        """Six AGIR, RELAIS and the artists: no housing, one target. [F02]"""
        programmes = self.env["ngo.programme"].search(
            [("site_ids", "in", self._site("dipp").ids)]
        )
        self.assertEqual(len(programmes), 8)
        self.assertFalse(any(programmes.mapped("has_accommodation")))
        artists = self._programme("artists")
        self.assertEqual(artists.caseload_target, 15)
        self.assertTrue(artists.phase_ids.is_experimental)
        self.assertEqual(artists.phase_ids.date_end, date(2025, 12, 31))

    def test_words_of_each_house(self):
        """Care plan here, global and individual project there. [C11]"""
        self.env["res.lang"]._activate_and_install_lang("fr_FR")
        for name, word in (
            ("day_centre", "Plan de prise en charge"),
            ("artists", "Projet global et individualisé d’insertion"),
        ):
            programme = self._programme(name).with_context(lang="fr_FR")
            self.assertEqual(programme._get_label("plan"), word)
