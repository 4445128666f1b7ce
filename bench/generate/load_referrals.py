# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Generated referrals of people who are there, with their moves and deadlines, in SQL.

Each has the state that its moves lead to; the trigger that asks for the moves one by
one is off while they are written together.
"""

#: state → (how many of a hundred, moves that lead to it)
STATES = {
    "draft": (3, ()),
    "sent": (6, ("sent",)),
    "waitlisted": (4, ("sent", "waitlisted")),
    "accepted": (10, ("sent", "accepted")),
    "in_service": (10, ("sent", "accepted", "in_service")),
    "completed": (5, ("sent", "accepted", "in_service", "completed")),
    "closed": (45, ("sent", "accepted", "in_service", "completed", "closed")),
    "declined": (12, ("sent", "declined")),
    "expired": (5, ("sent", "expired")),
}
#: Who owes what while a referral is open.
OWED = {
    "sent": "answer",
    "waitlisted": "review",
    "accepted": "seen",
    "completed": "ask_person",
}

REFERRALS = """
    WITH persons AS (
        SELECT id, owner_id, team_id, site_id, row_number() OVER (ORDER BY id) - 1 AS n
          FROM migrant_beneficiary
    ), services AS (
        SELECT s.id, o.partner_id, min(c.directory_category_id) AS category_id,
               row_number() OVER (ORDER BY s.id) - 1 AS n
          FROM directory_service s
          JOIN directory_organization o ON o.id = s.organization_id
          JOIN directory_category_directory_service_rel c
            ON c.directory_service_id = s.id
         GROUP BY s.id, o.partner_id
    ), states AS (SELECT %(states)s::text[] AS list)
    INSERT INTO partner_referral (
        beneficiary_id, category_id, service_id, receiver_id, user_id, team_id,
        site_id, attempt, code, kind, state, priority, decline_reason, outcome,
        sent_at, due_at, expires_at, answered_at, accepted_at, arrived_at,
        completed_at, closed_at, create_uid, create_date, write_uid, write_date)
    SELECT p.id, s.category_id, s.id, s.partner_id, p.owner_id, p.team_id, p.site_id,
           1, 'R-BENCH-' || x.n, 'referral', x.state,
           (ARRAY['normal', 'normal', 'urgent', 'emergency'])[1 + x.n %% 4],
           CASE x.state WHEN 'declined' THEN
               (ARRAY['no_capacity', 'language', 'other'])[1 + x.n %% 3] END,
           CASE x.state WHEN 'closed' THEN
               (ARRAY['met', 'met', 'partly', 'not_met'])[1 + x.n %% 4] END,
           x.at, x.at + interval '3 days', x.at + interval '30 days',
           CASE WHEN x.state NOT IN ('draft', 'sent', 'expired')
                THEN x.at + x.n %% 200 * interval '1 hour' END,
           CASE WHEN x.state IN ('accepted', 'in_service', 'completed', 'closed')
                THEN x.at + x.n %% 200 * interval '1 hour' END,
           CASE WHEN x.state IN ('in_service', 'completed', 'closed')
                THEN x.at + interval '9 days' END,
           CASE WHEN x.state IN ('completed', 'closed')
                THEN x.at + interval '20 days' END,
           CASE WHEN x.state = 'closed' THEN x.at + interval '29 days' END,
           p.owner_id, x.at, p.owner_id, x.at
      FROM (SELECT g AS n,
                   states.list[1 + g %% array_length(states.list, 1)] AS state,
                   now() AT TIME ZONE 'UTC' - (g %% 1000) * interval '1 day' AS at
              FROM generate_series(%(first)s, %(last)s) g, states) x
      JOIN persons p ON p.n = x.n::bigint * 7919 %% (SELECT count(*) FROM persons)
      JOIN services s ON s.n = x.n::bigint * 104729 %% (SELECT count(*) FROM services)
"""
EVENTS = """
    INSERT INTO partner_referral_event (
        referral_id, kind, state_from, state_to, actor, channel, user_id, at,
        create_uid, create_date)
    SELECT r.id, 'move', m.before, m.after, 'worker', 'form', r.user_id,
           r.sent_at + m.rank * interval '2 days', r.user_id, r.sent_at
      FROM partner_referral r
      JOIN unnest(%(state)s::text[], %(before)s::text[], %(after)s::text[],
                  %(rank)s::int[]) AS m (state, before, after, rank)
        ON m.state = r.state
     WHERE r.id > %(last)s
     ORDER BY r.id, m.rank
"""
CLOCKS = """
    INSERT INTO ngo_clock (
        res_id, res_model, event, obligation, occurrence, state, delay, delay_unit,
        counting, user_id, team_id, site_id, started, due, create_uid, create_date)
    SELECT r.id, 'partner.referral', r.state, o.owed, '', 'running', 3, 'day',
           'calendar', r.user_id, r.team_id, r.site_id, r.sent_at, r.due_at,
           r.user_id, r.sent_at
      FROM partner_referral r
      JOIN unnest(%(state)s::text[], %(owed)s::text[]) AS o (state, owed)
        ON o.state = r.state
     WHERE r.id > %(last)s
"""


def into(cr, count):
    """Write `count` referrals of the people and services that are there.

    :param cr: cursor of a database with people, services and their organisations
    """
    states = [state for state, (share, _m) in STATES.items() for _n in range(share)]
    moves = {"state": [], "before": [], "after": [], "rank": []}
    for state, (_share, path) in STATES.items():
        for rank, after in enumerate(path):
            moves["state"].append(state)
            moves["before"].append(("draft", *path)[rank])
            moves["after"].append(after)
            moves["rank"].append(rank)
    cr.execute("SELECT count(*), coalesce(max(id), 0) FROM partner_referral")
    there, last = cr.fetchone()
    cr.execute("ALTER TABLE partner_referral DISABLE TRIGGER USER")
    cr.execute(REFERRALS, {"states": states, "first": there + 1, "last": there + count})
    cr.execute("ALTER TABLE partner_referral ENABLE TRIGGER USER")
    cr.execute(EVENTS, {**moves, "last": last})
    owed = {"state": list(OWED), "owed": list(OWED.values())}
    cr.execute(CLOCKS, {**owed, "last": last})
    cr.execute("ANALYZE")
