# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import LockError
from odoo.tools.misc import consteq

# No sign that a reader takes for another one: no I, L, O, 0 and 1.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
NUMBER = 10
LENGTH = 16  # 79 bits: nobody tries them all, even with the hashes in hand
ITERATIONS = 20_000


def normalise(code):
    """What was read from paper: capitals, without spaces and hyphens."""
    return "".join(sign for sign in (code or "").upper() if sign.isalnum())


def digest(code, salt):
    """Hash of a code (PBKDF2, NIST SP 800-63B 5.1.2.2: look-up secrets).

    :rtype: str
    """
    return hashlib.pbkdf2_hmac(
        "sha256", normalise(code).encode(), salt.encode(), ITERATIONS
    ).hex()


class NgoRecoveryCode(models.Model):
    """Printed codes, each of which stands once for the second factor."""

    _name = "ngo.recovery.code"
    _description = "Recovery Code"
    _order = "id"

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )
    salt = fields.Char(required=True)
    code_hash = fields.Char(required=True)
    used_at = fields.Datetime()

    @api.model
    def _renew(self, user):
        """Make ten new codes; the old ones, used or not, are void.

        :param user: res.users, one record
        :return: the codes, in clear for the only time
        :rtype: list[str]
        """
        user.ensure_one()
        self.search([("user_id", "=", user.id)]).unlink()
        salt = secrets.token_hex(16)
        codes = [
            "".join(secrets.choice(ALPHABET) for __ in range(LENGTH))
            for __ in range(NUMBER)
        ]
        self.create(
            [
                {"user_id": user.id, "salt": salt, "code_hash": digest(code, salt)}
                for code in codes
            ]
        )
        return [
            "-".join(code[i : i + 4] for i in range(0, LENGTH, 4)) for code in codes
        ]

    @api.model
    def _use(self, user, code):
        """Spend a code.

        :return: whether it was one of the user's codes, and not yet used
        :rtype: bool
        """
        unused = self.search([("user_id", "=", user.id), ("used_at", "=", False)])
        try:
            # Two windows with the same code: one of them is refused.
            unused.lock_for_update(allow_referencing=True)
        except LockError:
            return False
        for salt, candidates in unused.grouped("salt").items():
            hashed = digest(code, salt)
            for candidate in candidates:
                if not candidate.used_at and consteq(candidate.code_hash, hashed):
                    candidate.used_at = fields.Datetime.now()
                    return True
        return False
