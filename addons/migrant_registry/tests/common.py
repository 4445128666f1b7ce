# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from odoo.addons.ngo_base.tests.common import NgoCase


class RegistryCase(NgoCase):
    """The cast of ngo_base and a few persons in several scripts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Person = cls.env["migrant.beneficiary"]
        cls.worker = cls.users["social_worker"]
        cls.desk = cls.users["front_desk"]
        # A worker of another team, who must learn nothing.
        cls.stranger = cls.new_user("stranger")
        cls.give_role(cls.stranger, "social_worker")
        cls.add_member(cls.team_b, cls.stranger)

    @classmethod
    def person(cls, given, family=None, **vals):
        """A person of the worker's team at site A, registered long ago."""
        names = [("given", given)] + ([("family", family)] if family else [])
        values = {
            "site_id": cls.site_a.id,
            "team_id": cls.team_a.id,
            "programme_id": cls.programme_1.id,
            "owner_id": cls.worker.id,
            "name_ids": [
                Command.create({"kind": kind, "value": value}) for kind, value in names
            ],
        }
        person = cls.Person.create({**values, **vals})
        person.flush_recordset()
        cls.env.cr.execute(
            "UPDATE migrant_beneficiary"
            " SET create_date = create_date - interval '9 days' WHERE id = %s",
            [person.id],
        )
        person.invalidate_recordset(["create_date"])
        return person

    @classmethod
    def put_on_shift(cls, user, site, hours=8):
        """A presence that began an hour ago."""
        now = fields.Datetime.now()
        return cls.env["ngo.presence"].create(
            {
                "user_id": user.id,
                "site_id": site.id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(hours=hours),
            }
        )

    @classmethod
    def names_found(cls, user, text):
        """Names that a user finds with the box."""
        answer = cls.Person.with_user(user).find_person(text)
        return [line["name"] for line in answer["found"]]
