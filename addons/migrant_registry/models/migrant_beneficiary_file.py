# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .migrant_identity import IDENTITY


class MigrantBeneficiary(models.Model):
    """The lines of the file that only some roles may see at all."""

    _inherit = "migrant.beneficiary"

    status_ids = fields.One2many("migrant.status", "beneficiary_id", groups=IDENTITY)
    support_ids = fields.One2many("migrant.support", "beneficiary_id", groups=IDENTITY)
    household_member_ids = fields.One2many(
        "migrant.household.member", "beneficiary_id", groups=IDENTITY
    )
    relation_ids = fields.One2many(
        "migrant.relation", "beneficiary_id", groups=IDENTITY
    )
    guardian_ids = fields.One2many(
        "migrant.guardian", "beneficiary_id", groups=IDENTITY
    )
    protection_ids = fields.One2many(
        "migrant.protection.fact", "beneficiary_id", groups=IDENTITY
    )
    card_ids = fields.One2many("migrant.card", "beneficiary_id", groups=IDENTITY)
    consent_ids = fields.One2many("migrant.consent", "beneficiary_id", groups=IDENTITY)
