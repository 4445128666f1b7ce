# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class ImpactFigure(models.Model):
    _inherit = "impact.figure"

    @api.model
    def _filter_known(self, subject_ids):
        """Persons whose identity the current user may read: she knows these facts."""
        identities = self.env["migrant.identity"].with_context(active_test=False)
        if not identities.has_access("read"):
            return set()
        found = identities.search([("beneficiary_id", "in", list(subject_ids))])
        return set(found.beneficiary_id.ids)
