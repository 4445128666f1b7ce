# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.migrant_registry.engine import codes

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestSearch(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mohamed = cls.person(
            "محمد",
            "الطرابلسي",
            birth_date="1990-03-12",
            sex="male",
            contact_ids=[
                Command.create({"channel": "phone", "value": "+216 20 123 456"})
            ],
            identifier_ids=[
                Command.create(
                    {
                        "type_id": cls.env.ref(
                            "migrant_registry.identifier_type_passport"
                        ).id,
                        "value": "AB-123456",
                    }
                )
            ],
        )
        cls.fatou = cls.person("Fatoumata", "Diallo")
        cls.berhane = cls.person("ብርሃነ", "ተስፋይ")

    def test_one_box_finds_by_every_way(self):
        """Name in any script and order, code, telephone, paper, card, birth year."""
        card = self.mohamed._live_cards()
        for text in (
            "Mohamed Trabelsi",
            "TRABELSI mohammed",
            "محمد الطرابلسي",
            "Trabelsi 1991",
            "Mohamed 12/03/1990",
            self.mohamed.code.lower(),
            "20 123 456",
            "00216 20123456",
            "ab123456",
            card.card_code,
        ):
            with self.subTest(text):
                found = self.names_found(self.worker, text)
                self.assertEqual(found[:1], ["محمد الطرابلسي"])
        self.assertEqual(
            self.names_found(self.worker, "Diallo Fatoumata")[:1], ["Fatoumata Diallo"]
        )
        self.assertEqual(
            self.names_found(self.worker, "Berhane Tesfay")[:1], ["ብርሃነ ተስፋይ"]
        )

    def test_score_is_explained(self):
        """Each field of the score is told, and the points add up."""
        answer = self.Person.with_user(self.worker).find_person(
            "Mohamed Trabelsi 12/03/1990"
        )
        line = answer["found"][0]
        self.assertEqual({e["field"] for e in line["evidence"]}, {"Name", "Birth"})
        self.assertAlmostEqual(
            line["points"], sum(e["points"] for e in line["evidence"]), 1
        )
        self.assertEqual(answer["query"]["births"], ["1990-03-12"])

    def test_elsewhere_names_a_unit_only(self):
        """Somebody else's standard file: a unit to ask, no name, no code. [B01]"""
        answer = self.Person.with_user(self.stranger).find_person("Mohamed Trabelsi")
        self.assertEqual(answer["found"], [])
        self.assertEqual(answer["elsewhere"], [{"unit": "Team A", "count": 1}])
        told = str(answer["elsewhere"])
        self.assertNotIn(self.mohamed.code, told)

    def test_who_registers_nobody_looks_for_nobody(self):
        """Neither finance, nor the portal, nor an employee learns of a file. [T21]"""
        lookers = {
            "front_desk",
            "social_worker",
            "jurist",
            "psychologist",
            "child_protection",
            "supervisor",
            "administrative_assistant",
        }
        former = self.new_user("former")
        self.give_role(former, "social_worker", hours=-1)
        for role, user in {
            **self.users,
            "employee": self.employee,
            "former": former,
        }.items():
            persons = self.Person.with_user(user)
            for text in ("Mohamed Trabelsi", "AB-123456", self.mohamed.code):
                with self.subTest(role=role, text=text):
                    if role in lookers:
                        call_kw(persons, "find_person", [text], {})
                        continue
                    with self.assertRaises(AccessError):
                        call_kw(persons, "find_person", [text], {})
        for user in (self.users["partner"], self.employee, former):
            labels = call_kw(
                self.Person.with_user(user), "get_labels", [self.mohamed.ids], {}
            )
            self.assertEqual(labels, {}, user.login)

    def test_closed_files_are_as_unknown_people(self):
        """Restricted and sealed: the answer is that of a name nobody bears."""
        unknown = self.Person.with_user(self.stranger).find_person("Zyx Qwertz")
        for level in ("restricted", "sealed"):
            self.mohamed.confidentiality = level
            for text in ("Mohamed Trabelsi", self.mohamed.code, "20123456"):
                answer = self.Person.with_user(self.stranger).find_person(text)
                self.assertEqual(answer["found"], unknown["found"])
                self.assertEqual(answer["elsewhere"], unknown["elsewhere"])

    def test_a_closed_file_asks_the_database_as_much_as_none(self):
        """How long the answer takes tells no more than the answer. [B05]"""
        number = {"channel": "phone", "value": "+216 55 123 987"}
        sealed = self.person(
            "Wxyzzy",
            "Qwrtpl",
            confidentiality="sealed",
            contact_ids=[Command.create(number)],
        )
        card = self.env["migrant.card"].create({"beneficiary_id": sealed.id})
        # She is none of the last, who are read with every search.
        for name in "abcdefghi":
            self.person(f"Other {name}")
        self.env.flush_all()
        finder = self.Person.with_user(self.stranger)

        def asked(text):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answer = finder.find_person(text)
            self.assertFalse(answer["found"] or answer["elsewhere"])
            return self.env.cr.sql_log_count - before

        asked("Kjhgf")
        for hit, none in (
            (number["value"], "+216 99 818 173"),
            ("Wxyzzy Qwrtpl", "Vbnmlk Dfghjk"),
            (sealed.code, codes.new_code("P")),
            (card.card_code, codes.new_code("P")),
        ):
            self.assertEqual(asked(hit), asked(none), hit)

    def test_match_of_a_closed_file_goes_to_its_unit(self):
        """Creation goes on; the pair is seen by the unit that holds the sealed file."""
        self.mohamed.confidentiality = "sealed"
        person = self.Person.with_user(self.stranger).create(
            {
                "site_id": self.site_b.id,
                "team_id": self.team_b.id,
                "owner_id": self.stranger.id,
                "name_ids": [
                    Command.create({"kind": "given", "value": "Mohamed"}),
                    Command.create({"kind": "family", "value": "Trabelsi"}),
                ],
                "birth_date": "1990-03-12",
            }
        )
        pairs = self.env["migrant.match"].search([("second_id", "=", person.id)])
        self.assertEqual(pairs.first_id, self.mohamed)
        self.assertEqual(pairs.band, "probable")
        self.assertFalse(pairs.with_user(self.stranger).has_access("read"))
        self.assertTrue(pairs.with_user(self.worker).has_access("read"))
        self.assertNotIn("Mohamed", str(pairs.evidence))

    def test_the_desk_searches_before_it_registers(self):
        """A desk that did not search is refused; one search serves once. [B01]"""
        desk = self.Person.with_user(self.desk)
        vals = {
            "site_id": self.site_a.id,
            "name_ids": [Command.create({"kind": "given", "value": "Awa"})],
        }
        with self.assertRaisesRegex(UserError, "Look for the person first"):
            desk.create(vals)
        desk.find_person("Awa")
        person = desk.create(vals)
        self.assertEqual(person.person_name, "Awa")
        with self.assertRaises(UserError):
            desk.create(vals)
        self.env["migrant.search.log"].search([]).write(
            {"at": fields.Datetime.now() - timedelta(hours=2), "is_used": False}
        )
        with self.assertRaises(UserError):
            desk.create(vals)

    def test_many_searches_raise_one_alert(self):
        """Whoever tests a list of names is noticed, once an hour."""
        self.env["ir.config_parameter"].set_param(
            "migrant_registry.searches_per_hour", "5"
        )
        head = self.users["supervisor"].partner_id
        before = self.env["mail.message"].search_count(
            [("notified_partner_ids", "in", head.ids)]
        )
        for number in range(9):
            self.Person.with_user(self.worker).find_person(f"Name {number}")
        logs = self.env["migrant.search.log"].search([("user_id", "=", self.worker.id)])
        self.assertEqual(len(logs), 9)
        self.assertEqual(len(logs.filtered("is_alert")), 1)
        after = self.env["mail.message"].search_count(
            [("notified_partner_ids", "in", head.ids)]
        )
        self.assertEqual(after, before + 1)

    def test_a_supervisor_reads_the_searches_of_her_teams(self):
        """Who searched is for the head of her team and the DPO, not for all heads."""
        self.Person.with_user(self.worker).find_person("Name")
        log = self.env["migrant.search.log"].search([("user_id", "=", self.worker.id)])
        stranger = self.new_user("far_head")
        self.give_role(stranger, "supervisor")
        for user, count in (
            (self.users["supervisor"], 1),
            (self.users["dpo"], 1),
            (stranger, 0),
        ):
            with self.subTest(user=user.login):
                seen = log.with_user(user).search([("id", "in", log.ids)])
                self.assertEqual(len(seen), count)

    def test_registration_starts_from_what_was_typed(self):
        """The form opens with the name and the year of the search. [E01]"""
        values = (
            self.Person.with_user(self.worker)
            .with_context(registry_query="Awa Sow 1999")
            .default_get(["name_ids", "birth_date", "birth_precision", "site_id"])
        )
        names = [(c[2]["kind"], c[2]["value"]) for c in values["name_ids"]]
        self.assertEqual(names, [("given", "Awa"), ("family", "Sow")])
        self.assertEqual(values["birth_precision"], "year")

    def test_what_was_no_name_becomes_no_name(self):
        """Parts in the order typed; of a code, a number or a paper nothing. [E01]"""
        for typed, expected in (
            ("Awa", [("given", "Awa")]),
            ("مُحَمَّد", [("given", "مُحَمَّد")]),
            ("محمد الطرابلسي", [("given", "محمد"), ("family", "الطرابلسي")]),
            ("Mohamed Ben Ali", [("given", "Mohamed"), ("family", "Ben Ali")]),
            ("عبد الرحمن", [("given", "عبد الرحمن")]),
            ("El Hadj Diallo", [("given", "El Hadj"), ("family", "Diallo")]),
            ("Awa Sow 22 334 455", [("given", "Awa"), ("family", "Sow")]),
            ("+216 22 334 455", []),
            ("AB 123456", []),
            # One character wrong: neither a code nor a name.
            ("P-K7RT-M4XX", []),
            (self.fatou.code, []),
        ):
            with self.subTest(typed):
                values = (
                    self.Person.with_user(self.worker)
                    .with_context(registry_query=typed)
                    .default_get(["name_ids"])
                )
                names = [
                    (c[2]["kind"], c[2]["value"]) for c in values.get("name_ids", ())
                ]
                self.assertEqual(names, expected)
