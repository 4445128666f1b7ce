# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Command

from ..engine import hsds_kinds, hsds_profile


class DirectoryExchangeRead(models.AbstractModel):
    """Lines of a sheet: contacts, papers, places, hours, each with its identifier."""

    _inherit = "directory.exchange.read"

    @api.model
    def _merge(self, records, wanted):
        """Commands that make lines equal to (identifier → values): same ids stay."""
        by_uuid = {record.hsds_uuid: record for record in records}
        commands = [
            Command.delete(record.id)
            for uuid, record in by_uuid.items()
            if uuid not in wanted
        ]
        for uuid, vals in wanted.items():
            if uuid in by_uuid:
                commands.append(Command.update(by_uuid[uuid].id, vals))
            else:
                commands.append(Command.create({**vals, "hsds_uuid": uuid}))
        return commands

    @api.model
    def _contact_commands(self, node, records):
        """Lines of the public; those for professionals are ours and stay."""
        wanted, other = {}, []
        for phone in node.pop("phones", ()):
            phone = dict(phone)
            wanted[phone.pop("id")] = {
                "hsds_kind": "phone",
                "phone": phone.pop("number"),
                "note": phone.pop("description", False),
                "hsds_extra": phone,
            }
        for contact in node.pop("contacts", ()):
            vals = dict(contact)
            uuid, phones = vals.pop("id"), vals.get("phones") or []
            if not (vals.get("name") or vals.get("email") or phones):
                other.append(contact)
                continue
            wanted[uuid] = {
                "hsds_kind": "contact",
                "name": vals.pop("name", False),
                "function": vals.pop("title", False),
                "email": vals.pop("email", False),
                "phone": phones[0]["number"] if phones else False,
                "hsds_extra": vals,
            }
        if other:
            node["contacts"] = other
        public = records.filtered(lambda line: line.audience == "public")
        return self._merge(public, wanted)

    @api.model
    def _document_commands(self, node, records):
        wanted, other = {}, []
        for part in node.pop("required_documents", ()):
            if not part.get("document"):
                other.append(part)
                continue
            extra = dict(part)
            wanted[extra.pop("id")] = {
                "name": extra.pop("document"),
                "url": extra.pop("uri", False),
                "hsds_extra": extra,
            }
        if other:
            node["required_documents"] = other
        return self._merge(records, wanted)

    @api.model
    def _site_commands(self, node, records):
        wanted, other = {}, []
        for site in node.pop("service_at_locations", ()):
            site = dict(site)
            place = self._by_uuid("location", site.pop("location_id", None))
            if not place:
                other.append(site)
                continue
            uuid = site.pop("id")
            site.pop("service_id", None)
            record = records.filtered(lambda r, uuid=uuid: r.hsds_uuid == uuid)
            wanted[uuid] = {
                "location_id": place.id,
                "description": site.pop("description", False),
                "contact_ids": self._contact_commands(site, record.contact_ids),
                **self._hours_vals(site, record),
                "hsds_extra": site,
            }
        if other:
            node["service_at_locations"] = other
        # A place that we protect never came through a feed, so none takes it away.
        exposed = records.filtered(
            lambda site: not site.location_id.is_address_confidential
        )
        return self._merge(exposed, wanted)

    @api.model
    def _hours_vals(self, node, record):
        """Usual and changed hours; schedules that cannot be read are kept aside."""
        usual, unreadable = {}, []
        changes, changed_lines = {}, {}
        lines = self.env["directory.hours"]
        for schedule in node.pop("schedules", ()):
            rules, changed, problems = hsds_profile.hours_of_schedules([schedule])
            if problems:
                unreadable.append(schedule)
            elif rules:
                usual[schedule["id"]] = {
                    **lines._prepare_vals(rules[0]),
                    "hsds_extra": self._beyond_rule(schedule, rules[0]),
                }
            for change in changed:
                key = (change.first, change.last, change.label)
                changes.setdefault(key, schedule["id"])
                for rule in change.rules:
                    changed_lines.setdefault(key, []).append(
                        {**lines._prepare_vals(rule), "hsds_uuid": schedule["id"]}
                    )
        if unreadable:
            node["schedules"] = unreadable
        wanted = {}
        for key, uuid in changes.items():
            lines_of_key = changed_lines.get(key, [])
            # The period has an identifier of its own where its hours have theirs.
            own = hsds_kinds.child_id(uuid, "period") if lines_of_key else uuid
            first, last, label = key
            wanted[own] = {
                "name": label or self.env._("Changed hours"),
                "date_from": first,
                "date_to": last,
                "hours_ids": [
                    Command.clear(),
                    *(Command.create(vals) for vals in lines_of_key),
                ],
            }
        return {
            "hours_ids": self._merge(record.hours_ids, usual),
            "change_ids": self._merge(record.change_ids, wanted),
            "is_hours_unreadable": bool(unreadable),
        }

    @api.model
    def _beyond_rule(self, schedule, rule):
        """What a schedule says beside its rule, to be exported again as it came."""
        said = hsds_kinds.dump(
            "schedule", {"id": schedule["id"], **hsds_profile.schedule_of_rule(rule)}
        )
        return {
            name: value
            for name, value in schedule.items()
            if name != "id" and name not in said
        }
