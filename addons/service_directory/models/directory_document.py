# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class DirectoryDocument(models.Model):
    """A paper that the service asks for at the door."""

    _name = "directory.document"
    _inherit = ["directory.hsds.mixin"]
    _description = "Document asked by a Service"
    _order = "sequence, id"

    service_id = fields.Many2one(
        "directory.service", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(string="Document", required=True, translate=True)
    url = fields.Char(string="Form online")
    sequence = fields.Integer(default=10)
