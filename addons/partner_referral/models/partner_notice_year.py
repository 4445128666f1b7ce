# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class PartnerNoticeYear(models.Model):
    """Last number given in a year: one row, raised in the transaction of its notice."""

    _name = "partner.notice.year"
    _no_read_rule = "a counter; nobody is named and no role reads it"
    _description = "Numbers of notices"
    _rec_name = "year"

    year = fields.Integer(required=True, aggregator=None)
    last = fields.Integer(required=True, aggregator=None)

    _year_uniq = models.UniqueIndex("(year)", "This year has its counter.")

    @api.model
    def _next(self, year):
        """The next number of a year, from 1, without gap.

        The row stays locked until the notice is committed, or rolled back with it. Who
        comes in between waits, and is then told by PostgreSQL to begin anew, which the
        server does by itself.

        :param int year: of the date of the notice
        :rtype: int
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "INSERT INTO partner_notice_year (year, last) VALUES (%s, 1)"
                " ON CONFLICT (year)"
                " DO UPDATE SET last = partner_notice_year.last + 1 RETURNING last",
                year,
            )
        )
        [(number,)] = self.env.cr.fetchall()
        self.invalidate_model()
        return number
