# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class NgoCharter(models.AbstractModel):
    """Charter and code of conduct: until one is in force, nothing is to be signed."""

    _name = "ngo.charter"
    _description = "Charter"

    def _has_signed(self, uid):
        """True when the user has signed every text in force."""
        return True

    def _sign_all_for(self, user):
        """Sign every text in force for a user; for tests and demo data."""
        return True
