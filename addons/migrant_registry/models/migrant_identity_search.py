# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..engine import candidates, dates, match
from .migrant_identity import hit


class MigrantIdentity(models.Model):
    """Candidates for a double, found in the database by the engine's plan."""

    _inherit = "migrant.identity"

    @api.model
    def _candidate_ids(self, text="", births=(), identifiers=(), numbers=()):
        """Ids of the identities that are worth comparing, whoever may read them.

        The plan is the engine's; each tier is one limited question to the GIN index.
        """
        self.flush_model(["search_keys"])
        plan = candidates.plan(text, births, identifiers, numbers)
        found = set()
        for step in range(3):
            if step and candidates.is_enough(len(found), step, births):
                continue
            found |= self._ask([tier for tier in plan if tier.step == step], step < 2)
        return sorted(found)

    def _ask(self, tiers, is_rare):
        """Ids of the rows that some tiers of a plan find, each up to its limit.

        :param bool is_rare: few rows are hit, so that the index must be used
        """
        parts = []
        for tier in tiers:
            ways = [
                SQL(
                    "(%s)",
                    SQL(" AND ").join(hit("migrant_identity", some) for some in way),
                )
                for way in tier.ways
            ]
            parts.append(
                SQL(
                    "(SELECT id FROM migrant_identity WHERE %s LIMIT %s)",
                    SQL(" OR ").join(ways),
                    tier.limit,
                )
            )
        if not parts:
            return set()
        # Without statistics to tell rare keys from common ones the planner reads the
        # whole table now and then: 30 ms instead of one.
        if is_rare:
            self.env.cr.execute("SET LOCAL enable_seqscan = off")
        # UNION alone wants them sorted, for which it walks through the primary key.
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        if is_rare:
            self.env.cr.execute("SET LOCAL enable_seqscan = on")
        return {row_id for (row_id,) in rows}

    @api.model
    def _candidates_of_all(self, plans):
        """Ids worth comparing for many persons at once, by the telling tiers.

        One query for each number of sets that the ways of the plans have. The limit
        of a tier holds for each of its ways.

        :param plans: ``{any key: answer of engine.candidates.plan}``
        :return: ``{key: set of ids}`` of the keys for which some are found
        """
        self.flush_model(["search_keys"])
        ways = defaultdict(list)
        for key, plan in plans.items():
            for tier in plan:
                if tier.step == 0:
                    for way in tier.ways:
                        texts = [" ".join(sorted(some)) for some in way]
                        ways[len(way)].append((key, tier.limit, *texts))
        found = defaultdict(set)
        # See _ask for the planner.
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for count, some in ways.items():
            names = [SQL.identifier(f"set{n}") for n in range(count)]
            query = SQL(
                """
                SELECT asked.at, hit.id
                  FROM unnest(%(columns)s) WITH ORDINALITY
                       AS asked(most, %(names)s, at)
                 CROSS JOIN LATERAL (
                       SELECT i.id FROM migrant_identity i
                        WHERE %(hits)s LIMIT asked.most) hit
                """,
                columns=SQL(", ").join(
                    SQL("%s::" + kind, list(column))
                    for kind, column in zip(
                        ["int[]", *["text[]"] * count],
                        list(zip(*some, strict=True))[1:],
                        strict=True,
                    )
                ),
                names=SQL(", ").join(names),
                hits=SQL(" AND ").join(
                    SQL(
                        "string_to_array(i.search_keys, ' ')"
                        " && string_to_array(asked.%s, ' ')",
                        name,
                    )
                    for name in names
                ),
            )
            for at, identity_id in self.env.execute_query(query):
                found[some[at - 1][0]].add(identity_id)
        self.env.cr.execute("SET LOCAL enable_seqscan = on")
        return found

    def _engine_persons(self, any_type=False):
        """What the engine compares, read in one query whatever the number.

        :param bool any_type: forget the kinds of identifiers, as a search must
        :return: ``{person id: engine.match.Person}``; anonymised files are left out
        """
        if not self:
            return {}
        for model in ("name", "identifier", "contact"):
            self.env[f"migrant.identity.{model}"].flush_model()
        self.flush_model()
        self.env["migrant.beneficiary"].flush_model(["anonymised_at"])
        out = {}
        for row in self.env.execute_query(SQL(_PERSONS, ids=tuple(self.ids))):
            person_id, born, precision, sex, names, numbers, contacts, countries = row
            out[person_id] = match.Person(
                names=_whole_names(names or ()),
                birth=born and dates.PartialDate.of(born, precision),
                sex=sex or "",
                identifiers=tuple(
                    ("" if any_type else kind, value) for kind, value in numbers or ()
                ),
                phones=tuple(contacts or ()),
                nationalities=tuple(countries or ()),
            )
        return out


# One row per person: hundreds of candidates are read for each search.
_PERSONS = """
SELECT i.beneficiary_id, i.birth_date, i.birth_precision, i.sex,
       (SELECT json_agg(json_build_array(n.kind, n.value, n.script)
                        ORDER BY n.sequence, n.id)
          FROM migrant_identity_name n WHERE n.beneficiary_id = i.beneficiary_id),
       (SELECT json_agg(json_build_array(d.type_id, d.value_key))
          FROM migrant_identity_identifier d
         WHERE d.beneficiary_id = i.beneficiary_id AND d.value_key IS NOT NULL),
       (SELECT array_agg(c.phone_key)
          FROM migrant_identity_contact c
         WHERE c.beneficiary_id = i.beneficiary_id AND c.phone_key IS NOT NULL),
       (SELECT array_agg(r.res_country_id)
          FROM migrant_identity_res_country_rel r
         WHERE r.migrant_identity_id = i.id)
  FROM migrant_identity i
  JOIN migrant_beneficiary b ON b.id = i.beneficiary_id
 WHERE i.id IN %(ids)s AND b.anonymised_at IS NULL
"""


def _whole_names(names):
    """Whole names of a person, one a script, her own parts put together.

    :param names: iterable of (kind, value, script)
    """
    by_script, whole = {}, []
    for kind, value, script in names:
        if kind in ("given", "family"):
            by_script.setdefault(script, []).append(value)
        elif kind in ("full", "nickname", "alias", "birth"):
            whole.append(value)
    return tuple([" ".join(parts) for parts in by_script.values()] + whole)
