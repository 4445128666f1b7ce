# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IrHttp(models.AbstractModel):
    """The client learns at once what its user has still to sign."""

    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        info["ngo_charter"] = self.env["ngo.charter"].get_to_sign()
        return info
