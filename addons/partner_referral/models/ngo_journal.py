# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class NgoJournal(models.Model):
    _inherit = "ngo.journal"

    @api.model
    def _act_names(self):
        return super()._act_names() | {
            "partner_read": self.env._("Read by the partner"),
        }
