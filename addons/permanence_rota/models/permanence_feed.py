# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from zoneinfo import ZoneInfo

import vobject

from odoo import fields, models

from .permanence_supply import CLOSED

KEPT_DAYS = 30
UTC = ZoneInfo("UTC")


class PermanenceProfile(models.Model):
    """The personal calendar feed: one's permanences and what falls due, by code."""

    _inherit = "permanence.profile"

    def _calendar(self):
        """The feed as an iCalendar text (RFC 5545): stable UIDs, cancellations kept.

        :rtype: str
        """
        calendar = vobject.iCalendar()
        calendar.add("prodid").value = "-//Permanence//Rota//EN"
        calendar.add("method").value = "PUBLISH"
        since = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        for row in self._feed_rows(since):
            event = calendar.add("vevent")
            event.add("uid").value = f"{row['uid']}@{self.env.cr.dbname}"
            event.add("sequence").value = str(row.get("sequence", 0))
            moments = {"dtstamp": row["stamp"], "dtstart": row["start"]}
            moments["dtend"] = row["stop"]
            for name, moment in moments.items():
                event.add(name).value = moment.replace(tzinfo=UTC, microsecond=0)
            event.add("summary").value = row["summary"]
            if row.get("location"):
                event.add("location").value = row["location"]
            cancelled = row.get("is_cancelled")
            event.add("status").value = "CANCELLED" if cancelled else "CONFIRMED"
        return calendar.serialize()

    def _feed_rows(self, since):
        """What the feed shows of what ends after an instant. Never a name: calendars
        of telephones stand on other people's servers.

        Extend to add more.

        :param datetime since: naive UTC
        :return: list of {uid, stamp, start, stop, summary} (naive UTC datetimes) and
            at will {sequence, location, is_cancelled}
        """
        self.ensure_one()
        rows = [self._feed_slot(head, False) for head in self._feed_heads(since)]
        rows += [self._feed_slot(head, True) for head in self._feed_lost(since)]
        rows += [
            {
                "uid": f"clock-{clock.id}",
                "stamp": clock.write_date,
                "start": clock.due,
                "stop": clock.due + timedelta(minutes=15),
                "summary": self.env._("Deadline %(code)s", code=clock.res_code),
            }
            for clock in self._feed_own(
                "ngo.clock",
                "user_id",
                [("state", "in", ("running", "breached")), ("due", ">", since)],
            )
        ]
        return rows

    def _feed_own(self, model, field, domain):
        """Records of which this person is in charge, read with her own rights: her
        roles and the rules decide. None for people without an account.

        :param str model: name of the model
        :param str field: the user in charge
        """
        user = self.employee_id.user_id.filtered("active")
        records = self.env[model].with_user(user or self.env.ref("base.public_user"))
        if not user or not records.has_access("read"):
            return records
        return records.search([(field, "=", user.id), *domain])

    def _feed_heads(self, since):
        return self.env["permanence.assignment"].search(
            [
                ("pub_employee_id", "=", self.employee_id.id),
                ("publish_seq", ">", 0),
                ("stop", ">", since),
            ]
        )

    def _feed_lost(self, since):
        return self.env["permanence.assignment"].search(
            [
                ("lost_employee_ids", "in", self.employee_id.ids),
                ("pub_employee_id", "!=", self.employee_id.id),
                ("stop", ">", since),
            ]
        )

    def _feed_slot(self, head, is_lost):
        slot = head.slot_id
        return {
            "uid": f"assignment-{head.id}",
            "sequence": head.publish_seq,
            "stamp": head.write_date,
            "start": head.pub_start,
            "stop": head.pub_stop,
            "summary": f"{slot.service_id.name} · {slot.site_id.display_name}",
            "location": slot.site_id.display_name,
            "is_cancelled": is_lost or head.state in CLOSED,
        }
