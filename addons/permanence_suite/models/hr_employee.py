# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import ValidationError


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.model_create_multi
    def create(self, vals_list):
        # Core leaves it to the database, whose word an import cannot tell.
        named = ("name", "resource_id", "user_id")
        if not all(any(map(vals.get, named)) for vals in vals_list):
            raise ValidationError(self.env._("Somebody of the staff needs a name."))
        return super().create(vals_list)

    @api.model
    def get_import_templates(self):
        # Core's method does not ask its base.
        ours = self.env["permanence.sample"]._get_templates(self._name)
        return super().get_import_templates() + ours
