# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import json

import openpyxl

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..engine import hsds_feed, hsds_kinds
from . import schemas
from .common import DirectoryCase


@tagged("post_install", "-at_install")
class TestDirectoryExchange(DirectoryCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.exchange = self.env["directory.exchange"]

    def _written(self, *services):
        domain = [("id", "in", [service.id for service in services])]
        return list(self.exchange._iter_services(domain))

    def _fill(self):
        self.legal.write(
            {
                "age_min": 18,
                "sex": "female",
                "cost_kind": "free",
                "complaint_channel": "71 000 001",
                "capacity_status": "waitlist",
                "capacity_maximum": 12,
                "legal_status_ids": [
                    Command.link(self.env.ref("ngo_base.legal_status_refugee").id)
                ],
                "access_ids": [
                    Command.link(
                        self.env.ref("service_directory.term_access_walk_in").id
                    )
                ],
                "document_ids": [Command.create({"name": "Récépissé"})],
                "change_ids": [
                    Command.create(
                        {
                            "name": "Ramadan",
                            "date_from": "2026-02-18",
                            "date_to": "2026-03-19",
                            "hours_ids": [
                                Command.create(
                                    {"byday": "MO", "opens": 8, "closes": 11}
                                )
                            ],
                        }
                    )
                ],
            }
        )

    def test_every_sheet_is_valid_hsds(self):
        """The export is HSDS 3.1 by the schemas of the specification [I09]"""
        checker = schemas.load()
        self._fill()
        for written in self._written(self.legal, self.refuge):
            self.assertEqual(checker.object_errors("service", written), [])

    def test_export_is_the_same_twice_and_says_what_hsds_can_say(self):
        self._fill()
        [first] = self._written(self.legal)
        [second] = self._written(self.legal)
        self.assertEqual(first, second)
        self.assertEqual(first["minimum_age"], 18)
        codes = {a["taxonomy_term"]["code"] for a in first["attributes"]}
        self.assertEqual(
            codes, {"status:refugee", "sex:female", "access:walk_in", "legal"}
        )
        self.assertEqual(first["x_complaints"], "71 000 001")
        self.assertEqual(len(first["schedules"]), 2)
        place = first["service_at_locations"][0]["location"]
        self.assertEqual(place["addresses"][0]["city"], "Tunis")

    def test_contact_keeps_its_direction(self):
        """In an Arabic line the groups of digits of a number stay in order."""
        contact = self.env["directory.contact"].create(
            {"service_id": self.legal.id, "name": "Nadia", "phone": "71 000 002"}
        )
        self.assertIn("\u206871 000 002\u2069", contact.display_name)

    def test_confidential_place_and_professional_line_never_leave(self):
        self.env["directory.contact"].create(
            {
                "service_id": self.legal.id,
                "audience": "professional",
                "phone": "+216CANARY",
            }
        )
        self._service("Écoute", self.need_protection, self.office)
        written = self._written(self.legal, self.refuge)
        text = json.dumps(written, ensure_ascii=False)
        self.assertNotIn("CANARY", text)
        self.assertNotIn(self.shelter.hsds_uuid, text)
        self.assertNotIn(self.shelter.name, text)
        [sensitive] = self._written(
            self.env["directory.service"].search([("name", "=", "Écoute")])
        )
        self.assertNotIn("service_at_locations", sensitive)
        self.assertIn("phones", sensitive)

    def test_round_trip_into_an_empty_house_keeps_every_identifier(self):
        self._fill()
        [first] = self._written(self.legal)
        objects = hsds_feed.read_feed(json.dumps(first).encode())
        self.legal.unlink()
        self.refuge.unlink()
        self.organization.unlink()
        self.office.unlink()
        report = self.exchange._plan(objects)
        self.assertEqual(report.counts(), {"create": 3})
        for row in report.to_write():
            self.exchange._apply(row)
        service = self.env["directory.service"].search(
            [("hsds_uuid", "=", first["id"])]
        )
        self.assertEqual(service.sex, "female")
        self.assertEqual(service.category_ids, self.need_legal)
        self.assertEqual(service.language_ids, self.arabic)
        self.assertEqual(service.change_ids.hours_ids.byday, "MO")
        self.assertEqual(service.publication_state, "draft")
        [again] = self._written(service)
        for written in (first, again):
            written.pop("last_modified")
            written.pop("assured_date", None)
            written.pop("capacities", None)
            for schedule in written["schedules"]:
                schedule.pop("id")
        self.assertEqual(
            sorted(first["attributes"], key=str), sorted(again["attributes"], key=str)
        )
        first.pop("attributes")
        again.pop("attributes")
        self.assertEqual(first, again)

    def test_foreign_objects_of_the_specification_come_back(self):
        """A complete foreign sheet keeps its identifiers through this house [I09]"""
        checker = schemas.load()
        found = checker.example("service_full.json")
        # The example is its own neighbour: one place and one service at it.
        report = self.exchange._plan([("service", found)])
        issues = [i for row in report.rows for i in row.issues if i.severity == "error"]
        self.assertEqual(issues, [])
        for row in report.to_write():
            self.exchange._apply(row)
        service = self.env["directory.service"].search(
            [("hsds_uuid", "=", found["id"])]
        )
        [written] = self._written(service)
        self.assertEqual(checker.object_errors("service", written), [])
        lost = set(hsds_kinds.identifiers(found)) - set(hsds_kinds.identifiers(written))
        self.assertEqual(lost, set())
        again = self.exchange._plan([("service", found)])
        self.assertEqual(set(again.counts()), {"unchanged"})

    def test_downloads_are_for_those_who_exchange(self):
        keeper = self.keeper
        keeper.password = "keeper-of-sheets"
        self.users["volunteer"].password = "volunteer-of-sheets"
        self.authenticate(keeper.login, "keeper-of-sheets")
        found = self.url_open("/directory/export.json").json()
        self.assertIn(self.legal.hsds_uuid, {one["id"] for one in found})
        lines = self.url_open("/directory/export.ndjson").text.splitlines()
        self.assertEqual(len(lines), len(found))
        book = openpyxl.load_workbook(
            io.BytesIO(self.url_open("/directory/export.xlsx").content)
        )
        names = [row[1].value for row in book.active.iter_rows(min_row=2)]
        self.assertIn("Permanence juridique", names)
        self.assertEqual(self.url_open("/directory/export.exe").status_code, 404)
        self.authenticate(self.users["volunteer"].login, "volunteer-of-sheets")
        self.assertEqual(self.url_open("/directory/export.json").status_code, 403)
