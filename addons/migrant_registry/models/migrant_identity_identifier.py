# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..engine import phones
from .migrant_identity import IDENTITY


class MigrantIdentifierType(models.Model):
    """A kind of paper or number: passport, UNHCR number, receipt of an application."""

    _name = "migrant.identifier.type"
    _no_read_rule = "a list of the house, nobody is named"
    _description = "Kind of identifier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "A kind with this code exists.")


class MigrantIdentityIdentifier(models.Model):
    """A number that an authority or an organisation gave to a person.

    Nothing here is unique on purpose: a refusal "already registered" would tell
    whoever types a number that its holder is known. Doubles go to the queue.
    """

    _name = "migrant.identity.identifier"
    _inherit = ["migrant.personal"]
    _description = "Identifier of a person"
    _order = "beneficiary_id, id"
    _personal_scope = "identity"

    type_id = fields.Many2one(
        "migrant.identifier.type", required=True, ondelete="restrict", groups=IDENTITY
    )
    value = fields.Char(string="Number", required=True, groups=IDENTITY)
    value_key = fields.Char(
        compute="_compute_value_key",
        store=True,
        precompute=True,
        index="btree_not_null",
        groups=IDENTITY,
    )
    issuer = fields.Char(groups=IDENTITY)
    country_id = fields.Many2one("res.country", groups=IDENTITY)
    valid_from = fields.Date(groups=IDENTITY)
    valid_to = fields.Date(groups=IDENTITY, index="btree_not_null")
    scan = fields.Binary(attachment=True, groups=IDENTITY, copy=False)
    scan_filename = fields.Char(groups=IDENTITY, copy=False)
    is_expired = fields.Boolean(compute="_compute_is_expired", groups=IDENTITY)

    _dates_in_order = models.Constraint(
        "CHECK(valid_to >= valid_from)", "An identifier cannot end before it begins."
    )

    @api.depends("value")
    def _compute_value_key(self):
        for identifier in self:
            identifier.value_key = phones.identifier_key(identifier.value) or False

    @api.depends("valid_to")
    def _compute_is_expired(self):
        today = fields.Date.context_today(self)
        for identifier in self:
            identifier.is_expired = bool(
                identifier.valid_to and identifier.valid_to < today
            )
