# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase

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
        roles = [role for role, _label in ROLES]
        cast = cls.new_users(*roles, "employee", portal={"partner"})
        cls.users = dict(zip(roles, cast, strict=False))
        cls.employee = cast[-1]
        cls.env["ngo.role"].create(
            [cls.role_values(cls.users[role], role) for role in roles]
        )
        cls.team_a = cls.env["ngo.team"].create({"name": "Team A"})
        cls.team_b = cls.env["ngo.team"].create({"name": "Team B"})
        cls.add_member(cls.team_a, cls.users["supervisor"], "lead")
        cls.add_member(cls.team_a, cls.users["social_worker"])

    @classmethod
    def new_users(cls, *logins, portal=()):
        """Users of the house without any role, made at once: each class needs many.

        :param portal: logins of those from outside
        """
        groups = {
            login: "base.group_portal" if login in portal else "base.group_user"
            for login in logins
        }
        # Without the letter that invites a new user.
        model = cls.env["res.users"].with_context(no_reset_password=True)
        users = model.create(
            [
                {
                    "login": login,
                    "name": f"{login} ({group})",
                    "password": login.ljust(8, "x"),
                    "email": f"{login[0]}.{login[0]}@example.com",
                    "group_ids": [Command.set(cls.env.ref(group).ids)],
                }
                for login, group in groups.items()
            ]
        ).with_env(cls.env)
        for user in users:
            cls.env["ngo.charter"]._sign_all_for(user)
        return users

    @classmethod
    def new_user(cls, login, portal=False):
        """A user of the house without any role."""
        return cls.new_users(login, portal={login} if portal else ())

    @classmethod
    def role_values(cls, user, role, site=None, programme=None, hours=None):
        """A role in force, from so long ago that tests may freeze any time."""
        now = fields.Datetime.now()
        return {
            "user_id": user.id,
            "role": role,
            "site_id": site and site.id,
            "programme_id": programme and programme.id,
            "date_from": datetime(2000, 1, 1),
            "date_to": hours and now + timedelta(hours=hours),
            "state": "approved",
        }

    @classmethod
    def give_role(cls, user, role, site=None, programme=None, hours=None):
        """Put a role in force."""
        return cls.env["ngo.role"].create(
            cls.role_values(user, role, site, programme, hours)
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
