# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..engine.clocks import Delay
from .ngo_policy_rule import TARGETS, UNITS


class NgoPolicyEscalation(models.Model):
    """Who is told of an overdue obligation, and how long after the deadline."""

    _name = "ngo.policy.escalation"
    _description = "Escalation of a deadline"
    _order = "rule_id, sequence, id"

    rule_id = fields.Many2one(
        comodel_name="ngo.policy.rule", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    delay = fields.Integer(string="After", help="0: as soon as it is overdue.")
    delay_unit = fields.Selection(selection=UNITS, default="day", required=True)
    target = fields.Selection(
        selection=TARGETS, string="Tell", required=True, default="team_lead"
    )
    role = fields.Selection(selection="_selection_role")

    _delay_positive = models.Constraint(
        "CHECK (delay >= 0)", "A delay cannot be below zero."
    )
    _role_named = models.Constraint(
        "CHECK (target != 'role' OR role IS NOT NULL)", "Say which role is told."
    )

    @api.model
    def _selection_role(self):
        return self.env["ngo.role"]._fields["role"]._description_selection(self.env)

    @api.depends("target", "role")
    def _compute_display_name(self):
        targets = dict(self._fields["target"]._description_selection(self.env))
        roles = dict(self._selection_role())
        for level in self:
            name = targets.get(level.target, "")
            if level.target == "role":
                name = roles.get(level.role, "")
            level.display_name = name

    def _get_delay(self):
        self.ensure_one()
        return Delay(self.delay, self.delay_unit, self.rule_id.counting)
