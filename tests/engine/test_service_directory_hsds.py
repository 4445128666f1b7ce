# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""HSDS 3.1 both ways, judged by the schemas of the specification."""

import importlib
import json
import random
import tracemalloc
import uuid
from datetime import date, datetime
from pathlib import Path

import pytest
import service_directory_schemas as schemas
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tools.engines import load

load("service_directory")
NAME = "permanence_engine_service_directory"
feed = importlib.import_module(f"{NAME}.hsds_feed")
hours = importlib.import_module(f"{NAME}.hours")
kinds = importlib.import_module(f"{NAME}.hsds_kinds")
plans = importlib.import_module(f"{NAME}.hsds_import")
profile = importlib.import_module(f"{NAME}.hsds_profile")
Public = importlib.import_module(f"{NAME}.eligibility").Public


def uid(number):
    return str(uuid.UUID(int=number, version=4))


def legal_desk():
    """A service as the room hands it over: structured, some parts without id."""
    public = Public(statuses=frozenset({"asylum", "undocumented"}))
    term = {"id": uid(7), "name": "Droit", "description": "Aide juridique"}
    office = hours.HoursRule(540, 720, byday=((0, 1), (0, 3)))
    closed = hours.ChangedHours(date(2026, 12, 25), date(2026, 12, 25), label="Noël")
    return {
        "id": uid(1),
        "name": "Permanence juridique",
        "status": "active",
        "description": "",
        "minimum_age": 18,
        "organization": {"id": uid(2), "name": "TAT", "description": "ONG"},
        "phones": [{"number": "+21671000000"}, {"number": "+21671000001"}],
        "schedules": [
            profile.schedule_of_rule(office),
            *profile.schedules_of_change(closed),
        ],
        "capacities": [
            {
                "unit": {"name": "place"},
                "available": 3,
                "updated": "2026-11-21T10:00:00Z",
                "_extra": {"x_capacity_status": "capacity"},
            }
        ],
        "attributes": [
            *profile.public_attributes(uid(1), public, ["walk_in"]),
            profile.category_attribute(uid(1), term),
        ],
        "service_at_locations": [
            {
                "id": uid(3),
                "location": {
                    "id": uid(4),
                    "location_type": "physical",
                    "latitude": 36.8,
                    "longitude": 10.1,
                    "addresses": [
                        {
                            "address_1": "17 rue Khaled",
                            "city": "Tunis",
                            "state_province": "Tunis",
                            "postal_code": "1002",
                            "country": "TN",
                            "address_type": "physical",
                        }
                    ],
                },
            }
        ],
    }


# --- validators nobody here wrote ----------------------------------------------------


def test_a_service_of_ours_is_valid_and_the_same_at_each_export():
    """The read-only feed of public services is HSDS 3.1 [I09]"""
    written = kinds.dump("service", legal_desk())
    assert schemas.object_errors("service", written) == []
    assert written == kinds.dump("service", legal_desk())
    assert "description" not in written
    every = list(kinds.identifiers(written))
    assert len(set(every)) == len(every)


