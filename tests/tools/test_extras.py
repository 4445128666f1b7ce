# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Programs that are unpacked beside the machine's own."""

import subprocess

from tools import extras, places


def test_an_unpacked_program_finds_the_libraries_that_came_with_it(
    tmp_path, monkeypatch
):
    """Those of a private folder below the system's too, after the system's."""
    monkeypatch.setattr(places, "BIN", tmp_path / "bin")
    system = tmp_path / "prefix/usr/lib/x86_64-linux-gnu"
    for folder in (system, system / "pulseaudio", system / "gtk/immodules"):
        folder.mkdir(parents=True)
        (folder / "libsomething.so.1").touch()
    program = tmp_path / "prefix/usr/bin/program"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$LD_LIBRARY_PATH"\n')
    program.chmod(0o755)
    extras.wrap(tmp_path / "prefix", "usr/bin/program", "program")
    done = subprocess.run(
        [tmp_path / "bin/program"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "LD_LIBRARY_PATH": "/already"},
    )
    assert done.stdout.strip().split(":") == [
        str(system),
        str(system / "pulseaudio"),
        "/already",
    ]


def test_the_second_program_of_the_printer_is_found(tmp_path, monkeypatch):
    """The package brings wkhtmltoimage too, without which no poster is a picture."""
    monkeypatch.setattr(places, "BIN", tmp_path / "bin")
    monkeypatch.setattr(places, "STATE", tmp_path)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    extras.show_wkhtmltoimage()
    assert not (tmp_path / "bin").exists()
    program = tmp_path / "wkhtmltopdf/usr/bin/wkhtmltoimage"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho picture\n")
    program.chmod(0o755)
    extras.show_wkhtmltoimage()
    done = subprocess.run([tmp_path / "bin/wkhtmltoimage"], capture_output=True)
    assert done.stdout == b"picture\n"
