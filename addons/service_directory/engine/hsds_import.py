# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an import would do, row by row, before anything is written.

A row is taken whole or put aside whole. It is put aside when it has an error, when it
would erase something we hold, when we changed our record since its last import, or
when the file contradicts itself. Reading the same file twice changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .hsds_kinds import ERROR, NOT_SAID, Issue, clean, content_hash

CREATE, UPDATE, UNCHANGED, QUARANTINE = "create", "update", "unchanged", "quarantine"

#: Kinds that are rows of their own; all else is part of one of them.
TOP_KINDS = ("organization", "location", "service")

#: An empty list means "none" only where the feed nests in full; these are never
#: compared for loss: they are history or belong to the sender.
_NOT_HELD = ("metadata", "attributes", "last_modified")


@dataclass(frozen=True)
class Known:
    """What we hold under an identifier.

    :param node: our record as :func:`hsds_kinds.clean` would give it
    :param imported_hash: content hash of what the last import wrote, None for a
        record made here
    :param is_changed: changed here in a way that the node cannot show, such as in
        another language
    :param own_hash: content hash of what we would export of it now
    """

    node: Mapping
    imported_hash: str | None = None
    is_changed: bool = False
    own_hash: str | None = None


@dataclass(frozen=True)
class Row:
    """One line of the report.

    :param number: place in the file, from 1; a part of a row has the row's number
    :param action: ``create``, ``update``, ``unchanged`` or ``quarantine``
    :param changes: properties that differ, for an update
    :param needs: (kind, id) of the rows that must be there first
    """

    number: int
    kind: str
    id: str
    label: str
    action: str
    node: Mapping = field(default_factory=dict, compare=False)
    issues: tuple[Issue, ...] = ()
    changes: tuple[str, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    is_part: bool = False


@dataclass(frozen=True)
class Report:
    """Rows in the order in which they may be written: parts before wholes."""

    rows: tuple[Row, ...]

    def counts(self) -> dict[str, int]:
        """Number of rows by action."""
        return dict(Counter(row.action for row in self.rows))

    def to_write(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.action in (CREATE, UPDATE))


def plan(
    objects: Iterable[tuple[str | None, object]],
    known: Mapping[tuple[str, str], Known],
) -> Report:
    """Report on the objects of a feed against what we hold.

    :param objects: pairs (kind, object) of :func:`hsds_feed.read_feed`
    :param known: (kind, id) → :class:`Known`
    """
    rows: list[Row] = []
    for number, (kind, found) in enumerate(objects, start=1):
        if kind not in TOP_KINDS:
            rows.append(_unknown_kind(number, kind, found))
            continue
        node, issues = clean(kind, found)
        rows += _split(number, kind, node, issues)
    rows = [_decide(row, known) for row in _without_contradictions(rows)]
    return Report(tuple(_hold_back(rows, known)))


def _unknown_kind(number: int, kind, found) -> Row:
    issue = Issue(ERROR, "", "kind_not_imported", str(kind or "")[:80])
    label = str(found.get("name", "")) if isinstance(found, Mapping) else ""
    return Row(number, kind or "", "", label, QUARANTINE, {}, (issue,))


def _split(number: int, kind: str, node: dict, issues: list[Issue]) -> list[Row]:
    """The row and those of its parts that are records of their own."""
    rows, needs = [], []
    node = dict(node)
    if kind == "service":
        organization = node.pop("organization", None)
        if organization:
            rows += _places_of(number, organization)
            rows.append(_part(number, "organization", organization))
            node["organization_id"] = organization.get("id", "")
        sites = []
        for site in node.get("service_at_locations", ()):
            site = dict(site)
            location = site.pop("location", None)
            if location:
                rows.append(_part(number, "location", location))
                site["location_id"] = location.get("id", "")
            if site.get("location_id"):
                needs.append(("location", site["location_id"]))
            sites.append(site)
        if sites:
            node["service_at_locations"] = sites
        if node.get("organization_id"):
            needs.append(("organization", node["organization_id"]))
        else:
            issues = [*issues, Issue(ERROR, "organization", "missing")]
    elif kind == "organization":
        rows += _places_of(number, node)
    row = Row(
        number,
        kind,
        node.get("id", ""),
        node.get("name", ""),
        CREATE,
        node,
        tuple(issues),
        needs=tuple(dict.fromkeys(needs)),
    )
    if any(issue.severity == ERROR for issue in issues):
        # Whole or not at all: the parts of a bad row are put aside with it.
        rows = [replace(part, action=QUARANTINE) for part in rows]
        row = replace(row, action=QUARANTINE)
    return [*rows, row]


def _places_of(number: int, organization: dict) -> list[Row]:
    """Rows of the places of an organisation; the node keeps their identifiers."""
    places = organization.get("locations", ())
    if places:
        organization["locations"] = [{"id": place.get("id", "")} for place in places]
    return [_part(number, "location", place) for place in places]


def _part(number: int, kind: str, node: dict) -> Row:
    return Row(
        number,
        kind,
        node.get("id", ""),
        node.get("name", ""),
        CREATE,
        dict(node),
        is_part=True,
    )


def _richness(row: Row) -> tuple:
    return (not row.is_part, len(row.node))


def _without_contradictions(rows: list[Row]) -> list[Row]:
    """One row per identifier; two that disagree are both put aside.

    The same organisation stands in each of its services, often shortened: the fullest
    one speaks, when the others say nothing else.
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    kept: list[Row] = []
    for row in rows:
        if row.action == QUARANTINE or not row.id:
            kept.append(row)
        else:
            groups.setdefault((row.kind, row.id), []).append(row)
    for group in groups.values():
        best = max(group, key=_richness)
        if all(_agrees(row.node, best.node) for row in group):
            kept.append(best)
            continue
        numbers = ", ".join(str(n) for n in sorted({row.number for row in group}))
        issue = Issue(ERROR, "id", "rows_disagree", numbers)
        kept += [
            replace(row, action=QUARANTINE, issues=(*row.issues, issue))
            for row in group
        ]
    rank = {kind: place for place, kind in enumerate(TOP_KINDS)}
    return sorted(kept, key=lambda row: (rank.get(row.kind, 9), row.number))


def _agrees(less: Mapping, more: Mapping) -> bool:
    return all(more.get(name) == value for name, value in less.items())


def _decide(row: Row, known: Mapping[tuple[str, str], Known]) -> Row:
    held = known.get((row.kind, row.id))
    if row.action == QUARANTINE or held is None:
        return row
    lost = sorted(
        name for name in held.node if name not in row.node and name not in _NOT_HELD
    )
    changes = tuple(
        sorted(
            name
            for name in {*row.node, *held.node} - NOT_SAID
            # Values, not their notation: a database gives 2 back for 2.0.
            if row.node.get(name) != held.node.get(name)
        )
    )
    if not changes or content_hash(row.node) == held.own_hash:
        return replace(row, action=UNCHANGED)
    if row.is_part and (lost or held.imported_hash is None):
        # A shortened organisation inside a service says nothing new.
        return replace(row, action=UNCHANGED, changes=changes)
    codes = []
    if held.imported_hash is None:
        codes.append(("made_here", ""))
    elif held.is_changed or content_hash(held.node) != held.imported_hash:
        codes.append(("changed_here", ", ".join(changes)))
    if lost:
        codes.append(("would_erase", ", ".join(lost)))
    if not codes:
        return replace(row, action=UPDATE, changes=changes)
    issues = tuple(Issue(ERROR, "", code, text[:80]) for code, text in codes)
    return replace(
        row, action=QUARANTINE, changes=changes, issues=(*row.issues, *issues)
    )


def _hold_back(rows: list[Row], known) -> list[Row]:
    """A service waits with the organisation or the place that was put aside."""
    there = {
        (row.kind, row.id) for row in rows if row.action in (CREATE, UPDATE, UNCHANGED)
    }
    held = []
    for row in rows:
        missing = [
            need for need in row.needs if need not in there and need not in known
        ]
        if row.action in (CREATE, UPDATE) and missing:
            issues = tuple(
                Issue(ERROR, kind, "needs_missing_row", id_) for kind, id_ in missing
            )
            row = replace(row, action=QUARANTINE, issues=(*row.issues, *issues))
        held.append(row)
    return held
