# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models

DAYS = {"page": 180, "feed": 400}


class PermanenceLink(models.Model):
    """A personal link to one's rota, or to its calendar feed.

    Only a hash is kept; the random token is shown once. Reached as superuser by the
    methods below, by nobody else.
    """

    _name = "permanence.link"
    _description = "Personal link"

    profile_id = fields.Many2one(
        "permanence.profile", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [("page", "Page"), ("feed", "Calendar feed")], required=True
    )
    token_hash = fields.Char(required=True)
    date_to = fields.Date(required=True)

    _hash_uniq = models.UniqueIndex("(token_hash)", "This link exists.")

    @api.model
    def _hash(self, token):
        return hashlib.sha256(f"permanence.rota:{token}".encode()).hexdigest()

    @api.model
    def _make(self, profile, kind):
        """A new token for a profile; links given before go on.

        :rtype: str
        """
        token = secrets.token_urlsafe(24)
        today = fields.Date.context_today(self)
        self.create(
            {
                "profile_id": profile.id,
                "kind": kind,
                "token_hash": self._hash(token),
                "date_to": today + timedelta(days=DAYS[kind]),
            }
        )
        return token

    @api.model
    def _find(self, token, kind):
        """The profile that a token opens, or an empty one."""
        if not isinstance(token, str) or not 20 <= len(token) <= 100:
            return self.env["permanence.profile"].browse()
        profile = self.search(
            [
                ("token_hash", "=", self._hash(token)),
                ("kind", "=", kind),
                ("date_to", ">=", fields.Date.context_today(self)),
                ("profile_id.active", "=", True),
                ("profile_id.employee_id.active", "=", True),
            ],
            limit=1,
        ).profile_id
        # Whose account was closed has left, though HR has not filed it yet.
        left = profile.employee_id.user_id.filtered(lambda user: not user.active)
        return profile.browse() if left else profile

    @api.autovacuum
    def _gc_expired(self):
        """Links past their date."""
        self.search([("date_to", "<", fields.Date.context_today(self))]).unlink()
