# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Ports, processes and the promise to leave none behind."""

import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from tools import processes

SLEEPER = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', "
SLEEPER += "'import time; time.sleep(60)']); print('ready', flush=True); time.sleep(60)"


def test_a_free_port_is_kept_and_a_taken_one_replaced():
    """The remembered port is used again when nobody took it."""
    free = processes.free_port()
    assert processes.free_port(free) == free
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free))
        taken.listen()
        assert not processes.is_free(free)
        assert processes.free_port(free) not in (0, free)


def in_group(group):
    """Return the numbers of the living processes of a group."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and processes.born(int(entry)):
            try:
                if os.getpgid(int(entry)) == group:
                    found.append(int(entry))
            except ProcessLookupError:
                continue
    return found


def test_ending_a_program_ends_what_it_started(tmp_path):
    """No child stays behind."""
    log = tmp_path / "log"
    process = processes.start([sys.executable, "-c", SLEEPER], log)
    limit = time.monotonic() + 60
    while "ready" not in log.read_text() and time.monotonic() < limit:
        time.sleep(0.05)
    assert len(in_group(process.pid)) == 2
    processes.end(process)
    limit = time.monotonic() + 60
    while in_group(process.pid) and time.monotonic() < limit:
        time.sleep(0.05)
    assert in_group(process.pid) == []


def test_a_number_that_belongs_to_another_program_is_spared():
    """Number and time of birth must both agree."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        birth = processes.born(process.pid)
        assert birth
        assert processes.end_by_number(process.pid, "1") is False
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()
    assert processes.born(process.pid) is None


def test_a_program_dies_with_the_launcher(tmp_path):
    """SIGKILL of the launcher leaves no server."""
    script = (
        "import sys, time; from pathlib import Path; from tools import processes\n"
        "p = processes.start([sys.executable, '-c', 'import time; time.sleep(60)'],"
        f" Path({str(tmp_path / 'log')!r}))\n"
        "print(p.pid, flush=True); time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    birth = processes.born(child)
    assert birth
    parent.kill()
    parent.wait()
    limit = time.monotonic() + 60
    while processes.born(child) == birth and time.monotonic() < limit:
        time.sleep(0.05)
    assert processes.born(child) != birth


@pytest.mark.parametrize("status", [0, 3])
def test_the_exit_status_of_a_watched_program_is_told(tmp_path, status):
    """And all it says is in the log."""
    log = tmp_path / "deep" / "log"
    command = [sys.executable, "-c", f"print('word'); raise SystemExit({status})"]
    assert processes.watch(command, log) == status
    assert processes.tail(log) == "word"


def test_who_listens_is_told_apart():
    """A page that answers may be another checkout's."""
    with socket.socket() as ours:
        ours.bind(("127.0.0.1", 0))
        ours.listen()
        port = ours.getsockname()[1]
        assert processes.listens(os.getpid(), port)
        assert not processes.listens(os.getppid(), port)
    assert not processes.listens(os.getpid(), port)


def test_what_a_thread_watches_ends_when_the_launcher_is_stopped(tmp_path, monkeypatch):
    """Signals reach the main thread alone: the others look for its word."""
    stopping = threading.Event()
    monkeypatch.setattr(processes, "STOPPING", stopping)
    started = []
    start = processes.start

    def note(*arguments, **options):
        started.append(start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(processes, "start", note)
    with pytest.raises(processes.Stopped):
        processes.watch(
            [sys.executable, "-c", "import time; time.sleep(600)"],
            tmp_path / "log",
            stopping.set,
        )
    assert started[0].poll() is not None, "it lives on"
