# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.ngo_base.engine.bidi import isolate


class DirectoryContact(models.Model):
    """How to reach somebody: a line for the public or one for professionals only."""

    _name = "directory.contact"
    _inherit = ["directory.hsds.mixin"]
    _description = "Contact of the Service Directory"
    _order = "audience desc, sequence, id"

    organization_id = fields.Many2one(
        "directory.organization", ondelete="cascade", index="btree_not_null"
    )
    service_id = fields.Many2one(
        "directory.service", ondelete="cascade", index="btree_not_null"
    )
    site_id = fields.Many2one(
        "directory.service.site", ondelete="cascade", index="btree_not_null"
    )
    location_id = fields.Many2one(
        "directory.location", ondelete="cascade", index="btree_not_null"
    )
    audience = fields.Selection(
        [("public", "The public"), ("professional", "Professionals only")],
        string="For",
        required=True,
        default="public",
        help="A line for professionals is never printed, published nor exported.",
    )
    hsds_kind = fields.Selection(
        [("phone", "Telephone"), ("contact", "Person")],
        string="Kind",
        required=True,
        default="phone",
    )
    name = fields.Char()
    function = fields.Char()
    phone = fields.Char()
    email = fields.Char()
    note = fields.Char(translate=True)
    sequence = fields.Integer(default=10)

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(organization_id, service_id, site_id, location_id) = 1)",
        "A contact belongs to one organisation, service or place.",
    )
    _says_something = models.Constraint(
        "CHECK (COALESCE(phone, email, name, '') != '')",
        "A contact needs a telephone number, an e-mail address or a name.",
    )

    def _compute_display_name(self):
        for contact in self:
            parts = (contact.name, contact.phone, contact.email)
            contact.display_name = " · ".join(isolate(part) for part in parts if part)
