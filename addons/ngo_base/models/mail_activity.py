# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """Work on a guarded record is given to those who may read it."""

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._check_assignee_reads()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "res_id", "res_model_id"} & set(vals):
            self._check_assignee_reads()
        return result

    def _check_assignee_reads(self):
        for activity in self:
            model = activity.res_model
            if (
                not activity.user_id
                or model not in self.env
                or "is_in_scope" not in self.env[model]._fields
            ):
                continue
            record = self.env[model].browse(activity.res_id)
            if not record.with_user(activity.user_id).has_access("read"):
                raise UserError(
                    self.env._(
                        "%(user)s may not read %(code)s: give the work to somebody "
                        "who may, or open the record to her first.",
                        user=activity.user_id.name,
                        code=record.sudo().display_name,
                    )
                )
