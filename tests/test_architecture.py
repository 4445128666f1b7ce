# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The house as DESIGN draws it: what can be seen in the files alone.

What needs a registry (access rows, rules, fields that carry protected ones) stands in
``addons/ngo_base/tests/test_architecture.py``.
"""

import ast
import functools
import re
import socket
import subprocess
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
# Rooms, and the rooms each stands on: downwards only.
ROOMS = {
    "ngo_base": set(),
    "migrant_registry": {"ngo_base"},
    "migrant_case": {"migrant_registry"},
    "impact_reporting": {"ngo_base"},
    "permanence_rota": {"ngo_base"},
    "service_directory": {"ngo_base"},
    "microproject_finance": {"ngo_base"},
    "partner_referral": {"migrant_case", "service_directory"},
    "permanence_reception": {"permanence_rota", "migrant_case"},
    "child_protection": {"migrant_case"},
    "day_centre": {"migrant_registry"},
    "accommodation": {"migrant_registry"},
    "integration_project": {"migrant_case"},
    "staff_supervision": {"permanence_rota"},
    "outreach": {"permanence_rota"},
    "information_desk": {"service_directory"},
}
# What gathers the rooms; no room stands on these.
ROOFS = {"permanence_suite", "permanence_demo"}
# Addons of the OCA come in through glue: a room installs without them.
OCA = re.compile(
    r"account_reconcile_|base_user_role|dms|mis_builder|resource_booking|web_leaflet_"
)
GLUE_LINES = 150  # of Python without tests and blank lines: an aim, see GLUE_LONGER
GLUE_LONGER = {
    "microproject_finance_rota": "a key of hours, proposed, and told when they move",
    "ngo_base_signin": "pages and rules of signing in; a room but for its name",
}


def manifests():
    """Every addon of ours with what its manifest says."""
    return {
        path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))
        for path in sorted(ADDONS.glob("*/__manifest__.py"))
    }


MANIFESTS = manifests()
SHIPPED = [name for name in MANIFESTS if not name.startswith("test_")]
GLUE = [name for name in SHIPPED if name not in ROOMS and name not in ROOFS]


def ours(name):
    """Addons of ours that an addon depends on, directly."""
    return {other for other in MANIFESTS[name]["depends"] if other in MANIFESTS}


@functools.cache
def below(name):
    """Addons of ours that an addon stands on, however far down."""
    return ours(name).union(*map(below, ours(name)))


@functools.cache
def tracked():
    """Text files under version control, or all of them in a tree without git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        ).stdout.decode()
        names = [name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no list of files without git")
    texts = {}
    for name in names:
        try:
            texts[name] = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):
            continue  # pictures and links
    return texts


def test_dependencies_form_no_ring():
    """Static order exists: whoever installs one room installs what is below it."""
    order = list(TopologicalSorter({n: ours(n) for n in MANIFESTS}).static_order())
    assert order[0] == "ngo_base"


@pytest.mark.parametrize("name", [name for name in SHIPPED if name in ROOMS])
def test_room_stands_where_it_is_drawn(name):
    """A room depends on the rooms that DESIGN draws below it, and on no others."""
    drawn = ROOMS[name]
    reached = drawn.union(*(below(other) for other in drawn if other in MANIFESTS))
    assert ours(name) <= reached, f"{name} stands on {ours(name) - reached}"
    assert drawn <= below(name), f"{name} leaves out {drawn - below(name)}"
    foreign = [other for other in MANIFESTS[name]["depends"] if OCA.match(other)]
    assert not foreign, f"{name}: {foreign} only through glue"


@pytest.mark.parametrize("name", GLUE)
def test_glue_is_glue(name):
    """Glue installs itself where its parts are, is small, and nothing stands on it."""
    manifest = MANIFESTS[name]
    assert manifest.get("auto_install"), f"{name} is no room of DESIGN and no glue"
    part = [other for other in ours(name) if name.startswith(f"{other}_")]
    assert part, f"{name} bears the name of none of its parts {ours(name)}"
    if name not in GLUE_LONGER:
        lines = [
            line
            for path in (ADDONS / name).rglob("*.py")
            if "tests" not in path.relative_to(ADDONS / name).parts
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip() and not line.lstrip().startswith("#")
        ]
        assert len(lines) <= GLUE_LINES, f"{name}: {len(lines)} lines of Python"


@pytest.mark.parametrize("name", [n for n in SHIPPED if n not in ROOFS])
def test_nothing_stands_on_roof_glue_or_tests(name):
    """Rooms know neither the glue that extends them nor the suite."""
    forbidden = {n for n in MANIFESTS if n in ROOFS or n.startswith("test_")}
    if name in ROOMS:
        forbidden |= set(GLUE)
    assert not ours(name) & forbidden


