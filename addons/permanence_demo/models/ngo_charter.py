# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class NgoCharter(models.Model):
    _inherit = "ngo.charter"

    @api.model
    def _ensure_demo_charters(self):
        """Put the texts of the story in force, where no text of that kind is."""
        charters = self.search([("state", "!=", "draft")])
        for short in ("conduct", "protection"):
            charter = self.env.ref(
                f"permanence_demo.charter_{short}", raise_if_not_found=False
            )
            if charter and charter.kind not in charters.mapped("kind"):
                charter.action_put_in_force()
