# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IrBinary(models.AbstractModel):
    """A token opens no paper of a guarded record.

    Odoo gives one with each message, to whoever reads it, that holds for weeks and
    for everybody: who asks for the paper must read the record now.
    """

    _inherit = "ir.binary"

    def _find_record(self, *args, **kwargs):
        found = super()._find_record(*args, **kwargs)
        model = found.sudo().res_model if found._name == "ir.attachment" else None
        if self.env["ngo.guarded"]._is_guarded(model or found._name):
            # As who asks: to a token core answers as superuser.
            found = found.with_env(self.env)
            found.check_access("read")
        return found
