# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import hash_sign, verify_hash_signed

SCOPE = "service_directory.link"
HOURS_VALID = 24 * 30


class DirectoryLink(models.Model):
    """A page sent to a provider: confirm or correct this sheet, until a date.

    The address is signed and names a row; the row can be revoked, the signature
    expires by itself. Opening the page changes nothing: mail scanners follow links.
    """

    _name = "directory.link"
    _description = "Page for a Provider"
    _order = "id desc"
    _rec_name = "email"

    service_id = fields.Many2one(
        "directory.service", required=True, ondelete="cascade", index=True
    )
    campaign_line_id = fields.Many2one(
        "directory.campaign.line", ondelete="set null", index="btree_not_null"
    )
    email = fields.Char()
    nonce = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        default=lambda self: secrets.token_urlsafe(16),
    )
    expires = fields.Datetime(
        required=True,
        default=lambda self: fields.Datetime.now() + timedelta(hours=HOURS_VALID),
    )
    state = fields.Selection(
        [("sent", "Sent"), ("answered", "Answered"), ("revoked", "Revoked")],
        required=True,
        readonly=True,
        default="sent",
    )
    answered_at = fields.Datetime(readonly=True)

    def _token(self):
        """Signed text of the address; it expires with the row."""
        self.ensure_one()
        # The nonce is nobody's to read; it only goes into the signature.
        nonce = self.sudo().nonce
        left = max((self.expires - fields.Datetime.now()).total_seconds(), 0) / 3600
        return hash_sign(
            self.sudo().env, SCOPE, [self.id, nonce], expiration_hours=left or 1 / 3600
        )

    def _url(self):
        """Address of the page, in the language of the mail."""
        self.ensure_one()
        return f"{self.get_base_url()}/directory/sheet/{self._token()}"

    @api.model
    def _find(self, token):
        """The live link of a token, as superuser, or an empty recordset.

        A wrong, expired, revoked or unpublished one all give the same nothing.
        """
        # The provider has no account: the signature is her right.
        links = self.sudo()
        try:
            payload = verify_hash_signed(links.env, SCOPE, token)
        except Exception:
            # Not base64, not JSON, cut short: whatever it is, it opens no door.
            return links.browse()
        if not payload:
            return links.browse()
        link_id, nonce = payload
        link = links.browse(link_id).exists()
        if (
            not link
            or link.state == "revoked"
            or link.expires <= fields.Datetime.now()
            or not secrets.compare_digest(link.nonce, nonce)
        ):
            return links.browse()
        return link

    def action_revoke(self):
        self.filtered(lambda link: link.state == "sent").write({"state": "revoked"})

    @api.model
    def _invite(self, service, campaign_line=None):
        """Make a link for a service and send it to the address on file.

        :return: the link, empty when there is no address
        """
        email = service.email or service.organization_id.email
        if not email:
            return self.browse()
        vals = {
            "service_id": service.id,
            "email": email,
            "campaign_line_id": campaign_line and campaign_line.id,
        }
        # Made for the provider, whoever asks: the nonce is the system's.
        link = self.sudo().create(vals).with_env(self.env)
        contact = service.organization_id.partner_id
        lang = contact.lang or self.env.lang or self.env.company.partner_id.lang
        link = link.with_context(lang=lang)
        self.env["mail.mail"].sudo().create(link._prepare_mail_vals())
        return link

    def _prepare_mail_vals(self):
        """Values of the mail with the link; extend for a house style."""
        self.ensure_one()
        service = self.service_id
        return {
            "email_to": self.email,
            "subject": self.env._(
                "Please check your sheet: %(name)s", name=service.name
            ),
            "body_html": self.env["ir.qweb"]._render(
                "service_directory.mail_link",
                {
                    "service": service,
                    "url": self._url(),
                    "expires": self.expires,
                },
            ),
            "auto_delete": True,
        }

    # ------------------------------------------------------------ the answers

    def _confirm(self):
        """The provider says that nothing has changed."""
        self.ensure_one()
        if self.state == "sent":
            self.service_id._add_check("link", "confirmed", self.email)
            self._answered()

    def _suggest(self, values, note):
        """The provider proposes other values: a suggestion, never a write.

        :param values: field name → text, only of :meth:`_open_fields`
        :raises UserError: when this page was answered already
        """
        self.ensure_one()
        if self.state != "sent":
            raise UserError(self.env._("This page was answered already."))
        service = self.service_id
        lines = [
            {"field_name": name, "current": current, "proposed": text[:4000]}
            for name in self._open_fields()
            if (text := (values.get(name) or "").strip())
            != (current := service[name] or "")
        ]
        if not lines and not note:
            return self._confirm()
        self.env["directory.suggestion"].create(
            {
                "service_id": service.id,
                "link_id": self.id,
                "note": (note or "")[:4000],
                "line_ids": [(0, 0, vals) for vals in lines],
            }
        )
        return self._answered()

    def _answered(self):
        self.write({"state": "answered", "answered_at": fields.Datetime.now()})
        self.campaign_line_id._note_answer()

    @api.model
    def _open_fields(self):
        """Fields that a provider sees and may propose to change: texts only."""
        return (
            "name",
            "description",
            "application_process",
            "eligibility_description",
            "fees_description",
            "url",
            "email",
            "alert",
        )

    @api.autovacuum
    def _gc_links(self):
        old = fields.Datetime.now() - timedelta(days=365)
        links = self.search([("expires", "<", old)], limit=1000)
        count = len(links)
        links.unlink()
        return count, count == 1000
