# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MigrantBeneficiary(models.Model):
    """The first name, for those who call her and may know no more of who she is."""

    _inherit = "migrant.beneficiary"

    first_name = fields.Char(
        string="First name",
        compute="_compute_first_name",
        help="What volunteers, interpreters and coordinators of the site call her.",
    )

    @api.depends_context("uid")
    @api.depends("site_id", "confidentiality", "identity_ids.full_name")
    def _compute_first_name(self):
        names = self._first_names()
        for person in self:
            person.first_name = names.get(person._origin.id, False)

    def _first_names(self):
        """First names of those whom the reader may call by it, journalled.

        A given name, else a nickname; a whole name is never cut, since its first
        word may be the family's.

        :return: ``{id: str}``; who may not be called by her name is left out
        """
        open_ids = self._ids_within(self._first_name_domain())
        if not open_ids:
            return {}
        # The scope was asked above: the reader has no right on names themselves.
        lines = (
            self.env["migrant.identity.name"]
            .sudo()
            .search([("beneficiary_id", "in", open_ids)])
        )
        names = {
            person.id: given
            for person, own in lines.grouped("beneficiary_id").items()
            if (given := own._first("given") or own._first("nickname"))
        }
        if names:
            read = self.sudo(False).browse(names)
            self.env["ngo.journal"]._queue("read", read, {"first_name"})
        return names
