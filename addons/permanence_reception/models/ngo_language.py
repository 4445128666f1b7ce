# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class NgoLanguage(models.Model):
    _inherit = "ngo.language"

    screen_word = fields.Char(
        string="On the waiting-room screen",
        help="“Your turn, ticket number”, as its speakers write it. Have it checked by"
        " one of them.",
    )
