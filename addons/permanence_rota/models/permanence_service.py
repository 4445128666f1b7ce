# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PermanenceService(models.Model):
    """What is offered at a site: first line, second line, night watch, desk."""

    _name = "permanence.service"
    _inherit = ["ngo.reference"]
    _description = "Service"
    _order = "sequence, name, id"
    _write_roles = ("coordinator",)
    _write_programme_path = "programme_id"

    name = fields.Char(required=True, translate=True)
    line = fields.Selection(
        [
            ("first", "First line"),
            ("second", "Second line, by appointment"),
            ("night", "Night watch"),
            ("desk", "Municipal desk"),
            ("outreach", "Outreach"),
            ("other", "Other"),
        ],
        required=True,
        default="first",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    programme_id = fields.Many2one(
        "ngo.programme",
        ondelete="restrict",
        index="btree_not_null",
        help="Its hours are wholly of this programme.",
    )
    requirement_ids = fields.One2many(
        "permanence.requirement", "service_id", string="Team"
    )
