# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class DirectoryCheck(models.Model):
    """That a sheet was checked: when, how, by whom, with what result."""

    _name = "directory.check"
    _description = "Check of a Sheet"
    _order = "date desc, id desc"
    _rec_name = "date"

    service_id = fields.Many2one(
        "directory.service", required=True, ondelete="cascade", index=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    user_id = fields.Many2one(
        "res.users", string="Checked by", default=lambda self: self.env.user
    )
    source = fields.Selection(
        [
            ("call", "Telephone"),
            ("visit", "Visit"),
            ("email", "E-mail"),
            ("link", "Provider's own page"),
            ("web", "Web page"),
            ("import", "Import"),
        ],
        required=True,
        default="call",
    )
    result = fields.Selection(
        [
            ("confirmed", "Nothing has changed"),
            ("corrected", "Corrected"),
            ("unreachable", "Nobody answered"),
        ],
        required=True,
        default="confirmed",
    )
    note = fields.Char()

    _service_date_idx = models.Index(
        "(service_id, date DESC) WHERE result != 'unreachable'"
    )
