# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.api import Environment
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import match
from .common import RegistryCase

MANY = 40
# What one word typed in a picker may cost: the scope and its grants, the candidates,
# their codes, the identities of those whose name is shown.
PICKER = 20
ASKED = {"display_name": {}, "person_name": {}, "age_band": {}}


@tagged("post_install", "-at_install")
class TestQueries(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person("Idriss", "Ouattara")
        for number in range(MANY):
            cls.person("Mamadou", f"Diallo {'abcdefgh'[number % 8]}")

    def _cost(self, call):
        """How many queries a request of the worker sends, with a cold cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        return self.env.cr.sql_log_count - before

    def _pick(self, text, user):
        """What the picker of a person asks the server for, see person_field.js."""
        persons = self.Person.with_user(user)
        return persons.web_name_search(text, ASKED, limit=8)

    def test_a_name_typed_in_a_picker_costs_the_same_whoever_is_found(self):
        """One or forty of that name, in Latin or in Arabic: a bounded cost."""
        self.assertEqual(len(self._pick("Diallo", self.worker)), 8)
        self.assertEqual(len(self._pick("Ouattara", self.worker)), 1)
        one = self._cost(lambda: self._pick("Ouattara", self.worker))
        for text in ("Diallo", "Mamadou", "ديالو"):
            cost = self._cost(lambda text=text: self._pick(text, self.worker))
            self.assertLessEqual(cost, one, text)
        self.assertLessEqual(one, PICKER)

    def test_candidates_are_found_by_their_keys_alone(self):
        """No step walks through the house person by person, which took 100 ms."""
        plans, execute = [], Environment.execute_query

        def explained(env, query):
            if "search_keys" in query.code:
                plans.append(str(execute(env, SQL("EXPLAIN %s", query))))
            return execute(env, query)

        with patch.object(Environment, "execute_query", explained):
            self.assertTrue(self.env["migrant.identity"]._candidate_ids("Awa Diallo"))
        self.assertGreater(len(plans), 1)
        # Of the last step, whose names are common ones, the planner knows better.
        for plan in plans[:-1]:
            self.assertIn("migrant_identity_keys_idx", plan)
            self.assertNotIn("migrant_identity_pkey", plan)

    def test_pairs_of_an_import_are_queued_together(self):
        """Two pairs or twenty cost as many queries, and each is there once."""
        ids = self.Person.search([], limit=MANY).ids
        pairs = [(*pair, match.Score(10.0)) for pair in zip(ids, ids[1:], strict=False)]
        matches = self.env["migrant.match"]
        few, many = (
            self._cost(lambda some=some: matches._propose(some))
            for some in (pairs[:2], pairs[10:30])
        )
        self.assertLessEqual(many, few)
        self.assertEqual(len(matches._propose(pairs[10:31])), 1)

    def test_a_page_of_persons_costs_the_same_whatever_its_length(self):
        """The list as a worker opens it, five rows or forty; one form."""
        persons = self.Person.with_user(self.worker)
        columns = {
            name: {"fields": {"display_name": {}}}
            if persons._fields[name].type == "many2one"
            else {}
            for name in persons.get_views([(False, "list")])["models"][persons._name][
                "fields"
            ]
        }
        pages = {
            limit: lambda limit=limit: persons.web_search_read([], columns, limit=limit)
            for limit in (5, MANY)
        }
        self.assertEqual(len(pages[MANY]()["records"]), MANY)
        few, many = (self._cost(page) for page in pages.values())
        self.assertLessEqual(many, few)
        form = persons.search([], limit=1)
        self.assertLessEqual(self._cost(lambda: form.web_read(columns)), few)

    def test_a_form_asks_for_the_identity_once(self):
        """However many of its fields it shows, and never for another reader."""
        person = self.Person.with_user(self.worker).search([], limit=1)
        shown = ("birth_date", "birth_label", "sex", "person_name", "is_identity_open")
        form = {name: {} for name in shown}
        self._cost(lambda: person.web_read(form))  # warms what is kept
        one = self._cost(lambda: person.web_read({"birth_date": {}}))
        self.assertEqual(self._cost(lambda: person.web_read(form)), one)
        stranger = person.with_user(self.stranger)
        with person._with_live(person._scope_live()):
            self.assertIn(person.id, person._readable_identities(["full_name"]))
            self.assertFalse(stranger._readable_identities(["full_name"]))
            self.assertFalse(stranger.person_name)

    def test_a_page_asks_for_the_identity_once(self):
        """Whatever columns of it are shown, and what is worked out of it."""
        persons = self.Person.with_user(self.worker)
        self.env["migrant.retention.rule"].create({"name": "All", "months": 12})
        names = {"person_name": {}}
        for more in ({"age_band": {}}, {"sex": {}, "age_band": {}}):
            page = {"sex": {}, **names, **more}
            self._cost(lambda page=page: persons.web_search_read([], page))  # warms
            one = self._cost(lambda: persons.web_search_read([], {"sex": {}, **names}))
            cost = self._cost(lambda page=page: persons.web_search_read([], page))
            self.assertEqual(cost, one)
        # The rules of retention are the house's own.
        kept = {"sex": {}, "retention_on": {}}
        cost = self._cost(lambda: persons.web_search_read([], kept))
        self.assertEqual(cost, one + 1)
        shown = persons.web_search_read([], kept)["records"][0]
        person = self.Person.browse(shown["id"])
        self.assertTrue(shown["retention_on"])
        self.assertEqual(shown["retention_on"], person.retention_on)

    def test_a_page_is_asked_of_the_rules_once(self):
        """Found by them, it is read without asking again; a stranger finds nobody."""
        persons, page = self.Person.with_user(self.worker), {"code": {}, "site_id": {}}
        self._cost(lambda: persons.web_search_read([], page))  # warms
        found = self._cost(lambda: persons.search_fetch([], ["code"]))
        self.assertEqual(self._cost(lambda: persons.web_search_read([], page)), found)
        # In the same transaction, whose cache holds the page.
        stranger = persons.with_user(self.stranger)
        self.assertFalse(stranger.web_search_read([], page)["records"])
        with self.assertRaises(AccessError):
            stranger.browse(persons.search([], limit=1).id).web_read(page)

    def test_a_list_in_a_form_is_found_and_read_at_once(self):
        """Its rules are asked once; who may not read the lines sees none of them."""
        person = self.Person.with_user(self.worker).search([], limit=1)
        lists = {"name_ids": {"fields": {"kind": {}, "value": {}}}}
        found = {"name_ids": {}}
        for asked in (found, lists):
            self._cost(lambda asked=asked: person.web_read(asked))  # warms
        one, both = (
            self._cost(lambda asked=asked: person.web_read(asked))
            for asked in (found, lists)
        )
        self.assertEqual(both, one)
        names = person.web_read(lists)[0]["name_ids"]
        self.assertEqual({name["value"] for name in names}, {"Mamadou", "Diallo h"})
        # In the same transaction, whose cache holds the lines.
        with self.assertRaises(AccessError):
            person.with_user(self.stranger).web_read(lists)
        person.sudo().write({"owner_id": self.stranger.id, "team_id": False})
        with self.assertRaises(AccessError):
            person.name_ids.web_read(lists["name_ids"]["fields"])

    def test_the_links_of_a_form_cost_one_query(self):
        """Site, team, programme and worker together, in the reader's language."""
        person = self.Person.with_user(self.worker).search([], limit=1)
        names = ("site_id", "team_id", "programme_id", "owner_id")
        self.assertTrue(person.owner_id)
        links = {name: {"fields": {"display_name": {}}} for name in names}
        bare = dict.fromkeys(names, {})
        self.env["res.lang"]._activate_lang("fr_FR")
        self.site_a.with_context(lang="fr_FR").name = "Accueil"
        for asked in (bare, links):
            self._cost(lambda asked=asked: person.web_read(asked))  # warms
        without, with_links = (
            self._cost(lambda asked=asked: person.web_read(asked))
            for asked in (bare, links)
        )
        self.assertLessEqual(with_links, without + 1)
        for lang in ("en_US", "fr_FR"):
            here = person.with_context(lang=lang)
            self.env.invalidate_all()
            shown = here.web_read(links)[0]
            self.env.invalidate_all()
            for name in names:
                label = here.sudo()[name].display_name
                self.assertEqual(shown[name]["display_name"], label)
        self.assertEqual(shown["site_id"]["display_name"], "Accueil")

    def test_a_picker_shows_first_who_is_written_as_typed(self):
        """Forty who sound like it do not push her out of the eight that are shown."""
        awa = self.person("Awa", "Ouedraogo")
        for number in range(MANY):
            self.person("Yahya", f"Namoudhaj {'abcdefgh'[number % 8]}")
        persons = self.Person.with_user(self.worker)
        shown = [row_id for row_id, _label in persons.name_search("Awa", limit=8)]
        self.assertEqual(shown[0], awa.id)
        self.assertEqual(len(shown), 8)
        self.assertEqual(len(set(shown)), 8)
        # Nobody who may not be read is found by either way.
        self.assertFalse(self.Person.with_user(self.stranger).name_search("Awa"))

    def test_a_piece_of_a_code_or_of_a_name_finds_her(self):
        """In a list too, which asks both; who may not read her finds nobody."""
        awa = self.person("Awa", "Ouedraogo")
        persons = self.Person.with_user(self.worker)
        for text in (awa.code[2:6], awa.code[:6], "ouedr", "Awa"):
            domain = [("display_name", "ilike", text)]
            found = persons.web_search_read(domain, {"code": {}})["records"]
            self.assertIn(awa.code, [row["code"] for row in found], text)
            self.assertFalse(self.Person.with_user(self.stranger).search(domain), text)
        awa.active = False
        self.assertNotIn(awa, persons.search(domain))
        archived = persons.with_context(active_test=False)
        self.assertIn(awa, archived.search(domain))
