# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import flexibility, money


class MicroprojectReallocation(models.Model):
    """Money moved from one line of a draft version to another."""

    _name = "microproject.reallocation"
    _description = "Move between budget lines"
    _inherit = ["microproject.scoped"]
    _order = "version_id, id"
    _microproject_path = "version_id.microproject_id"
    _programme_path = "version_id.programme_id"

    version_id = fields.Many2one(
        comodel_name="microproject.budget.version",
        required=True,
        index=True,
        ondelete="cascade",
    )
    source_id = fields.Many2one(
        comodel_name="microproject.budget.line",
        string="From",
        required=True,
        ondelete="cascade",
        domain="[('version_id', '=', version_id)]",
    )
    target_id = fields.Many2one(
        comodel_name="microproject.budget.line",
        string="To",
        required=True,
        ondelete="cascade",
        domain="[('version_id', '=', version_id), ('id', '!=', source_id)]",
    )
    heading_id = fields.Many2one(related="target_id.heading_id")
    currency_id = fields.Many2one(related="version_id.currency_id")
    amount = fields.Monetary(required=True)
    reason = fields.Char(required=True)

    _amount_positive = models.Constraint(
        "CHECK (amount > 0 AND amount < 1e12)", "The amount moved must be positive."
    )
    _two_lines = models.Constraint(
        "CHECK (source_id <> target_id)", "Source and target are the same line."
    )

    @api.constrains("version_id", "source_id", "target_id")
    def _check_version(self):
        for move in self:
            lines = move.source_id | move.target_id
            if lines.version_id != move.version_id:
                raise ValidationError(
                    self.env._("Both lines belong to the version that is drafted.")
                )
            if move.source_id.nature != move.target_id.nature:
                raise ValidationError(
                    self.env._("Cash and what is given in kind are never mixed.")
                )
            if move.source_id.funding_id != move.target_id.funding_id:
                raise ValidationError(
                    self.env._("Money of one source does not become another's.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if moves.version_id.filtered(lambda v: not v.parent_id or v.state != "draft"):
            raise UserError(
                self.env._(
                    "Money is moved in a draft that follows an approved version."
                )
            )
        for move in moves:
            move.source_id.moved -= move.amount
            move.target_id.moved += move.amount
        return moves

    def write(self, vals):
        if vals:
            raise UserError(self.env._("Delete the move and make another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_in_draft(self):
        for move in self:
            move.source_id.moved += move.amount
            move.target_id.moved -= move.amount

    def _to_moves(self):
        """Moves between headings for the rule of flexibility.

        :rtype: list of engine.flexibility.Move
        """
        return [
            flexibility.Move(
                move.source_id.heading_id.id,
                move.target_id.heading_id.id,
                money.money(move.amount, 3),
            )
            for move in self
            if move.source_id.heading_id != move.target_id.heading_id
        ]
