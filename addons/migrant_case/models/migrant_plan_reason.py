# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MigrantPlanReason(models.Model):
    """Why a plan has no goal in a domain that the assessment rates below the bar."""

    _name = "migrant.plan.reason"
    _inherit = ["migrant.plan.part"]
    _description = "Domain without a goal"
    _label_fields = ("domain_id",)
    _journal_fields = ("reason",)

    case_id = fields.Many2one(
        compute="_compute_case_id", store=True, precompute=True, readonly=False
    )
    plan_id = fields.Many2one(
        "migrant.plan", required=True, index=True, ondelete="cascade"
    )
    domain_id = fields.Many2one(
        "migrant.need.domain", required=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("person", "The person does not wish it"),
            ("later", "Later: something else comes first"),
            ("elsewhere", "Somebody else takes care of it"),
            ("no_service", "No service exists"),
        ],
        required=True,
        default="later",
    )
    reason = fields.Char(required=True)

    _once = models.UniqueIndex(
        "(plan_id, domain_id)", "The plan gives a reason for this domain already."
    )

    @api.depends("plan_id")
    def _compute_case_id(self):
        for line in self:
            line.case_id = line.plan_id.case_id

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.plan_id._check_open()
        return lines

    def write(self, vals):
        self.plan_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self.plan_id._check_open()
