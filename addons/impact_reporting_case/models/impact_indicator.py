# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class ImpactIndicator(models.Model):
    _inherit = "impact.indicator"

    @api.model
    def _get_episodes(self, condition, day):
        """Files by the times that they were open; doubles are left out.

        :param SQL condition: on the episode ``e``
        :param datetime.date day: ages and statuses are those of this day
        """
        facts = SQL(
            """
            SELECT c.id AS res_id, c.beneficiary_id AS person_id, c.site_id,
                   c.team_id, c.programme_id, 1 AS amount, TRUE AS hit,
                   c.case_type_id AS case_type, e.reason_id AS closing_reason
              FROM migrant_case_episode e JOIN migrant_case c ON c.id = e.case_id
             WHERE c.state <> 'duplicate' AND %s
            """,
            condition,
        )
        return self._join_persons(facts, day)

    @api.model
    def _provide_case_opened(self, first, last):
        """Files opened, or opened again, in the period."""
        condition = SQL("e.date_open BETWEEN %s AND %s", first, last)
        return self._get_episodes(condition, last)

    @api.model
    def _provide_case_active_at(self, _first, last):
        """Persons whose file is open at the end of the last day."""
        condition = SQL(
            "e.date_open <= %(day)s"
            " AND (e.date_close IS NULL OR e.date_close > %(day)s)",
            day=last,
        )
        return self._get_episodes(condition, last)

    @api.model
    def _provide_case_active_over(self, first, last):
        """Persons whose file was open on one day of the period at least."""
        condition = SQL(
            "e.date_open <= %s AND (e.date_close IS NULL OR e.date_close >= %s)",
            last,
            first,
        )
        return self._get_episodes(condition, last)

    @api.model
    def _provide_case_closed(self, first, last):
        """Files closed in the period."""
        condition = SQL("e.date_close BETWEEN %s AND %s", first, last)
        return self._get_episodes(condition, last)

    @api.model
    def _get_needs(self, condition, hit, day):
        facts = SQL(
            """
            SELECT n.id AS res_id, c.beneficiary_id AS person_id, c.site_id,
                   c.team_id, c.programme_id, 1 AS amount, %s AS hit,
                   n.domain_id AS need_domain
              FROM migrant_need n JOIN migrant_case c ON c.id = n.case_id
             WHERE c.state <> 'duplicate' AND %s
            """,
            hit,
            condition,
        )
        return self._join_persons(facts, day)

    @api.model
    def _provide_need_covered(self, first, last):
        """Needs found in the period, and among them those covered."""
        condition = SQL("n.opened_on BETWEEN %s AND %s", first, last)
        hit = SQL("COALESCE(n.state = 'met', FALSE)")
        return self._get_needs(condition, hit, last)

    @api.model
    def _provide_need_unanswered(self, first, last):
        """Needs that ended in the period because no service exists."""
        condition = SQL(
            'n."end" = %s AND n.closed_on BETWEEN %s AND %s',
            "unmet_no_service",
            first,
            last,
        )
        return self._get_needs(condition, SQL("TRUE"), last)

    @api.model
    def _provide_obstacle_met(self, first, last):
        """Obstacles met in the period; nobody stands behind them."""
        return SQL(
            """
            SELECT o.id AS res_id, o.id AS subject_id, o.site_id,
                   NULL::int AS team_id, o.programme_id, 1 AS amount, TRUE AS hit,
                   o.kind AS obstacle_kind, o.authority_id AS obstacle_authority
              FROM migrant_obstacle o
             WHERE o.date BETWEEN %s AND %s
            """,
            first,
            last,
        )
