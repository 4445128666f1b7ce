# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from .ngo_access import AUDIT


class MigrantBeneficiary(models.Model):
    """Person and identity are open to whom an audit opened them; the rest is not."""

    _inherit = "migrant.beneficiary"

    @api.model
    def _personal_reasons(self, part):
        reasons = super()._personal_reasons(part)
        if part == "protection":
            return reasons
        opened = [
            res_id
            for res_id, kind, _write, _to in self._scope_live()._grants(self._name)
            if kind == AUDIT
        ]
        label = self.env._("An audit opened this identity to you until a date.")
        return [*reasons, ("audit", label, Domain("id", "in", opened))]
