# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain


class MailFollowers(models.Model):
    """Who follows a guarded record is nobody else's business."""

    _inherit = "mail.followers"

    concerns_guarded = fields.Boolean(
        compute="_compute_concerns_guarded", search="_search_concerns_guarded"
    )

    def _compute_concerns_guarded(self):
        guarded = self._guarded_models()
        for follower in self:
            follower.concerns_guarded = follower.res_model in guarded

    def _search_concerns_guarded(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("res_model", "in", self._guarded_models())

    def _guarded_models(self):
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract and "is_in_scope" in model._fields
        ]
