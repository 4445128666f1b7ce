# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import json

from odoo.exceptions import AccessError, UserError

from ..engine import sheets
from .common import DirectoryCase

UUID = "0c39a8e1-6a7b-4a5e-9d5d-00000000000"
ORGANIZATION = {"id": f"{UUID}1", "name": "Caritas", "description": "Association"}
PLACE = {
    "id": f"{UUID}2",
    "location_type": "physical",
    "name": "Accueil",
    "latitude": 36.8,
    "longitude": 10.1,
}
SERVICE = {
    "id": f"{UUID}3",
    "name": "Vestiaire",
    "status": "active",
    "description": "Vêtements",
    "organization": ORGANIZATION,
    "service_at_locations": [{"id": f"{UUID}4", "location": PLACE}],
    "schedules": [
        {
            "id": f"{UUID}5",
            "freq": "WEEKLY",
            "byday": "MO",
            "opens_at": "09:00",
            "closes_at": "12:00",
        }
    ],
}


class TestDirectoryImport(DirectoryCase):
    def _import(self, *objects, content=None, role="data_officer"):
        if content is None:
            content = json.dumps(list(objects)).encode()
        record = self.as_user(self.env["directory.import"], role).create(
            {"filename": "x.json", "content": base64.b64encode(content)}
        )
        record.action_read()
        return record

    def _imported(self):
        return self.env["directory.service"].search([("hsds_uuid", "=", SERVICE["id"])])

    def test_report_comes_first_and_writes_nothing(self):
        record = self._import(SERVICE)
        self.assertEqual(
            (record.state, record.create_count, record.quarantine_count), ("read", 3, 0)
        )
        self.assertFalse(self._imported())
        record.action_take_over()
        service = self._imported()
        self.assertEqual(service.organization_id.name, "Caritas")
        self.assertEqual(service.site_ids.location_id.latitude, 36.8)
        self.assertEqual(service.hours_ids.byday, "MO")
        self.assertEqual(service.publication_state, "draft")
        # What is still to be completed before anybody finds it is one step away.
        domain = record.action_open_new_sheets()["domain"]
        self.assertEqual(self.env["directory.service"].search(domain), service)
        service.publication_state = "published"
        self.assertFalse(self.env["directory.service"].search(domain))

    def test_same_file_again_changes_nothing(self):
        self._import(SERVICE).action_take_over()
        stamp = self._imported().write_date
        record = self._import(SERVICE)
        self.assertEqual(record.unchanged_count, 3)
        record.action_take_over()
        self.assertEqual(self._imported().write_date, stamp)

    def test_changed_row_updates_whole_and_keeps_its_lines(self):
        self._import(SERVICE).action_take_over()
        line = self._imported().hours_ids
        record = self._import({**SERVICE, "name": "Vestiaire et douches"})
        self.assertEqual((record.update_count, record.quarantine_count), (1, 0))
        row = record.row_ids.filtered(lambda r: r.action == "update")
        self.assertEqual(row.changes, "name")
        record.action_take_over()
        self.assertEqual(self._imported().name, "Vestiaire et douches")
        self.assertEqual(self._imported().hours_ids, line)

    def test_change_made_here_puts_the_row_aside(self):
        self._import(SERVICE).action_take_over()
        self._imported().description = "Notre texte"
        record = self._import({**SERVICE, "name": "Autre"})
        self.assertEqual((record.update_count, record.quarantine_count), (0, 1))
        self.assertIn("changed here", record.row_ids[-1].explanation)
        record.action_take_over()
        self.assertEqual(self._imported().description, "Notre texte")
        self.assertEqual(self._imported().name, "Vestiaire")

    def test_change_made_here_in_another_language_counts_too(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._import(SERVICE).action_take_over()
        self.assertEqual(self._import(SERVICE).unchanged_count, 3)
        self._imported().with_context(lang="fr_FR").description = "Notre texte"
        self.env.flush_all()
        self.env.invalidate_all()
        record = self._import({**SERVICE, "name": "Autre"})
        self.assertEqual((record.update_count, record.quarantine_count), (0, 1))

    def test_missing_property_erases_nothing(self):
        self._import(SERVICE).action_take_over()
        short = {k: v for k, v in SERVICE.items() if k != "description"}
        record = self._import(short)
        self.assertEqual(record.quarantine_count, 1)
        self.assertIn("description", record.row_ids[-1].explanation)

    def test_bad_row_is_put_aside_and_the_others_are_taken(self):
        bad = {
            **SERVICE,
            "id": f"{UUID}7",
            "email": "nobody",
            "organization": {**ORGANIZATION, "id": f"{UUID}8"},
            "service_at_locations": [],
        }
        record = self._import(bad, SERVICE)
        self.assertEqual((record.create_count, record.quarantine_count), (3, 2))
        self.assertIn("not an e-mail address", record.row_ids.mapped("explanation")[-2])
        record.action_take_over()
        self.assertTrue(self._imported())
        self.assertFalse(
            self.env["directory.service"].search([("hsds_uuid", "=", f"{UUID}7")])
        )

    def test_row_that_the_database_refuses_stops_nobody(self):
        other = {
            **SERVICE,
            "id": f"{UUID}9",
            "minimum_age": 30,
            "maximum_age": 20,
            "service_at_locations": [],
            "schedules": [],
        }
        record = self._import(other, SERVICE)
        record.action_take_over()
        self.assertTrue(self._imported())
        row = record.row_ids.filtered(lambda r: r.hsds_uuid == f"{UUID}9")
        self.assertEqual(row.action, "quarantine")
        self.assertIn("refused by a rule", row.explanation)

    def test_feed_never_brings_back_a_protected_address(self):
        self._import(SERVICE).action_take_over()
        place = self._imported().site_ids.location_id
        place.write({"latitude": 0, "longitude": 0, "is_address_confidential": True})
        moved = json.loads(json.dumps(SERVICE))
        moved["service_at_locations"][0]["location"]["name"] = "Accueil de nuit"
        self._import(moved).action_take_over()
        self.assertTrue(place.is_address_confidential)
        self.assertFalse(place.latitude)
        self.assertFalse(place._point())

    def test_hours_that_cannot_be_read_are_kept_and_told(self):
        odd = {**SERVICE, "schedules": [{"id": f"{UUID}5", "opens_at": "midi"}]}
        self._import(odd).action_take_over()
        service = self._imported()
        self.assertTrue(service.is_hours_unreadable)
        self.assertEqual(service.opening_state, "unknown")
        [written] = self.env["directory.exchange"]._iter_services(
            [("id", "=", service.id)]
        )
        self.assertEqual(written["schedules"][0]["opens_at"], "midi")

    def test_files_that_are_no_feed_say_so(self):
        for content, word in ((b"<x>", "not JSON"), (b"\xff", "UTF-8"), (b"[]", "no")):
            with self.assertRaisesRegex(UserError, word):
                self._import(content=content)

    def test_only_those_who_exchange_may_import(self):
        with self.assertRaises(AccessError):
            self._import(SERVICE, role="social_worker")
        with self.assertRaisesRegex(UserError, "Read the file first"):
            record = self.env["directory.import"].create(
                {"content": base64.b64encode(b"[]")}
            )
            record.action_take_over()

    def test_spreadsheet_is_read_like_any_feed(self):
        header = [
            "name",
            "organization",
            "phone",
            "hours",
            "place",
            "city",
            "languages",
        ]
        rows = [
            [
                "Cours",
                "Caritas",
                "+216 71",
                "Mo-Fr 09:00-12:00",
                "Salle",
                "Tunis",
                "ara",
            ],
            ["Atelier", "Caritas", "+216 72", "le lundi", "", "", ""],
        ]
        content = sheets.write_workbook([("services", header, rows)])
        record = self._import(content=content)
        self.assertEqual(record.quarantine_count, 1)
        self.assertIn("Mo-Fr", record.row_ids[-1].explanation)
        record.action_take_over()
        service = self.env["directory.service"].search([("name", "=", "Cours")])
        self.assertEqual(service.hours_ids.byday, "MO,TU,WE,TH,FR")
        self.assertEqual(service.language_ids, self.arabic)
        again = self._import(content=content)
        self.assertEqual((again.create_count, again.update_count), (0, 0))
