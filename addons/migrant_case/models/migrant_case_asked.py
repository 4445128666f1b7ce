# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class MigrantCaseAsked(models.AbstractModel):
    """Rows that say what a step asks of a file.

    What they say is kept in memory until one of them changes, see ``_fields_asked``.
    """

    _name = "migrant.case.asked"
    _description = "What a step asks of a file"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env.registry.clear_cache()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
