# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

# Where the live roles of one answer are held, in the cache of its cursor.
LIVE = "ngo_base.live_roles"


class LiveRoles:
    """What one user may do at this instant, read from dated rows.

    Not a model: a small value that scope domains ask. Roles, teams, shifts, grants and
    the charter are one SQL query; nothing is kept between two access checks, so that a
    role that ended a second ago reads nothing.

    :param env: environment whose ``uid`` is the user in question
    """

    def __init__(self, env):
        self.env = env
        self._memory = {}
        # What the lists of a form show, and which of their lines are found already,
        # see `ngo.guarded`: {(model, many2one): names}, {model: ids}.
        self.lists = {}
        self.found = defaultdict(set)
        facts = defaultdict(list)
        for kind, *fact in self._facts():
            facts[kind].append(fact)
        rows = [(role, site, programme) for role, site, programme, *_ in facts["role"]]
        self._teams = [(team, function) for function, team, *_none in facts["team"]]
        self._shifts = [site for _none, site, *_also in facts["shift"]]
        # Grants that live now: {model: [(id, kind, may write, until)]}.
        self._granted = defaultdict(list)
        for kind, res_id, _none, model_name, can_write, date_to in facts["grant"]:
            self._granted[model_name].append((res_id, kind, can_write, date_to))
        self.rows = [] if facts["unsigned"] else rows

    def _facts(self):
        """Rows (kind, word, id, other id, model, may write, until) of the user."""
        env = self.env
        for model in (
            "ngo.role",
            "ngo.team.member",
            "ngo.presence",
            "ngo.access",
            "ngo.charter",
            "ngo.charter.signature",
            "res.users",
        ):
            env[model].flush_model()
        # Not SQL's now(), which is the start of the transaction: a grant made within
        # it would not count.
        now = fields.Datetime.now()
        return env.execute_query(
            SQL(
                """
                SELECT 'role', role, site_id, programme_id,
                       NULL::varchar, NULL::boolean, NULL::timestamp
                  FROM ngo_role
                 WHERE user_id = %(uid)s AND state = 'approved'
                   AND date_from <= %(now)s
                   AND (date_to IS NULL OR date_to > %(now)s)
                 UNION ALL
                SELECT 'team', function, team_id, NULL, NULL, NULL, NULL
                  FROM ngo_team_member
                 WHERE user_id = %(uid)s
                   AND (date_from IS NULL OR date_from <= %(today)s)
                   AND (date_to IS NULL OR date_to >= %(today)s)
                 UNION ALL
                SELECT DISTINCT 'shift', NULL, site_id, NULL::integer,
                       NULL, NULL::boolean, NULL::timestamp
                  FROM ngo_presence
                 WHERE user_id = %(uid)s
                   AND date_from <= %(now)s
                   AND date_to > %(now)s
                 UNION ALL
                SELECT 'grant', kind, res_id, NULL, res_model, can_write, date_to
                  FROM ngo_access
                 WHERE user_id = %(uid)s AND state = 'live'
                   AND date_from <= %(now)s
                   AND date_to > %(now)s
                 UNION ALL
                SELECT 'unsigned', NULL, pending.id, NULL, NULL, NULL, NULL
                  FROM (%(pending)s) AS pending (user_id, id)
                """,
                uid=env.uid,
                now=now,
                today=now.date(),
                pending=env["ngo.charter"]._pending_sql(SQL("u.id = %s", env.uid)),
            )
        )

    def _remember(self, key, function):
        if key not in self._memory:
            self._memory[key] = function()
        return self._memory[key]

    @property
    def any(self):
        """True when the user holds a live role and has signed the charter."""
        return bool(self.rows)

    def has(self, *roles):
        """True when the user holds one of ``roles`` somewhere."""
        return any(role in roles for role, _site, _programme in self.rows)

    def site_ids(self, *roles):
        """Ids of the sites, those below included, that rows of ``roles`` name."""
        named = {site for role, site, _p in self.rows if role in roles and site}
        return self._below(named)

    def programme_ids(self, *roles):
        """Ids of the programmes that rows of ``roles`` name."""
        return sorted({p for role, _s, p in self.rows if role in roles and p})

    def domain(self, roles, site="site_id", programme="programme_id"):
        """Domain of the records that live rows of ``roles`` reach.

        A row without site and programme reaches all of them, a row with both needs
        both. Where the model has no such field, say ``site=None``: a row that is
        limited to a site then reaches nothing.

        :param roles: role keys
        :param str site: path of the site field, or None
        :param str programme: path of the programme field, or None
        """
        domains = []
        for role, site_id, programme_id in self.rows:
            if role not in roles:
                continue
            terms = []
            if site_id:
                if not site:
                    continue
                terms.append(Domain(site, "in", self._below({site_id})))
            if programme_id:
                if not programme:
                    continue
                terms.append(Domain(programme, "in", [programme_id]))
            domains.append(Domain.AND(terms))
        return Domain.OR(domains)

    def _below(self, site_ids):
        if not site_ids:
            return []

        def below():
            return [
                site_id
                for (site_id,) in self.env.execute_query(
                    SQL(
                        """
                        SELECT below.id FROM ngo_site above
                          JOIN ngo_site below
                            ON below.parent_path LIKE above.parent_path || '%%'
                         WHERE above.id IN %s
                        """,
                        tuple(site_ids),
                    )
                )
            ]

        return self._remember(("below", frozenset(site_ids)), below)

    @property
    def team_ids(self):
        """Ids of the teams of which the user is a member today, in any function."""
        return [team for team, _function in self._teams]

    @property
    def led_team_ids(self):
        """Ids of the teams that the user leads or deputises today."""
        return [
            team for team, function in self._teams if function in ("lead", "deputy")
        ]

    @property
    def presence_site_ids(self):
        """Ids of the sites where the user is on shift now."""
        return self._shifts

    def presence_site_ids_for(self, *roles):
        """Ids of the sites where the user is on shift now, if she holds a role of
        ``roles`` that reaches that site."""
        sites = set(self._shifts)
        if not sites:
            return []
        everywhere = any(role in roles and not site for role, site, _p in self.rows)
        return sorted(sites if everywhere else sites & set(self.site_ids(*roles)))

    def _grants(self, model_name):
        return self._granted.get(model_name, [])

    def granted_ids(self, model_name, mode="read"):
        """Ids of the records of ``model_name`` opened by a dated grant."""
        return [
            res_id
            for res_id, _kind, can_write, _to in self._grants(model_name)
            if mode == "read" or can_write
        ]

    def grant_reasons(self, model_name, res_id):
        """Sentences naming the grants that open one record."""
        access = self.env["ngo.access"]
        kinds = dict(access._fields["kind"]._description_selection(self.env))
        return [
            self.env._("%(kind)s until %(date)s", kind=kinds[kind], date=date_to)
            for granted, kind, _write, date_to in self._grants(model_name)
            if granted == res_id
        ]
