# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

CONTENT = {"body", "subject", "author_id", "email_from", "model", "res_id", "date"}


class MailMessage(models.Model):
    """Messages on guarded records are not rewritten: writers of the record could."""

    _inherit = "mail.message"

    def write(self, vals):
        if CONTENT & set(vals):
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
            model = message.model
            if model in self.env and "is_in_scope" in self.env[model]._fields:
                raise UserError(
                    self.env._("What was said on a file stays as it was said.")
                )