EXAMPLES = {
    "service_full.json": "service",
    "organization_full.json": "organization",
    "location.json": "location",
    "service_at_location_full.json": "service_at_location",
    "taxonomy.json": "taxonomy",
    "taxonomy_term.json": "taxonomy_term",
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_complete_foreign_object_comes_back_the_same(name):
    kind, found = EXAMPLES[name], schemas.example(name)
    node, issues = kinds.clean(kind, found)
    assert [i for i in issues if i.severity == "error"] == []
    written = kinds.dump(kind, node)
    assert schemas.object_errors(kind, written) == []
    assert list(kinds.identifiers(written)) == list(kinds.identifiers(found))
    assert kinds.clean(kind, written)[0] == node
    # Nothing is lost: what differs at all is only how it is written.
    assert leaves(written) == leaves(found)


def leaves(found, path=()):
    """Paths of all values; texts without spaces around, moments as instants."""
    if isinstance(found, dict):
        return {p for k, v in found.items() for p in leaves(v, (*path, k))}
    if isinstance(found, list):
        return {p for n, v in enumerate(found) for p in leaves(v, (*path, n))}
    found = found.strip() if isinstance(found, str) else found
    if path[-1] in ("last_modified", "updated"):
        found = datetime.fromisoformat(found)
    return {(path, found)}


def test_table_of_kinds_says_what_the_schemas_say():
    place = schemas.needed() / "hsds-3.1" / "schema"
    for kind, props in kinds.KINDS.items():
        schema = json.loads((place / f"{kind}.json").read_text())
        assert set(props) == set(schema["properties"]), kind
        required = {name for name, prop in props.items() if prop.is_required}
        assert required >= set(schema["required"]), kind
        # A capacity without its unit says "3" of nothing: we ask for more here.
        assert required - set(schema["required"]) <= {"unit"}, kind
    names = {path.stem for path in place.glob("*.json")}
    assert names - set(kinds.KINDS) == {"openapi", "meta_table_description"}


@pytest.mark.parametrize("name", ["services", "organizations", "service_at_locations"])
def test_list_answer_of_the_specification_is_read(name):
    page = schemas.example(f"{name[:-1]}_list.json")
    # A shortened list does not tell what it lists: the caller of the API knows.
    found = feed.read_feed(json.dumps(page).encode(), name[:-1])
    assert len(found) == len(page["contents"])
    # A service at a location that carries its service is read as that service.
    kind = "service" if name == "service_at_locations" else name[:-1]
    assert {kind for kind, _object in found} == {kind}


def written_services(count):
    for number in range(count):
        node = legal_desk()
        node["id"] = uid(1000 + number)
        node["name"] = f"Service {number}"
        yield kinds.dump("service", node)


def test_two_hundred_generated_services_validate():
    text = b"".join(feed.stream_array(written_services(200)))
    found = json.loads(text)
    assert len(found) == 200
    assert [schemas.object_errors("service", one) for one in found] == [[]] * 200


@pytest.mark.parametrize("page", [1, 2, 3, 9])
@pytest.mark.parametrize("shape", ["list", "full", "minimal"])
def test_page_of_the_api_validates_in_every_shape(page, shape):
    """API answers validate against the openapi description [I09]"""
    full = list(written_services(7))
    shown = full[(page - 1) * 3 : page * 3]
    if shape != "full":
        shown = [feed.list_item("service", one, shape == "minimal") for one in shown]
    answer = json.loads(b"".join(feed.stream_page(shown, 7, page, 3)))
    assert schemas.api_errors("/services", answer) == []
    assert answer["size"] == len(answer["contents"])
    assert answer["empty"] is (answer["size"] == 0)
    if shape == "list" and shown:
        assert not any(isinstance(v, list) for v in answer["contents"][0].values())
        assert answer["contents"][0]["organization"]["name"] == "TAT"


GENERATED = ("service", "organization", "location", "service_at_location")


@pytest.mark.parametrize("kind", GENERATED)
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), fill=st.sampled_from((1.0, 0.6, 0.2)))
def test_whatever_the_schema_allows_comes_back_valid(kind, seed, fill):
    """Objects generated from the schemas, every optional property included [I09]"""
    found = schemas.Generator(random.Random(seed), fill, depth=2).make(kind)
    assert schemas.object_errors(kind, found) == []
    node, issues = kinds.clean(kind, found)
    assert [issue for issue in issues if issue.severity == "error"] == []
    written = kinds.dump(kind, node)
    assert schemas.object_errors(kind, written) == []
    assert list(kinds.identifiers(written)) == list(kinds.identifiers(found))
    assert kinds.clean(kind, written)[0] == node


def test_what_people_type_never_makes_an_export_invalid():
    node = {**legal_desk(), "url": "www.tat.tn", "email": "à l'accueil"}
    node["organization"] = {**node["organization"], "website": "sur place"}
    written = kinds.dump("service", node)
    assert schemas.object_errors("service", written) == []
    assert written["url"] == "https://www.tat.tn"
    assert "email" not in written
    assert "website" not in written["organization"]


def test_what_is_nested_the_other_way_round_becomes_a_service():
    """A service at a location that carries its service, an organisation its services"""
    service = {**MINIMAL, "organization": ORG}
    sites = [
        {"id": uid(60 + n), "location": {"id": uid(70 + n)}, "service": service}
        for n in range(2)
    ]
    [(kind, found)] = feed.read_feed(json.dumps(sites).encode())
    assert (kind, found["id"]) == ("service", MINIMAL["id"])
    assert [site["id"] for site in found["service_at_locations"]] == [uid(60), uid(61)]
    whole = {**ORG, "services": [MINIMAL]}
    (first, rest), (second, inside) = feed.read_feed(json.dumps(whole).encode())
    assert (first, second) == ("organization", "service")
    assert "services" not in rest
    assert inside["organization_id"] == ORG["id"]


