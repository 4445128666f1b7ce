# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import hash_sign, verify_hash_signed

from ..engine import codes, deadlines

SCOPE = "partner_referral.door"
MAX_TRIES = 5


class PartnerReferralDoor(models.Model):
    """A way for the partner to answer without an account: a link, or a paper.

    The link's address is signed and expires; the code that opens it goes another way.
    The paper has a code of its own and opens a page without any name. Both show only
    what the consents allow at that instant.
    """

    _name = "partner.referral.door"
    _inherit = ["ngo.guarded"]
    _description = "Door for a Partner"
    _order = "id desc"
    _rec_name = "kind"
    _journal_fields = ("pin",)

    referral_id = fields.Many2one(
        "partner.referral", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("link", "Signed link"), ("slip", "Paper slip")], required=True, readonly=True
    )
    nonce = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        default=lambda self: secrets.token_urlsafe(16),
    )
    pin = fields.Char(
        string="Code to say",
        readonly=True,
        copy=False,
        help="Told by telephone, never written beside the link.",
    )
    slip_code = fields.Char(readonly=True, copy=False)
    email = fields.Char(string="Sent to", readonly=True)
    expires = fields.Datetime(required=True, readonly=True)
    revoked_at = fields.Datetime(string="Closed on", readonly=True)
    tries = fields.Integer(string="Wrong codes", readonly=True)
    url = fields.Char(string="Link", compute="_compute_url")
    is_live = fields.Boolean(string="Open", compute="_compute_is_live")

    _slip_code_uniq = models.UniqueIndex(
        "(slip_code) WHERE slip_code IS NOT NULL", "This code is on a slip already."
    )
    _has_its_code = models.Constraint(
        "CHECK((kind = 'slip') = (slip_code IS NOT NULL)"
        " AND (kind = 'link') = (pin IS NOT NULL))",
        "A link has a code to say, a slip has one printed.",
    )
    _one_live = models.UniqueIndex(
        "(referral_id, kind) WHERE revoked_at IS NULL",
        "There is an open door of this kind already.",
    )

    @api.depends("kind", "expires", "revoked_at")
    def _compute_url(self):
        for door in self:
            door.url = door._url() if door.kind == "link" and door._lives() else False

    @api.depends("expires", "revoked_at", "tries")
    def _compute_is_live(self):
        for door in self:
            door.is_live = door._lives() and door.referral_id._is_open_to_partner()

    @api.model
    def _scope_reasons(self):
        return self.env["partner.referral.item"]._scope_reasons()

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return self.sudo().referral_id._journal_subjects()

    # ------------------------------------------------------------------ life

    def _lives(self):
        self.ensure_one()
        return (
            not self.revoked_at
            and self.expires > fields.Datetime.now()
            and self.tries < MAX_TRIES
        )

    def _revoke(self):
        live = self.filtered(lambda door: not door.revoked_at)
        live.write({"revoked_at": fields.Datetime.now()})
        live.flush_recordset()

    @api.model
    def _new_slip_code(self):
        while True:
            code = codes.new_code("S-")
            # A code must be unused in the whole table, whoever asks.
            if not self.sudo().search_count([("slip_code", "=", code)], limit=1):
                return code

    def _token(self):
        """Signed text of the address; it expires with the row."""
        self.ensure_one()
        # The nonce is nobody's to read; it only goes into the signature.
        door = self.sudo()
        left = (self.expires - fields.Datetime.now()).total_seconds() / 3600
        return hash_sign(
            door.env,
            SCOPE,
            [self.id, door.nonce],
            expiration_hours=max(left, 1 / 3600),
        )

    def _url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/referral/{self._token()}"

    @api.model
    def _find(self, token):
        """The live link of a token (sudo), or an empty recordset.

        Wrong, expired, revoked, without consent: all give the same nothing.
        """
        # The partner has no account: the signature is its right.
        doors = self.sudo()
        try:
            payload = verify_hash_signed(doors.env, SCOPE, token)
        except Exception:
            # Not base64, not JSON, cut short: whatever it is, it opens no door.
            return doors.browse()
        if not payload:
            return doors.browse()
        door = doors.browse(payload[0]).exists()
        if (
            not door
            or door.kind != "link"
            or not door._lives()
            or not secrets.compare_digest(door.nonce, payload[1])
            or not door.referral_id._is_open_to_partner()
        ):
            return doors.browse()
        return door

    @api.model
    def _find_slip(self, text):
        """The live slip of a typed code (sudo), or an empty recordset."""
        # The partner has no account: the paper that the person carries is its right.
        doors = self.sudo()
        code = codes.read_code(text or "", "S-")
        if not code:
            return doors.browse()
        door = doors.search([("slip_code", "=", code)], limit=1)
        if not door or not door._lives() or not door.referral_id._is_open_to_partner():
            return doors.browse()
        return door

    def _knows(self, pin):
        """Whether this is the code that was told; wrong ones are counted.

        The count stands in the database at once: five, and the door is shut.
        """
        self.ensure_one()
        # One digit more for each guess would be a race: the row is locked.
        self.env.cr.execute(
            SQL(
                "SELECT tries FROM partner_referral_door WHERE id = %s"
                " FOR NO KEY UPDATE",
                self.id,
            )
        )
        self.invalidate_recordset(["tries"])
        if self.tries >= MAX_TRIES:
            return False
        # Typed in Arabic digits too.
        digits = "".join(str(int(sign)) for sign in pin or "" if sign.isdecimal())
        if secrets.compare_digest(digits, self.pin):
            return True
        self.write({"tries": self.tries + 1})
        self.flush_recordset()
        self.referral_id._log("refused_code", "partner", "link")
        return False

    # ----------------------------------------------------------------- mail

    def _send(self):
        """Mail the link, where there is an address: code and link, nothing else."""
        for door in self.filtered("email"):
            lang = door.referral_id.sudo().receiver_id.lang or self.env.lang
            door = door.with_context(lang=lang)
            # Mails are written by the system whoever sends.
            self.env["mail.mail"].sudo().create(door._prepare_mail_vals())

    def _prepare_mail_vals(self):
        """Values of the mail; extend for a house style, never with content."""
        self.ensure_one()
        code = self.referral_id.code
        return {
            "email_to": self.email,
            "subject": self.env._("Referral %(code)s", code=code),
            "body_html": self.env["ir.qweb"]._render(
                "partner_referral.mail_link",
                {"code": code, "url": self._url(), "expires": self.expires},
            ),
            "auto_delete": True,
        }

    @api.autovacuum
    def _gc_doors(self):
        old = fields.Datetime.now() - timedelta(days=180)
        doors = self.search(
            Domain("revoked_at", "<", old) | Domain("expires", "<", old), limit=1000
        )
        count = len(doors)
        doors.unlink()
        return count, count == 1000


