# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""HSDS on the wire: files and API answers, written and read piece by piece.

Writers are generators of bytes over a generator of objects: memory does not grow with
the number of services.
"""

import contextlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping

from .hsds_kinds import KINDS, VERSION

#: Largest page an API answer may have.
MAX_PER_PAGE = 100


def encode(written: Mapping) -> bytes:
    """One object as compact UTF-8 JSON; NaN and infinity are refused (ValueError)."""
    return json.dumps(
        written, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()


def stream_array(objects: Iterable[Mapping]) -> Iterator[bytes]:
    """A JSON array, one object to a line."""
    yield b"["
    for rank, written in enumerate(objects):
        yield (b",\n" if rank else b"\n") + encode(written)
    yield b"\n]\n"


def stream_lines(objects: Iterable[Mapping]) -> Iterator[bytes]:
    """Newline-delimited JSON (``format=ndjson`` of the HSDS API)."""
    for written in objects:
        yield encode(written) + b"\n"


def page_counts(total: int, page: int, per_page: int) -> dict:
    """Counts of an HSDS ``Page``; a page after the last one is empty, not an error.

    :raises ValueError: on a negative total, or a page or page size below 1
    """
    if total < 0 or page < 1 or per_page < 1:
        raise ValueError("Pages are counted from 1 and hold at least one item.")
    pages = math.ceil(total / per_page)
    size = max(0, min(per_page, total - (page - 1) * per_page))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": size,
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": size == 0,
    }


def stream_page(
    objects: Iterable[Mapping], total: int, page: int, per_page: int
) -> Iterator[bytes]:
    """An HSDS ``Page``; ``objects`` are those of this page only."""
    yield encode(page_counts(total, page, per_page))[:-1] + b',"contents":['
    for rank, written in enumerate(objects):
        yield (b"," if rank else b"") + encode(written)
    yield b"]}"


def api_root(profile_url: str, openapi_url: str, publisher: Mapping) -> dict:
    """Answer of ``GET /``; ``publisher`` is asked for from HSDS 3.2 on.

    :param publisher: at least ``name``, and ``website`` or ``email`` where known
    """
    return {
        "version": VERSION,
        "profile": profile_url,
        "openapi_url": openapi_url,
        "description": "Service directory of organisations that welcome migrants",
        "publisher": dict(publisher),
    }


def list_item(kind: str, written: Mapping, is_minimal: bool = False) -> dict:
    """What a list shows of an object: its own values and its one-to-one parts.

    :param is_minimal: only what identifies it and tells when it changed
    """
    props = KINDS[kind]
    if is_minimal:
        kept = [name for name in props if props[name].is_required]
        return {
            name: written[name] for name in (*kept, "last_modified") if name in written
        }
    item = {}
    for name, value in written.items():
        prop = props.get(name)
        if prop is None:
            if not isinstance(value, list | dict):
                item[name] = value
        elif prop.type in KINDS and not prop.is_list:
            item[name] = list_item(prop.type, value)
        elif not prop.is_list:
            item[name] = value
    return item


# --- reading -------------------------------------------------------------------------


class FeedError(ValueError):
    """The file is no HSDS feed at all; ``code`` says why, in one word."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


#: Properties that an organisation does not have, by the kind that has them.
_MARKS = {
    "taxonomy_term": {
        "code",
        "language",
        "parent_id",
        "taxonomy",
        "taxonomy_detail",
        "taxonomy_id",
        "term_uri",
    },
    "taxonomy": {"version", "taxonomy_terms"},
    "program": {"organization_id"},
}


def kind_of(found: Mapping) -> str | None:
    """Kind of a top object, by what only this kind has; None when it is none.

    A service has a status (required); a location says its type; a service at a
    location names both; the rest with name and description is an organisation,
    unless it says what only a term, a taxonomy or a programme says.
    """
    if "location_type" in found:
        return "location"
    if {"service_id", "service"} & set(found) and (
        {"location_id", "location"} & set(found)
    ):
        return "service_at_location"
    if "status" in found and "name" in found:
        return "service"
    if "name" not in found:
        return None
    for kind, marks in _MARKS.items():
        if marks & set(found):
            return kind
    return "organization" if "description" in found else None


_PLURALS = {
    "services": "service",
    "organizations": "organization",
    "locations": "location",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}


def read_feed(
    content: bytes, default_kind: str | None = None
) -> list[tuple[str | None, object]]:
    """Objects of a file or an API answer, as pairs (kind or None, object).

    Understands one object, an array, an HSDS page, newline-delimited JSON, and a
    mapping of plurals (``{"services": […], "organizations": […]}``).

    :param default_kind: kind of the objects that do not tell it themselves
    :raises FeedError: ``not_utf8``, ``not_json`` or ``no_objects``
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeedError("not_utf8") from error
    objects = [(kind or default_kind, found) for kind, found in _objects(_parse(text))]
    if not objects:
        raise FeedError("no_objects")
    return _turned(objects)


def _turned(objects: list) -> list:
    """The same objects, with what HSDS nests the other way round turned into services.

    A service at a location may carry its service, an organisation its services; a
    service that stands at several places comes once, with all of them.
    """
    services: dict[str, dict] = {}
    turned = []
    for kind, found in objects:
        part = "service" if kind == "service_at_location" else "services"
        inside = found.get(part) if isinstance(found, Mapping) else None
        rest = {k: v for k, v in found.items() if k != part} if inside else {}
        if kind == "organization" and isinstance(inside, list):
            turned.append((kind, rest))
            turned += [("service", _of(one, found)) for one in inside]
        elif kind == "service_at_location" and isinstance(inside, Mapping):
            key = json.dumps(inside, sort_keys=True)
            if key not in services:
                services[key] = {**inside, "service_at_locations": []}
                turned.append(("service", services[key]))
            services[key]["service_at_locations"].append(rest)
        else:
            turned.append((kind, found))
    return turned


def _of(service: object, organization: Mapping) -> object:
    """A service of an organisation, said from its own side."""
    if not isinstance(service, Mapping) or "organization" in service:
        return service
    return {**service, "organization_id": organization.get("id")}


def _refuse(_text):
    raise ValueError("NaN and infinity are no JSON")


def _parse(text: str):
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(text, parse_constant=_refuse)
    try:
        lines = [line for line in text.splitlines() if line.strip()]
        return [json.loads(line, parse_constant=_refuse) for line in lines]
    except (ValueError, RecursionError) as error:
        raise FeedError("not_json") from error


def _objects(found) -> Iterator[tuple[str | None, object]]:
    if isinstance(found, list):
        for item in found:
            yield (kind_of(item) if isinstance(item, Mapping) else None), item
    elif isinstance(found, Mapping) and isinstance(found.get("contents"), list):
        yield from _objects(found["contents"])
    elif isinstance(found, Mapping) and "id" not in found:
        for plural, kind in _PLURALS.items():
            if isinstance(found.get(plural), list):
                yield from ((kind, item) for item in found[plural])
    elif isinstance(found, Mapping):
        yield kind_of(found), found
