# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class NgoCharterSign(models.TransientModel):
    """The screen on which one reads a text and signs it, one text after the other."""

    _name = "ngo.charter.sign"
    _description = "Read and Sign"

    # The text is shown, not linked: a new colleague may not read ngo.charter.
    charter_key = fields.Integer(default=lambda self: self._next_charter().id)
    title = fields.Char(compute="_compute_text")
    body = fields.Html(compute="_compute_text", sanitize=False)
    sign_by = fields.Datetime(compute="_compute_text")
    has_read = fields.Boolean(string="I have read this text and will act by it")

    @api.model
    def _next_charter(self):
        return self.env["ngo.charter"]._get_to_sign(self.env.user)[:1]

    @api.depends("charter_key")
    def _compute_text(self):
        for wizard in self:
            # One of the texts that she is asked to sign, and nothing else of it.
            charter = self.env["ngo.charter"]._get_to_sign(self.env.user)
            charter = charter.filtered(lambda c, w=wizard: c.id == w.charter_key)
            wizard.title = charter.display_name or False
            wizard.body = charter.body
            wizard.sign_by = charter.sign_by

    def action_sign(self):
        """Sign the text shown; the next one follows.

        :raise UserError: the box is not ticked, or nothing is to be signed
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only people of the house sign here."))
        if not self.has_read:
            raise UserError(self.env._("Tick the box when you have read the text."))
        charters = self.env["ngo.charter"]._get_to_sign(self.env.user)
        charter = charters.filtered(lambda c: c.id == self.charter_key)
        if not charter:
            raise UserError(self.env._("There is nothing to sign."))
        charter._sign(self.env.user)
        if charters - charter:
            return self.env["ir.actions.act_window"]._for_xml_id(
                "ngo_base.ngo_charter_sign_action"
            )
        # Everything that was shut opens: the client starts anew.
        return {"type": "ir.actions.client", "tag": "reload"}
