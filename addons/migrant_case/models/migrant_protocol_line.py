# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..engine import planning
from .migrant_action import KINDS


class MigrantProtocolLine(models.Model):
    """An action that a protocol lays: what, of which kind, how long after the start."""

    _name = "migrant.protocol.line"
    _no_read_rule = "how the house works; nobody is named"
    _description = "Line of a protocol"
    _order = "protocol_id, sequence, id"

    name = fields.Char(string="What", required=True, translate=True)
    protocol_id = fields.Many2one(
        "migrant.protocol", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="demarche")
    domain_id = fields.Many2one(
        "migrant.need.domain",
        ondelete="restrict",
        help="The action answers the open needs of this domain.",
    )
    offset = fields.Integer(string="After", default=1)
    offset_unit = fields.Selection(
        [("day", "Days"), ("week", "Weeks")], default="day", required=True
    )
    counting = fields.Selection(
        [
            ("rolled", "All days, ending on a worked day"),
            ("working", "Worked days of the site"),
            ("plain", "All days"),
        ],
        required=True,
        default="rolled",
    )

    _offset_possible = models.Constraint(
        'CHECK("offset" >= 0 AND "offset" <= 1000)',
        "An action falls due within a thousand days of the start.",
    )

    def _offset(self):
        """The offset as the engine takes it."""
        return planning.Offset(self.offset, self.offset_unit, self.counting)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.protocol_id._check_open()
        return lines

    def write(self, vals):
        self.protocol_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self.protocol_id._check_open()
