# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.ngo_base.models.ngo_role import ROLES


class NgoCase(TransactionCase):
    """The cast: one user per role, a bare employee, two sites, programmes, teams.

    Logins are the keys of the roles. Roles reach everything unless a test narrows
    them with ``give_role(user, role, site=…, programme=…)``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.site_a = cls.env["ngo.site"].create({"name": "Site A"})
        cls.site_b = cls.env["ngo.site"].create({"name": "Site B"})
        cls.desk_a = cls.env["ngo.site"].create(
            {"name": "Desk of A", "parent_id": cls.site_a.id}
        )
        cls.programme_1 = cls.env["ngo.programme"].create(
            {"name": "Programme 1", "code": "TEST1"}
        )
        cls.programme_2 = cls.env["ngo.programme"].create(
            {"name": "Programme 2", "code": "TEST2"}
        )
        cls.users = {}
        for role, _label in ROLES:
            cls.users[role] = cls.new_user(role, portal=role == "partner")
            cls.give_role(cls.users[role], role)
        cls.employee = cls.new_user("employee")
        cls.team_a = cls.env["ngo.team"].create({"name": "Team A"})
        cls.team_b = cls.env["ngo.team"].create({"name": "Team B"})
        cls.add_member(cls.team_a, cls.users["supervisor"], "lead")
        cls.add_member(cls.team_a, cls.users["social_worker"])

    @classmethod
    def new_user(cls, login, portal=False):
        """A user of the house without any role."""
        group = "base.group_portal" if portal else "base.group_user"
        # Without the letter that invites a new user: seventeen of them for each class.
        quiet = {**cls.env.context, "no_reset_password": True}
        user = new_test_user(cls.env, login=login, groups=group, context=quiet)
        cls.env["ngo.charter"]._sign_all_for(user)
        return user

    @classmethod
    def give_role(cls, user, role, site=None, programme=None, hours=None):
        """Put a role in force, from so long ago that tests may freeze any time."""
        now = fields.Datetime.now()
        return cls.env["ngo.role"].create(
            {
                "user_id": user.id,
                "role": role,
                "site_id": site and site.id,
                "programme_id": programme and programme.id,
                "date_from": datetime(2000, 1, 1),
                "date_to": hours and now + timedelta(hours=hours),
                "state": "approved",
            }
        )

    @classmethod
    def narrow_role(cls, role, **reach):
        """Replace the unlimited row of a role's user by a limited one."""
        user = cls.users[role]
        rows = cls.env["ngo.role"].search([("user_id", "=", user.id)])
        rows.write({"state": "ended", "date_to": fields.Datetime.now()})
        return cls.give_role(user, role, **reach)

    @classmethod
    def add_member(cls, team, user, function="member"):
        """Make a user a member of a team since ever."""
        return cls.env["ngo.team.member"].create(
            {
                "team_id": team.id,
                "user_id": user.id,
                "function": function,
                "date_from": date(2000, 1, 1),
            }
        )

    @classmethod
    def as_user(cls, records, role):
        """The same records, seen by the user of a role."""
        user = cls.employee if role == "employee" else cls.users[role]
        return records.with_user(user)

    @classmethod
    def link(cls, record):
        return [Command.link(record.id)]
