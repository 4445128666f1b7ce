# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from odoo.addons.migrant_registry.tests.common import RegistryCase


class ReceptionCase(RegistryCase):
    """A published slot of today at site A, a desk, two workers and an interpreter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.site_a | cls.site_b).write({"tz": "UTC"})
        cls.env.user.tz = "UTC"
        cls.Encounter = cls.env["permanence.encounter"]
        cls.tigrinya = cls.env.ref("ngo_base.language_tir")
        cls.french = cls.env.ref("ngo_base.language_fra")
        cls.role = cls.env.ref("permanence_rota.role_social_worker")
        cls.service = cls.env["permanence.service"].create(
            {
                "name": "First line",
                "requirement_ids": [
                    Command.create({"kind": "heads", "role_id": cls.role.id})
                ],
            }
        )
        cls.put_on_shift(cls.desk, cls.site_a)
        cls.put_on_shift(cls.worker, cls.site_a)
        cls.fatou = cls.person("Fatou", "Diallo")
        cls.fatou.write(
            {
                "language_ids": [
                    Command.create(
                        {
                            "language_id": cls.tigrinya.id,
                            "is_preferred": True,
                            "needs_interpreter": True,
                        }
                    )
                ]
            }
        )

    def setUp(self):
        super().setUp()
        # Numbers are taken for good, in transactions of their own: each test has a
        # queue of its own.
        self.slot = self.published_slot(self.site_a)

    @classmethod
    def published_slot(cls, site, service=None, begin=-1, length=4):
        """A slot that began ``-begin`` hours ago, published."""
        now = fields.Datetime.now().replace(minute=0, second=0)
        start = now + timedelta(hours=begin)
        plan = cls.env["permanence.plan"].create(
            {
                "name": "Today",
                "date_from": start.date(),
                "date_to": start.date() + timedelta(days=1),
                "site_ids": [Command.set(site.ids)],
            }
        )
        slot = cls.env["permanence.slot"].create(
            {
                "plan_id": plan.id,
                "site_id": site.id,
                "service_id": (service or cls.service).id,
                "start": start,
                "stop": start + timedelta(hours=length),
                "requirement_ids": [
                    Command.create(line._prepare_copy_vals())
                    for line in (service or cls.service).requirement_ids
                ],
            }
        )
        slot.assignment_ids._publish(1)
        return slot

    def arrive(self, role="front_desk", **vals):
        """An arrival at the desk, written by a role."""
        values = {"slot_id": self.slot.id, **vals}
        return self.Encounter.with_user(self.users[role]).create(values)

    @classmethod
    def interpreter(cls, name, level, login=None, language=None, **profile):
        """Somebody who interprets a language at a level of mastery."""
        skills = cls.env["permanence.interpreters"]._skill(language or cls.tigrinya)
        kind = skills.skill_type_id
        levels = kind.skill_level_ids.sorted("level_progress")
        row = levels.filtered(lambda lv: lv.level_progress >= level)[:1]
        employee = cls.env["hr.employee"].create(
            {"name": name, "user_id": login and cls.users[login].id}
        )
        cls.env["hr.employee.skill"].create(
            {
                "employee_id": employee.id,
                "skill_id": skills.id,
                "skill_type_id": kind.id,
                "skill_level_id": row.id,
                "valid_from": fields.Date.today() - timedelta(days=100),
            }
        )
        cls.env["permanence.profile"].create(
            {
                "employee_id": employee.id,
                "role_ids": [
                    Command.set(cls.env.ref("permanence_rota.role_interpreter").ids)
                ],
                **profile,
            }
        )
        return employee

    @classmethod
    def appointment(cls, hours=26, **vals):
        """An hour with the worker, so many hours from now."""
        start = fields.Datetime.now().replace(second=0) + timedelta(hours=hours)
        return cls.env["permanence.appointment"].create(
            {
                "site_id": cls.site_a.id,
                "worker_id": cls.worker.id,
                "start": start,
                **vals,
            }
        )
