# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Start, watch and end the programs that the launcher needs."""

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.say import Fault

PR_SET_PDEATHSIG = 1
LISTENING = "0A"


def free_port(wanted: int = 0) -> int:
    """Return a free port of this machine, the wanted one if it is free.

    Not one of those that the kernel gives to outgoing connections: between our look
    and the start of what shall listen, one of these could take it.
    """
    wishes = [wanted] if wanted else []
    for port in [*wishes, *random.sample(range(20000, 32000), 50), 0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise Fault("no free port is left on this machine.", "End some programs.")


def is_free(port: int) -> bool:
    """Return whether nobody listens on a port of this machine."""
    return free_port(port) == port


def listens(number: int, port: int) -> bool:
    """Return whether a process is the one that listens on a port of this machine."""
    wanted = f"0100007F:{port:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    rows = [line.split() for line in lines]
    sockets = {
        f"socket:[{row[9]}]" for row in rows if row[1] == wanted and row[3] == "0A"
    }
    held = set()
    try:
        for entry in Path(f"/proc/{number}/fd").iterdir():
            # What is closed meanwhile is skipped: the listing's own entry always is.
            with contextlib.suppress(FileNotFoundError):
                held.add(os.readlink(entry))
    except OSError:
        return False
    return bool(sockets & held)


def die_with_parent() -> None:
    """Ask the kernel to end this process when the launcher is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Stopped(BaseException):
    """Another thread of the launcher was asked to end."""


STOPPING = threading.Event()
"""Set when all that is watched shall end: only the main thread hears signals."""


def start(command: Sequence[str], log: Path, **options) -> subprocess.Popen:
    """Start a program in its own group, its output appended to a log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "ab") as out:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,
            **options,
        )


def watch(
    command: Sequence[str],
    log: Path,
    look: Callable[[], None] = lambda: None,
    **options,
) -> int:
    """Run a program to its end, looking at it several times a second.

    :param log: file that receives all it says
    :param look: called while it runs, to tell how far it is
    :return: its exit status
    """
    process = start(command, log, **options)
    try:
        while process.poll() is None:
            if STOPPING.is_set():
                raise Stopped
            look()
            time.sleep(0.2)
    except BaseException:
        end(process)
        raise
    return process.returncode


def end(process: subprocess.Popen, patience: float = 15.0) -> None:
    """End a program that we started, with all that it started."""
    for sent in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sent)
        except ProcessLookupError:
            break
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        # The leader is gone; nobody of its group may outlive it.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        break


def born(pid: int) -> str | None:
    """Return when a process started, in the kernel's ticks; None if it is gone.

    A number alone may belong to another program by now: number and birth do not.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def end_by_number(pid: int, birth: str, patience: float = 20.0) -> bool:
    """End the process of that number and birth; return whether it was alive."""
    if born(pid) != birth:
        return False
    os.kill(pid, signal.SIGTERM)
    limit = time.monotonic() + patience
    while born(pid) == birth and time.monotonic() < limit:
        time.sleep(0.1)
    if born(pid) == birth:
        os.kill(pid, signal.SIGKILL)
    return True


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
