# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class DirectoryOpeningsMixin(models.AbstractModel):
    """What decides when a service or a place is open: its openings follow each change.

    ``directory.opening`` holds the calculated openings that are searched.
    """

    _name = "directory.openings.mixin"
    _inherit = ["directory.hsds.mixin"]
    _description = "Decides When It Is Open"

    service_id = fields.Many2one(
        "directory.service", ondelete="cascade", index="btree_not_null"
    )
    site_id = fields.Many2one(
        "directory.service.site", ondelete="cascade", index="btree_not_null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._owners()._refresh_openings()
        return records

    def write(self, vals):
        before = self._owners()
        result = super().write(vals)
        (before | self._owners())._refresh_openings()
        return result

    def unlink(self):
        owners = self._owners()
        result = super().unlink()
        owners._refresh_openings()
        return result

    def _owners(self):
        """Services whose openings these records decide."""
        return self.service_id | self.site_id.service_id
