# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class DirectorySearchCount(models.Model):
    """How often a need was asked for on a day, and how often nobody answered it.

    The list for advocacy: what people ask for and no service gives. Counters only: no
    user, no person, no hour, no free text.
    """

    _name = "directory.search.count"
    _description = "Needs asked for"
    _log_access = False
    _order = "day desc, id desc"
    _rec_name = "day"

    day = fields.Date(required=True, readonly=True)
    category_id = fields.Many2one(
        "directory.category", string="Need", readonly=True, ondelete="cascade"
    )
    area_id = fields.Many2one("ngo.area", readonly=True, ondelete="cascade")
    asked = fields.Integer(readonly=True)
    unanswered = fields.Integer(string="Nothing found", readonly=True)

    _day_uniq = models.UniqueIndex(
        "(day, COALESCE(category_id, 0), COALESCE(area_id, 0))",
        "This day is counted already.",
    )

    @api.model
    def _count(self, category, area, is_found):
        """Add one question to the day's counters, whoever asks at the same moment."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO directory_search_count AS c"
                " (day, category_id, area_id, asked, unanswered)"
                " VALUES (%(day)s, %(category)s, %(area)s, 1, %(none)s)"
                " ON CONFLICT (day, COALESCE(category_id, 0), COALESCE(area_id, 0))"
                " DO UPDATE SET asked = c.asked + 1,"
                " unanswered = c.unanswered + %(none)s",
                day=fields.Date.context_today(self),
                category=category.id or None,
                area=area.id or None,
                none=0 if is_found else 1,
            )
        )
        self.invalidate_model(["asked", "unanswered"])
