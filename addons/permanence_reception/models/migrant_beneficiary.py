# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MigrantBeneficiary(models.Model):
    """What the desk asks of a person: her language, and a place in the queue."""

    _inherit = "migrant.beneficiary"

    def _reception_language(self):
        """The language in which to receive her: preferred first, or none.

        :return: ``migrant.spoken.language``
        """
        if not self:
            return self.env["migrant.spoken.language"]
        # Whoever receives must know the language, on shift or by telephone.
        return (
            self._canonical()
            .sudo()
            .language_ids.sorted(lambda line: (not line.is_preferred, line.id))[:1]
        )

    def action_arrive(self):
        """She is at the desk: a ticket in the queue of the slot that runs here."""
        self.ensure_one()
        encounters = self.env["permanence.encounter"]
        slots = encounters._open_queue_ids()
        site = encounters._default_site()
        if not slots and not site:
            raise UserError(
                self.env._("Open your desk first: you are on no shift now.")
            )
        vals = {"beneficiary_id": self.id}
        vals |= {"slot_id": slots[0].id} if slots else {"site_id": site.id}
        encounter = encounters.create(vals)
        return {
            "type": "ir.actions.act_window",
            "res_model": "permanence.encounter",
            "res_id": encounter.id,
            "views": [(False, "form")],
        }

    def action_see_encounters(self):
        """Encounters of this person that are open to the reader, aliases included."""
        self.ensure_one()
        persons = self._canonical()
        persons |= persons._aliases()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "permanence_reception.permanence_encounter_action"
        )
        action["domain"] = [("beneficiary_id", "in", persons.ids)]
        action["context"] = {"default_beneficiary_id": persons[:1].id}
        return action

    def _anonymise(self, reason):
        """What was written about the passages goes with the file; counts stay."""
        persons = self | self._aliases()
        # Whoever decides need not read each passage.
        encounters = self.env["permanence.encounter"].sudo()
        found = encounters.search([("beneficiary_id", "in", persons.ids)])
        found.write({"note": False, "preparation": False, "door": False})
        said = dict.fromkeys(("question", "answer", "leaflet"), False)
        found.information_ids.write(said)
        meetings = self.env["permanence.appointment"].sudo()
        meetings.search([("beneficiary_id", "in", persons.ids)]).write({"place": False})
        return super()._anonymise(reason)


class MigrantDsar(models.TransientModel):
    # Stays beside what the desk knows of a person.
    # pylint: disable=no-wizard-in-models
    _inherit = "migrant.dsar"

    @api.model
    def _dsar_told(self):
        """When she came, what for, what she was told, and when she is expected."""
        path, everything = "beneficiary_id", Domain.TRUE
        came = ("date", "site_id", "channel", "act_ids", "outcome", "note")
        asked = ("topic_id", "question", "answer", "leaflet")
        expected = ("start", "site_id", "act_id", "state", "place")
        return [
            *super()._dsar_told(),
            ("permanence.encounter", path, came, everything),
            ("permanence.information", f"encounter_id.{path}", asked, everything),
            ("permanence.appointment", path, expected, everything),
        ]
