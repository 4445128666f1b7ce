# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import config

from ..replica import guard
from .ir_attachment import disk_told

# What Python says of signs that no text of PostgreSQL may hold.
UNSTORABLE = ("cannot contain NUL", "surrogates not allowed")


class IrHttp(models.AbstractModel):
    """The client learns at once what its user has still to sign."""

    _inherit = "ir.http"

    def _register_hook(self):
        # Before the first request: caches, too, are as old as what their age is read
        # from.
        if config["db_replica_host"]:
            guard(self.pool)
        return super()._register_hook()

    @classmethod
    def _dispatch(cls, endpoint):
        try:
            with disk_told(request.env):
                return super()._dispatch(endpoint)
        except ValueError as error:
            if not any(words in str(error) for words in UNSTORABLE):
                raise
            raise UserError(
                request.env._(
                    "A text holds a sign that cannot be stored. Type it anew instead "
                    "of pasting it."
                )
            ) from error

    def session_info(self):
        info = super().session_info()
        info["ngo_charter"] = self.env["ngo.charter"].get_to_sign()
        return info
