# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which Odoo is used: the order of the design, and what is refused."""

import os

import pytest

from tools import odoo_source, places
from tools.say import Fault


def make_odoo(folder, series="19, 0"):
    """Write a tree that looks like an Odoo."""
    package = folder / "odoo"
    package.mkdir(parents=True)
    (package / "release.py").write_text(f"version_info = ({series}, 0, FINAL, 0, '')\n")
    return folder


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine without Odoo: nothing named, nothing installed, nothing fetched."""
    monkeypatch.delenv("PERMANENCE_ODOO", raising=False)
    monkeypatch.setattr(odoo_source, "PREFIX", tmp_path / "prefix")
    monkeypatch.setattr(odoo_source.sys, "path", [str(tmp_path / "site-packages")])
    monkeypatch.setattr(odoo_source, "SYSTEM", tmp_path / "system")
    return tmp_path


def test_nothing_is_found_on_a_bare_machine(machine):
    """Then Odoo has to be fetched."""
    assert odoo_source.find() is None


def test_the_order_is_setting_installed_fetched(machine, monkeypatch):
    """Each one hides those after it."""
    prefix = machine / "prefix"
    make_odoo(prefix / odoo_source.LIBRARY)
    assert odoo_source.find() is None, "an unfinished prefix does not count"
    (prefix / ".complete").touch()
    assert odoo_source.find().origin == "Debian package odoo-19"
    make_odoo(machine / "site-packages")
    assert odoo_source.find().origin == "installed"
    named = make_odoo(machine / "checkout")
    monkeypatch.setenv("PERMANENCE_ODOO", str(named))
    found = odoo_source.find()
    assert (found.origin, found.library) == ("PERMANENCE_ODOO", named)


def test_another_version_that_is_named_is_refused(machine, monkeypatch):
    """The sentence tells the version and what is needed."""
    monkeypatch.setenv("PERMANENCE_ODOO", str(make_odoo(machine / "old", "18, 0")))
    with pytest.raises(Fault, match=r"Odoo 18\.0 .*need Odoo 19\.0"):
        odoo_source.find()


def test_another_version_that_is_installed_is_passed_over(machine):
    """It may serve something else on that machine."""
    make_odoo(machine / "site-packages", "17, 0")
    assert odoo_source.find() is None


def test_a_setting_without_odoo_is_refused(machine, monkeypatch):
    """A typing mistake must not fetch 135 MB."""
    monkeypatch.setenv("PERMANENCE_ODOO", str(machine / "nowhere"))
    with pytest.raises(Fault, match="no Odoo is"):
        odoo_source.find()


def test_core_addons_are_whole(machine):
    """Debian's second copy beside the package lacks data files and is left out."""
    checkout = odoo_source.describe(make_odoo(machine / "checkout"), "x")
    for folder in ("addons/web", "odoo/addons/base"):
        (checkout.library / folder).mkdir(parents=True)
    names = [str(path.relative_to(checkout.library)) for path in checkout.addons]
    assert names == ["addons", "odoo/addons"]
    (checkout.library / "odoo/addons/web").mkdir()
    names = [str(path.relative_to(checkout.library)) for path in checkout.addons]
    assert names == ["odoo/addons"]


def test_dangling_links_are_found(tmp_path):
    """Whole links are not."""
    (tmp_path / "here").touch()
    os.symlink("here", tmp_path / "good")
    os.symlink("gone", tmp_path / "bad")
    assert odoo_source.dangling(tmp_path) == [tmp_path / "bad"]


def test_the_odoo_in_use_has_no_dangling_link():
    """Fonts and scripts of the fetched package all resolve."""
    if not (places.STATE / "odoo" / ".complete").is_file():
        pytest.skip("this checkout uses another Odoo")
    assert odoo_source.dangling(places.STATE / "odoo") == []
    assert (
        places.STATE / "odoo" / odoo_source.LIBRARY / "odoo" / odoo_source.STUB
    ).exists()


def test_pypdf2_is_not_in_the_environment():
    """Its version 3 breaks printing several records."""
    import importlib.util

    assert importlib.util.find_spec("PyPDF2") is None
    assert importlib.util.find_spec("pypdf") is not None
