# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class NgoJournal(models.Model):
    _inherit = "ngo.journal"

    @api.model
    def _act_names(self):
        return super()._act_names() | {
            "attestation_printed": self.env._("Attestation printed"),
            "imposed": self.env._("Transfer imposed"),
            "post_registered": self.env._("Post registered"),
            "waived": self.env._("Second look waived"),
        }
