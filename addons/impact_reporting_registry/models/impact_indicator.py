# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from odoo.addons.migrant_registry.models.migrant_beneficiary import AGE_BANDS


class ImpactIndicator(models.Model):
    _inherit = "impact.indicator"

    @api.model
    def _get_persons(self, day):
        """Persons and what they are counted by, as known for a day; aliases left out.

        Other rooms join their facts to it by ``subject_id``. The age is the youngest
        that is possible, as ``migrant.identity._age_on`` has it; of several
        nationalities the one recorded first among countries counts, so that
        everybody is counted once.

        :param datetime.date day: ages and statuses are those of this day
        :return: SQL with subject_id, site_id, team_id, programme_id, registered_on,
            is_kept, sex, age_band, status, nationality, language
        """
        return SQL(
            """
            SELECT b.id AS subject_id, b.site_id, b.team_id, b.programme_id,
                   b.registered_on, i.sex, s.status_id AS status,
                   n.country_id AS nationality, l.language_id AS language,
                   b.active AND b.anonymised_at IS NULL AS is_kept,
                   %(band)s AS age_band
              FROM migrant_beneficiary b
              LEFT JOIN migrant_identity i ON i.beneficiary_id = b.id
              LEFT JOIN LATERAL (
                    SELECT status_id FROM migrant_status
                     WHERE beneficiary_id = b.id AND date_from <= %(day)s
                       AND (date_to IS NULL OR date_to >= %(day)s)
                     ORDER BY date_from DESC, id DESC LIMIT 1) s ON TRUE
              LEFT JOIN LATERAL (
                    SELECT MIN(res_country_id) AS country_id
                      FROM migrant_identity_res_country_rel
                     WHERE migrant_identity_id = i.id) n ON TRUE
              LEFT JOIN LATERAL (
                    SELECT language_id FROM migrant_spoken_language
                     WHERE beneficiary_id = b.id
                     ORDER BY is_preferred DESC NULLS LAST, id LIMIT 1) l ON TRUE
             WHERE b.merged_into_id IS NULL
            """,
            day=day,
            band=self._get_band(day),
        )

    @api.model
    def _get_band(self, day):
        """SQL of the age band on a day of the identity ``i``."""
        latest = SQL(
            """
            CASE i.birth_precision
              WHEN 'day' THEN i.birth_date
              WHEN 'month' THEN
                   (date_trunc('month', i.birth_date) + interval '1 month -1 day')::date
              WHEN 'year' THEN make_date(EXTRACT(YEAR FROM i.birth_date)::int, 12, 31)
              ELSE make_date(EXTRACT(YEAR FROM i.birth_date)::int + 2, 12, 31)
            END
            """
        )
        age = SQL("EXTRACT(YEAR FROM age(%s, %s))", day, latest)
        bands = [
            SQL("WHEN %s >= %s THEN %s", age, int(key), key)
            for key, _label in reversed(AGE_BANDS)
        ]
        return SQL(
            "CASE WHEN i.birth_date IS NULL THEN NULL %s ELSE %s END",
            SQL(" ").join(bands),
            AGE_BANDS[0][0],
        )

    @api.model
    def _join_persons(self, facts, day):
        """Facts about persons, with what these are counted by.

        A person who was merged into another counts as that other one; who is not
        known (person_id is NULL) is somebody each time.

        :param SQL facts: query with person_id beside the columns of ``_get_facts``
            that are not about the person
        :param datetime.date day: ages and statuses are those of this day
        :rtype: SQL
        """
        return SQL(
            """
            WITH RECURSIVE alias AS (
                SELECT id, id AS root FROM migrant_beneficiary
                 WHERE merged_into_id IS NULL
                 UNION ALL
                SELECT b.id, alias.root FROM migrant_beneficiary b
                  JOIN alias ON b.merged_into_id = alias.id)
            SELECT f.*, COALESCE(alias.root, -f.res_id) AS subject_id, p.sex,
                   p.age_band, p.status, p.nationality, p.language
              FROM (%s) f
              LEFT JOIN alias ON alias.id = f.person_id
              LEFT JOIN (%s) p ON p.subject_id = alias.root
            """,
            facts,
            self._get_persons(day),
        )

    @api.model
    def _provide_registry_known(self, _first, last):
        """Persons on the books on the last day."""
        return SQL(
            "SELECT p.*, subject_id AS res_id, 1 AS amount, TRUE AS hit"
            " FROM (%s) p WHERE is_kept AND registered_on <= %s",
            self._get_persons(last),
            last,
        )

    @api.model
    def _provide_registry_new(self, first, last):
        """Persons registered in the period, also those anonymised since."""
        return SQL(
            "SELECT p.*, subject_id AS res_id, 1 AS amount, TRUE AS hit"
            " FROM (%s) p WHERE registered_on BETWEEN %s AND %s",
            self._get_persons(last),
            first,
            last,
        )
