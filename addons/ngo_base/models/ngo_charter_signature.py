# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

# Who sees to it that everybody has signed.
KEEPERS = ("dpo", "programme_manager", "supervisor", "coordinator", "technician")


class NgoCharterSignature(models.Model):
    """That a user signed a version of a text, when, and until when it counts.

    Rows are added by the screen on which one reads and signs, and stay.
    """

    _name = "ngo.charter.signature"
    _inherit = ["ngo.guarded", "ngo.append.only"]
    _description = "Signature of a Charter"
    _order = "signed_at desc, id desc"
    _rec_name = "charter_id"

    charter_id = fields.Many2one(
        comodel_name="ngo.charter",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    signed_at = fields.Datetime(required=True, readonly=True)
    valid_until = fields.Datetime(readonly=True, help="Empty: for good.")
    lang = fields.Char(string="Language read", readonly=True)
    text_hash = fields.Char(
        required=True,
        readonly=True,
        help="SHA-256 of the text as it was shown: proves what was signed.",
    )

    _user_idx = models.Index("(user_id, charter_id, valid_until)")

    @api.depends("charter_id", "user_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.charter_id.display_name} · {row.user_id.name}"

    @api.model
    def _valid_domain(self):
        """Signatures that count at this instant."""
        now = fields.Datetime.now()
        return Domain("struck_at", "=", False) & (
            Domain("valid_until", "=", False) | Domain("valid_until", ">", now)
        )

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        own = Domain("user_id", "=", self.env.uid)
        reasons = [("own", self.env._("It is yours."), own)]
        if live.has(*KEEPERS):
            label = self.env._("You see to it that everybody has signed.")
            reasons.append(("keeper", label, Domain.TRUE))
        return reasons

    @api.model
    def _scope_write_domain(self):
        return Domain.FALSE
