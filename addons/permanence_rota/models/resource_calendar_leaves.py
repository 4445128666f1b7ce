# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .permanence_supply import CLOSED


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._open_slots()
        return leaves

    def write(self, vals):
        moved = {"date_from", "date_to", "resource_id"} & set(vals)
        if moved:
            self._restore_slots()
        result = super().write(vals)
        if moved:
            self._open_slots()
        return result

    def unlink(self):
        self._restore_slots()
        return super().unlink()

    def _open_slots(self):
        """What people on leave held becomes open; drafts just lose their name.

        Who validates a leave need not plan; the rota follows whoever did it. The cause
        is never read, nor written anywhere here.
        """
        supply = self.env["permanence.supply"]
        heads = self.env["permanence.assignment"].sudo()
        lost = heads.browse()
        for leave in self.sudo().filtered("resource_id"):
            if leave.time_type != "leave":
                continue
            begin, end = supply._absence_span(leave)
            held = heads.search(
                [
                    ("employee_id.resource_id", "=", leave.resource_id.id),
                    ("state", "in", ("draft", "published")),
                    ("start", "<", supply._moment(end)),
                    ("stop", ">", supply._moment(begin)),
                    ("stop", ">", fields.Datetime.now()),
                ]
            )
            published = held.filtered("publish_seq")
            (held - published).with_context(rota_checked=True).write(
                {"employee_id": False}
            )
            published.write({"state": "absent", "absence_id": leave.id})
            for head in published:
                vals = head.slot_id._prepare_head_vals(head.requirement_id)
                vals.update(replaces_id=head.id, start=head.start, stop=head.stop)
                opened = heads.create(vals)
                # Others see at once that it is open and may take it.
                opened._publish(head.plan_id.publish_seq)
            lost |= published
        self._tell_coordinators(lost)

    @api.model
    def _tell_coordinators(self, lost):
        for plan, heads in lost.grouped("plan_id").items():
            manager = heads[0]._planner()
            if not manager:
                # The board shows the gaps; a leave is never refused for that.
                continue
            # In the words of who is told, not of who validated the leave.
            here = heads.with_context(lang=manager.lang or self.env.lang)
            plan.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=manager.id,
                summary=here.env._("To be replaced: %(count)s", count=len(heads)),
                note="\n".join(here.slot_id.mapped("display_name")),
            )

    def _restore_slots(self):
        """A leave that is refused or moved later gives back what was not yet taken."""
        heads = self.env["permanence.assignment"].sudo()
        if not self.ids:
            return
        lost = heads.search([("absence_id", "in", self.ids), ("state", "=", "absent")])
        for head in lost:
            stand_ins = heads.search([("replaces_id", "=", head.id)])
            still_open = stand_ins.filtered(
                lambda a: not a.employee_id and a.state not in CLOSED
            )
            if not still_open:
                continue  # somebody took it: it stays with her
            still_open.unlink()
            head.with_context(rota_checked=True).write(
                {"state": "published", "absence_id": False}
            )
