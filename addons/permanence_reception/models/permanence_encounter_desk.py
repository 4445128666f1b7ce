# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.ngo_base.arguments import Id, Text
from odoo.addons.permanence_rota.models.waiting import wait_for


class PermanenceEncounter(models.Model):
    """What is done at the desk: called, received, ended, turned away, gone."""

    _inherit = "permanence.encounter"

    def action_call(self, door: Text | None = None):
        """Call somebody who waits, once: the second worker is told who was first.

        :param str door: desk or room; the last one this worker called to by default
        """
        self.ensure_one()
        self.check_access("write")
        self._wait_for_turn()
        if self.state != "waiting":
            raise UserError(
                self.env._(
                    "Ticket %(ticket)s was called already.", ticket=self.ticket or ""
                )
            )
        self.write({"state": "called", "door": door or self._last_door()})
        return True

    def _wait_for_turn(self):
        """One after the other: what is asked of these next is true now."""
        wait_for(self)
        self.invalidate_recordset(["state", "worker_ids"])

    def _last_door(self):
        """Where this worker called somebody to before, today, at this site."""
        mine = self.search(
            [
                ("site_id", "=", self.site_id.id),
                ("date", "=", self.date),
                ("door", "!=", False),
                ("write_uid", "=", self.env.uid),
            ],
            order="called_at desc",
            limit=1,
        )
        return mine.door

    @api.model
    def action_call_next(self, slot_id: Id):
        """Call whoever is next in a permanence: by rank of priority, then by arrival.

        :param int slot_id: id of the slot
        :return: the encounter called, or an empty one
        """
        waiting = self.search(
            [("slot_id", "=", slot_id), ("state", "=", "waiting")],
            order="priority_rank, arrived_at, id",
            limit=1,
        )
        if waiting:
            waiting.action_call()
        return waiting

    def action_receive(self):
        """The one who presses first receives her; a second one says that she joins."""
        self._wait_for_turn()
        for encounter in self:
            others = encounter.worker_ids - self.env.user
            if encounter.state == "seen" and others:
                raise UserError(
                    self.env._(
                        "%(name)s receives ticket %(ticket)s already: press"
                        " “Receive together” if you are two.",
                        # Who works beside her is no secret.
                        name=others.sudo()[:1].name,
                        ticket=encounter.ticket or encounter.display_name,
                    )
                )
            workers = [Command.link(self.env.uid)]
            encounter.write({"state": "seen", "worker_ids": workers})
        return True

    def action_join(self):
        """Receive together: two people at most."""
        self.write({"worker_ids": [Command.link(self.env.uid)]})

    def action_end(self):
        """Received. Without an act it was a reception."""
        reception = self.env.ref(
            "permanence_reception.act_reception", raise_if_not_found=False
        )
        for encounter in self:
            vals = {"state": "done"}
            if not encounter.act_ids and reception:
                vals["act_ids"] = [Command.link(reception.id)]
            encounter.write(vals)
        return True

    def action_back(self):
        """Back to the queue, at her place: called and absent, or by mistake."""
        self.write({"state": "waiting", "turned_away_reason_id": False})

    def action_left(self):
        """She did not wait."""
        self.write({"state": "left"})

    def action_turn_away(self, reason_id: Id | None = None):
        """Not received, with the reason: that is unmet demand.

        Without a reason a small dialog asks for it.

        :param int reason_id: ``permanence.reason`` of the kind *turned away*
        """
        if reason_id:
            return self.write(
                {"state": "turned_away", "turned_away_reason_id": reason_id}
            )
        self.ensure_one()
        view = self.env.ref(
            "permanence_reception.permanence_encounter_view_form_turn_away"
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not received"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_confirm_turned_away(self):
        """Second half of the dialog: the reason was chosen and saved."""
        self.write({"state": "turned_away"})
        return {"type": "ir.actions.act_window_close"}

    def action_open_person(self):
        """The card of the person; her file is another door."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "migrant.beneficiary",
            "res_id": self.beneficiary_id._canonical().id,
            "views": [(False, "form")],
        }

    def action_give_appointment(self):
        """An appointment for the same person, language and reasons: nothing is typed
        twice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Appointment"),
            "res_model": "permanence.appointment",
            "views": [(False, "form")],
            "target": "current",
            "context": {
                f"default_{name}": value
                for name, value in self._prepare_appointment_vals().items()
            },
        }

    def _prepare_appointment_vals(self):
        """Values of an appointment given in this encounter."""
        self.ensure_one()
        return {
            "beneficiary_id": self.beneficiary_id.id,
            "site_id": self.site_id.id,
            "language_id": self.language_id.id,
            "needs_interpreter": self.needs_interpreter,
            "encounter_id": self.id,
        }

    @api.model
    def _open_queue_ids(self):
        """Slots of today at the sites where the reader is on shift."""
        now = fields.Datetime.now()
        live = self._scope_live()
        return self.env["permanence.slot"].search(
            [
                ("site_id", "in", live.presence_site_ids),
                ("start", "<", fields.Datetime.add(now, hours=2)),
                ("stop", ">", fields.Datetime.subtract(now, hours=2)),
                ("state", "=", "open"),
            ]
        )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "slot_id" in fields_list and not values.get("slot_id"):
            slots = self._open_queue_ids()
            if len(slots) == 1 and values.get("channel", "desk") == "desk":
                values["slot_id"] = slots.id
        return values
