# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain


class DirectoryConfidentialAddress(models.Model):
    """Where a place of protection really is.

    Read by child protection and supervisors, by others only through a dated grant, and
    every reading is journalled. Never exported, never in a public answer, never in a
    search by distance.
    """

    _name = "directory.confidential.address"
    _inherit = ["ngo.guarded"]
    _description = "Confidential Address"
    _rec_name = "location_id"
    _journal_fields = "*"

    location_id = fields.Many2one(
        "directory.location", required=True, ondelete="restrict", index=True
    )
    street = fields.Char(required=True)
    zip = fields.Char(string="Postcode")
    city = fields.Char()
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    instructions = fields.Text(help="Who opens, what to say at the door.")

    _location_uniq = models.UniqueIndex(
        "(location_id)", "This place has its confidential address already."
    )

    def _scope_reasons(self):
        # A shelter serves every site and programme: the role opens it wherever held.
        has_role = self._scope_live().has("child_protection", "supervisor")
        return super()._scope_reasons() + [
            (
                "protection",
                self.env._("You hold a role of protection or supervision."),
                Domain.TRUE if has_role else Domain.FALSE,
            )
        ]
