# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The backup file: whole, or refused."""

import errno
import io
import os
import subprocess
import tarfile

import pytest

from tools import backup, database
from tools.say import Fault, Step, explain


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


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a quarter of a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root makes a disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.lifecycle
@pytest.mark.parametrize("big", ["database", "files"])
def test_a_full_disk_keeps_the_older_backup(server, small_disk, tmp_path, big):
    """No room for the dump, or for the files: the sentence, nothing half-done beside
    the older backup, which is whole. [C09]"""
    name = "backup_full_disk"
    database.drop(server, [name])
    server.ask(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        server.ask(
            "CREATE TABLE ir_module_module (name text, latest_version text,"
            " state text)",
            name,
        )
        rows = 50_000 if big == "database" else 1
        server.ask(
            "CREATE TABLE noise AS SELECT md5(random()::text)"
            f" FROM generate_series(1, {rows})",
            name,
        )
        store = tmp_path / "store"
        store.mkdir()
        if big == "files":
            (store / "paper").write_bytes(os.urandom(400_000))
        older = small_disk / "older.tar"
        older.write_text("whole")
        with pytest.raises((Fault, OSError)) as told:
            backup.write(server, name, store, small_disk / "new.tar")
        fault = told.value
        if isinstance(fault, OSError):
            assert fault.errno == errno.ENOSPC
            fault = explain(fault)
        assert "the disk is full" in str(fault)
        assert list(small_disk.iterdir()) == [older]
        assert older.read_text() == "whole"
    finally:
        database.drop(server, [name])
