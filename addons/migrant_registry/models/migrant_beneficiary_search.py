# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.ngo_base.arguments import Number, Text

from ..engine import candidates, codes, dates, keys, match, phones, rows, scripts
from .migrant_beneficiary_scope import CONTENT_ROLES, DESK_ROLES

_DATE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER = re.compile(r"(?<!\w)\+?\d[\d\s().-]{4,}\d(?!\w)")
_MIXED = re.compile(r"\b\w*\d\w*\b")
_WORD = re.compile(r"[^\W\d_]{2}")
# Candidates that the reader may see are checked up to here; the rest is noise.
_CHECKED = 60
# So many are read with each search: whether it finds somebody else takes no longer.
_BESIDE = 8
# A name alone that agrees in two parts: "a file may exist".
_EXISTS = match.POSSIBLE


class MigrantBeneficiary(models.Model):
    """One box finds a person; nobody is registered who was not looked for.

    The same work is done and the same time spent whoever is found: a file that is
    restricted or sealed leaves no trace in the answer.
    """

    _inherit = "migrant.beneficiary"

    # --------------------------------------------------------------- search

    @api.model
    def find_person(self, text: Text, limit: Number | None = 10):
        """Look for a person by name in any script, code, card, telephone, identifier.

        A birth date or year may stand beside the name.

        :param str text: what was typed or scanned
        :param int limit: at most so many persons, 25 at most
        :return: dict with ``query`` (how the text was read), ``found`` (persons open
            to the reader, best first, each with its explained score) and ``elsewhere``
            (units that hold a standard file that may be the one: no name, no code)
        :raise AccessError: the user holds no role that registers persons
        """
        self._check_may_look()
        text = rows.clean_text(text)[:200]
        limit = min(max(int(limit or 10), 1), 25)
        self.env["migrant.search.log"]._note_search()
        query = self._read_query(text)
        beside = self._beside()
        scored = self._score_query(query, beside)
        found, elsewhere = self._sort_found(scored, limit, beside.beneficiary_id)
        return {
            "query": self._query_label(query),
            "found": found,
            "elsewhere": elsewhere,
        }

    @api.model
    def _check_may_look(self):
        """That somebody has a file is told to those who register persons, no others."""
        if not self._scope_live().has(*CONTENT_ROLES, *DESK_ROLES):
            raise AccessError(self.env._("Your role does not look for persons."))

    @api.model
    def _read_query(self, text):
        """Part one line of text into code, name, births and numbers."""
        code = codes.normalise_code(text)
        if code:
            return {"code": code, "name": "", "births": [], "numbers": []}
        today = fields.Date.context_today(self)
        rest = "".join(
            phones.digits(char) if char.isdecimal() else char for char in text
        )
        births, numbers = [], []
        for pattern in (_DATE, _YEAR):
            for word in pattern.findall(rest):
                try:
                    birth, _warnings = dates.parse_birth(word, today)
                except dates.DateError:
                    continue
                births.append(birth)
                rest = rest.replace(word, " ", 1)
        for pattern in (_NUMBER, _MIXED):
            for word in pattern.findall(rest):
                numbers.append(word)
                rest = rest.replace(word, " ", 1)
        name = " ".join(rest.split())
        return {"code": None, "name": name, "births": births, "numbers": numbers}

    @api.model
    def _query_label(self, query):
        return {
            "code": query["code"] or False,
            "name": query["name"],
            "births": [str(birth) for birth in query["births"]],
            "numbers": query["numbers"],
        }

    @api.model
    def _score_query(self, query, beside):
        """``[(person, Score or None)]`` of all candidates, best first, whoever asks.

        :param beside: identities that are read and compared without being told
        """
        if query["code"]:
            person = self._find_by_code(query["code"], beside.beneficiary_id)
            return [(person, None)] if person else []
        numbers = [phones.phone_key(number) for number in query["numbers"]]
        identifiers = [phones.identifier_key(number) for number in query["numbers"]]
        # Everybody is compared; what the reader may learn is decided afterwards.
        identities = self.env["migrant.identity"].sudo()
        ids = identities._candidate_ids(
            query["name"], query["births"], identifiers, filter(None, numbers)
        )
        asked = match.Person(
            names=(query["name"],) if query["name"] else (),
            birth=query["births"][0] if query["births"] else None,
            identifiers=tuple(("", value) for value in identifiers),
            phones=tuple(filter(None, numbers)),
        )
        everybody = identities.browse({*ids, *beside.ids})
        # One question for all: aliases are followed below.
        everybody.beneficiary_id.mapped("merged_into_id")
        people = everybody._engine_persons(any_type=True)
        asked_for = set(everybody.browse(ids).beneficiary_id.ids)
        scored = [
            (person_id, match.compare(asked, person))
            for person_id, person in people.items()
        ]
        scored = [
            pair for pair in scored if pair[1].points > 0 and pair[0] in asked_for
        ]
        scored.sort(key=lambda pair: (-pair[1].points, pair[0]))
        return self._canonical_scores(scored[:_CHECKED])

    @api.model
    def _canonical_scores(self, scored):
        """Aliases replaced by the file they stand for, each file once."""
        best = {}
        for person_id, score in scored:
            person = self.browse(person_id)._canonical()
            best.setdefault(person.id, (person, score))
        return list(best.values())

    @api.model
    def _find_by_code(self, code, beside=()):
        """The person of a file code or of a live card, aliases followed, or none.

        :param beside: persons who are read with her, see `_beside`
        """
        everywhere = self.sudo().with_context(active_test=False)
        person = everywhere.search([("code", "=", code)], limit=1)
        # Asked in any case: it tells by its time, too, whether there is a file.
        held = self.env["migrant.card"].sudo()._find_live(code).beneficiary_id
        found = (person or held).ids
        everywhere.browse([*found, *(one.id for one in beside)]).mapped(
            "merged_into_id"
        )
        return self.browse(found)._canonical()

    @api.model
    def _beside(self):
        """Identities that every search reads beside those that it finds."""
        # Nothing of them is told.
        identities = self.env["migrant.identity"].sudo()
        return identities.with_context(active_test=False).search(
            [], order="id desc", limit=_BESIDE
        )

    @api.model
    def _sort_found(self, scored, limit, beside):
        """Part the scored persons in those open to the reader and the units to ask.

        :param beside: persons of whom the same is read, and nothing told
        """
        persons = self.browse([person.id for person, _score in scored])
        everybody = persons | self.browse(beside.ids)
        open_ids = set(everybody.sudo(False)._filtered_access("read").ids)
        identities = self.browse(open_ids)._readable_identities()
        for person in everybody.sudo():
            person._unit_to_ask()
        found, units = [], {}
        for person, score in scored:
            if person.id in open_ids:
                if len(found) < limit and (score is None or person.id in identities):
                    found.append(
                        self._found_values(person, identities.get(person.id), score)
                    )
                continue
            if score is not None and score.points < _EXISTS:
                continue
            unit = person.sudo()._unit_to_ask()
            if unit:
                units[unit] = units.get(unit, 0) + 1
        elsewhere = [
            {"unit": unit, "count": min(count, 3)} for unit, count in units.items()
        ]
        return found, elsewhere[:5]

    def _found_values(self, person, identity, score):
        return {
            "id": person.id,
            "code": person.code,
            "name": identity.full_name if identity else False,
            "names": identity.beneficiary_id.name_ids.mapped("value")
            if identity
            else [],
            "birth": identity.birth_label if identity else False,
            "site": person.site_id.display_name or False,
            "owner": person.owner_id.name or False,
            "points": score.points if score else False,
            "band": score.band if score else "probable",
            "evidence": self._explain(score) if score else [],
        }

    @api.model
    def _explain(self, score):
        """The score line by line, in the reader's language."""
        fields_labels = self._evidence_fields()
        outcomes = self._evidence_outcomes()
        return [
            {
                "field": fields_labels.get(line.field, line.field),
                "outcome": outcomes.get(line.outcome, line.outcome),
                "points": line.points,
            }
            for line in score.evidence
        ]

    @api.model
    def _evidence_fields(self):
        return {
            "name": self.env._("Name"),
            "birth": self.env._("Birth"),
            "sex": self.env._("Sex"),
            "identifier": self.env._("Identifier"),
            "phone": self.env._("Telephone"),
            "nationality": self.env._("Nationality"),
            "place": self.env._("Place"),
        }

    @api.model
    def _evidence_outcomes(self):
        return {
            "name_same": self.env._("sounds the same"),
            "name_close": self.env._("sounds close"),
            "name_near": self.env._("is somewhat alike"),
            "name_initial": self.env._("same initial"),
            "name_differs": self.env._("differs"),
            "birth_same": self.env._("same day"),
            "birth_swapped": self.env._("day and month swapped"),
            "birth_typo": self.env._("one slip apart"),
            "birth_month": self.env._("same month"),
            "birth_year": self.env._("same year"),
            "birth_year_near": self.env._("a year apart or estimated"),
            "birth_differs": self.env._("differs"),
            "sex_same": self.env._("same"),
            "sex_differs": self.env._("differs"),
            "identifier_same": self.env._("same number"),
            "identifier_near": self.env._("one slip apart"),
            "identifier_differs": self.env._("differs"),
            "phone_same": self.env._("same number"),
            "nationality_same": self.env._("same"),
            "nationality_differs": self.env._("differs"),
            "place_same": self.env._("same"),
            "place_near": self.env._("is somewhat alike"),
            "place_differs": self.env._("differs"),
        }

    def _unit_to_ask(self):
        """Who holds a standard file, in words, or None when nothing may be said."""
        self.ensure_one()
        if self.confidentiality != "standard" or not self.active or self.anonymised_at:
            return None
        unit = self.team_id or self.site_id or self.programme_id
        return unit.display_name or self.env._("the coordination")

    # ------------------------------------------------------------- register

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        typed = self.env.context.get("registry_query")
        if typed and "name_ids" in fields_list and "name_ids" not in values:
            query = self._read_query(rows.clean_text(typed)[:200])
            if parts := _guess_parts(query):
                values["name_ids"] = [
                    fields.Command.create({"kind": kind, "value": value})
                    for kind, value in parts
                ]
            if query["births"] and "birth_date" in fields_list:
                birth = query["births"][0]
                values["birth_date"] = birth.as_date()
                values["birth_precision"] = birth.precision
        if "site_id" in fields_list and not values.get("site_id"):
            sites = self._scope_live().presence_site_ids
            if len(sites) == 1:
                values["site_id"] = sites[0]
        return values

    @api.model
    def _check_searched_before(self, count):
        """At the desk nobody is registered who was not looked for just before.

        :raise UserError: a desk role creates more persons than it made searches
        """
        live = self._scope_live()
        if self.env.su or live.has(*CONTENT_ROLES) or not live.has(*DESK_ROLES):
            return
        if not self.env["migrant.search.log"]._use_searches(count):
            raise UserError(
                self.env._(
                    "Look for the person first: type her name in the search box, in "
                    "any script. If nobody is found, register her from there."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        persons = super().create(vals_list)
        # The import compares whole files at once; nobody else may leave it out.
        if not (self.env.su and self.env.context.get("migrant_import")):
            persons._propose_matches()
        return persons

    def _propose_matches(self):
        """Compare persons with all others and put the likely doubles in the queue.

        Runs as the system, for every registration alike: the one who registers does
        not learn whether a closed file was found.
        """
        # Whoever registers, everybody is compared; the queue has its own readers.
        identities = self.env["migrant.identity"].sudo()
        own = identities.search([("beneficiary_id", "in", self.ids)])
        found = [
            (person_id, other_id, score)
            for person_id, person in own._engine_persons().items()
            for other_id, score in self._rank_doubles(person)
            if other_id != person_id and score.points >= match.POSSIBLE
        ]
        self.env["migrant.match"].sudo()._propose(found)

    @api.model
    def _rank_doubles(self, person):
        """All who may be the same person as one described, best first.

        :param person: engine's ``match.Person``, registered or not
        :return: list of (person id, Score)
        """
        # Everybody is compared; who calls decides what of it is told.
        identities = self.env["migrant.identity"].sudo()
        ids = identities._candidate_ids(*candidates.told(person))
        others = identities.browse(ids)._engine_persons()
        scored = [(i, match.compare(person, other)) for i, other in others.items()]
        return sorted(scored, key=lambda pair: (-pair[1].points, pair[0]))

    @api.model
    def _rank_all(self, persons, plans):
        """Possible doubles of many persons described, in a few queries.

        Only those are looked at whom a number, or a name and the birth, find.

        :param persons: ``{any key: engine's match.Person}``
        :param plans: ``{key: answer of engine.candidates.plan}``
        :return: ``{key: list of (person id, Score)}``, unlikely ones left out
        """
        # As above: everybody is compared, who calls decides what of it is told.
        identities = self.env["migrant.identity"].sudo()
        ids = identities._candidates_of_all(plans)
        known = identities.browse(set().union(*ids.values()))
        of_identity = {row.id: row.beneficiary_id.id for row in known}
        others = known._engine_persons()
        out = defaultdict(list)
        for key, some in ids.items():
            for other_id in sorted(of_identity[i] for i in some):
                other = others.get(other_id)
                if other and match.may_reach(persons[key], other, match.POSSIBLE):
                    score = match.compare(persons[key], other)
                    if score.points >= match.POSSIBLE:
                        out[key].append((other_id, score))
        return out


def _guess_parts(query):
    """``[(kind, value)]`` of a typed name: the last part is taken for the family's.

    Nothing where no name was typed: letters of a mistyped code, the prefix of a paper.
    """
    parts = keys.parts(query["name"])
    is_name = _WORD.search(scripts.fold(query["name"]))
    if not is_name or (query["numbers"] and len(parts) < 2):
        return []
    if len(parts) == 1:
        return [("given", parts[0])]
    return [("given", " ".join(parts[:-1])), ("family", parts[-1])]
