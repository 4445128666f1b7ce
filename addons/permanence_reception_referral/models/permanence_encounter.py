# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.permanence_reception.models.permanence_encounter import SOCIAL


class PermanenceEncounter(models.Model):
    _inherit = "permanence.encounter"

    referral_ids = fields.One2many("partner.referral", "encounter_id", groups=SOCIAL)

    def action_refer(self):
        """A new referral of the person received, or the one made from here.

        :raise UserError: nobody knows who she is
        """
        self.ensure_one()
        person = self.beneficiary_id._canonical()
        if not person:
            raise UserError(
                self.env._("Find or register the person first: a referral names her.")
            )
        action = person.action_refer()
        known = self.referral_ids
        action["domain"] = [("id", "in", known.ids)]
        action["context"] = {
            **action["context"],
            "default_encounter_id": self.id,
        }
        if len(known) > 1:
            action.update(
                view_mode="list,form", views=[(False, "list"), (False, "form")]
            )
        else:
            action["res_id"] = known.id
        return action
