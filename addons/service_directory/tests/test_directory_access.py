# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tools.misc import mute_logger

from odoo.addons.ngo_base.tests import matrix

from . import matrix_records
from .common import DirectoryCase


class TestDirectoryAccess(DirectoryCase):
    def test_matrix_is_what_the_rights_and_rules_give(self):
        ours = matrix.models_of(self.env, "service_directory")
        self.assertGreater(len(ours), 20)
        users = {**self.users, "employee": self.employee}
        self.assertEqual(matrix.right_deviations(self.env, users, only=ours), [])
        address = "directory.confidential.address"
        words = {
            row["role"]: row["scope"]
            for row in matrix.rows("service_directory")
            if row["model"] == address
        }
        for role, user in self.users.items():
            record = matrix_records.build(self, user)[address]["other"]
            must = words.get(role) == "all"
            reads = record.with_user(user).has_access("read")
            self.assertEqual(reads, must, role)

    def test_employee_without_role_and_partner_read_nothing(self):
        for role in ("employee", "partner"):
            for name in ("directory.service", "directory.location"):
                with self.assertRaises(AccessError, msg=(role, name)):
                    self.as_user(self.env[name], role).search([])

    def test_employee_without_role_still_reads_contacts(self):
        partner = self.env["res.partner"].create({"name": "TAT"})
        self.organization.partner_id = partner
        seen = self.as_user(partner, "employee")
        self.assertNotIn("directory_organization_ids", seen.fields_get())
        self.assertEqual(
            seen.read(["name", "provider_family"])[0]["provider_family"], "associative"
        )

    def test_reader_sends_no_mail_in_the_name_of_the_house(self):
        with self.assertRaises(AccessError):
            self.as_user(self.legal, "volunteer").action_send_link()
        self.assertFalse(self.legal.link_ids)

    def test_volunteer_reads_and_does_not_write(self):
        legal = self.as_user(self.legal, "volunteer")
        self.assertEqual(legal.name, "Permanence juridique")
        with self.assertRaises(AccessError):
            legal.name = "X"
        self.as_user(self.legal, "social_worker").alert = "Fermé jeudi"

    def test_confidential_address_is_read_by_protection_only(self):
        """The address of a shelter is nobody's but the protection circle's [E17]"""
        everyone = self.env["directory.confidential.address"]
        readers = []
        for role in self.users:
            records = self.as_user(everyone, role)
            if records.has_access("read") and records.search([]):
                readers.append(role)
        self.assertEqual(readers, ["child_protection", "supervisor"])
        for role in ("social_worker", "coordinator", "technician"):
            with self.assertRaises(AccessError):
                self.as_user(self.secret, role).read(["street"])

    def test_confidential_address_cannot_be_found_by_what_it_says(self):
        found = self.as_user(
            self.env["directory.confidential.address"], "social_worker"
        ).search([("street", "ilike", "CANARY")])
        self.assertFalse(found)
        places = self.as_user(self.env["directory.location"], "social_worker").search(
            [("confidential_address_ids.street", "ilike", "CANARY")]
        )
        self.assertFalse(places)

    def test_form_of_a_confidential_place_opens_for_everybody(self):
        for role in ("social_worker", "front_desk", "child_protection"):
            # One transaction shares its cache; a request has one reader.
            self.env.invalidate_all()
            place = self.as_user(self.shelter, role)
            views = place.get_views([(False, "form")])
            fields = views["models"]["directory.location"]["fields"]
            spec = {"name": {}, "street": {}}
            if "confidential_address_ids" in fields and role != "front_desk":
                spec["confidential_address_ids"] = {"fields": {"street": {}}}
            read = place.web_read(spec)[0]
            self.assertEqual(read["name"], "Foyer")
            shown = "CANARY" in str(read)
            self.assertEqual(shown, role == "child_protection", role)

    def test_grant_opens_one_address_to_one_person(self):
        worker = self.users["social_worker"]
        self.env["ngo.access"].create(
            {
                "user_id": worker.id,
                "res_model": "directory.confidential.address",
                "res_id": self.secret.id,
                "kind": "replacement",
                "reason": "Accompagnement de nuit",
                "date_from": "2020-01-01 00:00:00",
                "date_to": "2099-01-01 00:00:00",
                "state": "live",
            }
        )
        self.assertIn("CANARY", self.as_user(self.secret, "social_worker").street)
        with self.assertRaises(AccessError):
            self.as_user(self.secret, "jurist").read(["street"])

    @mute_logger("odoo.sql_db")
    def test_confidential_place_holds_no_address_itself(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.shelter.street = "8 rue cachée"
            self.env.flush_all()
        with self.assertRaises(ValidationError):
            self.shelter.is_address_confidential = False

    def test_partner_of_the_house_bears_its_family(self):
        """Contacts are typed: associations, institutions, private ones [T25]"""
        partner = self.env["res.partner"].create({"name": "TAT"})
        self.organization.partner_id = partner
        self.assertEqual(partner.provider_family, "associative")
        self.organization.family = "institutional"
        self.assertEqual(partner.provider_family, "institutional")
        found = self.env["res.partner"].search(
            [("provider_family", "=", "institutional")]
        )
        self.assertEqual(found, partner)

    def test_directory_of_the_sector_is_browsed_by_family_and_need(self):
        """Shelters, social services, hospitals in one sector directory [B46] [B21]"""
        hospital = self.env["directory.organization"].create(
            {"name": "Hôpital", "family": "institutional", "description": "CHU"}
        )
        self._service(
            "Urgences",
            self.env.ref("service_directory.category_health_care"),
            organization_id=hospital.id,
        )
        services = self.as_user(self.env["directory.service"], "front_desk")
        groups = dict(services._read_group([], ["family"], ["__count"]))
        self.assertEqual(groups, {"associative": 2, "institutional": 1})
        health = self.env.ref("service_directory.category_health")
        found = services.search([("category_ids", "child_of", health.id)])
        self.assertEqual(found.name, "Urgences")
