# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Command

from ..engine import geo, hsds_import, hsds_kinds, hsds_profile

MODELS = {
    "organization": "directory.organization",
    "location": "directory.location",
    "service": "directory.service",
}
_NODES = {
    "organization": "_organization_node",
    "location": "_location_node",
    "service": "_service_node",
}


class DirectoryExchangeRead(models.AbstractModel):
    """HSDS 3.1 of others, for us to hold: what the engine planned is written here."""

    _name = "directory.exchange.read"
    _description = "Reading of Foreign Sheets"

    @api.model
    def _plan(self, objects):
        """The engine's report on the objects of a feed, against what we hold."""
        wanted = {kind: set() for kind in MODELS}
        for kind, found in objects:
            if kind in MODELS:
                node, _issues = hsds_kinds.clean(kind, found)
                for part_kind, ids in self._part_ids(kind, node).items():
                    wanted[part_kind] |= ids
        return hsds_import.plan(objects, self._known(wanted))

    @api.model
    def _part_ids(self, kind, node):
        """Identifiers of the records that an object and its parts stand for."""
        ids = {name: set() for name in MODELS}
        ids[kind].add(node.get("id"))
        if kind == "service":
            organization = node.get("organization") or {}
            ids["organization"] |= {organization.get("id"), node.get("organization_id")}
            ids["location"] |= self._part_ids("organization", organization)["location"]
            for site in node.get("service_at_locations", ()):
                location = site.get("location") or {}
                ids["location"] |= {location.get("id"), site.get("location_id")}
        for location in node.get("locations", ()) if kind == "organization" else ():
            ids["location"].add(location.get("id"))
        return {name: found - {None} for name, found in ids.items()}

    @api.model
    def _known(self, wanted):
        """What we hold: as the sender last said it, unless somebody changed it here."""
        known = {}
        for kind, ids in wanted.items():
            # An archived sheet still has its identifier: it must be found.
            records = self.env[MODELS[kind]].with_context(active_test=False)
            for record in records.search([("hsds_uuid", "in", list(ids))]):
                known[kind, record.hsds_uuid] = self._known_record(kind, record)
        return known

    @api.model
    def _known_record(self, kind, record):
        # Read by whoever imports; the field itself is for data officers.
        source = record.sudo().hsds_source
        if not source:
            return hsds_import.Known(self._clean_node(kind, record))
        source_hash = hsds_kinds.content_hash(source)
        own = self._clean_node(kind, record)
        own_hash = hsds_kinds.content_hash(own)
        if self._local_hash(kind, record) == record.hsds_local_hash:
            return hsds_import.Known(source, source_hash, own_hash=own_hash)
        return hsds_import.Known(own, source_hash, is_changed=True, own_hash=own_hash)

    @api.model
    def _clean_node(self, kind, record):
        written = hsds_kinds.dump(kind, getattr(self, _NODES[kind])(record))
        node, _issues = hsds_kinds.clean(kind, written)
        organization = node.pop("organization", None)
        if organization:
            node["organization_id"] = organization["id"]
        for site in node.get("service_at_locations", ()):
            location = site.pop("location", None)
            if location:
                site["location_id"] = location["id"]
        if node.get("locations"):
            node["locations"] = [{"id": place["id"]} for place in node["locations"]]
        return node

    @api.model
    def _local_hash(self, kind, record):
        """Hash of what a record says in all languages: a change in any is a change.

        A language without words of its own says nothing new.
        """
        said = set()
        for code, _name in self.env["res.lang"].get_installed():
            speaking = record.with_context(lang=code)
            node = self.with_context(lang=code)._clean_node(kind, speaking)
            node.pop("assured_date", None)
            # Its places are rows of their own, and may come later.
            node.pop("locations", None)
            for part in node.get("languages", ()):
                part.pop("name", None)
            for part in node.get("service_areas", ()):
                part.pop("name", None)
            for part in node.get("attributes", ()):
                part["taxonomy_term"] = (part.get("taxonomy_term") or {}).get("id")
            for name, parts in node.items():
                if isinstance(parts, list):
                    # Some lines are sorted by names, which a language changes.
                    node[name] = sorted(parts, key=str)
            said.add(hsds_kinds.content_hash(node))
        return hsds_kinds.content_hash({"said": sorted(said)})

    @api.model
    def _apply(self, row):
        """Write one planned row, whole; the caller holds a savepoint around it.

        :return: the record created or updated
        """
        method = getattr(self, f"_{row.kind}_vals")
        node = {k: v for k, v in row.node.items() if k != "id"}
        records = self.env[MODELS[row.kind]].with_context(active_test=False)
        record = records.search([("hsds_uuid", "=", row.id)])
        vals = method(node, record)
        vals["hsds_extra"] = node
        if record:
            record.write(vals)
        else:
            record = records.create({**vals, "hsds_uuid": row.id})
        # What the next reading will find, not what this transaction remembers.
        self.env.flush_all()
        self.env.invalidate_all()
        # Kept as the sender's words, for the next reading of the same feed.
        record.sudo().write(
            {
                "hsds_source": dict(row.node),
                "hsds_local_hash": self._local_hash(row.kind, record),
            }
        )
        return record

    # ------------------------------------------------------------------- values
    # Each method takes out of ``node`` what it has a field for; the rest is kept as
    # it came and exported again.

    @api.model
    def _organization_vals(self, node, record):
        extra = node.get("_extra") or {}
        families = dict(self.env["directory.organization"]._fields["family"].selection)
        family = extra.pop("x_family", None)
        parent = self._by_uuid("organization", node.get("parent_organization_id"))
        if parent:
            node.pop("parent_organization_id")
        return {
            "name": node.pop("name"),
            "alternate_name": node.pop("alternate_name", False),
            "description": node.pop("description", False),
            "website": node.pop("website", False),
            "email": node.pop("email", False),
            "parent_id": parent.id,
            "contact_ids": self._contact_commands(node, record.contact_ids),
            **({"family": family} if family in families else {}),
        }

    @api.model
    def _location_vals(self, node, record):
        if record.is_address_confidential:
            # A feed may not bring back an address that we decided to protect.
            for name in ("latitude", "longitude", "addresses"):
                node.pop(name, None)
            return {"name": node.pop("name", False) or record.name}
        point = geo.point(node.get("latitude"), node.get("longitude"))
        if point:
            node.pop("latitude")
            node.pop("longitude")
        addresses = node.pop("addresses", None) or [{}]
        first = dict(addresses[0])
        country = self.env["res.country"].search(
            [("code", "=", first.get("country", "").upper())], limit=1
        )
        if len(addresses) > 1:
            node["addresses"] = addresses[1:]
        ours = ("address_1", "address_2", "city", "state_province", "postal_code")
        node["address_kept"] = {k: v for k, v in first.items() if k not in ours}
        name = node.pop("name", False) or first.get("address_1") or first.get("city")
        return {
            "name": name or self.env._("Place without name"),
            "kind": node.pop("location_type"),
            "transportation": node.pop("transportation", False),
            "latitude": point[0] if point else 0.0,
            "longitude": point[1] if point else 0.0,
            "street": first.get("address_1", False),
            "street2": first.get("address_2", False),
            "zip": first.get("postal_code", False),
            "city": first.get("city", False),
            "state_name": first.get("state_province", False),
            "country_id": country.id,
            "contact_ids": self._contact_commands(node, record.contact_ids),
        }

    @api.model
    def _service_vals(self, node, record):
        extra = node.get("_extra") or {}
        organization = self._by_uuid("organization", node.pop("organization_id"))
        public, access, terms, others = hsds_profile.split_attributes(
            node.pop("attributes", ())
        )
        categories, unknown = self._categories(terms)
        node["attributes"] = [*others, *unknown]
        languages = self._languages_of(node)
        areas = self._areas_of(node)
        selections = self.env["directory.service"]._fields
        cost, capacity = extra.pop("x_cost", None), extra.pop("x_capacity_status", None)
        node.pop("last_modified", None)
        vals = {
            "name": node.pop("name"),
            "alternate_name": node.pop("alternate_name", False),
            "organization_id": organization.id,
            "description": node.pop("description", False),
            "status": node.pop("status"),
            "url": node.pop("url", False),
            "email": node.pop("email", False),
            "alert": node.pop("alert", False),
            "application_process": node.pop("application_process", False),
            "fees_description": node.pop("fees_description", False),
            "eligibility_description": node.pop("eligibility_description", False),
            "interpretation": node.pop("interpretation_services", False),
            "complaint_channel": extra.pop("x_complaints", False),
            "age_min": self._take_age(node, "minimum_age"),
            "age_max": self._take_age(node, "maximum_age"),
            "category_ids": [Command.set(categories.ids)],
            "language_ids": [Command.set(languages.ids)],
            "area_ids": [Command.set(areas.ids)],
            "contact_ids": self._contact_commands(node, record.contact_ids),
            "document_ids": self._document_commands(node, record.document_ids),
            "site_ids": self._site_commands(node, record.site_ids),
            **self._hours_vals(node, record),
            **self._public_vals(public, access),
        }
        if cost in dict(selections["cost_kind"].selection):
            vals["cost_kind"] = cost
        if capacity in dict(selections["capacity_status"].selection):
            vals["capacity_status"] = capacity
        return vals

    @api.model
    def _take_age(self, node, name):
        """A whole age out of the node; 0, 0.5 and 200 stay there as written, too."""
        said = node.get(name, 0)
        age = hsds_profile.whole_age(said)
        if age and age == said:
            node.pop(name)
        return age

    @api.model
    def _by_uuid(self, kind, uuid):
        records = self.env[MODELS[kind]].with_context(active_test=False)
        return records.search([("hsds_uuid", "=", uuid)]) if uuid else records

    @api.model
    def _public_vals(self, public, access):
        terms = self.env["directory.term"]

        def by_code(kind, codes):
            return terms.search([("kind", "=", kind), ("code", "in", list(codes))]).ids

        statuses = self.env["ngo.legal.status"].search(
            [("code", "in", list(public.statuses))]
        )
        return {
            "public_mode": public.mode,
            "legal_status_ids": [Command.set(statuses.ids)],
            "sex": next(iter(public.sexes)) if len(public.sexes) == 1 else False,
            "family_ids": [Command.set(by_code("family", public.families))],
            "profile_ids": [Command.set(by_code("profile", public.profiles))],
            "access_ids": [Command.set(by_code("access", access))],
        }

    @api.model
    def _categories(self, terms):
        """Our categories for foreign terms, and the attributes of the others."""
        found, unknown = self.env["directory.category"], []
        for term in terms:
            category = found.search(
                [
                    "|",
                    ("hsds_uuid", "=", term["id"]),
                    ("code", "=", term.get("code") or term["id"]),
                ],
                limit=1,
            )
            found |= category
            if not category:
                unknown.append(
                    {
                        "id": hsds_kinds.child_id(term["id"], "attribute"),
                        "link_type": "category",
                        "taxonomy_term": term,
                    }
                )
        return found, unknown

    @api.model
    def _languages_of(self, node):
        found, kept, other = self.env["ngo.language"], [], []
        for part in node.pop("languages", ()):
            code = (part.get("code") or "").lower()
            language = found.search(
                [("code", "=", code)]
                if len(code) == 3
                else [("name", "=ilike", part.get("name") or "?")],
                limit=1,
            )
            found |= language
            if language:
                kept.append({**part, "code": language.code})
            else:
                other.append(part)
        if kept:
            node["languages_kept"] = kept
        if other:
            node["languages"] = other
        return found

    @api.model
    def _areas_of(self, node):
        found, other = self.env["ngo.area"], []
        for part in node.pop("service_areas", ()):
            area = found.search(
                [
                    "|",
                    ("code", "=", part.get("extent") or "?"),
                    ("name", "=ilike", part.get("name") or "?"),
                ],
                limit=1,
            )
            found |= area
            if not area:
                other.append(part)
        if other:
            node["service_areas"] = other
        return found
