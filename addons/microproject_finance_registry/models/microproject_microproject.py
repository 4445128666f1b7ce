# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MicroprojectMicroproject(models.Model):
    """A micro-project knows the code of its holder's file, and no more of her."""

    _inherit = "microproject.microproject"

    holder_code = fields.Char(
        string="Holder",
        compute="_compute_holder_code",
        store=True,
        readonly=False,
        tracking=True,
        help="Code of the holder's file, no name.",
    )

    @api.depends("application_id.holder_code")
    def _compute_holder_code(self):
        for record in self:
            # Not every reader of a micro-project reads its application.
            applied = record.application_id.sudo().holder_code
            record.holder_code = applied or record.holder_code

    def _get_holders(self):
        """Persons who hold these micro-projects, found by their codes.

        :return: (migrant.beneficiary, micro-projects whose holder is not known)
        """
        # Found by code in the whole registry; nothing of them is read here.
        persons = self.env["migrant.beneficiary"].sudo()
        found = persons.search(
            [("code", "in", [code for code in self.mapped("holder_code") if code])]
        )
        known = set(found.mapped("code"))
        return found._canonical(), self.filtered(lambda r: r.holder_code not in known)