class PartnerReferral(models.Model):
    _inherit = "partner.referral"

    def _open_link(self):
        """A fresh link, the one before is shut; only to the address on file."""
        self.ensure_one()
        # Made for the partner, whoever sends: the nonce is the system's.
        doors = self.env["partner.referral.door"].sudo()
        self.sudo().door_ids.filtered(lambda door: door.kind == "link")._revoke()
        service = self.service_id
        email = service.email or service.organization_id.email or self.receiver_id.email
        door = doors.create(
            {
                "referral_id": self.id,
                "kind": "link",
                "pin": f"{secrets.randbelow(10**6):06d}",
                "email": email,
                "expires": fields.Datetime.now() + deadlines.LINK_VALID,
            }
        )
        self.invalidate_recordset(["door_ids"])
        return door.with_env(self.env)

    def _open_slip(self):
        """The paper's door, one per referral; it lives as long as the referral."""
        self.ensure_one()
        # Printed for the person, whoever prints.
        doors = self.env["partner.referral.door"].sudo()
        door = self.sudo().door_ids.filtered(
            lambda d: d.kind == "slip" and not d.revoked_at
        )
        if not door:
            door = doors.create(
                {
                    "referral_id": self.id,
                    "kind": "slip",
                    "slip_code": doors._new_slip_code(),
                    "expires": fields.Datetime.now() + timedelta(days=180),
                }
            )
            self.invalidate_recordset(["door_ids"])
        return door

    def action_new_link(self):
        """The link has expired or its code was lost: another one."""
        for referral in self:
            referral.check_access("write")
            if referral._is_open_to_partner():
                referral._open_link()._send()
        return True

    def _tell_partner(self, what):
        """A mail without content: the code of the referral and what to do.

        :param str what: ``reminder`` or ``withdrawn``
        """
        self.ensure_one()
        email = self.service_id.email or self.sudo().receiver_id.email
        if not email:
            return
        text = {
            "reminder": self.env._("We still wait for your answer."),
            "withdrawn": self.env._(
                "This referral has ended. Please delete what you received."
            ),
        }[what]
        # Mails are written by the system whoever acts.
        self.env["mail.mail"].sudo().create(
            {
                "email_to": email,
                "subject": self.env._("Referral %(code)s", code=self.code),
                "body_html": f"<p>{text}</p>",
                "auto_delete": True,
            }
        )
