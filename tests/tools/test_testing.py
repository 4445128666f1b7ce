# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the test run chooses, counts and refuses; what lint finds; what bench judges."""

import pytest

from bench import _house
from tools import benching, databases, linting, places, templates, testing, translations
from tools.testing import Result

JUNIT = '<testsuite tests="9" failures="1" errors="2" skipped="3"/>'
LINE = "2026-01-01 00:00:00,000 12 {} house odoo.addons.x: {}"


def test_counts_come_from_pytests_report(tmp_path):
    """Passed is what is left."""
    report = tmp_path / "report.xml"
    report.write_text(JUNIT)
    counts = {"passed": 3, "failed": 1, "errors": 2, "skipped": 3}
    assert testing.read_counts(report) == counts


def test_a_stage_that_wrote_no_report_failed(tmp_path):
    """A crash is not a success."""
    assert testing.read_counts(tmp_path / "absent.xml") == {"errors": 1}


@pytest.mark.parametrize(
    ("results", "status", "line"),
    [
        ([Result("a", 1, {"passed": 2})], 0, "2 passed in"),
        (
            [Result("a", 1, {"passed": 2, "failed": 1}, True)],
            1,
            "1 failed, 2 passed in",
        ),
        (
            [Result("lint", 1, {}, True), Result("b", 1, {"passed": 5})],
            1,
            "1 failed, 5",
        ),
        ([Result("a", 1, {"passed": 1, "errors": 1})], 1, "1 passed, 1 errors in"),
    ],
)
def test_the_last_line_tells_what_the_status_tells(capsys, results, status, line):
    """A stage without tests of its own, as lint, counts as one failure."""
    assert testing.summary(results, 61.0, False) == status
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert line in last
    assert last.startswith("==")


def test_all_has_a_limit(capsys):
    """More than 70 minutes fail, whatever passed."""
    results = [Result("a", 1, {"passed": 2})]
    assert testing.summary(results, 71 * 60.0, True) == 1
    assert testing.summary(results, 71 * 60.0, False) == 0
    assert "more than 70 minutes" in capsys.readouterr().out


def test_words_of_the_command_line_are_located(monkeypatch):
    """A room with its engine tests, a plain test, a path inside a room, nonsense."""
    known = places.rooms()
    assert "ngo_base" in known
    room, paths, plain = testing.locate("ngo_base", known)
    assert room == "ngo_base"
    assert paths == ["addons/ngo_base/tests"]
    assert all(path.startswith("tests/engine/test_ngo_base") for path in plain)
    monkeypatch.chdir(places.ROOT / "tests")
    word = "tools/test_testing.py::test_counts"
    assert testing.locate(word, known) == (None, [], [f"tests/{word}"])
    inside = "addons/ngo_base/tests/__init__.py"
    assert testing.locate(inside, known) == ("ngo_base", [inside], [])
    assert testing.locate("nothing_here", known) == (None, [], [])
    assert testing.locate("/etc/passwd", known) == (None, [], [])


@pytest.fixture
def rooms(tmp_path, monkeypatch):
    """Three rooms in a chain, and the story."""
    depends = {
        "ground": ["mail"],
        "upper": ["ground", "hr"],
        "test_upper": ["upper"],
        places.STORY: ["upper"],
    }
    for name, below in depends.items():
        (tmp_path / name).mkdir()
        text = repr({"name": name, "depends": below})
        (tmp_path / name / "__manifest__.py").write_text(text)
    monkeypatch.setattr(places, "ADDONS", tmp_path)
    monkeypatch.setattr(places, "rooms", lambda addons=tmp_path: sorted(depends))
    return tmp_path


def test_what_a_room_needs(rooms):
    """Ours and Odoo's modules are told apart."""
    assert templates.closure(["upper"]) == (["ground", "upper"], ["hr", "mail"])
    assert templates.closure(["ground"]) == (["ground"], ["mail"])


def test_run_installs_no_test_rooms_and_the_suite_once_it_is_there(rooms, monkeypatch):
    """The story is left out with `--no-demo`."""
    assert databases.wanted_modules(True) == ["ground", places.STORY, "upper"]
    assert databases.wanted_modules(False) == ["ground", "upper"]
    names = ["ground", places.STORY, places.SUITE, "upper"]
    monkeypatch.setattr(places, "rooms", lambda: names)
    assert databases.wanted_modules(True) == [places.SUITE, places.STORY]
    assert databases.wanted_modules(False) == [places.SUITE]


def test_the_digest_follows_the_code_and_not_the_tests(rooms):
    """A changed test needs no new database."""
    before = databases.digest(rooms, ["ground"])
    (rooms / "ground" / "tests").mkdir()
    (rooms / "ground" / "tests" / "test_x.py").write_text("pass")
    assert databases.digest(rooms, ["ground"]) == before
    (rooms / "ground" / "models.py").write_text("pass")
    assert databases.digest(rooms, ["ground"]) != before


