# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import UTC

from odoo import api, models

from ..engine import hsds_kinds, hsds_profile

#: What an import sets aside to give a part its identifier back; never exported so.
KEPT = ("languages_kept", "address_kept", "locations")


def known(values):
    """The mapping without what is empty."""
    return {k: v for k, v in values.items() if v not in (None, False, "", [], {})}


class DirectoryExchange(models.AbstractModel):
    """The directory as HSDS 3.1, for others to read.

    Only what is listed here leaves the house: no line for professionals, no place with
    a confidential address, no name of a member of staff.
    """

    _name = "directory.exchange"
    _inherit = ["directory.exchange.read"]
    _description = "Exchange of the Service Directory"

    @api.model
    def _public_domain(self):
        """Sheets that anybody may read."""
        return [
            ("publication_state", "=", "published"),
            ("visibility", "=", "public"),
        ]

    @api.model
    def _iter_services(self, domain, batch=200, limit=None, offset=0):
        """HSDS objects of services, a batch in memory at a time."""
        services = self.env["directory.service"]
        ids = services._search(domain, order="id", limit=limit, offset=offset)
        ids = list(ids.get_result_ids())
        for start in range(0, len(ids), batch):
            for service in services.browse(ids[start : start + batch]):
                yield hsds_kinds.dump("service", self._service_node(service))
            self.env.invalidate_all()

    # -------------------------------------------------------------------- nodes

    @api.model
    def _organization_node(self, organization):
        contacts = organization.contact_ids
        node = {
            "id": organization.hsds_uuid,
            "name": organization.name,
            "alternate_name": organization.alternate_name,
            "description": organization.description or organization.name,
            "website": organization.website,
            "email": organization.email,
            "parent_organization_id": organization.parent_id.hsds_uuid,
            "phones": self._phones(contacts),
            "contacts": self._contacts(contacts),
            "locations": [
                self._location_node(place)
                for place in self._organization_places(organization)
            ],
            "_extra": {"x_family": organization.family},
        }
        return self._with_extra(organization, node)

    @api.model
    def _organization_places(self, organization):
        """Places that the sender gave to an organisation and that may be told."""
        said = (organization.hsds_extra or {}).get("locations", ())
        places = self.env["directory.location"]
        if not said:
            return places
        places = places.search(
            [
                ("hsds_uuid", "in", [part["id"] for part in said]),
                ("is_address_confidential", "=", False),
            ]
        )
        sensitive = self.env["directory.service.site"].search(
            [
                ("location_id", "in", places.ids),
                ("service_id.category_ids.is_sensitive", "=", True),
            ]
        )
        return places - sensitive.location_id

    @api.model
    def _age(self, service, name, value):
        """An age as its sender wrote it (0, 0.5, 200), while we mean the same."""
        said = (service.hsds_extra or {}).get(name)
        if said is not None and hsds_profile.whole_age(said) == value:
            return said
        return value or None

    @api.model
    def _location_node(self, place):
        kinds = {"physical": "physical", "virtual": "virtual", "postal": "postal"}
        node = {
            "id": place.hsds_uuid,
            "location_type": kinds[place.kind],
            "name": place.name,
            "transportation": place.transportation,
            "phones": self._phones(place.contact_ids),
            "contacts": self._contacts(place.contact_ids),
        }
        point = place._point()
        if point:
            node["latitude"], node["longitude"] = point
        state = place.state_name or place.area_id.name
        if place.street and place.city:
            kept = (place.hsds_extra or {}).get("address_kept") or {}
            node["addresses"] = [
                kept
                | known(
                    {
                        "address_1": place.street,
                        "address_2": place.street2,
                        "city": place.city,
                        "state_province": state or place.city,
                        "postal_code": place.zip or "-",
                        "country": place.country_id.code or kept.get("country") or "TN",
                        "address_type": "postal"
                        if place.kind == "postal"
                        else "physical",
                    }
                )
            ]
        if place.accessibility:
            node["accessibility"] = [{"description": place.accessibility}]
        return self._with_extra(place, node)

    @api.model
    def _service_node(self, service):
        node = {
            "id": service.hsds_uuid,
            "organization": self._organization_node(service.organization_id),
            "name": service.name,
            "alternate_name": service.alternate_name,
            "description": service.description,
            "url": service.url,
            "email": service.email,
            "status": service.status,
            "interpretation_services": service.interpretation,
            "application_process": service.application_process,
            "fees_description": service.fees_description,
            "eligibility_description": service.eligibility_description,
            "minimum_age": self._age(service, "minimum_age", service.age_min),
            "maximum_age": self._age(service, "maximum_age", service.age_max),
            "assured_date": service.last_checked,
            "alert": service.alert,
            "last_modified": self._last_modified(service),
            "phones": self._phones(service.contact_ids),
            "contacts": self._contacts(service.contact_ids),
            "schedules": self._schedules(service),
            "languages": self._languages(service),
            "required_documents": [
                self._with_extra(
                    line, {"id": line.hsds_uuid, "document": line.name, "uri": line.url}
                )
                for line in service.document_ids
            ],
            "service_areas": [
                {
                    "name": area.name,
                    "extent": area.code or area.name,
                    "extent_type": "text",
                }
                for area in service.area_ids
            ],
            "capacities": self._capacities(service),
            "attributes": self._attributes(service),
            "service_at_locations": [
                self._site_node(site) for site in self._open_sites(service)
            ],
            "_extra": known(
                {
                    "x_cost": service.cost_kind,
                    "x_complaints": service.complaint_channel,
                    "x_capacity_status": service.capacity_status,
                }
            ),
        }
        return self._with_extra(service, node)

    @api.model
    def _last_modified(self, service):
        """When the sheet or any line of it was last changed."""
        parts = (
            service.hours_ids,
            service.change_ids,
            service.closure_ids,
            service.contact_ids,
            service.document_ids,
            service.site_ids,
            service.site_ids.hours_ids,
            service.site_ids.closure_ids,
        )
        dates = [line.write_date for part in parts for line in part]
        latest = max([service.write_date, *dates])
        return latest.replace(tzinfo=UTC, microsecond=0)

    @api.model
    def _open_sites(self, service):
        """Places that may be told: none of a sensitive need, no confidential one."""
        if any(service.category_ids.mapped("is_sensitive")):
            return self.env["directory.service.site"]
        sites = service.site_ids
        told = sites.filtered(lambda site: not site.location_id.is_address_confidential)
        # Read with those of the whole batch, not one by one.
        return told.with_prefetch(sites._prefetch_ids)

    @api.model
    def _site_node(self, site):
        node = {
            "id": site.hsds_uuid,
            "description": site.description,
            "location": self._location_node(site.location_id),
            "phones": self._phones(site.contact_ids),
            "contacts": self._contacts(site.contact_ids),
            "schedules": self._schedules(site),
        }
        return self._with_extra(site, node)

    # -------------------------------------------------------------------- parts

    @api.model
    def _with_extra(self, record, node):
        """Our values over the foreign ones that we have no field for."""
        merged = dict(record.hsds_extra or {})
        for name in KEPT:
            merged.pop(name, None)
        own_extra = node.pop("_extra", {})
        for name, value in known(node).items():
            kept = merged.get(name)
            if isinstance(kept, list) and isinstance(value, list):
                # Foreign parts that could not become ours stand behind ours.
                merged[name] = value + kept
            else:
                merged[name] = value
        extra = {**(merged.pop("_extra", None) or {}), **own_extra}
        if extra:
            merged["_extra"] = extra
        return merged

    @api.model
    def _phones(self, contacts):
        return [
            self._with_extra(
                line,
                {"id": line.hsds_uuid, "number": line.phone, "description": line.note},
            )
            for line in contacts
            if line.audience == "public" and line.hsds_kind == "phone" and line.phone
        ]

    @api.model
    def _contacts(self, contacts):
        found = []
        for line in contacts:
            if line.audience != "public" or line.hsds_kind != "contact":
                continue
            node = {
                "id": line.hsds_uuid,
                "name": line.name,
                "title": line.function,
                "email": line.email,
            }
            extra = dict(line.hsds_extra or {})
            if line.phone:
                phones = extra.pop("phones", None) or [{}]
                first = {
                    "id": hsds_kinds.child_id(line.hsds_uuid, "phones:0"),
                    **phones[0],
                    "number": line.phone,
                }
                node["phones"] = [first, *phones[1:]]
            found.append({**extra, **known(node)})
        return found

    @api.model
    def _schedules(self, owner):
        """Usual and changed hours of a service or a place."""
        found = []
        for line in owner.hours_ids:
            schedule = hsds_profile.schedule_of_rule(line._rule())
            found.append(self._with_extra(line, {"id": line.hsds_uuid, **schedule}))
        for change in owner.change_ids:
            schedules = hsds_profile.schedules_of_change(change._changed_hours())
            records = change.hours_ids or change
            for record, schedule in zip(records, schedules, strict=True):
                found.append({"id": record.hsds_uuid, **schedule})
        for closure in owner.closure_ids:
            days = closure._changed_hours()
            for schedule in hsds_profile.schedules_of_change(days) if days else ():
                found.append({"id": closure.hsds_uuid, **schedule})
        return found

    @api.model
    def _languages(self, service):
        """Languages; those that came with an identifier keep it."""
        known_ids = {
            language.get("code"): language
            for language in (service.hsds_extra or {}).get("languages_kept", ())
        }
        return [
            known_ids.get(language.code)
            or {
                "id": hsds_kinds.child_id(
                    service.hsds_uuid, f"language:{language.code}"
                ),
                "code": language.code,
                "name": language.name,
            }
            for language in service.language_ids
        ]

    @api.model
    def _capacities(self, service):
        if not service.capacity_updated or not service.capacity_maximum:
            return []
        return [
            {
                "unit": {"name": "place"},
                "available": service.capacity_available,
                "maximum": service.capacity_maximum,
                "updated": service.capacity_updated.replace(tzinfo=UTC),
            }
        ]

    @api.model
    def _attributes(self, service):
        labels = {
            f"status:{status.code}": status.name for status in service.legal_status_ids
        }
        terms = service.family_ids | service.profile_ids | service.access_ids
        labels |= {f"{term.kind}:{term.code}": term.name for term in terms}
        return hsds_profile.public_attributes(
            service.hsds_uuid,
            service._public(),
            service.access_ids.mapped("code"),
            labels,
        ) + [
            hsds_profile.category_attribute(
                service.hsds_uuid, known(category._prepare_hsds_term())
            )
            for category in service.category_ids
        ]
