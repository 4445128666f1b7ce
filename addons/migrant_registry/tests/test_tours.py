# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import RegistryCase

LANGUAGES = ("fr_FR", "ar_TN")


@tagged("post_install", "-at_install")
class TestTours(RegistryCase, HttpCase):
    """The registry in the browser, in French and in Arabic."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in LANGUAGES:
            cls.env["res.lang"]._activate_lang(lang)
        cls.tarek = cls.person("محمد", "طارق", birth_date="1988-02-11")

    def _in_each_language(self, url, tour):
        for lang in LANGUAGES:
            with self.subTest(lang):
                self.worker.lang = lang
                self.start_tour(url, tour, login=self.worker.login)

    def _register(self, lang):
        self.worker.lang = lang
        self.start_tour(
            "/odoo/find-person", "migrant_registry_register", login="social_worker"
        )
        person = self.Person.search([("create_uid", "=", self.worker.id)])
        self.assertEqual(person.person_name, "Salimata Kouyaté")
        self.assertEqual(person.identity_ids.birth_precision, "year")
        # The tour ended with the card.
        self.assertEqual(len(person.card_ids), 1)

    def test_register_in_french(self):
        """Search, nobody, register from the search, name in the title, card. [T21]"""
        self._register("fr_FR")

    def test_register_in_arabic(self):
        """The same on mirrored screens. [T21]"""
        self._register("ar_TN")

    def test_find_in_another_script(self):
        """Typed in Latin, found in Arabic, in both languages of the screen."""
        self._in_each_language("/odoo/find-person", "migrant_registry_find")

    def test_merge_and_undo(self):
        """The queue of doubles: proposed, merged by a second one, undone; fr and ar."""
        self.person("Mohamed", "Tarek", birth_date="1988-02-11")
        second = self.users["supervisor"]
        for lang in LANGUAGES:
            with self.subTest(lang):
                (self.worker | second).lang = lang
                self.start_tour(
                    "/odoo/doubles", "migrant_registry_propose", login=self.worker.login
                )
                self.start_tour(
                    "/odoo/doubles", "migrant_registry_merge", login=second.login
                )
