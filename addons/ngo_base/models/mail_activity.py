# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """Work on a guarded record is given to those who may read it, and read by them."""

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._check_assignee_reads()
        activities._hang_pasted()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "res_id", "res_model_id"} & set(vals):
            self._check_assignee_reads()
        if "note" in vals:
            self._hang_pasted()
        return result

    def _hang_pasted(self):
        attachments = self.env["ir.attachment"]
        for activity in self:
            attachments._hang_pasted(activity.note, activity.res_model, activity.res_id)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        return self.env["ngo.guarded"]._without_closed(query, self, "res_model")

    def _check_access(self, operation):
        result = super()._check_access(operation)
        allowed = self - result[0] if result else self
        closed = self.env["ngo.guarded"]._closed_among(allowed, "res_model")
        if not closed:
            return result
        if result:
            return result[0] + closed, result[1]
        return closed, lambda: closed._make_access_error(operation)

    def _check_assignee_reads(self):
        for activity in self:
            model = activity.res_model
            if not activity.user_id or not self.env["ngo.guarded"]._is_guarded(model):
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
