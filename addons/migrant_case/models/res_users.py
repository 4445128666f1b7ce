# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResUsers(models.Model):
    """The languages in which a colleague receives people."""

    _inherit = "res.users"

    work_language_ids = fields.Many2many(
        "ngo.language",
        string="Receives people in",
        help="Files are proposed first to a colleague who speaks the language.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "work_language_ids"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "work_language_ids"]
