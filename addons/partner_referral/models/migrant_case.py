# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    notice_count = fields.Integer(compute="_compute_notice_count")

    @api.depends("beneficiary_id")
    def _compute_notice_count(self):
        for case in self:
            case.notice_count = case.beneficiary_id.sudo(False).notice_count

    def action_notify_authority(self):
        """Write a notice by legal duty on the person of this file."""
        self.ensure_one()
        action = self.beneficiary_id.action_notify_authority()
        action["context"]["default_case_id"] = self.id
        return action

    def action_open_notices(self):
        """The notices on the person of this file that the reader may read."""
        self.ensure_one()
        return self.beneficiary_id.action_open_notices()
