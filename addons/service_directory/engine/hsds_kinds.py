# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The objects of HSDS 3.1 as one table, read in both directions.

``clean`` turns a foreign object into ours: checked, repaired where the repair is
certain, with an issue for each thing found. ``dump`` writes ours as HSDS. What the
table does not know is carried along untouched, so a round trip loses nothing.

Source of names, types and required properties: the HSDS 3.1 specification,
https://docs.openreferral.org/en/3.1/ (CC BY-SA 4.0).
"""

import hashlib
import json
import math
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

VERSION = "3.1"
#: What tells when something was said, not what is said.
NOT_SAID = {"last_modified", "metadata"}
#: Where unknown properties of a foreign object are kept.
EXTRA = "_extra"

ERROR, WARNING = "error", "warning"

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
_ENUMS = {
    "status": STATUSES,
    "place": ("physical", "postal", "virtual"),
    "weekday": ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
    "freq": ("WEEKLY", "MONTHLY"),
}

# kind: "property:type" with ! for required; [kind] is a list, <kind> one nested object;
# a property without a type is text.
_TABLE = {
    "organization": """id:uuid! name! alternate_name description! email:email
        website:uri additional_websites:[url] tax_status tax_id
        year_incorporated:number legal_status logo uri:uri parent_organization_id:uuid
        funding:[funding] contacts:[contact] phones:[phone] locations:[location]
        programs:[program] organization_identifiers:[organization_identifier]
        attributes:[attribute] metadata:[metadata]""",
    "service": """id:uuid! organization_id:uuid program_id:uuid name! alternate_name
        description url:uri additional_urls:[url] email:email status:status!
        interpretation_services application_process fees_description wait_time fees
        accreditations eligibility_description minimum_age:number maximum_age:number
        assured_date:date assurer_email:email licenses alert last_modified:datetime
        phones:[phone] schedules:[schedule] service_areas:[service_area]
        service_at_locations:[service_at_location] languages:[language]
        organization:<organization> funding:[funding] cost_options:[cost_option]
        program:<program> required_documents:[required_document] contacts:[contact]
        capacities:[service_capacity] attributes:[attribute] metadata:[metadata]""",
    "location": """id:uuid! location_type:place! url:uri organization_id:uuid name
        alternate_name description transportation latitude:number longitude:number
        external_identifier external_identifier_type languages:[language]
        addresses:[address] contacts:[contact] accessibility:[accessibility]
        phones:[phone] schedules:[schedule] attributes:[attribute]
        metadata:[metadata]""",
    "service_at_location": """id:uuid! service_id:uuid location_id:uuid description
        service_areas:[service_area] contacts:[contact] phones:[phone]
        schedules:[schedule] location:<location> attributes:[attribute]
        metadata:[metadata]""",
    "address": """id:uuid! location_id:uuid attention address_1! address_2 city! region
        state_province! postal_code! country! address_type:place!
        attributes:[attribute] metadata:[metadata]""",
    "phone": """id:uuid! location_id:uuid service_id:uuid organization_id:uuid
        contact_id:uuid service_at_location_id:uuid number! extension:number type
        description languages:[language] attributes:[attribute] metadata:[metadata]""",
    "contact": """id:uuid! organization_id:uuid service_id:uuid
        service_at_location_id:uuid location_id:uuid name title department email:email
        phones:[phone] attributes:[attribute] metadata:[metadata]""",
    "schedule": """id:uuid! service_id:uuid location_id:uuid
        service_at_location_id:uuid valid_from:date valid_to:date dtstart:date
        timezone:number until:date count:number wkst:weekday freq:freq interval:number
        byday byweekno bymonthday byyearday description opens_at closes_at
        schedule_link:uri attending_type notes attributes:[attribute]
        metadata:[metadata]""",
    "service_area": """id:uuid! service_id:uuid service_at_location_id:uuid name
        description extent extent_type uri attributes:[attribute]
        metadata:[metadata]""",
    "language": """id:uuid! service_id:uuid location_id:uuid phone_id:uuid name code
        note attributes:[attribute] metadata:[metadata]""",
    "required_document": """id:uuid! service_id:uuid document uri:uri
        attributes:[attribute] metadata:[metadata]""",
    "cost_option": """id:uuid! service_id:uuid valid_from:date valid_to:date option
        currency amount:number amount_description attributes:[attribute]
        metadata:[metadata]""",
    "funding": """id:uuid! organization_id:uuid service_id:uuid source
        attributes:[attribute] metadata:[metadata]""",
    "accessibility": """id:uuid! location_id:uuid description details url:uri
        attributes:[attribute] metadata:[metadata]""",
    "program": """id:uuid! organization_id:uuid name! alternate_name description!
        attributes:[attribute] metadata:[metadata]""",
    "organization_identifier": """id:uuid! organization_id:uuid identifier_scheme
        identifier_type! identifier! attributes:[attribute] metadata:[metadata]""",
    "taxonomy": "id:uuid! name! description! uri:uri version metadata:[metadata]",
    "taxonomy_term": """id:uuid! code name! description! parent_id:uuid taxonomy
        taxonomy_detail:<taxonomy> language taxonomy_id:uuid term_uri:uri
        metadata:[metadata]""",
    "attribute": """id:uuid! link_id:uuid taxonomy_term_id:uuid link_type link_entity
        value taxonomy_term:<taxonomy_term> metadata:[metadata] label""",
    "service_capacity": """id:uuid! service_id:uuid unit:<unit>! unit_id:uuid
        available:number! maximum:number description updated:datetime!
        attributes:[attribute] metadata:[metadata]""",
    "unit": """id:uuid! name! scheme identifier uri:uri attributes:[attribute]
        metadata:[metadata]""",
    "url": """id:uuid! label url:uri! organization_id:uuid service_id:uuid
        attributes:[attribute] metadata:[metadata]""",
    "metadata": """id:uuid! resource_id:uuid resource_type last_action_date!
        last_action_type! field_name! previous_value! replacement_value!
        updated_by!""",
}


@dataclass(frozen=True)
class Prop:
    """One property: its type, or the kind of what is nested in it."""

    name: str
    type: str
    is_required: bool
    is_list: bool = False


def _read_table() -> dict[str, dict[str, Prop]]:
    kinds: dict[str, dict[str, Prop]] = {}
    for kind, text in _TABLE.items():
        kinds[kind] = {}
        for word in text.split():
            name, _colon, type_ = word.rstrip("!").partition(":")
            kinds[kind][name] = Prop(
                name,
                type_.strip("[]<>") or "text",
                word.endswith("!"),
                type_.startswith("["),
            )
    return kinds


KINDS = _read_table()


@dataclass(frozen=True)
class Issue:
    """Something found in a foreign object.

    :param severity: ``error`` (the row is put aside) or ``warning`` (repaired)
    :param path: where, as ``service_at_locations[0].location.latitude``
    :param code: what, translated by the room
    :param value: short text of the value found
    """

    severity: str
    path: str
    code: str
    value: str = ""


def _issue(severity: str, path: str, code: str, value=None) -> Issue:
    shown = "" if value is None else str(value)
    return Issue(severity, path, code, shown[:80])


# --- reading -------------------------------------------------------------------------


def clean(kind: str, found: object, path: str = "") -> tuple[dict, list[Issue]]:
    """Our form of a foreign HSDS object, and all that was found wrong with it.

    Repaired with a warning: null and empty text (left out), a number written as text,
    an address of the web without scheme, a moment without time zone (read as UTC), an
    identifier in another notation. Anything else that is wrong is an error, and the
    value is left out of the result: the caller puts the whole row aside.

    :param kind: a key of :data:`KINDS`
    :raises KeyError: when the kind is not one of HSDS
    """
    issues: list[Issue] = []
    if not isinstance(found, Mapping):
        return {}, [_issue(ERROR, path or kind, "not_an_object", found)]
    props, node = KINDS[kind], {}
    for name, value in found.items():
        where = f"{path}.{name}" if path else str(name)
        prop = props.get(name)
        if prop is None:
            node.setdefault(EXTRA, {})[name] = value
        elif value is None or value == "" or value == []:
            if value != []:
                issues.append(_issue(WARNING, where, "empty_left_out"))
        else:
            kept, more = _clean_value(prop, value, where)
            issues += more
            if kept is not None:
                node[name] = kept
    for prop in props.values():
        if prop.is_required and prop.name not in node:
            where = f"{path}.{prop.name}" if path else prop.name
            if not any(i.path == where and i.severity == ERROR for i in issues):
                issues.append(_issue(ERROR, where, "missing"))
    if kind == "location":
        issues += _check_coordinates(node, path)
    return node, issues


def _clean_value(prop: Prop, value, where: str):
    if prop.is_list:
        if not isinstance(value, list):
            return None, [_issue(ERROR, where, "not_a_list", value)]
        nodes, issues = [], []
        for index, item in enumerate(value):
            node, more = clean(prop.type, item, f"{where}[{index}]")
            nodes.append(node)
            issues += more
        return nodes or None, issues
    if prop.type in KINDS:
        node, issues = clean(prop.type, value, where)
        return node or None, issues
    if prop.type in _ENUMS:
        if value in _ENUMS[prop.type]:
            return value, []
        return None, [_issue(ERROR, where, "not_in_list", value)]
    kept, code = _READERS[prop.type](value)
    if kept is None:
        return None, [_issue(ERROR, where, code, value)]
    return kept, [_issue(WARNING, where, code, value)] if code else []


def _read_text(value):
    if isinstance(value, str):
        # A NUL cannot be stored by PostgreSQL.
        text = value.replace("\x00", "").strip()
        return (text, None) if text else (None, "blank_text")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value), "text_from_number"
    return None, "not_text"


def _read_uuid(value):
    try:
        canonical = str(uuid.UUID(str(value)))
    except ValueError:
        return None, "bad_uuid"
    return canonical, None if canonical == value else "uuid_normalised"


_EMAIL = re.compile(r"^[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+$")


def _read_email(value):
    text = value.strip().removeprefix("mailto:") if isinstance(value, str) else ""
    if not _EMAIL.match(text):
        return None, "bad_email"
    return text, None if text == value else "email_trimmed"


def _read_uri(value):
    text = value.strip() if isinstance(value, str) else ""
    if not text or re.search(r"[\s<>\"{}|\\^`]", text):
        return None, "bad_uri"
    scheme = re.match(r"^([A-Za-z][A-Za-z0-9+.-]*):(?!\d+(/|$))", text)
    if not scheme:
        if not re.match(r"^[^/@:]+\.[^/@:]+", text):
            return None, "bad_uri"
        return f"https://{text}", "scheme_added"
    if scheme[1].lower() not in ("http", "https", "mailto", "tel", "urn"):
        return None, "bad_uri"
    return text, None


def _read_number(value):
    if isinstance(value, bool):
        return None, "not_a_number"
    if isinstance(value, int | float):
        return (value, None) if math.isfinite(value) else (None, "not_a_number")
    try:
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        return None, "not_a_number"
    if not math.isfinite(number):
        return None, "not_a_number"
    return (int(number) if number.is_integer() else number), "number_from_text"


def _read_date(value):
    text = str(value).strip()
    try:
        return date.fromisoformat(text[:10]).isoformat(), (
            None if len(text) == 10 else "time_dropped"
        )
    except ValueError:
        return None, "bad_date"


def _read_datetime(value):
    try:
        moment = datetime.fromisoformat(str(value).strip().replace("Z", "+00:00"))
        if moment.tzinfo is None:
            return utc_text(moment.replace(tzinfo=UTC)), "read_as_utc"
        return utc_text(moment), None
    except (ValueError, OverflowError):
        return None, "bad_datetime"


_READERS = {
    "text": _read_text,
    "uuid": _read_uuid,
    "email": _read_email,
    "uri": _read_uri,
    "number": _read_number,
    "date": _read_date,
    "datetime": _read_datetime,
}


def _check_coordinates(node: Mapping, path: str) -> list[Issue]:
    found = []
    for name, limit in (("latitude", 90), ("longitude", 180)):
        if abs(node.get(name, 0)) > limit:
            where = f"{path}.{name}" if path else name
            found.append(_issue(WARNING, where, "not_on_earth", node[name]))
    return found


# --- writing -------------------------------------------------------------------------


def utc_text(moment: datetime) -> str:
    """``2026-11-21T10:00:00Z``; a moment without time zone is read as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def child_id(parent: str, name: str) -> str:
    """Identifier of a part that has none of its own, the same at each export.

    :param parent: UUID of the object that holds the part
    :param name: what tells the part from its siblings, as ``phones:0``
    """
    return str(uuid.uuid5(uuid.UUID(parent), name))


