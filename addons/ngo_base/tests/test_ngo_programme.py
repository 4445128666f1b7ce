# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import NgoCase


@tagged("post_install", "-at_install")
class TestNgoProgramme(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Programme = cls.env["ngo.programme"]

    def test_new_programme_is_configuration(self):
        """A manager makes a programme with fields of its own, no code. [F02]"""
        programmes = self.Programme.with_user(self.users["programme_manager"])
        programme = programmes.create(
            {
                "name": "Artists in exile",
                "has_accommodation": False,
                "caseload_target": 15,
                "retention_months": 36,
                "case_properties_definition": [
                    {"name": "discipline", "string": "Discipline", "type": "char"},
                    {"name": "residency_end", "string": "End", "type": "date"},
                ],
            }
        )
        names = [one["name"] for one in programme.case_properties_definition]
        self.assertEqual(names, ["discipline", "residency_end"])
        self.assertFalse(programme.person_properties_definition)
        housed = self.Programme.search([("has_accommodation", "=", True)])
        self.assertNotIn(programme, housed)
        with self.assertRaises(AccessError):
            self.Programme.with_user(self.users["social_worker"]).create({"name": "X"})

    def test_experimental_phase(self):
        """A first, experimental phase from May to December 2025, evaluated. [F11]"""
        programme = self.Programme.create(
            {
                "name": "Artists",
                "date_start": "2025-05-12",
                "phase_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Experimental phase",
                            "date_start": "2025-05-12",
                            "date_end": "2025-12-31",
                            "is_experimental": True,
                        },
                    )
                ],
            }
        )
        phase = programme.phase_ids
        with freeze_time("2025-06-01"):
            programme.invalidate_recordset()
            self.assertEqual(programme.current_phase_id, phase)
        with freeze_time("2026-01-01"):
            programme.invalidate_recordset()
            self.assertFalse(programme.current_phase_id)
        phase.write({"date_evaluation": "2025-12-15", "evaluation": "Kept."})
        with self.assertRaises(ValidationError):
            phase.date_start = "2025-04-01"

    def test_programme_within_one_month(self):
        """A programme may start and end in the same month. [I15]"""
        programme = self.Programme.create(
            {"name": "I-MIGR", "date_start": "2020-06-01", "date_end": "2020-06-30"}
        )
        one_day = programme.copy({"date_end": "2020-06-01"})
        self.assertEqual(one_day.date_start, one_day.date_end)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            programme.date_end = date(2020, 5, 31)

    def test_state_follows_the_dates(self):
        """Planned, running and ended are what the dates say, search too. [I15]"""
        programme = self.Programme.create(
            {"name": "P", "date_start": "2020-06-01", "date_end": "2020-06-30"}
        )
        endless = self.Programme.create({"name": "Q"})
        for day, state in (
            ("2020-05-31", "planned"),
            ("2020-06-01", "running"),
            ("2020-06-30", "running"),
            ("2020-07-01", "ended"),
        ):
            with self.subTest(day=day), freeze_time(day):
                programme.invalidate_recordset()
                self.assertEqual(programme.state, state)
                for key in ("planned", "running", "ended"):
                    found = self.Programme.search([("state", "=", key)])
                    self.assertEqual(programme in found, key == state)
                    self.assertEqual(endless in found, key == "running")

    def test_partners_are_role_lines(self):
        """Funder through an agency, implementer, strategic and other partners. [I03]"""
        names = ("Union", "Agency", "Implementer", "Municipality", "Students")
        union, agency, implementer, municipality, students = self.env[
            "res.partner"
        ].create([{"name": name} for name in names])
        programme = self.Programme.create(
            {
                "name": "I-MIGR",
                "partner_ids": [
                    (0, 0, {"partner_id": partner.id, "role": role, **more})
                    for partner, role, more in (
                        (union, "funder", {"through_id": agency.id}),
                        (implementer, "implementer", {}),
                        (municipality, "strategic", {}),
                        (students, "other", {}),
                    )
                ],
            }
        )
        self.assertEqual(programme._get_partners("funder"), union)
        self.assertEqual(programme._get_partners("implementer"), implementer)
        self.assertEqual(programme._get_partners("strategic"), municipality)
        self.assertEqual(programme._get_partners("other"), students)
        funder = programme.partner_ids.filtered(lambda line: line.role == "funder")
        self.assertEqual(funder.display_name, "Union (Funder) through Agency")
        with self.assertRaises(ValidationError):
            programme.partner_ids[1].through_id = agency
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            funder.copy()

    def test_each_house_has_its_words(self):
        """A programme's word wins over the house's, which wins over ours. [C11]"""
        programme, other = self.Programme.create([{"name": "A"}, {"name": "B"}])
        Label = self.env["ngo.label"].with_user(self.users["front_desk"])
        self.assertEqual(Label._get_label("plan", programme), "Support plan")
        self.env["ngo.label"].create(
            [
                {"key": "plan", "name": "Care plan", "name_plural": "Care plans"},
                {
                    "key": "plan",
                    "name": "Global project",
                    "name_plural": "Global projects",
                    "programme_id": programme.id,
                },
            ]
        )
        self.assertEqual(Label._get_label("plan", programme), "Global project")
        self.assertEqual(programme._get_label("plan", plural=True), "Global projects")
        self.assertEqual(Label._get_label("plan", other), "Care plan")
        self.assertEqual(Label._get_label("plan"), "Care plan")
        self.assertEqual(Label._get_labels(other)["case"], ("File", "Files"))
        with self.assertRaises(ValueError):
            Label._get_label("planet")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.env["ngo.label"].create(
                {"key": "plan", "name": "Another", "name_plural": "Others"}
            )

    def test_words_speak_the_reader_s_language(self):
        """The default words come in French and Tunisian Arabic as well. [C11]"""
        self.env["res.lang"]._activate_lang("fr_FR")
        label = self.env["ngo.label"].with_context(lang="fr_FR")
        self.assertEqual(label._get_label("case"), "Dossier")
        self.assertEqual(label._get_label("owner"), "Référent·e")

    def test_a_manager_keeps_her_programmes_only(self):
        """A role that names a programme keeps that programme, not others. [B04]"""
        self.narrow_role("programme_manager", programme=self.programme_1)
        manager = self.users["programme_manager"]
        self.programme_1.with_user(manager).caseload_target = 15
        with self.assertRaises(AccessError):
            self.programme_2.with_user(manager).caseload_target = 15
        with self.assertRaises(AccessError):
            self.env["ngo.programme.phase"].with_user(manager).create(
                {
                    "programme_id": self.programme_2.id,
                    "name": "Phase",
                    "date_start": "2025-01-01",
                    "date_end": "2025-01-31",
                }
            )
