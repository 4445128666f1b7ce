# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MigrantProfile(models.Model):
    """A public that a programme names: newcomers, students, women on their own.

    Not a legal status: that one is dated and stands in ``migrant.status``.
    """

    _name = "migrant.profile"
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Public"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "A public with this code exists.")


class MigrantSupportKind(models.Model):
    """A family of services: lodging, money, language, work, care, legal help."""

    _name = "migrant.support.kind"
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Kind of support"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "A kind with this code exists.")


class MigrantRelationType(models.Model):
    """How one person stands to another, read from both ends."""

    _name = "migrant.relation.type"
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Kind of relation"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="First → second person.")
    inverse_name = fields.Char(
        required=True, translate=True, help="Second → first person."
    )
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "A kind with this code exists.")
