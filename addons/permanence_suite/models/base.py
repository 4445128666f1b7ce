# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def get_import_templates(self):
        """Odoo's import screen offers our sheets to fill."""
        ours = self.env["permanence.sample"]._get_templates(self._name)
        return super().get_import_templates() + ours
