# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The engine as a process of its own: JSON in, JSON out, progress beside.

``python <folder>/engine --problem IN.json --result OUT.json [--progress P.json]
[--mode solve|repair] [--seed N] [--work W] [--seconds S] [--engine NAME]``

Odoo's workers are cut at so many CPU seconds and children inherit that limit, so the
process lifts its soft limits to the hard ones first. It stands in a session of its own
and lives on when the worker that started it ends; TERM asks it to stop with the best
rota so far, a second TERM (or KILL) ends it. Files appear under their names only when
they are complete.

Exit status: 0 result written, 2 the problem is not well formed (``{"error"}`` is
written), 3 anything else (the same).
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from pathlib import Path


def write_json(path, data):
    """Write a file so that a reader never sees half of it."""
    path = Path(path)
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    beside.write_text(json.dumps(data))
    beside.replace(path)


def lift_limits():
    """Raise the soft limits (CPU seconds, memory, file size) to the hard ones."""
    try:
        import resource
    except ImportError:
        return
    for name in ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_DATA", "RLIMIT_FSIZE"):
        limit = getattr(resource, name, None)
        if limit is None:
            continue
        _soft, hard = resource.getrlimit(limit)
        try:
            resource.setrlimit(limit, (hard, hard))
        except (OSError, ValueError):
            continue


class Stopper:
    """TERM or INT: stop soon with what there is; twice: end now."""

    def __init__(self):
        self.asked = False

    def install(self):
        """Take the signals."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number, _frame):
        if self.asked:
            os._exit(4)
        self.asked = True

    def __call__(self):
        return self.asked


def main(argv=None):
    """Entry of the process; returns its exit status."""
    parser = argparse.ArgumentParser(prog="rota-engine")
    parser.add_argument("--problem", required=True)
    parser.add_argument("--result", required=True)
    parser.add_argument("--progress")
    parser.add_argument("--mode", choices=("solve", "repair"), default="solve")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", type=float)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--engine", choices=("cpsat", "python", "greedy"))
    parser.add_argument("--candidates", type=int)
    options = parser.parse_args(argv)
    stopper = Stopper()
    stopper.install()
    lift_limits()
    from .model import ProblemError

    try:
        result = _run(options, stopper)
    except (ProblemError, KeyError, json.JSONDecodeError) as error:
        write_json(options.result, {"error": f"{type(error).__name__}: {error}"})
        return 2
    except Exception as error:  # the reason must reach the one who waits
        write_json(options.result, {"error": f"{type(error).__name__}: {error}"})
        return 3
    write_json(options.result, result)
    return 0


def _run(options, stopper):
    from .repair import repair
    from .solve import DEFAULT_WORK, solve

    data = json.loads(Path(options.problem).read_text())

    def progress(row):
        if options.progress:
            write_json(options.progress, row)

    if options.mode == "repair":
        return repair(
            data,
            seed=options.seed,
            work=4.0 if options.work is None else options.work,
            seconds=5.0 if options.seconds is None else options.seconds,
            engine=options.engine,
            cancelled=stopper,
            progress=progress,
        )
    return solve(
        data,
        seed=options.seed,
        work=DEFAULT_WORK if options.work is None else options.work,
        seconds=60.0 if options.seconds is None else options.seconds,
        engine=options.engine,
        cancelled=stopper,
        progress=progress,
        candidates=options.candidates,
    )


def command(problem, result, progress=None, mode="solve", **options):
    """Command line that runs the engine with this Python."""
    folder = str(Path(__file__).resolve().parent)
    line = [sys.executable, folder, "--problem", str(problem), "--result", str(result)]
    if progress:
        line += ["--progress", str(progress)]
    line += ["--mode", mode]
    for name, value in sorted(options.items()):
        if value is not None:
            line += [f"--{name}", str(value)]
    return line


def start(problem, result, progress=None, mode="solve", **options):
    """Start the engine detached from this process.

    :return: process id; it leads a session (and group) of its own
    """
    process = subprocess.Popen(
        command(problem, result, progress, mode, **options),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
    )
    return process.pid


def birth(pid):
    """Start time of a process in clock ticks, so that a recycled id is not taken for
    ours; None when it is gone (or has ended and waits to be collected)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rsplit(")", 1)[1].split()
    return None if fields[0] in ("Z", "X") else fields[19]


def reap(pid):
    """Collect an ended child, if it is ours."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except (ChildProcessError, OSError):
        return


def is_alive(pid, born=None):
    """Whether the process still runs (and is the one that was born then)."""
    reap(pid)
    now = birth(pid)
    return now is not None and (born is None or now == born)


def cancel(pid, born=None, kill=False):
    """Ask the engine to stop with what it has, or end it at once."""
    if is_alive(pid, born):
        os.killpg(pid, signal.SIGKILL if kill else signal.SIGTERM)