@pytest.mark.parametrize("name", ["taxonomy", "taxonomy_term"])
def test_taxonomy_is_no_organisation(name):
    assert feed.kind_of(schemas.example(f"{name}.json")) == name


def test_root_and_single_answers_validate():
    root = feed.api_root(
        "https://ngo.example/profile", "https://ngo.example/openapi.json", {"name": "X"}
    )
    assert schemas.api_errors("/", root) == []
    written = kinds.dump("service", legal_desk())
    assert schemas.api_errors("/services/{id}", written) == []


NEGATIVE = {
    "null for a text": {"description": None},
    "empty e-mail": {"email": ""},
    "identifier that is none": {"id": "service-1"},
    "status of no list": {"status": "closed"},
    "address without scheme": {"url": "www.x.org"},
    "phone without number": {"phones": [{"id": uid(9)}]},
    "extension as text": {"phones": [{"id": uid(9), "number": "1", "extension": "12"}]},
    "daily": {"schedules": [{"id": uid(9), "freq": "DAILY"}]},
    "moment without zone": {"last_modified": "2026-11-21T10:00:00"},
    "capacity without unit": {
        "capacities": [
            {"id": uid(9), "available": 1, "updated": "2026-11-21T10:00:00Z"}
        ]
    },
    "organisation without description": {"organization": {"id": uid(9), "name": "X"}},
    "latitude as text": {
        "service_at_locations": [
            {
                "id": uid(9),
                "location": {
                    "id": uid(8),
                    "location_type": "physical",
                    "latitude": "36.8",
                },
            }
        ]
    },
}
MINIMAL = {"id": uid(1), "name": "X", "status": "active"}


@pytest.mark.parametrize("name", NEGATIVE)
def test_what_the_schema_refuses_we_repair_or_refuse(name):
    bad = {**MINIMAL, **NEGATIVE[name]}
    if name != "capacity without unit":
        # The unit may stand in a file of its own there; in one object it must not.
        assert schemas.object_errors("service", bad)
    node, issues = kinds.clean("service", bad)
    assert issues
    if not any(issue.severity == "error" for issue in issues):
        assert schemas.object_errors("service", kinds.dump("service", node)) == []


def test_sample_of_the_united_kingdom_is_understood():
    place = schemas.needed() / "oruk-mocks" / "OpenReferralApi" / "Mocks"
    count = 0
    for path in sorted(Path(place).glob("V3.0-UK-*/service_full.json")):
        node, issues = kinds.clean("service", json.loads(path.read_text()))
        assert [i for i in issues if i.severity == "error"] == []
        assert kinds.dump("service", node)["id"]
        count += 1
    assert count == 2


# --- repairs and refusals, without the schemas ---------------------------------------


@pytest.mark.parametrize(
    ("change", "code", "kept"),
    [
        ({"url": "www.x.org/a"}, "scheme_added", "https://www.x.org/a"),
        ({"url": "localhost.example:8080/a"}, "scheme_added", None),
        ({"minimum_age": "18"}, "number_from_text", 18),
        ({"last_modified": "2026-11-21T10:00:00"}, "read_as_utc", None),
        ({"description": None}, "empty_left_out", None),
        ({"name": " X "}, None, "X"),
        ({"assured_date": "2026-11-21T10:00"}, "time_dropped", "2026-11-21"),
    ],
)
def test_certain_repairs_are_told(change, code, kept):
    node, issues = kinds.clean("service", {**MINIMAL, **change})
    assert [i.code for i in issues] == ([code] if code else [])
    assert all(i.severity == "warning" for i in issues)
    if kept is not None:
        assert node[next(iter(change))] == kept


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"url": "javascript:alert(1)"}, "bad_uri"),
        ({"url": "data:text/html,x"}, "bad_uri"),
        ({"url": "/etc/passwd"}, "bad_uri"),
        ({"email": "a@b"}, "bad_email"),
        ({"minimum_age": float("nan")}, "not_a_number"),
        ({"minimum_age": True}, "not_a_number"),
        ({"minimum_age": "vingt"}, "not_a_number"),
        ({"name": ["X"]}, "not_text"),
        ({"phones": {"number": "1"}}, "not_a_list"),
        ({"phones": ["1"]}, "not_an_object"),
        ({"assured_date": "hier"}, "bad_date"),
        ({"last_modified": "hier"}, "bad_datetime"),
        ({"id": None}, "missing"),
    ],
)
def test_errors_keep_the_value_out(change, code):
    node, issues = kinds.clean("service", {**MINIMAL, **change})
    assert code in {i.code for i in issues if i.severity == "error"}
    assert next(iter(change)) not in node or code in ("not_an_object",)


