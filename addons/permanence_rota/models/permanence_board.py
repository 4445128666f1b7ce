# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.ngo_base.arguments import Day, Id

from .permanence_supply import CLOSED


class PermanencePlan(models.Model):
    _inherit = "permanence.plan"

    @api.model
    def get_board(self, plan_id: Id | None = False, monday: Day | None = False):
        """One week of one rota, for the board.

        :param plan_id: the rota; by default the one that covers today, or the next
        :param monday: ISO date of a day of the week wanted
        :return: plain lists; ids of employees are opaque to the reader
        """
        # What the reader may choose from: one rota for some weeks and team.
        plans = self.search([], order="date_from desc")  # pylint: disable=no-search-all
        plan = self.browse(plan_id).exists() or self._board_default(plans)
        if not plan:
            return {"plan": False, "plans": []}
        plan.check_access("read")
        day = fields.Date.to_date(monday) or fields.Date.context_today(self)
        if not monday and not plan.date_from <= day <= plan.date_to:
            day = plan.date_from
        first = day - timedelta(days=day.weekday())
        days = [first + timedelta(days=i) for i in range(7)]
        slots = self.env["permanence.slot"].search_fetch(
            [
                ("plan_id", "=", plan.id),
                ("local_date", ">=", days[0]),
                ("local_date", "<=", days[-1]),
                ("state", "=", "open"),
            ],
            ["site_id", "service_id", "start", "stop", "local_date", "missing"],
        )
        heads = self.env["permanence.assignment"].search_fetch(
            [("slot_id", "in", slots.ids), ("state", "not in", CLOSED)],
            [
                "slot_id",
                "role_id",
                "employee_id",
                "locked",
                "is_changed",
                "is_confirmed",
                "cannot_come",
                "publish_seq",
                "state",
            ],
        )
        return {
            "plan": {
                "id": plan.id,
                "name": plan.name,
                "state": plan.state,
                "pending": plan.pending,
                "published": bool(plan.publish_seq),
                "missing": plan.missing,
                "run_state": plan.run_state,
                "can_write": plan.has_access("write"),
            },
            "plans": [{"id": p.id, "name": p.name} for p in plans],
            "gaps": plan._weeks_to_fill(),
            "monday": str(first),
            "week": self.env["permanence.supply"]._iso_week(first),
            "previous": str(first - timedelta(days=7)),
            "next": str(first + timedelta(days=7)),
            "days": [
                {
                    "date": str(d),
                    "label": format_date(self.env, d, date_format="EEE d MMM"),
                    "weekend": d.weekday() > 4,
                }
                for d in days
            ],
            "slots": [plan._board_slot(slot) for slot in slots],
            "heads": [plan._board_head(head) for head in heads],
            "people": plan._board_people(heads, first),
        }

    def _weeks_to_fill(self):
        """Mondays of the weeks in which somebody is still to be found."""
        rows = self.env["permanence.slot"]._read_group(
            [
                ("plan_id", "=", self.id),
                ("missing", ">", 0),
                ("state", "=", "open"),
            ],
            ["iso_week"],
            order="iso_week",
        )
        # A Monday by the ISO calendar, of ``2026-W48``.
        return [str(date.fromisoformat(f"{week}-1")) for (week,) in rows]

    @api.model
    def _board_default(self, plans):
        today = fields.Date.context_today(self)
        covering = plans.filtered(lambda p: p.date_from <= today <= p.date_to)
        coming = plans.filtered(lambda p: p.date_from > today)
        return covering[:1] or coming[-1:] or plans[:1]

    def _board_slot(self, slot):
        return {
            "id": slot.id,
            "site_id": slot.site_id.id,
            "site": slot.site_id.display_name,
            "service": slot.service_id.name,
            "date": str(slot.local_date),
            "hours": slot.hours,
            "missing": slot.missing,
        }

    def _board_head(self, head):
        return {
            "id": head.id,
            "slot_id": head.slot_id.id,
            "role_id": head.role_id.id,
            "role": head.role_id.name or "",
            "short": head.role_id.short or (head.role_id.name or "")[:2].upper(),
            "color": head.role_id.color,
            "employee_id": head.employee_id.id or False,
            "locked": head.locked,
            "changed": head.is_changed and bool(head.publish_seq),
            "confirmed": head.is_confirmed,
            "declined": head.cannot_come,
            "done": head.state == "done",
        }

    def _board_people(self, heads, first):
        """Planned hours of the week and the whole period, beside the target."""
        profiles = self._profiles()
        # Names of colleagues are public in the house; the employee row is HR's.
        employees = (profiles.sudo().employee_id | heads.sudo().employee_id).sorted(
            "name"
        )
        minutes = {}
        week = self.env["permanence.supply"]._iso_week(first)
        everywhere = self.env["permanence.assignment"].sudo()
        for person, iso_week, total in everywhere._read_group(
            [
                ("employee_id", "in", employees.ids),
                ("plan_id", "=", self.id),
                ("state", "not in", CLOSED),
            ],
            ["employee_id", "iso_week"],
            ["minutes:sum"],
        ):
            row = minutes.setdefault(person.id, [0, 0])
            row[0] += total
            row[1] += total if iso_week == week else 0
        targets = {
            row["person"]: row["target"]
            for row in (self.result or {}).get("people", ())
        }
        roles = {p.employee_id.id: p.role_ids.ids for p in profiles.sudo()}
        return [
            {
                "id": e.id,
                "name": e.name,
                "total": minutes.get(e.id, [0, 0])[0],
                "week": minutes.get(e.id, [0, 0])[1],
                "target": targets.get(e.id),
                "roles": roles.get(e.id, []),
            }
            for e in employees
        ]
