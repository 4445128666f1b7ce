# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class DirectorySearchLine(models.TransientModel):
    _inherit = "directory.search.line"

    def action_orient(self):
        """One tap on an answer: its address was given."""
        self.ensure_one()
        service = self.service_id.with_context(
            orient_category_id=self.search_id.category_id.id
        )
        return service.action_orient()
