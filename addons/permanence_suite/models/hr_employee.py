# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.model
    def get_import_templates(self):
        # Core's method does not ask its base.
        ours = self.env["permanence.sample"]._get_templates(self._name)
        return super().get_import_templates() + ours
