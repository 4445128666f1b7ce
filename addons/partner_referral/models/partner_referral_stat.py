# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models, tools

from .partner_referral import DECLINE_REASONS

#: Refusals that tell of a service which is missing.
GAP_REASONS = (
    "no_capacity",
    "not_eligible",
    "outside_area",
    "language",
    "mobility",
    "documents",
)
#: Groups of fewer persons are counted together: a line about one is a line about her.
SMALLEST = 5


class PartnerReferralStat(models.Model):
    """Counts of referrals by quarter, need, partner and site: from events, no person.

    Lines of fewer than five persons are one line of the quarter, without need, partner
    and site; where that is too small as well, it is left out.
    """

    _name = "partner.referral.stat"
    _description = "Referrals in Figures"
    _auto = False
    _order = "quarter desc, id"
    _rec_name = "category_id"
    _no_read_rule = "counts of five persons or more by quarter, need and partner"

    quarter = fields.Date(string="Sent in", readonly=True)
    category_id = fields.Many2one("directory.category", string="Need", readonly=True)
    receiver_id = fields.Many2one("res.partner", string="Partner", readonly=True)
    family = fields.Selection(
        [
            ("associative", "Association"),
            ("institutional", "Public institution"),
            ("international", "International organisation"),
            ("private", "Private"),
        ],
        readonly=True,
    )
    site_id = fields.Many2one("ngo.site", readonly=True)
    programme_id = fields.Many2one("ngo.programme", readonly=True)
    sent = fields.Integer(readonly=True)
    answered = fields.Integer(readonly=True)
    in_time = fields.Integer(string="Answered in time", readonly=True)
    accepted = fields.Integer(readonly=True)
    waitlisted = fields.Integer(string="Waiting", readonly=True)
    declined = fields.Integer(readonly=True)
    expired = fields.Integer(string="No answer", readonly=True)
    received = fields.Integer(string="Person received", readonly=True)
    need_met = fields.Integer(readonly=True)
    accompanied = fields.Integer(readonly=True)
    median_hours = fields.Float(
        string="Hours to answer (median)",
        readonly=True,
        aggregator="avg",
        digits=(10, 1),
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            """
            CREATE VIEW partner_referral_stat AS
            WITH moves AS (
                SELECT referral_id,
                       min(at) FILTER (WHERE state_to = 'sent') AS sent_at,
                       min(at) FILTER (WHERE state_from = 'sent' AND state_to IN
                           ('accepted', 'waitlisted', 'declined')) AS answered_at,
                       bool_or(state_to = 'accepted') AS accepted,
                       bool_or(state_to = 'declined') AS declined,
                       bool_or(state_to = 'expired') AS expired,
                       bool_or(state_to = 'in_service') AS received
                  FROM partner_referral_event WHERE kind = 'move'
                 GROUP BY referral_id
            ), facts AS (
                SELECT r.id, r.beneficiary_id, m.*, r.due_at, r.state, r.outcome,
                       date_trunc('quarter', m.sent_at)::date AS quarter,
                       r.category_id, r.receiver_id, o.family,
                       r.site_id, r.programme_id,
                       dense_rank() OVER (
                           PARTITION BY date_trunc('quarter', m.sent_at),
                               r.category_id, r.receiver_id, o.family,
                               r.site_id, r.programme_id
                           ORDER BY r.beneficiary_id) AS person
                  FROM partner_referral r
                  JOIN moves m ON m.referral_id = r.id AND m.sent_at IS NOT NULL
                  LEFT JOIN directory_service s ON s.id = r.service_id
                  LEFT JOIN directory_organization o ON o.id = s.organization_id
                 WHERE r.state != 'error'
            ), told AS (
                SELECT *, max(person) OVER (
                           PARTITION BY quarter, category_id, receiver_id, family,
                               site_id, programme_id) >= %(smallest)s AS is_apart
                  FROM facts
            )
            SELECT min(id) AS id, quarter,
                   CASE WHEN is_apart THEN category_id END AS category_id,
                   CASE WHEN is_apart THEN receiver_id END AS receiver_id,
                   CASE WHEN is_apart THEN family END AS family,
                   CASE WHEN is_apart THEN site_id END AS site_id,
                   CASE WHEN is_apart THEN programme_id END AS programme_id,
                   count(*) AS sent,
                   count(answered_at) AS answered,
                   count(*) FILTER (WHERE answered_at <= due_at) AS in_time,
                   count(*) FILTER (WHERE accepted) AS accepted,
                   count(*) FILTER (WHERE state = 'waitlisted') AS waitlisted,
                   count(*) FILTER (WHERE declined) AS declined,
                   count(*) FILTER (WHERE expired) AS expired,
                   count(*) FILTER (WHERE received) AS received,
                   count(*) FILTER (WHERE outcome = 'met') AS need_met,
                   count(*) FILTER (WHERE EXISTS (
                       SELECT 1 FROM partner_referral_accompaniment a
                        WHERE a.referral_id = told.id AND a.result = 'attended'
                   )) AS accompanied,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(
                       epoch FROM answered_at - sent_at) / 3600)
                       AS median_hours
              FROM told GROUP BY 2, 3, 4, 5, 6, 7
            HAVING count(DISTINCT beneficiary_id) >= %(smallest)s
            """,
            {"smallest": SMALLEST},
        )


