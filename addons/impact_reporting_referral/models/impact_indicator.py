# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class ImpactIndicator(models.Model):
    _inherit = "impact.indicator"

    @api.model
    def _get_day(self, moment):
        """SQL of the day of an instant where it happened: at the site ``s``."""
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(s.tz, 'UTC'))::date", moment
        )

    @api.model
    def _provide_referral_accepted(self, first, last):
        """Referrals sent in the period, and those accepted since."""
        facts = SQL(
            """
            SELECT r.id AS res_id, r.beneficiary_id AS person_id, r.site_id, r.team_id,
                   r.programme_id, 1 AS amount, r.accepted_at IS NOT NULL AS hit,
                   r.state AS answer, r.category_id AS referral_category
              FROM partner_referral r LEFT JOIN ngo_site s ON s.id = r.site_id
             WHERE r.state <> 'error' AND %(day)s BETWEEN %(first)s AND %(last)s
            """,
            day=self._get_day(SQL("r.sent_at")),
            first=first,
            last=last,
        )
        return self._join_persons(facts, last)

    @api.model
    def _provide_referral_orientations(self, first, last):
        """Simple orientations of the period, those of anonymous people too."""
        facts = SQL(
            """
            SELECT o.id AS res_id, o.beneficiary_id AS person_id, o.site_id,
                   NULL::int AS team_id, o.programme_id, 1 AS amount, TRUE AS hit,
                   o.category_id AS referral_category
              FROM partner_orientation o LEFT JOIN ngo_site s ON s.id = o.site_id
             WHERE %(day)s BETWEEN %(first)s AND %(last)s
            """,
            day=self._get_day(SQL("o.at")),
            first=first,
            last=last,
        )
        return self._join_persons(facts, last)