def dump(kind: str, node: Mapping) -> dict:
    """HSDS object of ours: only properties with a value, never null or empty text.

    Parts without identifier get one that depends on their place only.

    :raises ValueError: when the object itself has no identifier
    """
    if not node.get("id"):
        raise ValueError(f"An HSDS {kind} needs an identifier.")
    written = {}
    for name, prop in KINDS[kind].items():
        value = node.get(name)
        if value is None or value == "" or value == [] or value == {}:
            continue
        if prop.is_list:
            written[name] = [
                _dump_part(prop.type, part, node["id"], f"{name}:{rank}")
                for rank, part in enumerate(value)
            ]
        elif prop.type in KINDS:
            written[name] = _dump_part(prop.type, value, node["id"], name)
        elif (plain := _plain(prop, value)) is not None:
            written[name] = plain
    for name, value in (node.get(EXTRA) or {}).items():
        written.setdefault(name, value)
    return written


def _dump_part(kind: str, part: Mapping, parent: str, name: str) -> dict:
    if not part.get("id"):
        part = {**part, "id": child_id(parent, name)}
    return dump(kind, part)


def _plain(prop: Prop, value):
    """A value as it is written; None for an address that is none.

    People type ``www.x.org``: the scheme is added. What is no address is left out, and
    the sheet stays valid.
    """
    if prop.type in ("uri", "email"):
        return _READERS[prop.type](value)[0]
    return _moment_text(value)


def _moment_text(value):
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def content_hash(node: Mapping) -> str:
    """Hash of what an object says: not when it was said, nor in which order of keys."""
    kept = {k: v for k, v in node.items() if k not in NOT_SAID}
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, default=_moment_text)
    return hashlib.sha256(text.encode()).hexdigest()


def identifiers(node: object) -> Iterator[str]:
    """All identifiers in an object and its parts, in reading order."""
    if isinstance(node, Mapping):
        if isinstance(node.get("id"), str):
            yield node["id"]
        for value in node.values():
            yield from identifiers(value)
    elif isinstance(node, list):
        for item in node:
            yield from identifiers(item)
