# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

# What a reader changes on a message for herself alone.
HER_OWN = {"starred_partner_ids"}


class MailMessage(models.Model):
    """What is said on a guarded record is read with it, signed, and not rewritten.

    Odoo lets everybody read who wrote a message or was told of it, for ever; and
    writers of the record rewrite it.
    """

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        # The system alone writes in the name of others, or as of another day.
        if self.env.uid != SUPERUSER_ID:
            me = self.env.user.partner_id
            mine = {
                "author_id": me.id,
                "author_guest_id": False,
                "email_from": me.email_formatted,
                "date": fields.Datetime.now(),
            }
            system = self.env.ref("base.partner_root").id
            for vals in vals_list:
                model = vals.get("model") or self.env.context.get("default_model")
                if not self.env["ngo.guarded"]._is_guarded(model):
                    continue
                if not self.env.su:
                    # What changed is logged by the record itself, as superuser.
                    vals.pop("tracking_value_ids", None)
                # Methods that run as superuser also speak for the system.
                spoken = self.env.su and vals.get("author_id") == system
                vals.update({"date": mine["date"]} if spoken else mine)
        # Core wants a link with a token for each picture pasted in a text.
        pasting = self.with_context(ngo_base_pasting=True)
        messages = super(MailMessage, pasting).create(vals_list).with_env(self.env)
        attachments = self.env["ir.attachment"]
        for message in messages:
            attachments._hang_pasted(message.body, message.model, message.res_id)
        return messages

    def write(self, vals):
        if set(vals) - HER_OWN:
            self._refuse_on_guarded()
        return super().write(vals)

    def unlink(self):
        self._refuse_on_guarded()
        return super().unlink()

    def _refuse_on_guarded(self):
        if self.env.su:
            return
        # Model names only; the messages themselves are checked by core.
        for message in self.sudo():
            if self.env["ngo.guarded"]._is_guarded(message.model):
                raise UserError(
                    self.env._("What was said on a file stays as it was said.")
                )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        return self.env["ngo.guarded"]._without_closed(query, self, "model")

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        guarded = self.env["ngo.guarded"]
        return forbidden + guarded._closed_among(self - forbidden, "model")
