# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A service as lines of a spreadsheet: one line per place, and back.

The columns are those that people fill in by hand; what they do not hold is not touched
by reading a sheet again, because an import never erases (:mod:`hsds_import`).
"""

import uuid
from collections.abc import Iterator, Mapping

from .hours import HoursRule
from .hours_text import format_hours, is_weekly, parse_hours
from .hsds_kinds import ERROR, Issue
from .hsds_profile import NAMESPACE, hours_of_schedules, schedule_of_rule

COLUMNS = (
    "id",
    "name",
    "organization",
    "organization_description",
    "description",
    "status",
    "application_process",
    "eligibility_description",
    "minimum_age",
    "maximum_age",
    "fees_description",
    "url",
    "email",
    "phone",
    "languages",
    "hours",
    "place",
    "address",
    "city",
    "province",
    "postcode",
    "country",
    "latitude",
    "longitude",
)
_PLAIN = (
    "description",
    "application_process",
    "eligibility_description",
    "minimum_age",
    "maximum_age",
    "fees_description",
    "url",
    "email",
)


def rows_of_service(written: Mapping) -> Iterator[list]:
    """Lines of a written HSDS service, in the order of :data:`COLUMNS`."""
    organization = written.get("organization") or {}
    phones = written.get("phones") or [{}]
    common = {name: written.get(name) for name in ("id", "name", "status", *_PLAIN)}
    common |= {
        "organization": organization.get("name"),
        "organization_description": organization.get("description"),
        "phone": phones[0].get("number"),
        "languages": ", ".join(
            language["code"]
            for language in written.get("languages", ())
            if language.get("code")
        ),
        "hours": _week(written),
    }
    for site in written.get("service_at_locations") or [{}]:
        location = site.get("location") or {}
        address = (location.get("addresses") or [{}])[0]
        values = common | {
            "hours": _week(site) or common["hours"],
            "place": location.get("name"),
            "address": address.get("address_1"),
            "city": address.get("city"),
            "province": address.get("state_province"),
            "postcode": address.get("postal_code"),
            "country": address.get("country"),
            "latitude": location.get("latitude"),
            "longitude": location.get("longitude"),
        }
        yield [values.get(name) for name in COLUMNS]


def _week(owner: Mapping) -> str:
    rules, _changes, _problems = hours_of_schedules(owner.get("schedules") or ())
    weekly: list[HoursRule] = [rule for rule in rules if is_weekly(rule)]
    return format_hours(weekly)


def own_id(*parts: object) -> str:
    """Identifier of a line that brings none: the same words give the same one."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(str(part or "") for part in parts)))


def service_of_row(values: Mapping) -> tuple[dict, list[Issue]]:
    """HSDS service of one line, unchecked, and what could not be read of it."""
    text = {name: str(values.get(name) or "").strip() for name in COLUMNS}
    issues = []
    organization_id = own_id("organization", text["organization"].casefold())
    service_id = text["id"] or own_id(organization_id, text["name"].casefold())
    service = {
        "id": service_id,
        "name": text["name"],
        "status": text["status"] or "active",
        "organization": {
            "id": organization_id,
            "name": text["organization"],
            "description": text["organization_description"] or text["organization"],
        },
    }
    for name in _PLAIN:
        if values.get(name) not in (None, ""):
            service[name] = values[name]
    if text["phone"]:
        service["phones"] = [
            {"id": own_id(service_id, "phone"), "number": text["phone"]}
        ]
    codes = [code.strip().lower() for code in text["languages"].split(",")]
    service["languages"] = [
        {"id": own_id(service_id, code), "code": code} for code in codes if code
    ]
    try:
        rules = parse_hours(text["hours"])
    except ValueError as error:
        rules = ()
        issues.append(Issue(ERROR, "hours", "bad_hours", str(error)[:80]))
    service["schedules"] = [
        {"id": own_id(service_id, "hours", rank), **schedule_of_rule(rule)}
        for rank, rule in enumerate(rules)
    ]
    if text["place"] or text["address"]:
        service["service_at_locations"] = [_site(service_id, text, values)]
    return service, issues


def _site(service_id: str, text: Mapping, values: Mapping) -> dict:
    place = text["place"] or text["address"]
    location_id = own_id("location", place.casefold(), text["city"].casefold())
    location = {"id": location_id, "location_type": "physical", "name": place}
    for name in ("latitude", "longitude"):
        if values.get(name) not in (None, ""):
            location[name] = values[name]
    if text["address"] and text["city"]:
        location["addresses"] = [
            {
                "id": own_id(location_id, "address"),
                "address_1": text["address"],
                "city": text["city"],
                "state_province": text["province"] or text["city"],
                "postal_code": text["postcode"] or "-",
                "country": text["country"] or "TN",
                "address_type": "physical",
            }
        ]
    return {"id": own_id(service_id, location_id), "location": location}
