# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError

LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"


class ResPartner(models.Model):
    """A payee is named by a code; who it is stands in no partner."""

    _inherit = "res.partner"

    is_microproject_payee = fields.Boolean(
        string="Payee of a micro-project", readonly=True, copy=False, index=True
    )

    @api.model
    def _new_payee_code(self):
        """An unused code of its own kind: it opens neither a file nor a project."""
        while True:
            code = "PY-" + "".join(secrets.choice(LETTERS) for _i in range(6))
            # Unused by any partner, whoever asks.
            everywhere = self.sudo().with_context(active_test=False)
            if not everywhere.search_count([("name", "=", code)], limit=1):
                return code

    @api.constrains(
        "is_microproject_payee", "email", "phone", "street", "vat", "comment"
    )
    def _check_payee_has_code_only(self):
        """Every employee reads every partner: nothing personal on a payee."""
        told = self.filtered(
            lambda p: p.is_microproject_payee
            and (p.email or p.phone or p.street or p.vat or p.comment)
        )
        if told:
            raise ValidationError(
                self.env._(
                    "A payee bears a code and nothing else: %(codes)s",
                    codes=", ".join(told.mapped("name")),
                )
            )

    def write(self, vals):
        if "name" in vals and self.filtered("is_microproject_payee"):
            raise ValidationError(
                self.env._("The code of a payee is never replaced by a name.")
            )
        return super().write(vals)
