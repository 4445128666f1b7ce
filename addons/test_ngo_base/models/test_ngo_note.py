# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TestNgoNote(models.Model):
    """A signed note: added, struck out or shredded, never edited."""

    _name = "test.ngo.note"
    _inherit = ["ngo.append.only"]
    _description = "Specimen note"
    _content_fields = ("body", "remark")
    _append_only_allowed = ("seen",)

    body = fields.Text(required=True)
    remark = fields.Char()
    seen = fields.Integer()