MODEL = """
from odoo import fields, models
class Case(models.Model):
    _name = "case"
    name = fields.Char()
    def title(self, short=False):
        return self.name
    def init(self):
        self.env.cr.execute("SELECT 1")
"""


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("return self.name", "return self.name.upper()  # as on doors", True),
        ("from odoo", "# Why.\nfrom odoo", True),
        ("fields.Char()", "fields.Char(required=True)", False),
        ("short=False", "short=True", False),
        ("SELECT 1", "SELECT 2", False),
        ("import fields", "import (fields", False),
    ],
)
def test_a_database_serves_while_only_methods_change_inside(rooms, old, new, same):
    """What an installation makes of a room is told apart from what its code does."""
    path = rooms / "ground" / "models.py"
    path.write_text(MODEL)
    before = databases.digest(rooms, ["ground"], bodies=False)
    assert old in MODEL
    path.write_text(MODEL.replace(old, new))
    assert (databases.digest(rooms, ["ground"], bodies=False) == before) is same


@pytest.mark.parametrize("name", ["__manifest__.py", "hooks.py", "views.xml"])
def test_what_an_installation_runs_or_loads_counts_whole(rooms, name):
    """A hook, data and the manifest make another database."""
    before = databases.digest(rooms, ["ground"], bodies=False)
    (rooms / "ground" / name).write_text("def hook(env):\n    env.ref('x')\n")
    changed = databases.digest(rooms, ["ground"], bodies=False)
    (rooms / "ground" / name).write_text("def hook(env):\n    env.ref('y')\n")
    assert before != changed != databases.digest(rooms, ["ground"], bodies=False)


def test_files_with_tours_weigh_nothing_without_a_browser(rooms, monkeypatch):
    """Each file is in one part; the parts are even in what will run."""
    monkeypatch.setattr(places, "ROOT", rooms)
    folder = rooms / "ground" / "tests"
    folder.mkdir()
    for name, size in {"long": 300, "other": 200, "short": 100}.items():
        (folder / f"test_{name}.py").write_text("#" * size)
    (folder / "test_tour.py").write_text("self.start_tour(" + "#" * 900)
    tour, *rest = (
        f"ground/tests/test_{name}.py" for name in ("tour", "long", "other", "short")
    )
    assert testing.files_of("ground", True) == [[tour], sorted(rest)]
    parts = testing.files_of("ground", False)
    assert sorted(sum(parts, [])) == sorted([tour, *rest])
    assert [sorted({*part} - {tour}) for part in parts] == [rest[:1], rest[1:]]


def test_warnings_of_a_log_are_found():
    """INFO is none; a traceback's lines come with their ERROR line."""
    text = "\n".join(
        [
            LINE.format("INFO", "well"),
            LINE.format("WARNING", "hm"),
            "Traceback",
            LINE.format("ERROR", "bad"),
        ]
    )
    found = linting.log_faults(text)
    assert [line.rsplit(" ", 1)[1] for line in found] == ["hm", "bad"]


def test_allowed_lines_have_a_reason():
    """Nobody allows a line in silence."""
    for line in (places.CONFIG / "log-allowed.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            pattern, _, reason = line.partition("  #")
            assert pattern.strip()
            assert len(reason.strip()) > 10


def test_broken_files_of_a_room_are_named(tmp_path, monkeypatch):
    """XML that does not close, a row with a field too much, demo data."""
    monkeypatch.setattr(places, "ROOT", tmp_path)
    room = tmp_path / "room"
    (room / "demo").mkdir(parents=True)
    (room / "views.xml").write_text("<odoo><record></odoo>")
    (room / "good.xml").write_text("<odoo/>")
    (room / "rows.csv").write_text('id,name\na,"x, y"\nb,c,d\n')
    (room / "demo" / "story.xml").write_text("<odoo/>")
    faults = list(linting.room_faults(room))
    assert len(faults) == 3
    assert faults[0].startswith("room/views.xml: mismatched tag")
    assert faults[1] == "room/rows.csv:3: 3 fields, not 2"
    assert "permanence_demo" in faults[2]


@pytest.mark.parametrize(
    ("msgid", "msgstr", "fault"),
    [
        ("Case", "", "not translated"),
        ("%(n)s cases", "%(m)s dossiers", "placeholders differ: %(n)s"),
        ("%s of %s", "%s", "placeholders differ"),
        ("{name}", "nom", "placeholders differ"),
        ("Who?", "Qui ?", "no-break"),
        ("“Away”", "« Absente\u00a0»", "no-break"),
    ],
)
def test_faults_of_a_translation_are_found(tmp_path, msgid, msgstr, fault):
    """Empty, with other placeholders, or with a sign that may leave its line."""
    path = tmp_path / "fr.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    path.write_text(f'{head}msgid "{msgid}"\nmsgstr "{msgstr}"\n')
    (found,) = translations.file_faults(path)
    assert fault in found


@pytest.mark.parametrize("text", ["هو لك.", "أنت من كتبها", "هو لكم."])
def test_arabic_speaks_to_several(tmp_path, text):
    path = tmp_path / "ar.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    path.write_text(f'{head}msgid "It is yours."\nmsgstr "{text}"\n')
    assert bool(list(translations.file_faults(path))) is ("لكم" not in text)


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "Qui\u00a0? «\u00a0Elle\u00a0» à 10:30"), ("nl", "Wie ?")],
)
def test_no_break_spaces_are_asked_of_french_alone(tmp_path, language, text):
    path = tmp_path / f"{language}.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    path.write_text(f'{head}msgid "Who?"\nmsgstr "{text}"\n')
    assert list(translations.file_faults(path)) == []


