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


class PartnerReferralStat(models.Model):
    """Counts of referrals by month, need, partner and site: from events, no person."""

    _name = "partner.referral.stat"
    _description = "Referrals in Figures"
    _auto = False
    _order = "month desc, id"
    _rec_name = "category_id"
    _no_read_rule = "counts by month, need and partner, without persons"

    month = fields.Date(string="Sent in", readonly=True)
    category_id = fields.Many2one("directory.category", string="Need", readonly=True)
    service_id = fields.Many2one("directory.service", readonly=True)
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
            )
            SELECT min(r.id) AS id,
                   date_trunc('month', m.sent_at)::date AS month,
                   r.category_id, r.service_id, r.receiver_id, o.family,
                   r.site_id, r.programme_id,
                   count(*) AS sent,
                   count(m.answered_at) AS answered,
                   count(*) FILTER (WHERE m.answered_at <= r.due_at) AS in_time,
                   count(*) FILTER (WHERE m.accepted) AS accepted,
                   count(*) FILTER (WHERE r.state = 'waitlisted') AS waitlisted,
                   count(*) FILTER (WHERE m.declined) AS declined,
                   count(*) FILTER (WHERE m.expired) AS expired,
                   count(*) FILTER (WHERE m.received) AS received,
                   count(*) FILTER (WHERE r.outcome = 'met') AS need_met,
                   count(*) FILTER (WHERE EXISTS (
                       SELECT 1 FROM partner_referral_accompaniment a
                        WHERE a.referral_id = r.id AND a.result = 'attended'
                   )) AS accompanied,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(
                       epoch FROM m.answered_at - m.sent_at) / 3600)
                       AS median_hours
              FROM partner_referral r
              JOIN moves m ON m.referral_id = r.id AND m.sent_at IS NOT NULL
              LEFT JOIN directory_service s ON s.id = r.service_id
              LEFT JOIN directory_organization o ON o.id = s.organization_id
             WHERE r.state != 'error'
             GROUP BY 2, 3, 4, 5, 6, 7, 8
            """
        )


class PartnerReferralGap(models.Model):
    """What people ask for and nobody gives: the list for advocacy, without persons."""

    _name = "partner.referral.gap"
    _description = "Unmet Needs"
    _auto = False
    _order = "month desc, id"
    _rec_name = "category_id"
    _no_read_rule = "counts by month and need, without persons"

    month = fields.Date(readonly=True)
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
                SELECT date_trunc('month', day)::date AS month, 'search' AS origin,
                       category_id, NULL::integer AS service_id, area_id,
                       NULL::integer AS site_id, NULL AS reason,
                       unanswered AS number
                  FROM directory_search_count WHERE unanswered > 0
                UNION ALL
                SELECT date_trunc('month', e.at)::date,
                       CASE e.state_to WHEN 'declined' THEN 'declined'
                            WHEN 'expired' THEN 'expired' ELSE 'not_met' END,
                       r.category_id, r.service_id, t.area_id, r.site_id,
                       CASE WHEN e.state_to = 'declined' THEN r.decline_reason END, 1
                  FROM partner_referral_event e
                  JOIN partner_referral r ON r.id = e.referral_id
                  LEFT JOIN ngo_site t ON t.id = r.site_id
                 WHERE e.kind = 'move' AND (
                       (e.state_to = 'declined' AND r.decline_reason IN %(reasons)s)
                       OR e.state_to = 'expired'
                       OR (e.state_to = 'closed' AND r.outcome = 'not_met'))
                UNION ALL
                SELECT date_trunc('month', i.answered_at)::date, 'incoming',
                       i.category_id, NULL, t.area_id, i.site_id, i.decline_reason, 1
                  FROM partner_incoming i
                  LEFT JOIN ngo_site t ON t.id = i.site_id
                 WHERE i.state = 'declined' AND i.decline_reason IN %(reasons)s
            )
            SELECT row_number() OVER (ORDER BY month, origin, category_id,
                       service_id, area_id, site_id, reason) AS id,
                   month, origin, category_id, service_id, area_id, site_id,
                   reason, sum(number)::integer AS number
              FROM rows GROUP BY month, origin, category_id, service_id, area_id,
                       site_id, reason
            """,
            {"reasons": GAP_REASONS},
        )
