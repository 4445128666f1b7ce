# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where Odoo comes from: the machine's own apt sources, in both formats."""

import pytest

from tools import apt
from tools.say import Fault

ONE_LINE = """\
# deb http://mirror.invalid/debian old main
deb [arch=amd64 signed-by=/usr/share/keyrings/a.gpg] http://mirror.invalid/debian bookworm main contrib
deb http://mirror.invalid/debian-security bookworm-security main # updates
deb-src http://mirror.invalid/debian bookworm main
"""  # noqa: E501
DEB822 = """\
Types: deb deb-src
# a comment inside
URIs: http://mirror.invalid/debian http://second.invalid/debian
Suites: trixie trixie-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Enabled: no
Types: deb
URIs: http://off.invalid/debian
Suites: trixie
Components: main

Types: deb
URIs: http://inline.invalid/apt
Suites: stable
Components: extra
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
"""


def test_one_line_sources_are_read():
    """Comments and source packages are left out, the key is kept."""
    first, second = apt.parse_one_line(ONE_LINE)
    assert first == apt.Source(
        "http://mirror.invalid/debian",
        "bookworm",
        ("main", "contrib"),
        "/usr/share/keyrings/a.gpg",
    )
    assert second.suite == "bookworm-security"
    assert second.components == ("main",)


def test_deb822_sources_are_read():
    """Each address with each suite; disabled stanzas and inline keys left out."""
    found = apt.parse_deb822(DEB822)
    assert [(s.uri.split("//")[1].split(".")[0], s.suite) for s in found] == [
        ("mirror", "trixie"),
        ("mirror", "trixie-updates"),
        ("second", "trixie"),
        ("second", "trixie-updates"),
        ("inline", "stable"),
    ]
    assert found[0].signed_by == "/usr/share/keyrings/debian-archive-keyring.gpg"
    assert found[-1].signed_by == ""


def test_both_formats_of_a_machine_are_joined(tmp_path):
    """`sources.list`, `*.list` and `*.sources` count; other endings do not."""
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    (tmp_path / "sources.list").write_text("deb http://a.invalid/debian sid main\n")
    (folder / "b.list").write_text("deb http://b.invalid/debian sid main\n")
    (folder / "c.sources").write_text(DEB822)
    (folder / "d.list.disabled").write_text("deb http://d.invalid/debian sid main\n")
    uris = {source.uri for source in apt.machine_sources(tmp_path)}
    assert "http://a.invalid/debian" in uris
    assert "http://b.invalid/debian" in uris
    assert "http://second.invalid/debian" in uris
    assert "http://d.invalid/debian" not in uris


def test_another_suite_comes_from_the_main_archive():
    """sid is asked of the mirror, never of security updates or third parties."""
    sources = apt.parse_one_line(ONE_LINE) + apt.parse_deb822(DEB822)
    lines = [source.line() for source in apt.with_suites(sources, ["sid"])]
    assert lines[0] == (
        "deb [signed-by=/usr/share/keyrings/a.gpg] "
        "http://mirror.invalid/debian sid main contrib"
    )
    assert not [line for line in lines if "security" in line or "inline" in line]


def test_own_suites_are_kept_beside_another():
    """`own` keeps what the machine uses, security updates included."""
    sources = apt.parse_one_line(ONE_LINE)
    suites = [source.suite for source in apt.with_suites(sources, ["own", "sid"])]
    assert suites == ["bookworm", "bookworm-security", "sid"]


def test_a_machine_without_archive_is_told_what_to_do():
    """The sentence names the remedy."""
    with pytest.raises(Fault, match="docker-compose.yml"):
        apt.with_suites([], ["sid"])


def test_uris_of_apt_are_read():
    """Escaped characters of a version are undone, other lines are ignored."""
    text = (
        "Reading package lists...\n"
        "'http://mirror.invalid/pool/l/libx/libx_2.3-1_amd64.deb' "
        "libx_2%3a2.3-1_amd64.deb 1234 SHA256:aa\n"
    )
    assert apt.parse_uris(text) == [
        apt.Package("libx", "2:2.3-1", "libx_2%3a2.3-1_amd64.deb", 1234)
    ]


def test_no_apt_names_the_compose_file(monkeypatch, tmp_path):
    """A machine without apt gets one clear sentence."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Fault, match="no apt.*docker-compose.yml"):
        apt.Apt("nothing", [])


def test_error_lines_lose_their_addresses(tmp_path):
    """What is shown to the user names no mirror."""
    log = tmp_path / "apt.log"
    log.write_text("Get:1 x\nE: Failed to fetch http://mirror.invalid/x  Not found\n")
    assert apt.last_error(log) == "E: Failed to fetch Not found"
