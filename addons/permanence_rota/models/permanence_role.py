# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PermanenceRole(models.Model):
    """What somebody does in a permanence: social worker, interpreter, watcher."""

    _name = "permanence.role"
    _inherit = ["ngo.reference"]
    _description = "Role in a permanence"
    _order = "sequence, id"
    _write_roles = ("coordinator",)

    name = fields.Char(required=True, translate=True)
    short = fields.Char(translate=True, help="Two or three letters for chips.")
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    job_ids = fields.Many2many(
        "hr.job", help="People of these jobs get this role when their profile is made."
    )
    substitute_ids = fields.One2many(
        "permanence.role.substitute", "role_id", string="May be replaced by"
    )

    _name_uniq = models.UniqueIndex("(name)", "A role with this name exists.")


class PermanenceRoleSubstitute(models.Model):
    """Another role that may stand in, at a cost that the planning tries to avoid."""

    _name = "permanence.role.substitute"
    _inherit = ["ngo.reference"]
    _description = "Substitute role"
    _order = "role_id, cost"
    _write_roles = ("coordinator",)

    role_id = fields.Many2one(
        "permanence.role", required=True, ondelete="cascade", index=True
    )
    substitute_id = fields.Many2one(
        "permanence.role", required=True, ondelete="cascade", index=True
    )
    cost = fields.Integer(default=1, required=True)

    _other = models.Constraint(
        "CHECK (role_id <> substitute_id)", "A role does not replace itself."
    )
    _cost_positive = models.Constraint(
        "CHECK (cost >= 0)", "The cost of a substitute is not negative."
    )
    _pair_uniq = models.UniqueIndex(
        "(role_id, substitute_id)", "This substitute is listed already."
    )
