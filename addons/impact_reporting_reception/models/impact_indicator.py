# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class ImpactIndicator(models.Model):
    _inherit = "impact.indicator"

    @api.model
    def _get_encounters(self, condition, last, hit=None, source=None):
        """Encounters with what is known of who came, from her file or from the desk.

        :param SQL condition: on the encounter ``e``
        :param datetime.date last: ages and statuses are those of this day
        :param SQL hit: in the numerator?
        :param SQL source: what is counted, beside the encounter: (id, join, column)
        """
        ident, join, column = source or (SQL("e.id"), SQL(""), SQL("NULL::int"))
        facts = SQL(
            """
            SELECT %(ident)s AS res_id, e.beneficiary_id AS person_id, e.site_id,
                   NULL::int AS team_id, e.programme_id, 1 AS amount, %(hit)s AS hit,
                   e.channel, e.turned_away_reason_id AS turned_away_reason,
                   %(column)s AS topic, e.sex AS said_sex, e.age_band AS said_band,
                   e.language_id AS said_language
              FROM permanence_encounter e %(join)s
             WHERE %(condition)s
            """,
            ident=ident,
            hit=hit or SQL("TRUE"),
            column=column,
            join=join,
            condition=condition,
        )
        return SQL(
            """
            SELECT res_id, subject_id, person_id, site_id, team_id, programme_id,
                   amount, hit, channel, turned_away_reason, topic, status,
                   nationality, COALESCE(sex, said_sex) AS sex,
                   COALESCE(age_band, said_band) AS age_band,
                   COALESCE(said_language, language) AS language
              FROM (%s) joined
            """,
            self._join_persons(facts, last),
        )

    @api.model
    def _get_received(self, first, last):
        return SQL("e.state = 'done' AND e.date BETWEEN %s AND %s", first, last)

    @api.model
    def _provide_reception_encounters(self, first, last):
        hit = SQL("COALESCE(e.is_follow_up, FALSE)")
        return self._get_encounters(self._get_received(first, last), last, hit)

    @api.model
    def _provide_reception_persons(self, first, last):
        received = self._get_received(first, last)
        condition = SQL("%s AND e.beneficiary_id IS NOT NULL", received)
        return self._get_encounters(condition, last)

    @api.model
    def _provide_reception_turned_away(self, first, last):
        condition = SQL(
            "e.state = 'turned_away' AND e.date BETWEEN %s AND %s", first, last
        )
        return self._get_encounters(condition, last)

    @api.model
    def _provide_reception_information(self, first, last):
        source = (
            SQL("t.id"),
            SQL("JOIN permanence_information t ON t.encounter_id = e.id"),
            SQL("t.topic_id"),
        )
        condition = SQL("e.date BETWEEN %s AND %s", first, last)
        hit = SQL("COALESCE(t.state = 'answered', FALSE)")
        return self._get_encounters(condition, last, hit, source)
