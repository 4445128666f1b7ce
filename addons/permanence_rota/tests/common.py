# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.fields import Command

from odoo.addons.ngo_base.tests.common import NgoCase


class RotaCase(NgoCase):
    """Two sites, three roles, a small team and a week of permanences.

    The week is that of Monday 7 December 2026; tests freeze their time before it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "Europe/Brussels"
        (cls.site_a | cls.site_b).write({"tz": "Europe/Brussels"})
        cls.social = cls.env.ref("permanence_rota.role_social_worker")
        cls.interpreter = cls.env.ref("permanence_rota.role_interpreter")
        cls.night = cls.env.ref("permanence_rota.role_night_watcher")
        kind = cls.env["hr.skill"]._fill_languages()
        cls.tigrinya = cls.env["hr.skill"].create(
            {"name": "Tigrinya (test)", "skill_type_id": kind.id}
        )
        cls.level = kind.skill_level_ids.sorted("level_progress")[-1]
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "38 h", "tz": "Europe/Brussels"}
        )
        cls.anna = cls.person("Anna Social", cls.social, login="social_worker")
        cls.bert = cls.person("Bert Social", cls.social)
        cls.chaz = cls.person("Chaz Social", cls.social)
        cls.ibra = cls.person("Ibra Interpreter", cls.interpreter, login="interpreter")
        cls.speak(cls.ibra)
        cls.nina = cls.person("Nina Night", cls.night)
        cls.first_line = cls.env["permanence.service"].create(
            {
                "name": "First line",
                "requirement_ids": [
                    Command.create({"kind": "heads", "role_id": cls.social.id}),
                    Command.create({"kind": "heads", "role_id": cls.interpreter.id}),
                    Command.create({"kind": "skill", "skill_id": cls.tigrinya.id}),
                ],
            }
        )
        cls.desk = cls.env["permanence.service"].create(
            {
                "name": "Desk",
                "requirement_ids": [
                    Command.create({"kind": "heads", "role_id": cls.social.id})
                ],
            }
        )

    @classmethod
    def person(cls, name, role, login=None, **profile):
        """An employee of the 38 h week with her planning profile."""
        employee = cls.env["hr.employee"].create(
            {
                "name": name,
                "tz": "Europe/Brussels",
                "resource_calendar_id": cls.calendar.id,
                "date_version": date(2020, 1, 1),
                "contract_date_start": date(2020, 1, 1),
                "user_id": cls.users[login].id if login else False,
            }
        )
        cls.env["permanence.profile"].create(
            {
                "employee_id": employee.id,
                "role_ids": [Command.set(role.ids)],
                "share": 100.0,
                **profile,
            }
        )
        return employee

    @classmethod
    def profile(cls, employee):
        return cls.env["permanence.profile"].search([("employee_id", "=", employee.id)])

    @classmethod
    def speak(cls, employee, skill=None):
        skill = skill or cls.tigrinya
        cls.env["hr.employee.skill"].create(
            {
                "employee_id": employee.id,
                "skill_id": skill.id,
                "skill_type_id": skill.skill_type_id.id,
                "skill_level_id": cls.level.id,
                "valid_from": date(2020, 1, 1),
            }
        )

    @classmethod
    def template(cls, weekday, service=None, site=None, hours=(9, 13), **more):
        return cls.env["permanence.template"].create(
            {
                "site_id": (site or cls.site_a).id,
                "service_id": (service or cls.first_line).id,
                "weekday": str(weekday),
                "hour_from": hours[0],
                "hour_to": hours[1],
                **more,
            }
        )

    @classmethod
    def plan(cls, first=date(2026, 12, 7), last=date(2026, 12, 13), sites=None):
        sites = sites or (cls.site_a | cls.site_b)
        return cls.env["permanence.plan"].create(
            {
                "name": "Test",
                "date_from": first,
                "date_to": last,
                "site_ids": [Command.set(sites.ids)],
            }
        )

    @classmethod
    def head(cls, plan, role, day=7):
        """The head of a role on a day of December 2026."""
        return plan.slot_ids.assignment_ids.filtered(
            lambda a: (
                a.role_id == role
                and a.slot_id.local_date == date(2026, 12, day)
                and a.state not in ("absent", "cancelled")
            )
        )

    @classmethod
    def leave(cls, employee, day, hours=(8, 17)):
        return cls.env["resource.calendar.leaves"].create(
            {
                "name": "secret cause",
                "resource_id": employee.resource_id.id,
                "calendar_id": cls.calendar.id,
                "date_from": datetime(2026, 12, day, hours[0]),
                "date_to": datetime(2026, 12, day, hours[1]),
                "time_type": "leave",
            }
        )
