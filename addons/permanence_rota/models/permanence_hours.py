# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class PermanenceHours(models.AbstractModel):
    """What accounts for somebody's hours: hers, and of those who account for hours."""

    _name = "permanence.hours"
    _inherit = ["ngo.guarded"]
    _description = "Hours of somebody"
    # Path to the user whose hours they are, and who else writes.
    _own_path = None
    _write_roles = ("coordinator",)

    @api.model
    def _scope_reasons(self):
        everybody = self._scope_live().has(
            "coordinator", "programme_manager", "finance_officer"
        )
        return [
            (
                "own",
                self.env._("These are your hours."),
                Domain(self._own_path, "=", self.env.uid),
            ),
            (
                "hours",
                self.env._("You account for hours."),
                Domain.TRUE if everybody else Domain.FALSE,
            ),
        ]

    @api.model
    def _scope_write_domain(self):
        writes = self._scope_live().has(*self._write_roles)
        return Domain.TRUE if writes else Domain.FALSE
