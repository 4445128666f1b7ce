# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

AUDIT = "audit"


class NgoAccess(models.Model):
    """A grant for an audit: asked by one person, agreed to by another, then it ends."""

    _inherit = "ngo.access"

    kind = fields.Selection(
        selection_add=[(AUDIT, "Audit of micro-projects")],
        ondelete={AUDIT: "set guest"},
    )

    def action_agree(self):
        # Who reads is refused by the room below; here, who asked for somebody else.
        if self.filtered(lambda g: g.kind == AUDIT and g.create_uid == self.env.user):
            raise UserError(self.env._("Another person agrees than the one who asked."))
        return super().action_agree()
