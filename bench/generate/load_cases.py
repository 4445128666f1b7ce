# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Generated files of people who are there, and what is done in them, in SQL.

Each file is open in one programme and has its episode, needs, notes, follow-up,
encounters and deadlines; the actions are spread over all of them, most of them done.
"""

PERSONS = """
    CREATE TEMP TABLE bench_file ON COMMIT DROP AS
    SELECT p.id AS beneficiary_id, p.site_id, p.team_id,
           coalesce(p.owner_id, 1) AS owner_id,
           row_number() OVER (ORDER BY p.id) AS n,
           now() AT TIME ZONE 'UTC' - (p.id %% 700) * interval '1 day' AS at
      FROM migrant_beneficiary p
     ORDER BY p.id LIMIT %(count)s
"""
CASES = """
    WITH steps AS (
        SELECT type_id, array_agg(id ORDER BY sequence) AS list
          FROM migrant_case_step WHERE type_id = %(type)s GROUP BY type_id
    )
    INSERT INTO migrant_case (
        beneficiary_id, programme_id, site_id, company_id, case_type_id, step_id,
        owner_id, team_id, episode, code, subject, state, confidentiality, risk_level,
        eligibility_state, date_open, presenting_need, weight, active, source_id,
        create_uid, create_date, write_uid, write_date)
    SELECT f.beneficiary_id, %(programme)s, f.site_id, %(company)s, s.type_id,
           s.list[1 + f.n %% array_length(s.list, 1)], f.owner_id, f.team_id, 1,
           'C-' || lpad(upper(to_hex(f.n)), 8, '0'), 'person', 'open',
           CASE WHEN f.n %% 50 = 0 THEN 'restricted' ELSE 'standard' END,
           (ARRAY['none', 'low', 'low', 'medium', 'high', 'urgent'])[1 + f.n %% 6],
           'eligible', f.at, 'A roof', 1, true, %(source)s,
           f.owner_id, f.at, f.owner_id, f.at
      FROM bench_file f, steps s
"""
# What a file holds, by table: columns beside those of every line, values, how many
# of them each file has. ``c`` is the file, ``g.n`` counts its lines.
LINES = {
    "migrant_case_episode": ("number, owner_id, date_open", "1, c.owner_id, c.at", 1),
    "migrant_need": (
        "domain_id, domain_sequence, severity_rank, programme_id, name, severity,"
        " state, opened_on, is_basic",
        "d.list[1 + (c.id + g.n) %% array_length(d.list, 1)], 10, 2, c.programme_id,"
        " 'A roof', 'medium', (ARRAY['open', 'planned', 'met'])[1 + g.n], c.at, false",
        3,
    ),
    "migrant_note": (
        "author_id, content_hash, content_salt, wall, nature, contact, body, agreed,"
        " at, signed_at",
        "c.owner_id, md5(c.id::text), md5(g.n::text), 'social', 'fact', 'office',"
        " 'She came with her papers', 'Monday at ten',"
        " c.at + g.n * interval '1 hour', c.at + g.n * interval '1 hour'",
        3,
    ),
    "migrant_followup": (
        "user_id, kind, state, planned_on",
        "c.owner_id, 'office', 'planned', now() + (c.id %% 30) * interval '1 day'",
        1,
    ),
}
OF_FILES = """
    INSERT INTO {table} (
        case_id, beneficiary_id, {columns}, create_uid, create_date, write_uid,
        write_date)
    SELECT c.id, c.beneficiary_id, {values}, c.owner_id, c.at, c.owner_id, c.at
      FROM (SELECT *, create_date AS at FROM migrant_case WHERE id > %(last)s) c
     CROSS JOIN generate_series(0, {count} - 1) AS g (n)
     CROSS JOIN (SELECT array_agg(id) AS list FROM migrant_need_domain) d