def test_impossible_place_is_told_and_kept():
    node, issues = kinds.clean(
        "location", {"id": uid(1), "location_type": "physical", "latitude": 100}
    )
    assert node["latitude"] == 100
    assert [i.code for i in issues] == ["not_on_earth"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from((*kinds.KINDS["service"], "phones", "location", "x")),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)


def spread(node):
    """Put what was set aside back where it stood, at every depth."""
    if isinstance(node, list):
        return [spread(item) for item in node]
    if not isinstance(node, dict):
        return node
    own = {key: spread(value) for key, value in node.items() if key != "_extra"}
    return {**node.get("_extra", {}), **own}


@settings(deadline=None)
@given(st.sampled_from(sorted(kinds.KINDS)), JSON)
@example("accessibility", {"attributes": [{"organization_id": None}]})
def test_rubbish_never_raises_and_what_is_clean_stays_clean(kind, found):
    node, _issues = kinds.clean(kind, found)
    again, issues = kinds.clean(kind, spread(node))
    assert {i.code for i in issues} <= {
        "missing",
        "not_on_earth",
        "empty_left_out",
        "not_an_object",
    }
    assert again == node


def test_object_without_identifier_is_not_written():
    with pytest.raises(ValueError, match="identifier"):
        kinds.dump("service", {"name": "X"})


def test_foreign_properties_travel_but_never_replace_ours():
    node = {**MINIMAL, "_extra": {"x_other": {"a": 1}, "name": "Y"}}
    written = kinds.dump("service", node)
    assert written["x_other"] == {"a": 1}
    assert written["name"] == "X"


# --- profile: publics and hours ------------------------------------------------------

CODES = st.sampled_from(("asylum", "student", "f", "m"))


@given(
    st.builds(
        Public,
        mode=st.sampled_from(("exclusive", "preferential", "unconditional")),
        statuses=st.frozensets(CODES),
        sexes=st.frozensets(CODES),
        families=st.frozensets(CODES),
        profiles=st.frozensets(CODES),
    ),
    st.sets(CODES),
)
def test_public_and_access_come_back(public, access):
    attributes = profile.public_attributes(uid(1), public, access)
    other = {"id": uid(5), "label": "Foreign"}
    term = {"id": uid(6), "name": "N", "description": "D"}
    attributes += [profile.category_attribute(uid(1), term), other]
    again = profile.split_attributes(attributes)
    assert again == (public, access, [term], [other])


RULES = st.builds(
    hours.HoursRule,
    opens=st.integers(0, 1438),
    closes=st.just(0),
    byday=st.sets(st.tuples(st.just(0), st.integers(0, 6)), min_size=1).map(
        lambda days: tuple(sorted(days))
    ),
    interval=st.integers(1, 3),
    dtstart=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    wkst=st.integers(0, 6),
    valid_to=st.none() | st.dates(date(2026, 1, 2)),
    utc_offset=st.none() | st.integers(-14 * 60, 14 * 60),
)


@given(RULES, st.integers(1, 1439))
def test_opening_rules_come_back(rule, length):
    closes = rule.opens + length
    rule = hours.HoursRule(**{**vars(rule), "closes": closes})
    again, problem = profile.rule_of_schedule(profile.schedule_of_rule(rule))
    assert problem is None
    if closes % 1440 != 1439:
        assert again == rule


def test_changed_and_closed_periods_come_back():
    short = hours.HoursRule(510, 840, byday=((0, 0),))
    changes = (
        hours.ChangedHours(date(2026, 2, 18), date(2026, 3, 19), (short,), "Ramadan"),
        hours.ChangedHours(date(2026, 12, 25), date(2026, 12, 25), (), "Noël"),
    )
    schedules = [s for c in changes for s in profile.schedules_of_change(c)]
    service = {**legal_desk(), "schedules": schedules}
    node, _issues = kinds.clean("service", kinds.dump("service", service))
    rules, again, problems = profile.hours_of_schedules(node["schedules"])
    assert (rules, again, problems) == ((), changes, [])


