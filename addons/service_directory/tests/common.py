# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ngo_base.tests.common import NgoCase

#: Monday, 10:00 in Tunis.
MONDAY = datetime(2026, 11, 23, 9, 0)


@tagged("post_install", "-at_install")
class DirectoryCase(NgoCase):
    """A legal desk, a shelter with a confidential address, and who keeps them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tunis = cls.env.ref("ngo_base.area_tn_tunis")
        cls.need_legal = cls.env.ref("service_directory.category_legal")
        cls.need_protection = cls.env.ref("service_directory.category_protection")
        cls.arabic = cls.env.ref("ngo_base.language_ara")
        cls.keeper = cls.users["data_officer"]
        cls.organization = cls.env["directory.organization"].create(
            {
                "name": "Terre d'Asile",
                "family": "associative",
                "description": "Association",
                "email": "contact@tat.example",
            }
        )
        cls.office = cls.env["directory.location"].create(
            {
                "name": "Maison du droit",
                "street": "17 rue Khaled",
                "zip": "1002",
                "city": "Tunis",
                "state_name": "Tunis",
                "country_id": cls.env.ref("base.tn").id,
                "area_id": cls.tunis.id,
                "latitude": 36.8,
                "longitude": 10.18,
                "tz": "Africa/Tunis",
            }
        )
        cls.legal = cls._service(
            "Permanence juridique",
            cls.need_legal,
            cls.office,
            area_ids=[Command.set(cls.tunis.ids)],
            language_ids=[Command.set(cls.arabic.ids)],
            hours_ids=[Command.create({"byday": "MO,TH", "opens": 9, "closes": 12})],
        )
        cls.shelter = cls.env["directory.location"].create(
            {"name": "Foyer", "is_address_confidential": True, "tz": "Africa/Tunis"}
        )
        cls.secret = cls.env["directory.confidential.address"].create(
            {"location_id": cls.shelter.id, "street": "CANARY 8 rue cachée"}
        )
        cls.refuge = cls._service("Refuge", cls.need_legal, cls.shelter)

    @classmethod
    def _service(cls, name, need, location=None, **vals):
        service = cls.env["directory.service"].create(
            {
                "name": name,
                "organization_id": cls.organization.id,
                "description": name,
                "category_ids": [Command.set(need.ids)],
                "owner_id": cls.keeper.id,
                "contact_ids": [Command.create({"phone": "+21671000000"})],
                "site_ids": [
                    Command.create({"location_id": place.id})
                    for place in location or ()
                ],
                **vals,
            }
        )
        service._add_check("call", "confirmed")
        service.action_publish()
        return service
