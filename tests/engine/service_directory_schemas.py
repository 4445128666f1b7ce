# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Validation by the HSDS 3.1 schemas, which nobody of this project wrote.

They stand beside the clone, in ``../shared/data/hsds``; ``PERMANENCE_SHARED`` may name
another folder. Without them the tests that need them are skipped, and say so.
"""

import json
import os
import uuid
import warnings
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/"


FORMATS = FormatChecker()


# jsonschema checks these two formats only where further packages are installed.
@FORMATS.checks("date-time", ValueError)
def _is_moment(value):
    return not isinstance(value, str) or bool(datetime.fromisoformat(value).tzinfo)


@FORMATS.checks("uri", ValueError)
def _is_uri(value):
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


def folder() -> Path | None:
    """Folder of the HSDS data, None where it is absent."""
    named = os.environ.get("PERMANENCE_SHARED")
    # A git worktree may stand one level deeper than the clone.
    places = (
        [Path(named)] if named else [ROOT.parent / "shared", ROOT.parents[1] / "shared"]
    )
    for place in places:
        if (place / "data" / "hsds" / "hsds-3.1" / "schema").is_dir():
            return place / "data" / "hsds"
    return None


def needed() -> Path:
    """The folder, or a loud skip of the test that asks."""
    found = folder()
    if found is None:
        text = "NOT VALIDATED: ../shared/data/hsds is absent, HSDS schemas not tried"
        warnings.warn(text, stacklevel=2)
        pytest.skip(text)
    return found


def example(name: str):
    """An example of the specification, parsed."""
    return json.loads((needed() / "hsds-3.1" / "examples" / name).read_text())


@cache
def _registry(place: Path) -> Registry:
    schemas = place / "hsds-3.1" / "schema"
    openapi = json.loads((schemas / "openapi.json").read_text())
    found = [("urn:oa", Resource(openapi, DRAFT202012))]
    for path in schemas.glob("*.json"):
        if path.name == "openapi.json":
            continue
        resource = Resource(json.loads(path.read_text()), DRAFT202012)
        # The description of the API points to the published address of 3.0.
        for prefix in ("", PUBLISHED, PUBLISHED + "compiled/"):
            found.append((prefix + path.name, resource))
        found.append((f"{PUBLISHED}compiled/{path.stem}_list.json", resource))
    return Registry().with_resources(found)


def _errors(reference: str, body) -> list[str]:
    validator = Draft202012Validator(
        {"$ref": reference},
        registry=_registry(needed()),
        format_checker=FORMATS,
    )
    return [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message[:120]}"
        for e in validator.iter_errors(body)
    ]


def object_errors(kind: str, body) -> list[str]:
    """What the schema of a kind finds wrong with one object."""
    return _errors(f"{kind}.json", body)


def api_errors(path: str, body) -> list[str]:
    """What the description of the API finds wrong with the answer of a path."""
    pointer = path.replace("~", "~0").replace("/", "~1")
    pointer = pointer.replace("{", "%7B").replace("}", "%7D")
    tail = "get/responses/200/content/application~1json/schema"
    return _errors(f"urn:oa#/paths/{pointer}/{tail}", body)


# --- objects out of the schemas ------------------------------------------------------

#: Texts that are legal and unusual.
TEXTS = (
    "Permanence",
    "مركز الاستقبال",
    "Ünïcode — “quoted” & <b>not bold</b>",
    "two\nlines\tand a tab",
    "🏠 ⵜⴰⵎⴰⵣⵉⵖⵜ \u200f\u202a",
    "0",
    "x" * 300,
)
URIS = ("https://example.org/a?b=c#d", "http://xn--mgbh0fb.example", "tel:+21671000000")
EMAILS = ("a@example.org", "first.last+tag@sub.example.org", "é@exämple.org")
MOMENTS = ("2026-11-21T10:00:00Z", "2026-02-28T23:59:59.123+02:00")
DAYS = ("2026-01-01", "2024-02-29")
DATES = {"valid_from", "valid_to", "dtstart", "until", "assured_date"}
#: Texts of a schedule follow a rule that the schema does not write down.
RULES = {
    "byday": ("MO", "TU,TH", "1MO,-1FR", "SA,SU", "whenever"),
    "bymonthday": ("1", "1,15", "-1", "the first"),
    "byweekno": ("2", "1,3"),
    "byyearday": ("100", "1,200"),
    "opens_at": ("09:00", "9h", "09:00:00Z", "22:30+01:00", "noon"),
    "closes_at": ("12:00", "17h", "17:00:00Z", "02:00+01:00", "24:00"),
}
NUMBERS = {
    "latitude": (36.8, -0.0, 90, 0),
    "longitude": (10.1, -180, 0.5, 0),
    "timezone": (1, -5, 5.5),
    "minimum_age": (0, 18, 0.5),
    "maximum_age": (0, 25, 99.5, 200),
    "interval": (1, 2, 0),
    "count": (1, 12, 0),
}


class Generator:
    """Legal objects of HSDS 3.1, made from its schemas: any optional property may be
    there or not, parts point to what they are part of.

    :param chance: a ``random.Random``
    :param float fill: how often an optional property is there, 1.0 for always
    """

    def __init__(self, chance, fill=1.0, depth=4):
        self.chance, self.fill, self.depth = chance, fill, depth
        self.schemas = needed() / "hsds-3.1" / "schema"

    def uuid(self):
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def make(self, kind, depth=None, given=()):
        """One object of a kind with its parts."""
        depth = self.depth if depth is None else depth
        schema = _schema(self.schemas / f"{kind}.json")
        made = {"id": self.uuid()}
        inside = {**dict(given), f"{kind}_id": made["id"]}
        for name, prop in schema["properties"].items():
            is_needed = name in schema["required"] or (kind, name) in ASKED
            if name == "id" or not is_needed and self.chance.random() > self.fill:
                continue
            part = prop.get("$ref") or (prop.get("items") or {}).get("$ref")
            if part and not is_needed and depth <= 0:
                continue
            if part:
                count = self.chance.choice((1, 1, 2)) if prop.get("items") else 1
                parts = [
                    self.make(part.removesuffix(".json"), depth - 1, inside)
                    for _n in range(count)
                ]
                made[name] = parts if prop.get("items") else parts[0]
            else:
                made[name] = self.value(name, prop)
        for name in set(made) & set(schema["properties"]):
            if name.endswith("_id") and name in given:
                made[name] = dict(given)[name]
            elif name.endswith("_id") and isinstance(made.get(name[:-3]), dict):
                made[name] = made[name[:-3]]["id"]
        return made

    def value(self, name, prop):
        """A legal value of one property."""
        pick = self.chance.choice
        if "enum" in prop:
            return pick(prop["enum"])
        if prop["type"] == "number":
            return pick(NUMBERS.get(name, (0, 3, 2.5, 10**6)))
        shapes = {"uuid": None, "uri": URIS, "email": EMAILS, "date-time": MOMENTS}
        shape = prop.get("format")
        if shape == "uuid":
            return self.uuid()
        if name in DATES:
            return pick(DAYS)
        return pick(RULES.get(name) or shapes.get(shape) or TEXTS)


#: What we ask for beyond the schemas: a service says whose it is.
ASKED = {("service", "organization"), ("service_at_location", "location")}


@cache
def _schema(path: Path) -> dict:
    return json.loads(path.read_text())