"""
# Nine of ten are done; the rest falls due within the weeks around today.
ACTIONS = """
    WITH files AS (
        SELECT c.*, row_number() OVER (ORDER BY c.id) - 1 AS n
          FROM migrant_case c WHERE c.id > %(last)s
    )
    INSERT INTO migrant_action (
        case_id, beneficiary_id, user_id, site_id, programme_id, currency_id, name,
        kind, service_line, responsible, state, due_on, done_at, done_by_id, minutes,
        quantity, create_uid, create_date, write_uid, write_date)
    SELECT f.id, f.beneficiary_id, f.owner_id, f.site_id, f.programme_id, %(currency)s,
           'Step ' || g.n,
           (ARRAY['demarche', 'accompaniment', 'information', 'call'])[1 + g.n %% 4],
           'social', 'staff', x.state,
           CASE x.state WHEN 'done' THEN f.create_date + g.n * interval '7 hours'
                ELSE now() + (f.n %% 40 - 10) * interval '1 day' END,
           CASE x.state WHEN 'done' THEN f.create_date + g.n * interval '7 hours' END,
           CASE x.state WHEN 'done' THEN f.owner_id END, 15 * (1 + g.n %% 6), 1,
           f.owner_id, f.create_date, f.owner_id, f.create_date
      FROM files f
      JOIN generate_series(0, %(count)s - 1) AS g (n) ON g.n %% %(files)s = f.n
     CROSS JOIN LATERAL (
           SELECT CASE g.n / %(files)s %% 10
                  WHEN 0 THEN 'todo' ELSE 'done' END AS state) x
"""
CLOCKS = """
    INSERT INTO ngo_clock (
        res_id, res_model, case_id, event, obligation, occurrence, state, delay,
        delay_unit, counting, user_id, team_id, site_id, programme_id, started, due,
        warn_at, create_uid, create_date)
    SELECT o.res_id, o.res_model, o.case_id, o.event, o.event, '1', 'running', 7, 'day',
           'calendar', o.user_id, o.team_id, o.site_id, o.programme_id,
           now() AT TIME ZONE 'UTC', o.due, o.due - interval '2 days', o.user_id,
           now() AT TIME ZONE 'UTC'
      FROM (
        SELECT c.id AS res_id, 'migrant.case' AS res_model, c.id AS case_id, e.event,
               c.owner_id AS user_id, c.team_id, c.site_id, c.programme_id,
               now() AT TIME ZONE 'UTC' + (c.id %% 50 - 5) * interval '1 day' AS due
          FROM migrant_case c
         CROSS JOIN unnest(ARRAY['contact', 'assessment_signed']) AS e (event)
         WHERE c.id > %(last)s
        UNION ALL
        SELECT a.id, 'migrant.action', a.case_id, 'action_due', a.user_id, NULL,
               a.site_id, a.programme_id, a.due_on + interval '22 hours'
          FROM migrant_action a
         WHERE a.state = 'todo' AND a.case_id > %(last)s) o
"""
ENCOUNTERS = """
    INSERT INTO permanence_encounter (
        site_id, programme_id, beneficiary_id, case_id, code, line, channel, state,
        date, arrived_at, started_at, ended_at, create_uid, create_date, write_uid,
        write_date)
    SELECT c.site_id, c.programme_id, c.beneficiary_id, c.id,
           'A-' || lpad(upper(to_hex(c.id * 10 + g.n)), 8, '0'), 'first', 'desk',
           'done', x.at, x.at, x.at, x.at + interval '25 minutes', c.owner_id, x.at,
           c.owner_id, x.at
      FROM migrant_case c
     CROSS JOIN generate_series(0, 4) AS g (n)
     CROSS JOIN LATERAL (
           SELECT c.create_date + g.n * interval '9 hours' AS at) x
     WHERE c.id > %(last)s
"""


def into(env, count, actions):
    """Write files of the first `count` persons, and `actions` actions in them.

    :param env: environment of a database in which the rooms are installed, with people
    :return: the programme of the files
    """
    programme = env["ngo.programme"].create({"name": "Bench"})
    env.flush_all()
    cr = env.cr
    cr.execute("SELECT coalesce(max(id), 0) FROM migrant_case")
    wanted = {
        "last": cr.fetchone()[0],
        "programme": programme.id,
        "company": env.company.id,
        "currency": env.company.currency_id.id,
        "type": env.ref("migrant_case.case_type_social").id,
        "source": env["migrant.case.source"].search([], limit=1).id,
    }
    cr.execute(PERSONS, {"count": count})
    cr.execute(CASES, wanted)
    for table, (columns, values, lines) in LINES.items():
        query = OF_FILES.format(
            table=table, columns=columns, values=values, count=lines
        )
        cr.execute(query, wanted)
    cr.execute(ACTIONS, {**wanted, "files": count, "count": actions})
    cr.execute(CLOCKS, wanted)
    cr.execute(ENCOUNTERS, wanted)
    env.invalidate_all()
    cr.commit()
    cr.execute("ANALYZE")
    cr.commit()
    return programme
