# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Validation by the HSDS 3.1 schemas, which nobody of this project wrote.

They stand beside the clone, in ``../shared/data/hsds``; ``PERMANENCE_SHARED`` may name
another folder. Without them the tests that need them are skipped, and say so.
"""

import json
import os
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
