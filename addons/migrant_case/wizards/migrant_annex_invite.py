# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.migrant_constraint import ANNEXES


class MigrantAnnexInvite(models.TransientModel):
    """The keeper of an annex lets somebody in until a date, out, or hands it on."""

    _name = "migrant.annex.invite"
    _description = "Circle of readers"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    user_id = fields.Many2one("res.users", string="Colleague", required=True)
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.today(), months=3),
    )
    can_write = fields.Boolean(string="May complete it")
    reason = fields.Char(help="Why she needs to know.")

    def _annex(self):
        if self.res_model not in ANNEXES:
            raise UserError(self.env._("This is no annex."))
        annex = self.env[self.res_model].browse(self.res_id)
        annex.check_access("read")
        return annex

    def action_invite(self):
        """Let her in."""
        self.ensure_one()
        if len((self.reason or "").strip()) < 5:
            raise UserError(self.env._("Say why she needs to know."))
        end = datetime.combine(self.date_to, time(23, 59))
        self._annex()._invite(self.user_id, end, self.reason.strip(), self.can_write)
        return {"type": "ir.actions.act_window_close"}

    def action_dismiss(self):
        """Show her out."""
        self.ensure_one()
        self._annex()._dismiss(self.user_id)
        return {"type": "ir.actions.act_window_close"}

    def action_hand_on(self):
        """Make her the keeper; the list of annexes opens, as this one is shut."""
        self.ensure_one()
        self._annex()._hand_on(self.user_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Protected annexes"),
            "res_model": self.res_model,
            "views": [(False, "list"), (False, "form")],
            "target": "main",
        }
