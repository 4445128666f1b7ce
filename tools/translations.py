# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Check the translations of rooms. Runs in the environment, since it needs polib.

``python -m tools.translations addons/ngo_base …`` prints one line for each fault.
``--terms FILE.json`` compares with the terms that the rooms hold, as a database
exports them: {room: [term, …]}.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

LANGUAGES = ("fr", "ar")
# French keeps a sign and its word on one line.
LOOSE = re.compile(r" [:;?!»]|« ")
# Arabic says “you” as to several: polite, and neither to a man nor to a woman.
TO_ONE = re.compile(r"(?<!\w)(أنت|لك|إليك|منك|عليك|لديك|يمكنك|فريقك|دورك)(?![\w،])")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdrf]|%[sdrf](?!\w)|\{\w+\}")


def entry_faults(entry: polib.POEntry, language: str) -> Iterator[str]:
    """Yield what is wrong with one entry of a language's file."""
    if entry.obsolete:
        return
    if entry.fuzzy:
        yield "fuzzy"
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    for text in texts:
        if not text.strip():
            yield "not translated"
            continue
        wanted = sorted(PLACEHOLDER.findall(entry.msgid))
        if wanted != sorted(PLACEHOLDER.findall(text)):
            yield f"placeholders differ: {' '.join(wanted) or 'none'} in English"
        if language == "fr" and LOOSE.search(text):
            yield "a plain space beside : ; ? ! « or », not a no-break one"
        if language == "ar" and TO_ONE.search(text):
            yield "the reader is spoken to as one man: say أنتم, لكم"


def file_faults(path: Path) -> Iterator[str]:
    """Yield what is wrong with one file."""
    try:
        entries = polib.pofile(str(path), check_for_duplicates=True)
    except (OSError, ValueError) as error:
        yield f"{path}: {error}"
        return
    for entry in entries:
        for fault in entry_faults(entry, path.stem):
            yield f"{path}:{entry.linenum}: {fault}: {entry.msgid[:60]!r}"


def model_faults(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the names of models that the files of a language say in two ways.

    Each room that extends a model holds its name: the last one that is loaded wins.
    """
    names: dict[str, tuple[str, Path]] = {}
    for path in paths:
        for entry in polib.pofile(str(path)):
            for place, _line in entry.occurrences:
                if not place.startswith("model:ir.model,name:"):
                    continue
                model = place.rpartition(".")[2]
                said, where = names.setdefault(model, (entry.msgstr, path))
                if said != entry.msgstr:
                    yield f"{path}:{entry.linenum}: {model} is {said!r} in {where}"


def missing_terms(path: Path, terms: list[str]) -> Iterator[str]:
    """Yield the terms of a room that a file does not hold."""
    known = {entry.msgid for entry in polib.pofile(str(path)) if not entry.obsolete}
    for term in terms:
        if term not in known:
            yield f"{path}: missing: {term[:80]!r}"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("rooms", nargs="+", type=Path)
    parser.add_argument("--terms", type=Path)
    chosen = parser.parse_args()
    terms = json.loads(chosen.terms.read_text()) if chosen.terms else {}
    faults = []
    for room in chosen.rooms:
        for language in LANGUAGES:
            path = room / "i18n" / f"{language}.po"
            if not path.is_file():
                if terms.get(room.name) or not chosen.terms:
                    faults.append(f"{path}: missing")
                continue
            if chosen.terms:
                faults += missing_terms(path, terms.get(room.name, []))
            else:
                faults += file_faults(path)
    if not chosen.terms:
        for language in LANGUAGES:
            paths = (room / "i18n" / f"{language}.po" for room in chosen.rooms)
            faults += model_faults(path for path in paths if path.is_file())
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