@pytest.mark.parametrize("name", SHIPPED)
def test_rooms_import_no_python_from_siblings(name):
    """Python comes from below only, through `odoo.addons`; tests may share their cast.

    Engines import nothing from Odoo at all.
    """
    wrong = []
    for path in (ADDONS / name).rglob("*.py"):
        parts = path.relative_to(ADDONS / name).parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = []
            if isinstance(node, ast.ImportFrom) and not node.level:
                modules = [node.module]
            elif isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            for module in modules:
                match = re.match(r"odoo\.addons\.(\w+)", module)
                other = match and match[1]
                if other in MANIFESTS and other not in below(name) | {name}:
                    wrong.append(f"{path.name}: {module}")
                if parts[0] == "engine" and module.partition(".")[0] == "odoo":
                    wrong.append(f"engine {path.name}: {module}")
    assert not wrong


@pytest.mark.parametrize("name", SHIPPED)
def test_room_is_complete(name):
    """README, French and Arabic, tests, the manifest's common part."""
    folder = ADDONS / name
    manifest = MANIFESTS[name]
    missing = []
    readme = folder / "README.md"
    enough = 40 if name in ROOFS else 400
    if not readme.is_file() or len(readme.read_text(encoding="utf-8")) < enough:
        missing.append("README.md that says for whom, what, roles, hooks, limits")
    if name not in ROOFS:
        missing += [
            f"i18n/{lang}.po"
            for lang in ("fr", "ar")
            if not (folder / "i18n" / f"{lang}.po").is_file()
        ]
    if not list((folder / "tests").glob("test_*.py")):
        missing.append("tests")
    if manifest.get("license") != "AGPL-3" or not re.fullmatch(
        r"19\.0\.\d+\.\d+\.\d+", manifest.get("version", "")
    ):
        missing.append("license AGPL-3 and a version of 19.0")
    if list((folder / "demo").glob("*")) or manifest.get("demo"):
        missing.append("an empty demo/: the story is data of permanence_demo")
    assert not missing, f"{name} lacks {missing}"


@pytest.mark.parametrize("name", list(MANIFESTS))
def test_every_test_file_is_run(name):
    """A test that its package does not import is never run by Odoo."""
    folder = ADDONS / name / "tests"
    if not folder.is_dir():
        pytest.skip("no tests")
    imported = (folder / "__init__.py").read_text(encoding="utf-8")
    files = [path.stem for path in folder.glob("test_*.py")]
    lost = [stem for stem in files if not re.search(rf"\b{stem}\b", imported)]
    assert not lost


@pytest.mark.parametrize("name", SHIPPED)
def test_every_data_file_is_loaded(name):
    """Each XML file of views, data, security, reports stands in the manifest."""
    folder = ADDONS / name
    listed = set(MANIFESTS[name].get("data", []))
    files = {
        path.relative_to(folder).as_posix()
        for kind in ("data", "security", "views", "wizards", "wizard", "reports")
        for path in (folder / kind).glob("*.xml")
    }
    code = " ".join(p.read_text(encoding="utf-8") for p in folder.glob("*.py"))
    lost = {file for file in files - listed if file not in code}
    assert not lost, f"{name}: not in the manifest: {lost}"
    absent = [file for file in listed if not (folder / file).is_file()]
    assert not absent


def test_no_path_or_name_of_a_machine():
    """What one developer's machine is called stands nowhere in the tree."""
    patterns = [
        r"(?<![\w./~$}])/(?:home|root|work|Users)/[\w.-]+",
        r"(?:https?://|@)[\w.-]+\.(?:internal|intranet|corp|lan)\b",
        r"(?:https?://|@)(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d+){2,3}\b",
    ]
    here = [str(ROOT), str(Path.home())]
    here = [word for word in here if len(Path(word).parts) > 2]
    machine = socket.gethostname()
    if len(machine) > 8 and machine != "localhost":
        here.append(machine)
    wanted = re.compile("|".join([*patterns, *map(re.escape, here)]))
    found = [
        f"{name}: {match[0]}"
        for name, text in tracked().items()
        if name != "tests/test_architecture.py"
        for match in wanted.finditer(text)
    ]
    assert not found


def test_roles_of_the_matrix_have_groups():
    """config/roles.csv, the groups of `ngo_base` and the matrices agree."""
    roles = {
        line.partition(",")[0]
        for line in (ROOT / "config/roles.csv").read_text().splitlines()[1:]
    }
    groups = (ADDONS / "ngo_base/security/ngo_base_groups.xml").read_text()
    for role in roles:
        assert f'id="group_ngo_base_{role}"' in groups, role
    for path in ADDONS.glob("*/security/access_matrix.csv"):
        for line in path.read_text().splitlines()[1:]:
            role = line.split(",")[2]
            assert role in roles | {"employee"}, f"{path.parent.parent.name}: {line}"
