# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class PartnerReferral(models.Model):
    _inherit = "partner.referral"

    encounter_id = fields.Many2one(
        "permanence.encounter",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Where it was decided, with the person.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        referrals = super().create(vals_list)
        referrals._tie_encounters()
        return referrals

    def _tie_encounters(self):
        """An encounter that led to a referral, and to nothing else yet, says so."""
        # Who may refer is asked of the referral; the tie is no typing in the queue.
        for referral in self.sudo().filtered("encounter_id"):
            encounter = referral.encounter_id
            same = encounter.beneficiary_id._canonical() == referral.beneficiary_id
            if not same:
                referral.encounter_id = False
            elif not encounter.outcome:
                encounter.outcome = "oriented"
