# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class PermanenceInformation(models.Model):
    _inherit = "permanence.information"

    service_id = fields.Many2one(
        "directory.service",
        string="Which service",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('publication_state', '=', 'published')]",
    )
    service_found = fields.Selection(
        compute="_compute_service_found",
        store=True,
        readonly=False,
        precompute=True,
    )

    _shown_or_none = models.Constraint(
        "CHECK (service_id IS NULL OR service_found = 'shown')",
        "A service was shown: then one was found.",
    )

    @api.depends("service_id")
    def _compute_service_found(self):
        for request in self:
            found = "shown" if request.service_id else request.service_found
            request.service_found = found
