# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import importlib
import sys

import pytest

from tools import engines


@pytest.fixture
def rooms(tmp_path):
    """Two rooms whose engines carry the same file names."""
    for room in ("first_room", "second_room"):
        folder = tmp_path / room / "engine"
        folder.mkdir(parents=True)
        (tmp_path / room / "__init__.py").write_text("import odoo_is_not_here\n")
        (folder / "__init__.py").write_text("from .scores import NAME\n")
        (folder / "scores.py").write_text(f"NAME = {room!r}\n")
    yield tmp_path
    for name in [n for n in sys.modules if n.startswith("permanence_engine_")]:
        if name.split(".")[0].endswith("_room"):
            del sys.modules[name]


def test_each_room_gets_its_own_engine(rooms):
    """Two engines with equal file names do not see each other."""
    first = engines.load("first_room", rooms)
    second = engines.load("second_room", rooms)
    assert (first.NAME, second.NAME) == ("first_room", "second_room")
    scores = importlib.import_module("permanence_engine_second_room.scores")
    assert scores.NAME == "second_room"


def test_the_same_engine_is_loaded_once(rooms):
    """Classes of two calls are the same classes."""
    assert engines.load("first_room", rooms) is engines.load("first_room", rooms)


def test_a_room_without_engine_is_named(rooms):
    """The error says which room."""
    with pytest.raises(ModuleNotFoundError, match="third_room has no engine"):
        engines.load("third_room", rooms)


def test_a_broken_engine_leaves_nothing_behind(rooms):
    """A second load after the repair works."""
    start = rooms / "first_room" / "engine" / "__init__.py"
    start.write_text("from .scores import NAME\nraise ValueError('typo')\n")
    with pytest.raises(ValueError, match="typo"):
        engines.load("first_room", rooms)
    assert not [n for n in sys.modules if n.startswith("permanence_engine_first")]
    start.write_text("from .scores import NAME\n")
    assert engines.load("first_room", rooms).NAME == "first_room"
