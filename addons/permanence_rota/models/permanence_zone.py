# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PermanenceZone(models.Model):
    """Sites and homes between which the way is counted."""

    _name = "permanence.zone"
    _inherit = ["ngo.reference"]
    _description = "Travel zone"
    _order = "name"
    _write_roles = ("coordinator",)

    name = fields.Char(required=True, translate=True)
    travel_ids = fields.One2many("permanence.travel", "from_id")


class PermanenceTravel(models.Model):
    """Minutes from one zone to another; the way back has its own row."""

    _name = "permanence.travel"
    _inherit = ["ngo.reference"]
    _description = "Travel time"
    _order = "from_id, to_id"
    _write_roles = ("coordinator",)

    from_id = fields.Many2one(
        "permanence.zone", required=True, ondelete="cascade", index=True
    )
    to_id = fields.Many2one(
        "permanence.zone", required=True, ondelete="cascade", index=True
    )
    minutes = fields.Integer(required=True)

    _pair_uniq = models.UniqueIndex("(from_id, to_id)", "This way is listed already.")
    _minutes_sane = models.Constraint(
        "CHECK (minutes BETWEEN 0 AND 1440)", "A way takes 0 to 1,440 minutes."
    )
