# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    directory_organization_ids = fields.One2many(
        "directory.organization",
        "partner_id",
        string="In the service directory",
        groups="ngo_base.group_ngo_base_user",
    )
    provider_family = fields.Selection(
        selection=lambda self: (
            self.env["directory.organization"]._fields["family"].selection
        ),
        string="Family of partner",
        compute="_compute_provider_family",
        store=True,
    )

    @api.depends("directory_organization_ids.family")
    def _compute_provider_family(self):
        for partner in self:
            organization = partner.directory_organization_ids[:1]
            partner.provider_family = organization.family
