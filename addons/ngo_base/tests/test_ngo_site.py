# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import NgoCase


@tagged("post_install", "-at_install")
class TestNgoSite(NgoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Site = cls.env["ngo.site"]
        cls.tunis, cls.marsa = (
            cls.env.ref(f"ngo_base.area_tn_{name}")
            for name in ("tunis", "municipality_la_marsa")
        )

    def _as(self, role, records):
        return records.with_user(self.users[role])

    def test_one_organisation_has_several_sites(self):
        """Houses at Tunis and Sfax stand in one tree; all members read it. [T01]"""
        house = self.Site.create({"name": "Houses", "kind": "group"})
        tunis, sfax = self.Site.create(
            [
                {"name": "Tunis", "parent_id": house.id, "area_id": self.tunis.id},
                {
                    "name": "Sfax",
                    "parent_id": house.id,
                    "area_id": self.env.ref("ngo_base.area_tn_sfax").id,
                },
            ]
        )
        self.assertCountEqual(house._get_tree_ids(), (house + tunis + sfax).ids)
        self.assertEqual(tunis._get_tree_ids(), tunis.ids)
        for role in ("front_desk", "volunteer", "finance_officer"):
            self.assertEqual(self._as(role, sfax).name, "Sfax")
        with self.assertRaises(AccessError):
            sfax.with_user(self.employee).read(["name"])

    def test_a_site_is_not_within_itself(self):
        site = self.Site.create({"name": "House"})
        room = self.Site.create({"name": "Room", "parent_id": site.id})
        with self.assertRaises(UserError):
            site.parent_id = room

    def test_shelter_for_men_day_and_night_for_a_time(self):
        """A shelter for men only, open 24 hours, temporary, with its places. [B09]"""
        shelter = self.Site.create(
            {
                "name": "Hotel",
                "kind": "emergency_shelter",
                "is_open_24h": True,
                "capacity_min": 160,
                "date_open": "2024-01-01",
                "date_close": "2024-12-31",
                "admission_ids": [(0, 0, {"sex": "male"})],
            }
        )
        self.assertEqual(shelter.capacity_display, "160")
        self.assertTrue(shelter._is_open_on(date(2024, 12, 31)))
        self.assertFalse(shelter._is_open_on(date(2025, 1, 1)))
        self.assertFalse(shelter._is_open_on(date(2023, 12, 31)))
        self.assertEqual(shelter._admits(sex="male"), (True, ""))
        admitted, reason = shelter._admits(sex="female")
        self.assertFalse(admitted)
        self.assertIn("Men", reason)
        admitted, reason = shelter._admits()
        self.assertFalse(admitted)
        self.assertIn("the sex must be recorded", reason)

    def test_the_third_shelter_has_no_name(self):
        """A shelter whose name nobody knows is shown as unnamed, by its kind. [B09]"""
        shelter = self.Site.create({"kind": "emergency_shelter"})
        self.assertEqual(shelter.display_name, "Emergency shelter, unnamed")
        self.assertFalse(shelter.capacity_display)

    def test_capacity_is_a_range_where_only_a_range_is_known(self):
        form = Form(self.Site)
        form.name = "Occupation"
        form.capacity_min = 300
        self.assertEqual(form.capacity_max, 300)
        form.capacity_max = 350
        site = form.save()
        self.assertEqual(site.capacity_display, "300–350")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            site.capacity_max = 200

    def test_admission_by_status(self):
        """A pre-reception centre admits applicants for protection only. [B13]"""
        applicant = self.env.ref("ngo_base.legal_status_asylum_seeker")
        centre = self.Site.create(
            {
                "name": "Centre",
                "kind": "pre_reception",
                "capacity_min": 140,
                "admission_ids": [(0, 0, {"status_ids": [(6, 0, applicant.ids)]})],
            }
        )
        self.assertEqual(centre._admits(status="asylum_seeker"), (True, ""))
        admitted, reason = centre._admits(sex="male", age=30, status="resident")
        self.assertFalse(admitted)
        self.assertIn(applicant.name, reason)

    def test_admission_by_age_and_by_alternative(self):
        """One of several rules is enough; a site without rules follows its parent."""
        parent = self.Site.create(
            {
                "name": "Houses",
                "admission_ids": [
                    (0, 0, {"sex": "female"}),
                    (0, 0, {"age_min": 12, "age_max": 17}),
                ],
            }
        )
        house = self.Site.create({"name": "House", "parent_id": parent.id})
        for sex, age, expected in (
            ("female", 40, True),
            ("male", 12, True),
            ("male", 17, True),
            ("male", 18, False),
            ("male", 11, False),
            ("male", None, False),
        ):
            with self.subTest(sex=sex, age=age):
                self.assertEqual(house._admits(sex=sex, age=age)[0], expected)
        self.assertEqual(self.site_a._admits(), (True, ""))

    def test_municipal_desk(self):
        """A desk of a municipality is a site in the area of that municipality. [I02]"""
        desk = self.Site.create(
            {"name": "Desk", "kind": "municipal_desk", "area_id": self.marsa.id}
        )
        found = self.Site.search([("area_id", "child_of", self.tunis.id)])
        self.assertIn(desk, found)
        self.assertEqual(desk.area_id.kind, "municipality")

    def test_site_staff_is_dated(self):
        """The staff of a site on a day: users, and contacts without account. [T01]"""
        visitor = self.env["res.partner"].create({"name": "Interpreter A"})
        worker = self.users["social_worker"]
        self.env["ngo.site.staff"].create(
            [
                {
                    "site_id": self.site_b.id,
                    "user_id": worker.id,
                    "date_from": "2024-01-01",
                    "date_to": "2024-06-30",
                },
                {
                    "site_id": self.site_b.id,
                    "partner_id": visitor.id,
                    "date_from": "2024-06-01",
                },
            ]
        )
        june = self.site_b._get_staff(date(2024, 6, 15))
        july = self.site_b._get_staff(date(2024, 7, 1))
        self.assertEqual(june.user_id, worker)
        self.assertFalse(july.user_id)
        self.assertEqual(july.partner_id, visitor)

    def test_who_writes_sites(self):
        """Coordinators keep their sites; those who receive people do not. [T01]"""
        self._as("coordinator", self.site_a).phone = "+216 70 000 000"
        self.assertEqual(self.site_a.phone, "+216 70 000 000")
        for role in ("front_desk", "social_worker", "finance_officer", "volunteer"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(role, self.site_a).phone = "0"

    def test_confidential_address_does_not_stand_on_the_site(self):
        shelter = self.Site.create(
            {"name": "Shelter", "kind": "protected_shelter", "street": "1 Some Street"}
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            shelter.is_address_confidential = True

    def _protected_shelter(self):
        return self.Site.create(
            {
                "name": "Shelter",
                "kind": "protected_shelter",
                "is_address_confidential": True,
                "address_ids": [(0, 0, {"street": "1 Hidden Street", "city": "Tunis"})],
            }
        )

    def test_confidential_address_is_read_where_one_works(self):
        """All know the shelter; its address is for those who work there. [T01]"""
        shelter = self._protected_shelter()
        address = shelter.address_ids
        for role in ("front_desk", "social_worker", "technician", "finance_officer"):
            with self.subTest(role=role):
                self.env.invalidate_all()
                self.assertEqual(self._as(role, shelter).name, "Shelter")
                self.assertFalse(self._as(role, shelter).address_ids)
                with self.assertRaises(AccessError):
                    self._as(role, address).read(["street"])
                found = self._as(role, address).search([("street", "ilike", "hid")])
                self.assertFalse(found)
        self.assertEqual(self._as("coordinator", address).street, "1 Hidden Street")
        self.give_role(self.users["front_desk"], "front_desk", site=shelter)
        self.assertEqual(self._as("front_desk", address).street, "1 Hidden Street")
        self.assertTrue(self._as("front_desk", address)._why())
        self.narrow_role("coordinator", site=self.site_a)
        with self.assertRaises(AccessError):
            self._as("coordinator", address).read(["street"])

    def test_confidential_address_of_a_plain_site_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["ngo.site.address"].create(
                {"site_id": self.site_a.id, "street": "1 Some Street"}
            )

    def test_a_coordinator_keeps_her_sites_only(self):
        """A role that names a site keeps that site and those below it. [B04]"""
        self.narrow_role("coordinator", site=self.site_a)
        self._as("coordinator", self.desk_a).phone = "1"
        with self.assertRaises(AccessError):
            self._as("coordinator", self.site_b).phone = "1"
        rules = self.env["ngo.site.admission"].with_user(self.users["coordinator"])
        rules.create({"site_id": self.desk_a.id, "sex": "female"})
        with self.assertRaises(AccessError):
            rules.create({"site_id": self.site_b.id, "sex": "female"})

    def test_agreement_for_the_premises(self):
        """A temporary occupation by agreement, read by those who keep it. [B09]"""
        owner = self.env["res.partner"].create({"name": "Owner"})
        agreement = self.env["ngo.site.agreement"].create(
            {
                "site_id": self.site_b.id,
                "reference": "OTC 1",
                "owner_id": owner.id,
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
            }
        )
        self.assertEqual(self._as("finance_officer", agreement).owner_id, owner)
        self._as("administrative_assistant", agreement).date_to = "2025-06-30"
        with self.assertRaises(AccessError):
            self._as("finance_officer", agreement).date_to = "2025-07-30"
        with self.assertRaises(AccessError):
            self._as("social_worker", agreement).read(["owner_id"])
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            agreement.date_to = "2023-12-31"
