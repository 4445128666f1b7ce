# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    """A refusal at a guarded record says what to do, and names nothing.

    Odoo's own words name the records and the rules to every employee who adds
    ``?debug=1`` to the address, and joke with those whom they refuse.
    """

    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        if not isinstance(records, self.pool["ngo.guarded"]):
            return super()._make_access_error(operation, records)
        env = self.with_context(lang=self.env.user.lang).env
        kind = env["ir.model"]._get(records._name).name
        refusals = {
            "read": env._("This is not open to you: %(kind)s.", kind=kind),
            "write": env._(
                "You may not change this: %(kind)s. Nothing was saved.", kind=kind
            ),
            "create": env._(
                "You may not add this here: %(kind)s. Nothing was saved.", kind=kind
            ),
            "unlink": env._(
                "You may not delete this: %(kind)s. Nothing was deleted.", kind=kind
            ),
        }
        remedy = env._("If your work needs it, ask the person in charge of your team.")
        # The check that failed has read values that this user may not read.
        records.invalidate_recordset()
        return AccessError(f"{refusals[operation]}\n\n{remedy}")
