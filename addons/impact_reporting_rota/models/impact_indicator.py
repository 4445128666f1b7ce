# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class ImpactIndicator(models.Model):
    _inherit = "impact.indicator"

    @api.model
    def _provide_rota_slots(self, first, last):
        """Published permanences of the period, by the site's own days."""
        return SQL(
            """
            SELECT s.id AS res_id, s.id AS subject_id, s.site_id,
                   NULL::int AS team_id, v.programme_id, 1 AS amount,
                   s.missing = 0 AND s.wanted > 0 AS hit,
                   s.service_id AS rota_service
              FROM permanence_slot s JOIN permanence_service v ON v.id = s.service_id
             WHERE s.state = 'open' AND s.is_published
               AND s.local_date BETWEEN %s AND %s
            """,
            first,
            last,
        )

    @api.model
    def _provide_rota_heads(self, first, last):
        """Posts of these permanences; one who fell ill is replaced by another row."""
        return SQL(
            """
            SELECT a.id AS res_id, a.id AS subject_id, s.site_id,
                   NULL::int AS team_id, v.programme_id, a.minutes / 60.0 AS amount,
                   a.employee_id IS NOT NULL AS hit, s.service_id AS rota_service
              FROM permanence_assignment a
              JOIN permanence_slot s ON s.id = a.slot_id
              JOIN permanence_service v ON v.id = s.service_id
             WHERE s.state = 'open' AND s.is_published
               AND a.state NOT IN ('absent', 'cancelled')
               AND s.local_date BETWEEN %s AND %s
            """,
            first,
            last,
        )

    @api.model
    def _provide_rota_hours(self, first, last):
        return self._provide_rota_heads(first, last)