class PartnerReferralGap(models.Model):
    """What people ask for and nobody gives: the list for advocacy, without persons.

    Of what we know from fewer than five persons only how we know it and the quarter
    are told. Searches are counted without persons to begin with.
    """

    _name = "partner.referral.gap"
    _description = "Unmet Needs"
    _auto = False
    _order = "quarter desc, id"
    _rec_name = "category_id"
    _no_read_rule = "counts of five persons or more by quarter and need"

    quarter = fields.Date(readonly=True)
    origin = fields.Selection(
        [
            ("search", "No service found"),
            ("declined", "Declined by a partner"),
            ("expired", "No answer of a partner"),
            ("not_met", "Need not met, says the person"),
            ("incoming", "Declined by us"),
        ],
        string="How we know",
        readonly=True,
    )
    category_id = fields.Many2one("directory.category", string="Need", readonly=True)
    service_id = fields.Many2one("directory.service", readonly=True)
    area_id = fields.Many2one(
        "ngo.area",
        readonly=True,
        help="The area asked for; of what we know from referrals, that of our site.",
    )
    site_id = fields.Many2one("ngo.site", readonly=True)
    reason = fields.Selection(DECLINE_REASONS, string="Why", readonly=True)
    number = fields.Integer(string="Times", readonly=True)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            """
            CREATE VIEW partner_referral_gap AS
            WITH rows AS (
                SELECT date_trunc('quarter', day)::date AS quarter, 'search' AS origin,
                       category_id, NULL::integer AS service_id, area_id,
                       NULL::integer AS site_id, NULL AS reason,
                       unanswered AS number, NULL::integer AS who
                  FROM directory_search_count WHERE unanswered > 0
                UNION ALL
                SELECT date_trunc('quarter', e.at)::date,
                       CASE e.state_to WHEN 'declined' THEN 'declined'
                            WHEN 'expired' THEN 'expired' ELSE 'not_met' END,
                       r.category_id, r.service_id, t.area_id, r.site_id,
                       CASE WHEN e.state_to = 'declined' THEN r.decline_reason END, 1,
                       r.beneficiary_id
                  FROM partner_referral_event e
                  JOIN partner_referral r ON r.id = e.referral_id
                  LEFT JOIN ngo_site t ON t.id = r.site_id
                 WHERE e.kind = 'move' AND (
                       (e.state_to = 'declined' AND r.decline_reason IN %(reasons)s)
                       OR e.state_to = 'expired'
                       OR (e.state_to = 'closed' AND r.outcome = 'not_met'))
                UNION ALL
                SELECT date_trunc('quarter', i.answered_at)::date, 'incoming',
                       i.category_id, NULL, t.area_id, i.site_id, i.decline_reason, 1,
                       i.id
                  FROM partner_incoming i
                  LEFT JOIN ngo_site t ON t.id = i.site_id
                 WHERE i.state = 'declined' AND i.decline_reason IN %(reasons)s
            ), facts AS (
                SELECT *, dense_rank() OVER (
                           PARTITION BY quarter, origin, category_id, service_id,
                               area_id, site_id, reason ORDER BY who) AS person
                  FROM rows
            ), told AS (
                SELECT *, origin = 'search' OR max(person) OVER (
                           PARTITION BY quarter, origin, category_id, service_id,
                               area_id, site_id, reason) >= %(smallest)s AS is_apart
                  FROM facts
            ), lines AS (
                SELECT quarter, origin,
                       CASE WHEN is_apart THEN category_id END AS category_id,
                       CASE WHEN is_apart THEN service_id END AS service_id,
                       CASE WHEN is_apart THEN area_id END AS area_id,
                       CASE WHEN is_apart THEN site_id END AS site_id,
                       CASE WHEN is_apart THEN reason END AS reason,
                       sum(number)::integer AS number
                  FROM told GROUP BY 1, 2, 3, 4, 5, 6, 7
                HAVING origin = 'search' OR count(DISTINCT who) >= %(smallest)s
            )
            SELECT row_number() OVER (ORDER BY quarter, origin, category_id,
                       service_id, area_id, site_id, reason) AS id,
                   lines.*
              FROM lines
            """,
            {"reasons": GAP_REASONS, "smallest": SMALLEST},
        )
