# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class NgoRole(models.Model):
    _inherit = "ngo.role"

    def _sync_groups(self):
        res = super()._sync_groups()
        # The home follows the roles, like the groups and by the same hand.
        self.sudo().user_id._set_home()
        return res
