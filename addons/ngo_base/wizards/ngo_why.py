# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class NgoWhy(models.TransientModel):
    """Why does somebody see, or not see, a record? Answered without its content."""

    _name = "ngo.why"
    _description = "Why does she see this?"

    user_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user
    )
    code = fields.Char(required=True, string="Code of the file or of the person")
    answer = fields.Text(readonly=True)

    def action_ask(self):
        """Write the reasons into ``answer`` and show them."""
        self.ensure_one()
        live = self.env["ngo.role"]._live()
        if self.user_id != self.env.user and not live.has("technician", "dpo"):
            raise UserError(
                self.env._("Only the technician and the DPO ask for somebody else.")
            )
        self.answer = self._get_answer()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why does she see this?"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _get_answer(self):
        code = (self.code or "").strip().upper()
        record = self.env["ngo.guarded"]._find_guarded(code)
        # The same sentence for what does not exist and for what she may not know of.
        silent = self.env._("Nothing gives access to %(code)s.", code=code)
        if not record:
            return silent
        theirs = record.with_user(self.user_id)
        if not theirs._scope_live().any:
            return self.env._(
                "No role is in force, or the charter is not signed: nothing is open."
            )
        reasons = theirs._why()
        return "\n".join(f"• {reason}" for reason in reasons) or silent
