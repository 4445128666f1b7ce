# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MailComposeMessage(models.TransientModel):
    """A text being composed is filled from what its writer may read.

    Odoo takes subject, recipients and record from any message that is named as the
    one before, and prints the sheets of any template on any record as superuser.
    """

    _inherit = "mail.compose.message"

    attachment_ids = fields.Many2many(compute_sudo=False)

    @api.model
    def _guarded_references(self):
        return (*super()._guarded_references(), "parent_id")
