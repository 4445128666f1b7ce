# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def get_import_templates(self):
        """Odoo's import screen offers our sheets to fill."""
        ours = self.env["permanence.sample"]._get_templates(self._name)
        return super().get_import_templates() + ours

    def _load_records(self, data_list, update=False):
        try:
            return super()._load_records(data_list, update)
        except UserError as error:
            if len(data_list) > 1 and self.env.context.get("import_file"):
                # Core tries the rows one by one after this, and says of a UserError
                # of all together that it is the first row's.
                raise ValueError(str(error)) from error
            raise
