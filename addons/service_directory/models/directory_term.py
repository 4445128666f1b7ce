# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class DirectoryTerm(models.Model):
    """A word of a short closed list: family situation, profile, way of access."""

    _name = "directory.term"
    _description = "Word of the Service Directory"
    _order = "kind, sequence, name, id"

    kind = fields.Selection(
        [
            ("family", "Family situation"),
            ("profile", "Profile"),
            ("access", "Way of access"),
        ],
        required=True,
    )
    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(kind, code)", "This list has a word with this code already."
    )
