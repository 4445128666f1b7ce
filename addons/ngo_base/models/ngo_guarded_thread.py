# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..arguments import is_ids, refusal


class NgoGuardedThread(models.AbstractModel):
    """Chatter for coordination: nobody is told who may not read, mail has no content.

    Stands *before* ``mail.thread`` in ``_inherit``, else its overrides are never
    reached.
    """

    _name = "ngo.guarded.thread"
    _inherit = ["ngo.guarded"]
    _description = "Guarded record with chatter"

    def _readers_among(self, users):
        """Active users among ``users`` who may read all records of self."""
        # Whoever asks, the question is what *they* may read; browse their own rights.
        return users.filtered(
            lambda user: (
                user.active
                and self.with_env(self.env(user=user, context={})).has_access("read")
            )
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        users = self.env["res.users"].sudo()
        return [
            data
            for data in recipients
            if data.get("uid")
            and self
            and self._readers_among(users.browse(data["uid"]))
        ]

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        # Reads the users of partners, whatever the caller may see of them.
        partners = self.env["res.partner"].sudo().browse(partner_ids or [])
        allowed = [
            partner.id for partner in partners if self._readers_among(partner.user_ids)
        ]
        return super()._message_subscribe(allowed, subtype_ids, customer_ids)

    def _notify_thread_by_email(self, message, recipients_data, **kwargs):
        # A mail of its own: one that is linked to the message would carry its content.
        partner_ids = [
            data["id"] for data in recipients_data if data.get("notif") == "email"
        ]
        # Reads in which language each of them is written to.
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        for lang, group in partners.grouped("lang").items():
            there = self.with_context(lang=lang)
            env = there.env
            subject = env._("New item on file %(code)s", code=there.display_name)
            body = env["ngo.access"]._lead_to(there, env._("Sign in to read it."))
            # Mails are written by the system whoever posted.
            env["mail.mail"].sudo().create(
                {
                    "subject": subject,
                    "body_html": Markup("<p>%s</p>") % body,
                    "recipient_ids": [Command.set(group.ids)],
                    "auto_delete": True,
                }
            )
        return True

    def message_post(self, **kwargs):
        if not self.env.su:
            # A writer could sign with the director's name.
            kwargs.pop("author_id", None)
            kwargs.pop("email_from", None)
            partner_ids = kwargs.get("partner_ids") or []
            if not is_ids(partner_ids):
                raise refusal(self.env, "message_post")
            partners = self.env["res.partner"].sudo().browse(partner_ids)
            blind = partners.filtered(lambda p: not self._readers_among(p.user_ids))
            if blind:
                raise UserError(
                    self.env._(
                        "These persons may not read %(code)s: %(names)s",
                        code=self.display_name,
                        names=", ".join(blind.mapped("name")),
                    )
                )
        return super().message_post(**kwargs)

    def message_notify(self, **kwargs):
        if self and not self.env.su:
            self.check_access("read")
            kwargs.pop("author_id", None)
            kwargs.pop("email_from", None)
        return super().message_notify(**kwargs)

    def _message_update_content(self, message, **kwargs):
        # The route of the web client comes here as superuser.
        if self.env.uid != SUPERUSER_ID:
            raise UserError(self.env._("What was said on a file stays as it was said."))
        return super()._message_update_content(message, **kwargs)

    def message_get_followers(self, *args, **kwargs):
        self.check_access("read")
        return super().message_get_followers(*args, **kwargs)