def test_one_model_has_one_name_in_all_rooms(tmp_path):
    """A second name would hide the first one, whichever room loads last."""
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    paths = [tmp_path / name for name in ("ground.po", "rota.po", "desk.po")]
    for path, word in zip(paths, ("موقع", "الموقع", "موقع"), strict=True):
        place = f"#: model:ir.model,name:{path.stem}.model_ngo_site"
        path.write_text(f'{head}{place}\nmsgid "Site"\nmsgstr "{word}"\n')
    assert list(translations.model_faults(paths[::2])) == []
    (fault,) = translations.model_faults(paths)
    assert fault.startswith(f"{paths[1]}:")


def test_good_translations_pass_and_missing_terms_are_named(tmp_path):
    """50 % is no placeholder."""
    path = tmp_path / "ar.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    path.write_text(f'{head}msgid "50 % of %(n)s"\nmsgstr "50 % من %(n)s"\n')
    assert list(translations.file_faults(path)) == []
    (found,) = translations.missing_terms(path, ["50 % of %(n)s", "Other"])
    assert found.endswith("missing: 'Other'")


@pytest.mark.parametrize(
    ("row", "ratio", "good"),
    [
        ({"name": "list", "ours": 3.0, "peer": 4.0, "limit": 1.0}, 0.75, True),
        ({"name": "list", "ours": 5.0, "peer": 4.0, "limit": 1.0}, 1.25, False),
        ({"name": "far recall", "ours": 0.9, "peer": 1.0, "limit": 0.95}, 0.9, False),
        ({"name": "far recall", "ratio": 0.97, "limit": 0.95}, 0.97, True),
        ({"name": "count", "ours": 7.0}, None, True),
    ],
)
def test_a_figure_is_judged_by_its_limit(row, ratio, good):
    """Times must stay below, recalls must reach."""
    done = benching.complete(row, "x")
    assert done["ok"] is good
    assert done["ratio"] == pytest.approx(ratio) if ratio else done["ratio"] is None


def test_a_figure_is_printed_with_its_spread():
    """Between which figures the middle half lies, on both sides; alone it has none."""
    often = _house.row("list", [5.0, 1.0, 2.0, 3.0, 4.0], [9.0, 8.0, 10.0], 1.0)
    assert (often["ours"], often["spread"], often["n"]) == (3.0, (2.0, 4.0), 5)
    assert (often["peer"], often["peer_spread"]) == (9.0, (8.5, 9.5))
    once = _house.row("report", [7.0], 30.0, n=200, of=min)
    assert (once["ours"], once["spread"], once["peer"], once["n"]) == (
        7.0,
        None,
        30.0,
        200,
    )
    counted = {"name": "count", "ours": 7.0}
    done = [benching.complete(row, "x") for row in (often, once, counted)]
    head, _line, first, *_others = benching.as_table(done).splitlines()
    assert head.split()[3:6] == ["spread", "peer", "peer"]
    assert first.split() == "x list 3 2–4 9 8.5–9.5 0.3333 1 5 ok".split()


def test_whole_translations_are_no_fault(tmp_path):
    """What the check says of a good room is nothing, not an empty line."""
    folder = tmp_path / "room" / "i18n"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    for name, word in (("fr", "Dossier"), ("ar", "ملف")):
        (folder / f"{name}.po").write_text(f'{head}msgid "Case"\nmsgstr "{word}"\n')
    assert list(linting.po_faults([tmp_path / "room"])) == []
    (folder / "ar.po").unlink()
    (fault,) = linting.po_faults([tmp_path / "room"])
    assert fault.endswith("ar.po: missing")
