# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class NgoLegalStatus(models.Model):
    """A person's standing before the law on residence, as admission rules ask it.

    Short and neutral on purpose; procedures belong to the legal file.
    """

    _name = "ngo.legal.status"
    _description = "Residence Status"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "A status with this code exists.")