@pytest.mark.parametrize(
    ("schedule", "problem"),
    [
        ({"freq": "WEEKLY", "byday": "MO", "opens_at": "9 heures"}, "unreadable_time"),
        ({"byday": "LUN", "opens_at": "9h", "closes_at": "12h"}, "unreadable_days"),
        ({"opens_at": "9h", "closes_at": "12h"}, "no_days"),
        (
            {"byday": "MO", "interval": 1.5, "opens_at": "9h", "closes_at": "12h"},
            "bad_interval",
        ),
    ],
)
def test_hours_that_cannot_be_read_are_told(schedule, problem):
    assert profile.hours_of_schedules([schedule]) == ((), (), [(0, problem)])


# --- feeds ---------------------------------------------------------------------------


@given(st.integers(0, 500), st.integers(1, 60))
def test_pages_hold_everything_once(total, per_page):
    pages = max(1, -(-total // per_page))
    counts = [feed.page_counts(total, n, per_page) for n in range(1, pages + 1)]
    assert sum(c["size"] for c in counts) == total
    assert [c["last_page"] for c in counts] == [False] * (pages - 1) + [True]
    assert [c["first_page"] for c in counts] == [True] + [False] * (pages - 1)
    beyond = feed.page_counts(total, pages + 1, per_page)
    assert (beyond["size"], beyond["empty"]) == (0, True)


@pytest.mark.parametrize("bad", [(-1, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_impossible_pages_are_refused(bad):
    with pytest.raises(ValueError, match="counted from 1"):
        feed.page_counts(*bad)


def test_memory_of_an_export_does_not_grow():
    def peak(count):
        tracemalloc.start()
        size = sum(len(part) for part in feed.stream_array(written_services(count)))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size, found

    peak(50)
    small, few = peak(100)
    large, many = peak(2000)
    assert large > 15 * small
    assert many < few * 1.5 + 100_000


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe", "not_utf8"),
        (b"<html>", "not_json"),
        (b"[]", "no_objects"),
        (b'{"message": "not found"}', "no_objects"),
        (b"3", "no_objects"),
        (b'[{"a": NaN}]', "not_json"),
        (b"[" * 100_000, "not_json"),
    ],
)
def test_files_that_are_no_feed_are_refused(content, code):
    with pytest.raises(feed.FeedError) as caught:
        feed.read_feed(content)
    assert caught.value.code == code


def test_all_shapes_of_a_feed_are_read():
    one = json.dumps(MINIMAL).encode()
    org = {"id": uid(2), "name": "TAT", "description": "ONG"}
    assert feed.read_feed(one) == [("service", MINIMAL)]
    assert feed.read_feed(b"\xef\xbb\xbf[" + one + b"]") == [("service", MINIMAL)]
    assert feed.read_feed(one + b"\n\n" + one + b"\n") == [("service", MINIMAL)] * 2
    both = json.dumps({"services": [MINIMAL], "organizations": [org]}).encode()
    assert feed.read_feed(both) == [("service", MINIMAL), ("organization", org)]
    lines = b"".join(feed.stream_lines([MINIMAL, MINIMAL]))
    assert len(feed.read_feed(lines)) == 2


# --- plan of an import ---------------------------------------------------------------


def read(*objects):
    return feed.read_feed(json.dumps(list(objects)).encode())


def actions(report):
    return {(row.kind, row.number): row.action for row in report.rows}


def codes(report, kind="service"):
    return {i.code for row in report.rows if row.kind == kind for i in row.issues}


def held_after(report, known=None):
    """What stands in the house when the plan is carried out."""
    known = dict(known or {})
    for row in report.to_write():
        known[row.kind, row.id] = plans.Known(row.node, kinds.content_hash(row.node))
    return known


def test_import_splits_parts_writes_them_first_and_twice_is_once():
    written = kinds.dump("service", legal_desk())
    report = plans.plan(read(written), {})
    assert [(r.kind, r.action) for r in report.rows] == [
        ("organization", "create"),
        ("location", "create"),
        ("service", "create"),
    ]
    again = plans.plan(read(written), held_after(report))
    assert again.counts() == {"unchanged": 3}
    assert again.to_write() == ()


def test_changed_value_is_an_update_that_names_it():
    written = kinds.dump("service", legal_desk())
    known = held_after(plans.plan(read(written), {}))
    report = plans.plan(read({**written, "name": "Droit"}), known)
    row = report.rows[-1]
    assert (row.action, row.changes) == ("update", ("name",))


def test_what_we_changed_since_the_last_import_is_not_overwritten():
    written = kinds.dump("service", legal_desk())
    known = held_after(plans.plan(read(written), {}))
    key = ("service", written["id"])
    ours = {**known[key].node, "name": "Notre nom"}
    known[key] = plans.Known(ours, known[key].imported_hash)
    report = plans.plan(read({**written, "name": "Leur nom"}), known)
    assert (report.rows[-1].action, codes(report)) == ("quarantine", {"changed_here"})
    theirs = known[key].node
    hidden = plans.Known(
        {**theirs, "name": written["name"]}, known[key].imported_hash, is_changed=True
    )
    report = plans.plan(read({**written, "name": "Leur nom"}), {**known, key: hidden})
    assert codes(report) == {"changed_here"}
    known[key] = plans.Known(ours, None)
    report = plans.plan(read({**written, "name": "Leur nom"}), known)
    assert (report.rows[-1].action, codes(report)) == ("quarantine", {"made_here"})


def test_shorter_row_never_erases_what_we_hold():
    written = kinds.dump("service", legal_desk())
    known = held_after(plans.plan(read(written), {}))
    short = {k: v for k, v in written.items() if k not in ("phones", "minimum_age")}
    report = plans.plan(read(short), known)
    assert (report.rows[-1].action, codes(report)) == ("quarantine", {"would_erase"})
    assert report.rows[-1].issues[-1].value == "minimum_age, phones"


def test_bad_row_takes_its_parts_along_and_leaves_the_others():
    bad = {**kinds.dump("service", legal_desk()), "email": "x"}
    good = {**MINIMAL, "id": uid(50), "organization": {**ORG, "id": uid(51)}}
    report = plans.plan(read(bad, good), {})
    assert actions(report) == {
        ("organization", 1): "quarantine",
        ("location", 1): "quarantine",
        ("service", 1): "quarantine",
        ("organization", 2): "create",
        ("service", 2): "create",
    }


ORG = {"id": uid(2), "name": "TAT", "description": "ONG"}


def test_rows_that_disagree_are_all_put_aside_and_the_service_waits():
    other = {**ORG, "description": "Association"}
    service = {**MINIMAL, "organization": ORG}
    report = plans.plan(read(service, other), {})
    assert set(actions(report).values()) == {"quarantine"}
    assert codes(report, "organization") == {"rows_disagree"}
    assert codes(report) == {"needs_missing_row"}


def test_shortened_organisation_in_a_service_says_nothing_new():
    full = {**ORG, "website": "https://tat.example"}
    service = {**MINIMAL, "organization": ORG}
    report = plans.plan(read(service, full), {})
    rows = {row.kind: row for row in report.rows}
    assert rows["organization"].node["website"] == "https://tat.example"
    assert report.counts() == {"create": 2}
    alone = plans.plan(read(service), held_after(report))
    assert alone.counts() == {"unchanged": 2}


def test_service_without_organisation_and_foreign_kinds_are_put_aside():
    term = {"id": uid(3), "name": "T", "description": "D", "taxonomy": "x"}
    report = plans.plan(read(MINIMAL, term, {"a": 1}, 7), {})
    assert set(actions(report).values()) == {"quarantine"}
    assert codes(report) == {"missing"}
    assert codes(report, "taxonomy_term") == {"kind_not_imported"}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 4), CODES, st.booleans()), max_size=8))
def test_import_of_any_file_settles_at_once(rows):
    objects = [
        {
            **MINIMAL,
            "id": uid(number),
            "name": name,
            **({"organization": {**ORG, "name": name}} if has_org else {}),
        }
        for number, name, has_org in rows
    ]
    found = [(feed.kind_of(one), one) for one in objects]
    first = plans.plan(found, {})
    known = held_after(first)
    second = plans.plan(found, known)
    assert second.to_write() == ()
    assert [r.action == "quarantine" for r in first.rows] == [
        r.action == "quarantine" for r in second.rows
    ]
