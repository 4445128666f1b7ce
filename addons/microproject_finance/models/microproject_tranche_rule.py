# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MicroprojectTrancheRule(models.Model):
    """What must be there before a tranche is paid, as the programme wrote it.

    A programme without rows follows its percentages, see
    ``microproject.tranche._default_conditions``.
    """

    _name = "microproject.tranche.rule"
    _description = "Rule of payment"
    _inherit = ["microproject.scoped"]
    _order = "programme_id, number_from, id"
    _microproject_path = None
    _programme_path = "programme_id"

    programme_id = fields.Many2one(
        comodel_name="ngo.programme",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('has_microprojects', '=', True)]",
    )
    number_from = fields.Integer(string="From tranche", default=1, required=True)
    kind = fields.Selection(
        selection=lambda self: [
            row
            for row in self.env["microproject.tranche.condition"]
            ._fields["kind"]
            ._description_selection(self.env)
            if row[0] != "milestone_reached"
        ],
        required=True,
    )
    parameter = fields.Float(string="At least / at most")
    document_kind = fields.Selection(
        selection=lambda self: self.env["microproject.receipt"]._kinds()
    )

    _number_positive = models.Constraint(
        "CHECK (number_from > 0 AND parameter >= 0 AND parameter < 1e6)",
        "Tranches are counted from one; ages and percentages are not negative.",
    )
    _paper_named = models.Constraint(
        "CHECK (kind <> 'document' OR document_kind IS NOT NULL)",
        "Say which paper must be there.",
    )

    @api.depends("programme_id.name", "number_from")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = (
                f"{rule.programme_id.display_name or ''} T{rule.number_from}+"
            )

    def _prepare_condition_vals(self):
        """Values of the condition of one tranche."""
        self.ensure_one()
        return {
            "kind": self.kind,
            "parameter": self.parameter,
            "document_kind": self.document_kind,
        }
