# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ngo_base.engine import clocks

from ..engine import legal_days


class MigrantAuthority(models.Model):
    """An authority, a court or an agency before which a procedure runs."""

    _name = "migrant.authority"
    _no_read_rule = "public authorities; nobody is named"
    _description = "Authority"
    _order = "country_id, sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name as it stands on its letters.")
    country_id = fields.Many2one("res.country", required=True, index=True)
    kind = fields.Selection(
        [
            ("asylum", "Asylum authority"),
            ("court", "Court"),
            ("interior", "Interior, prefecture, police"),
            ("social", "Social or health agency"),
            ("work", "Labour administration"),
            ("international", "International organisation"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    address = fields.Text(help="As it is written on a letter.")
    website = fields.Char()
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(country_id, code)", "This country has an authority with this code."
    )

    @api.depends("name", "code")
    def _compute_display_name(self):
        for authority in self:
            authority.display_name = f"{authority.code} · {authority.name}"


class MigrantClosedDay(models.Model):
    """A day on which the authorities of a country are closed, announced by it.

    Days that come back on the same date or follow Easter are known; those that follow
    the moon, bridges and elections are entered here.
    """

    _name = "migrant.closed.day"
    _no_read_rule = "public holidays"
    _description = "Day on which authorities are closed"
    _order = "date desc, country_id"

    name = fields.Char(required=True, translate=True)
    date = fields.Date(required=True)
    country_id = fields.Many2one("res.country", required=True, index=True)
    is_expected = fields.Boolean(
        string="To be confirmed", help="The date is reckoned, not yet announced."
    )

    _once = models.UniqueIndex(
        "(country_id, date)", "This day is on the list of the country already."
    )

    @api.model
    def _legal_calendar(self, country, around: date):
        """The calendar on which the authorities of a country work.

        :param country: ``res.country`` record or none
        :param date around: days of that year and the three after it are known
        :return: calendar of the clocks engine; Monday to Friday, holidays closed
        """
        code = country.code or ""
        # Public holidays; who counts a delay need not read the list.
        rows = self.sudo().search(
            Domain("country_id", "=", country.id) & Domain("date", ">=", around)
        )
        return clocks.weekly(
            legal_days.WORKED_WEEK,
            ZoneInfo(legal_days.ZONES.get(code, "UTC")),
            legal_days.closed_days(code, around, rows.mapped("date")),
        )
