# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..people import PASSWORD, PEOPLE


class NgoRole(models.Model):
    _inherit = "ngo.role"

    @api.model
    def _ensure_demo_people(self):
        """Make the people of the story who are not there yet, with their roles.

        Run at each update: whom the reader of the demo has changed is left alone.
        """
        encrypted = None
        for person in PEOPLE:
            xmlid = f"permanence_demo.{self._demo_xmlid(person)}"
            if self.env.ref(xmlid, raise_if_not_found=False):
                continue
            user = self._make_demo_user(person, xmlid)
            # Hashing takes a third of a second: once for all of them.
            encrypted = encrypted or user._crypt_context().hash(PASSWORD)
            user._set_encrypted_password(user.id, encrypted)
            self._make_demo_roles(person, user)
            self._make_demo_places(person, user)
            self.env["ngo.charter"]._sign_all_for(user)

    @api.model
    def _get_demo_logins(self):
        """The logins that the launcher prints, one for each job title.

        Each in the language of the person's own screens.

        :return: dicts of ``login``, ``password``, ``job_title``, ``role``
        :rtype: list[dict]
        """
        logins = []
        for person in PEOPLE:
            user = self.env.ref(
                f"permanence_demo.{self._demo_xmlid(person)}", raise_if_not_found=False
            )
            if user and user.active:
                title = self._demo_title(person).with_context(lang=user.lang)
                labels = dict(self._fields["role"]._description_selection(title.env))
                roles = [labels[role] for role in title._get_roles()]
                logins.append(
                    {
                        "login": user.login,
                        "password": PASSWORD,
                        "job_title": title.name,
                        "role": ", ".join(roles),
                    }
                )
        return logins

    @api.model
    def _demo_xmlid(self, person):
        return f"user_{person.login.replace('.', '_')}"

    @api.model
    def _demo_title(self, person):
        return self.env.ref(f"ngo_base.job_title_{person.job_title}")

    @api.model
    def _demo_ref(self, kind, short):
        """Record of the story by its short id; empty for None."""
        if not short:
            return self.env[f"ngo.{kind}"]
        return self.env.ref(f"permanence_demo.{kind}_{short}")

    @api.model
    def _demo_sites(self, person):
        """Sites where a person works: those of the reach, else those of the team."""
        sites = self.env["ngo.site"]
        for site, _programme in person.reach:
            sites |= self._demo_ref("site", site)
        for team, _function in person.teams:
            sites = sites or self._demo_ref("team", team).site_ids
        return sites

    @api.model
    def _make_demo_user(self, person, xmlid):
        is_portal = "partner" in self._demo_title(person)._get_roles()
        group = "base.group_portal" if is_portal else "base.group_user"
        values = {
            "name": person.name,
            "login": person.login,
            "email": f"{person.login}@example.org",
            "tz": self._demo_sites(person)[:1].tz or "Africa/Tunis",
            "notification_type": "email" if is_portal else "inbox",
            "group_ids": [Command.set(self.env.ref(group).ids)],
        }
        users = self.env["res.users"].with_context(no_reset_password=True)
        return users._load_records(
            [{"xml_id": xmlid, "values": values, "noupdate": True}]
        )

    @api.model
    def _make_demo_roles(self, person, user):
        title = self._demo_title(person)
        approver = self.env.ref("base.user_root")
        self.create(
            [
                {
                    "user_id": user.id,
                    "role": role,
                    "job_title": title.name,
                    "site_id": self._demo_ref("site", site).id,
                    "programme_id": self._demo_ref("programme", programme).id,
                    "date_from": datetime(2024, 1, 1),
                    "state": "approved",
                    "approved_by_id": approver.id,
                    "approved_at": datetime(2024, 1, 1),
                }
                for role in title._get_roles()
                for site, programme in person.reach
            ]
        )

    @api.model
    def _make_demo_places(self, person, user):
        """Places in teams and on the lists of sites."""
        start = fields.Date.today() - timedelta(days=90)
        self.env["ngo.team.member"].create(
            [
                {
                    "team_id": self._demo_ref("team", team).id,
                    "user_id": user.id,
                    "function": function,
                    "date_from": start,
                }
                for team, function in person.teams
            ]
        )
        self.env["ngo.site.staff"].create(
            [
                {
                    "site_id": site.id,
                    "user_id": user.id,
                    "job_title_id": self._demo_title(person).id,
                    "date_from": start,
                }
                for site in self._demo_sites(person)
            ]
        )
