# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The backup file: whole, or refused."""

import io
import tarfile

import pytest

from tools import backup
from tools.say import Fault, Step


@pytest.fixture
def archive(tmp_path):
    """A backup of a dump and two attachments."""
    store = tmp_path / "store"
    (store / "ab").mkdir(parents=True)
    (tmp_path / "dump").write_bytes(b"PGDMP" + bytes(5000))
    (store / "ab" / "abcd").write_bytes(b"one")
    (store / "ab" / "abef").write_bytes(b"two")
    members = {backup.DUMP: tmp_path / "dump"}
    for path in sorted(store.rglob("ab*/*")):
        members[f"filestore/{path.relative_to(store)}"] = path
    target = tmp_path / "backup.tar"
    with Step("packing", io.StringIO()) as step:
        backup.pack(members, {"format": 1, "database": "house"}, target, step)
    return target


def test_what_was_packed_comes_out(archive, tmp_path):
    """Same names, same bytes, and the facts of the manifest. [C09]"""
    with backup.unpacked(archive, tmp_path) as (folder, told):
        assert told["database"] == "house"
        assert (folder / "filestore/ab/abcd").read_bytes() == b"one"
        assert (folder / backup.DUMP).read_bytes()[:5] == b"PGDMP"
        assert len(told["members"]) == 3
    assert not folder.exists()


def test_one_changed_byte_is_refused(archive, tmp_path):
    """A damaged backup must not become a database."""
    data = bytearray(archive.read_bytes())
    place = data.index(b"PGDMP") + 100
    data[place] ^= 1
    archive.write_bytes(data)
    with (
        pytest.raises(Fault, match=r"damaged: database\.dump"),
        backup.unpacked(archive, tmp_path),
    ):
        pass


@pytest.mark.parametrize("part", [0, 10, 2000, 6000])
def test_a_file_cut_short_is_refused(archive, tmp_path, part):
    """A copy that was interrupted is not a backup."""
    archive.write_bytes(archive.read_bytes()[:part])
    with pytest.raises(Fault, match="damaged"), backup.unpacked(archive, tmp_path):
        pass


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../b", "extra"])
def test_a_member_that_does_not_belong_is_refused(archive, tmp_path, name):
    """Nothing is written outside, and nothing comes in that the manifest lacks."""
    with tarfile.open(archive, "a") as opened:
        entry = tarfile.TarInfo(name)
        entry.size = 3
        opened.addfile(entry, io.BytesIO(b"bad"))
    with pytest.raises(Fault, match="damaged"), backup.unpacked(archive, tmp_path):
        pass
    assert not (tmp_path / "outside").exists()


def test_a_link_in_the_archive_is_refused(archive, tmp_path):
    """A link could point anywhere."""
    with tarfile.open(archive, "a") as opened:
        entry = tarfile.TarInfo("filestore/link")
        entry.type = tarfile.SYMTYPE
        entry.linkname = "/etc/passwd"
        opened.addfile(entry)
    with pytest.raises(Fault, match="damaged"), backup.unpacked(archive, tmp_path):
        pass
