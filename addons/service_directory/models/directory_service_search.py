# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import geo, matching
from ..engine.eligibility import Person

#: Candidates that the database hands to the engine, best first: more than anybody
#: reads through with a person waiting.
LIMIT = 40
#: Fields of a service that the engine reads when a condition is asked.
JUDGED = {
    "category": ["category_ids"],
    "area": ["area_ids"],
    "languages": ["language_ids"],
    "access": ["access_ids"],
    "person": [
        "public_mode",
        "legal_status_ids",
        "age_min",
        "age_max",
        "sex",
        "family_ids",
        "profile_ids",
    ],
    "is_open_now": ["hours_ids", "is_hours_unreadable"],
}


class DirectoryServiceSearch(models.AbstractModel):
    """Finding a service: the database narrows, the engine explains.

    The domain holds the hard conditions of ``engine/matching.py``, with the same
    meaning of "not known"; a test compares both on generated directories.
    """

    _name = "directory.service.search"
    _description = "Finding a Service"

    @api.model
    def _find(self, ask, limit=LIMIT):
        """Services for a need, best first, each with its reasons.

        :param ask: dict with any of ``category`` (record), ``area`` (record),
            ``languages`` (records), ``access`` (code), ``person``
            (:class:`engine.eligibility.Person`), ``is_open_now``, ``near``
            (latitude, longitude), ``max_km``
        :return: list of (service, place or empty, Finding), hits only
        """
        domain = self._find_domain(ask)
        return self._judge(self._best_ids(domain, ask, limit), ask)

    @api.model
    def _find_misses(self, ask, limit=LIMIT):
        """Services that answer the need and yet are no hit, with the reasons.

        :return: as :meth:`_find`, misses only
        """
        need = {"category": ask.get("category")}
        # Off the map or closed down is a reason too.
        domain = self._need_domain(need) & ~self._find_domain(ask)
        found = self._judge(self._best_ids(domain, ask, limit), ask)
        return [line for line in found if not line[2].is_hit]

    # ------------------------------------------------------------------- domain

    @api.model
    def _need_domain(self, ask):
        domain = Domain("publication_state", "=", "published")
        if ask.get("category"):
            domain &= Domain("category_ids", "child_of", ask["category"].id)
        return domain

    @api.model
    def _find_domain(self, ask):
        """Domain of the hits; what is not known stays in."""
        domain = self._need_domain(ask) & Domain("status", "=", "active")
        area = ask.get("area")
        if area:
            path = self._path_up(area)
            domain &= (
                Domain("area_ids", "=", False)
                | Domain("area_ids", "in", path)
                | Domain("area_ids", "child_of", area.id)
            )
        if ask.get("access"):
            domain &= Domain("access_ids", "=", False) | Domain(
                "access_ids.code", "=", ask["access"]
            )
        if ask.get("person"):
            domain &= self._person_domain(ask["person"])
        if ask.get("is_open_now"):
            domain &= Domain("opening_state", "in", ["open", "unknown"])
        if ask.get("near") and ask.get("max_km"):
            domain &= self._near_domain(ask["near"], ask["max_km"])
        return domain

    @api.model
    def _person_domain(self, person):
        domain = Domain.TRUE
        if person.status:
            domain &= Domain("legal_status_ids", "=", False) | Domain(
                "legal_status_ids.code", "=", person.status
            )
        if person.age is not None:
            domain &= Domain("age_min", "<=", person.age)
            domain &= Domain("age_max", "=", 0) | Domain("age_max", ">=", person.age)
        if person.sex:
            domain &= Domain("sex", "in", [False, person.sex])
        if person.family:
            domain &= Domain("family_ids", "=", False) | Domain(
                "family_ids.code", "=", person.family
            )
        refused = [code for code, has in person.profiles.items() if not has]
        if refused:
            domain &= Domain("profile_ids", "=", False) | Domain(
                "profile_ids", "any", [("code", "not in", refused)]
            )
        return Domain("public_mode", "!=", "exclusive") | domain

    @api.model
    def _near_domain(self, near, max_km):
        south, west, north, east = geo.bounding_box(near, max_km)
        inside = [
            ("location_id.latitude", ">=", south),
            ("location_id.latitude", "<=", north),
            ("location_id.longitude", ">=", west),
            ("location_id.longitude", "<=", east),
        ]
        return (
            Domain("site_ids", "=", False)
            | Domain("site_ids", "any", inside)
            | Domain("site_ids.location_id.latitude", "in", [False, 0.0])
        )

    @api.model
    def _path_up(self, node):
        """Ids of an area or a category and of all above it, nearest first."""
        return [int(step) for step in node.parent_path.split("/") if step][::-1]

    # -------------------------------------------------------------------- order

    @api.model
    def _best_ids(self, domain, ask, limit):
        """Ids of the best candidates: places left, language, distance, freshness."""
        query = self._search(domain)
        table = SQL.identifier(query.table)
        order = [
            SQL(
                "CASE %s.capacity_status WHEN 'capacity' THEN 0 WHEN 'waitlist' THEN 2"
                " WHEN 'no-capacity' THEN 3 ELSE 1 END",
                table,
            )
        ]
        languages = ask.get("languages")
        if languages:
            order.append(self._language_rank(table, languages))
        if ask.get("near"):
            order.append(self._distance_rank(table, ask["near"]))
        order += [SQL("%s.last_checked DESC NULLS LAST", table), SQL("%s.id", table)]
        query.order = SQL(", ").join(order)
        query.limit = limit
        return list(query.get_result_ids())

    def _language_rank(self, table, languages):
        field = self._fields["language_ids"]
        relation = SQL.identifier(field.relation)
        service = SQL.identifier(field.column1)
        language = SQL.identifier(field.column2)
        return SQL(
            "CASE WHEN EXISTS (SELECT 1 FROM %(rel)s r WHERE r.%(service)s = %(t)s.id"
            " AND r.%(language)s IN %(ids)s) THEN 0"
            " WHEN NOT EXISTS (SELECT 1 FROM %(rel)s r"
            " WHERE r.%(service)s = %(t)s.id) THEN 1 ELSE 2 END",
            rel=relation,
            service=service,
            language=language,
            t=table,
            ids=tuple(languages.ids),
        )

    def _distance_rank(self, table, near):
        """Square of the distance on a plane: right order within a country."""
        return SQL(
            "(SELECT min((l.latitude - %(lat)s) ^ 2 + ((l.longitude - %(lon)s)"
            " * cos(radians(%(lat)s))) ^ 2) FROM directory_service_site s"
            " JOIN directory_location l ON l.id = s.location_id"
            " WHERE s.service_id = %(t)s.id AND l.latitude != 0) NULLS LAST",
            lat=near[0],
            lon=near[1],
            t=table,
        )

    # -------------------------------------------------------------------- judge

    @api.model
    def _judge(self, ids, ask):
        """The engine's findings on services, the best place of each."""
        services = self.browse(ids)
        services._fetch_judged(ask)
        query = self._engine_query(ask)
        today = fields.Date.context_today(self)
        openings = services._openings_now() if ask.get("is_open_now") else {}
        found = []
        for service in services:
            findings = [
                matching.judge(offer, query, today)
                for offer in service._offers(ask, openings)
            ]
            found.append(min(findings, key=lambda finding: finding.rank))
        found.sort(key=lambda finding: finding.rank)
        places = self.env["directory.service.site"]
        return [(self.browse(f.key[0]), places.browse(f.key[1]), f) for f in found]

    def _fetch_judged(self, ask):
        """Read what the engine asks of these services, and no other column."""
        self.fetch(
            [
                "status",
                "capacity_status",
                "last_checked",
                "site_ids",
                *(
                    name
                    for condition, names in JUDGED.items()
                    if ask.get(condition)
                    for name in names
                ),
            ]
        )
        if ask.get("near"):
            self.site_ids.fetch(["location_id"])
            self.site_ids.location_id.fetch(
                ["latitude", "longitude", "is_address_confidential"]
            )

    @api.model
    def _engine_query(self, ask):
        category, area = ask.get("category"), ask.get("area")
        languages = ask.get("languages")
        return matching.Query(
            category=category.id if category else None,
            area_path=tuple(self._path_up(area)) if area else (),
            languages=frozenset(languages.mapped("code") if languages else ()),
            access_mode=ask.get("access"),
            person=ask.get("person"),
            is_open_now=bool(ask.get("is_open_now")),
            max_km=ask.get("max_km") if ask.get("near") else None,
        )

    def _offers(self, ask, openings):
        """The engine's offers: one per place, or one for a service without place."""
        self.ensure_one()
        common = self._offer(ask)
        near = ask.get("near")
        for site in self.site_ids or [self.env["directory.service.site"]]:
            distance = None
            if near and site:
                distance = geo.distance_km(near, site.location_id._point())
            yield matching.Offer(
                key=(self.id, site.id),
                opening=openings.get((self.id, site.id), matching.UNKNOWN),
                distance=distance,
                **common,
            )

    def _offer(self, ask):
        """What the offers of a service share; what is not asked stays empty."""
        common = {
            "is_active": self.status == "active",
            "capacity": self.capacity_status or None,
            "last_checked": self.last_checked or None,
        }
        if ask.get("category"):
            paths = (self._path_up(each) for each in self.category_ids)
            common["categories"] = frozenset(step for path in paths for step in path)
        if ask.get("area"):
            areas = frozenset(self.area_ids.ids)
            paths = (self._path_up(area) for area in self.area_ids)
            common["areas"] = areas
            common["areas_above"] = frozenset(
                step for path in paths for step in path
            ).difference(areas)
        if ask.get("languages"):
            common["languages"] = frozenset(self.language_ids.mapped("code"))
        if ask.get("access"):
            common["access_modes"] = frozenset(self.access_ids.mapped("code"))
        if ask.get("person"):
            common["public"] = self._public()
        return common

    def _openings_now(self):
        """(service id, place id or False) → open, closed or unknown, by the index."""
        now = fields.Datetime.now()
        live = self.env["directory.opening"].search_fetch(
            [
                ("service_id", "in", self.ids),
                ("start", "<=", now),
                ("stop", ">", now),
            ],
            ["service_id", "site_id"],
        )
        is_open = {(line.service_id.id, line.site_id.id) for line in live}
        states = {}
        for service in self:
            for site in service.site_ids or [self.env["directory.service.site"]]:
                key = (service.id, site.id)
                lines = site.hours_ids or service.hours_ids
                unclear = service.is_hours_unreadable or site.is_hours_unreadable
                if key in is_open:
                    states[key] = "open"
                else:
                    states[key] = "unknown" if unclear or not lines else "closed"
        return states

    @api.model
    def _person_facts(self, **known):
        """The engine's person, for callers of other rooms; see ``Person``."""
        return Person(**known)
