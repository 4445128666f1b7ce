# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

# A month is told at once: nobody is notified of it and nothing is tracked.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notify_force_send": False,
    "mail_activity_automation_skip": True,
}


class Teller:
    """What every chapter needs: the people and places of the story, and its days.

    :param env: environment of the superuser
    """

    def __init__(self, env):
        told = {**env.context, **QUIET, "tz": "Africa/Tunis"}
        # Told in French: what the house itself writes (actions of a method, what a
        # partner receives) is kept in the language of who acted.
        if env["res.lang"]._get_data(code="fr_FR"):
            told["lang"] = "fr_FR"
        self.env = env(context=told)
        self.today = fields.Date.today()

    def day(self, number):
        """The day so many days from today; negative ones are past."""
        return self.today + timedelta(days=number)

    def month(self, number):
        """First and last day of the month so many months from this one."""
        first = fields.Date.add(self.today.replace(day=1), months=number)
        return first, fields.Date.add(first, months=1, days=-1)

    def user(self, login):
        """A person of the story, by login."""
        return self.ref(f"user_{login.replace('.', '_')}")

    def model(self, name, login=None):
        """A model as somebody of the story; as the superuser without login."""
        model = self.env[name]
        return model.with_user(self.user(login)) if login else model

    def ref(self, xmlid):
        """A record by id; of this addon where no other is named."""
        full = xmlid if "." in xmlid else f"permanence_demo.{xmlid}"
        return self.env.ref(full)

    def site(self, short):
        return self.ref(f"site_{short}")

    def programme(self, short):
        return self.ref(f"programme_{short}")

    def team(self, short):
        return self.ref(f"team_{short}")

    def language(self, code):
        return self.ref(f"ngo_base.language_{code}")

    def country(self, code):
        return self.ref(f"base.{code.lower()}")

    def name(self, short, record):
        """Give a record an id of the story, by which tests and chapters find it."""
        self.env["ir.model.data"].create(
            {
                "module": "permanence_demo",
                "name": short,
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
        )
        return record

    def create_all(self, name, rows):
        """Create records, each as its author, those of one author at once.

        :param rows: pairs of a login and values
        """
        by_login = {}
        for login, vals in rows:
            by_login.setdefault(login, []).append(vals)
        made = self.env[name]
        for login, vals_list in by_login.items():
            made |= self.model(name, login).create(vals_list).sudo()
        return made

    def set_back(self, records, ago):
        """Let records have been made before now.

        :param ago: days, or a timedelta

        Odoo writes the instant of creation itself; a month of work would else have
        been done within a minute.
        """
        ago = ago if isinstance(ago, timedelta) else timedelta(days=ago)
        records.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = create_date - %s, write_date = write_date"
                " - %s WHERE id IN %s",
                SQL.identifier(records._table),
                ago,
                ago,
                tuple(records.ids) or (0,),
            )
        )
        records.invalidate_recordset(["create_date", "write_date"], flush=False)
