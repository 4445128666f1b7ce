# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL


class LiveRoles:
    """What one user may do at this instant, read from dated rows.

    Not a model: a small value that scope domains ask. Roles, teams and shifts are one
    SQL query, grants another, each asked once; nothing is kept between two access
    checks, so that a role that ended a second ago reads nothing.

    :param env: environment whose ``uid`` is the user in question
    """

    def __init__(self, env):
        self.env = env
        self._memory = {}
        facts = {"role": [], "team": [], "shift": []}
        for kind, word, one, two in self._query(
            """
            SELECT 'role', role, site_id, programme_id FROM ngo_role
             WHERE user_id = %(uid)s AND state = 'approved'
               AND date_from <= %(now)s
               AND (date_to IS NULL OR date_to > %(now)s)
             UNION ALL
            SELECT 'team', function, team_id, NULL FROM ngo_team_member
             WHERE user_id = %(uid)s
               AND (date_from IS NULL OR date_from <= %(today)s)
               AND (date_to IS NULL OR date_to >= %(today)s)
             UNION ALL
            SELECT DISTINCT 'shift', NULL, site_id, NULL::integer FROM ngo_presence
             WHERE user_id = %(uid)s
               AND date_from <= %(now)s
               AND date_to > %(now)s
            """
        ):
            facts[kind].append((word, one, two))
        rows = facts["role"]
        self._teams = [(team, function) for function, team, _none in facts["team"]]
        self._shifts = [site for _none, site, _also in facts["shift"]]
        # env.uid may not read the charter's tables; the answer is one boolean.
        charter = env["ngo.charter"].sudo()
        self.rows = rows if rows and charter._has_signed(env.uid) else []

    def _query(self, code, **params):
        for model in ("ngo.role", "ngo.team.member", "ngo.presence", "ngo.access"):
            self.env[model].flush_model()
        # Not SQL's now(), which is the start of the transaction: a grant made within
        # it would not count.
        now = fields.Datetime.now()
        return self.env.execute_query(
            SQL(code, uid=self.env.uid, now=now, today=now.date(), **params)
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
        return self._remember("grants", self._all_grants).get(model_name, [])

    def _all_grants(self):
        """Grants of the user that live now: {model: [(id, kind, may write, until)]}.

        Asked once: a form shows lists of thirty models.
        """
        rows = self._query(
            """
            SELECT res_model, res_id, kind, can_write, date_to FROM ngo_access
             WHERE user_id = %(uid)s AND state = 'live'
               AND date_from <= %(now)s
               AND date_to > %(now)s
            """
        )
        found = defaultdict(list)
        for model_name, *grant in rows:
            found[model_name].append(tuple(grant))
        return found

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
