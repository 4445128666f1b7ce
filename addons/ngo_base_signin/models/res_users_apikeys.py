# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError


class ResUsersApikeys(models.Model):
    _inherit = "res.users.apikeys"

    # auth_totp.device copies this model; its keys are remembered browsers, which
    # stand for the second factor alone and may go on.

    def _check_credentials(self, *, scope, key):
        """Refuse keys of people with a role that needs strong sign-in, old ones too."""
        uid = super()._check_credentials(scope=scope, key=key)
        if (
            uid
            and self._name == "res.users.apikeys"
            and self.env["res.users"].browse(uid)._signin_is_strong_role()
        ):
            return None
        return uid

    def _generate(self, scope, name, expiration_date):
        if self._name == "res.users.apikeys" and self.env.user._signin_is_strong_role():
            raise AccessError(
                self.env._("People with access to files have no API keys.")
            )
        return super()._generate(scope, name, expiration_date)
