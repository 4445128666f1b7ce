# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class MigrantNeedCheck(models.Model):
    """A look at a need: is it covered, says the worker, says the person. [E15]"""

    _name = "migrant.need.check"
    _inherit = ["migrant.plan.part"]
    _description = "Look at a need"
    _order = "checked_at desc, id desc"
    _label_fields = ("outcome",)
    _journal_fields = ("outcome", "person_view")
    _begins_with = {
        "by_id": lambda self: self.env.uid,
        "checked_at": lambda self: fields.Datetime.now(),
    }

    need_id = fields.Many2one(
        "migrant.need", required=True, index=True, ondelete="cascade"
    )
    followup_id = fields.Many2one(
        "migrant.followup", index="btree_not_null", ondelete="set null"
    )
    outcome = fields.Selection(
        [("met", "Covered"), ("partly", "Partly covered"), ("not", "Not covered")],
        required=True,
    )
    person_view = fields.Char(string="The person says")
    by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    checked_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        wrong = checks.filtered(lambda check: check.need_id.case_id != check.case_id)
        if wrong:
            raise UserError(
                self.env._(
                    "These needs belong to another file: %(codes)s",
                    codes=", ".join(wrong.mapped("display_name")),
                )
            )
        today = fields.Date.context_today(self)
        for check in checks:
            # Written by the look, typed by nobody.
            need = check.need_id.sudo()
            need.closed_on = today if check.outcome == "met" else False
        return checks

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("A look is not changed; look again."))
        return super().write(vals)
