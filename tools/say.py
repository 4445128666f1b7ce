# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the launcher tells: steps with their progress and time, tables, faults."""

import errno
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

EVERY = 10.0  # seconds between two lines of progress where there is no terminal


class Fault(Exception):
    """Something that the user can put right: one sentence, and the remedy."""

    def __init__(self, what: str, remedy: str = ""):
        super().__init__(f"{what} {remedy}".strip())


def full_disk() -> Fault:
    """Return the fault of a full disk."""
    return Fault(
        "the disk is full.", "Free about 3 GB and start again: what is there is kept."
    )


def explain(error: OSError) -> Fault:
    """Return the fault that an error of the operating system means."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full_disk()
    return Fault(f"{error.strerror or error}: {error.filename or ''}.")


def is_full(folder: Path, least: int = 20_000_000) -> bool:
    """Return whether the disk of a folder has next to nothing left (bytes)."""
    return shutil.disk_usage(folder).free < least


class Step:
    """One long step: what, how far, how long.

    >>> with Step("Odoo 19: unpacking") as step:
    ...     step.at("3 of 12 packages")
    """

    def __init__(self, what: str, out=None):
        self.what = what
        self.out = out or sys.stdout
        self.start = time.monotonic()
        self.last = self.start
        self.far = ""

    def __enter__(self) -> "Step":
        if self.out.isatty():
            self._line("…")
        else:
            print(f"  {self.what} …", file=self.out, flush=True)
        return self

    def at(self, far: str) -> None:
        """Tell how far the step is."""
        self.far = far
        now = time.monotonic()
        if self.out.isatty():
            if now - self.last > 0.2:
                self.last = now
                self._line(f"{far}, {now - self.start:.0f} s")
        elif now - self.last > EVERY:
            self.last = now
            since = now - self.start
            print(f"    {far}, {since:.0f} s", file=self.out, flush=True)

    def __exit__(self, kind, error, trace) -> None:
        took = f"{time.monotonic() - self.start:.1f} s"
        word = f"done in {took}" if kind is None else f"stopped after {took}"
        if self.out.isatty():
            self._line(f"{word}\n")
        else:
            print(f"  {self.what}: {word}", file=self.out, flush=True)

    def _line(self, text: str) -> None:
        print(f"\r\x1b[K  {self.what}: {text}", end="", file=self.out, flush=True)


def table(rows: Sequence[Sequence[object]], head: Sequence[str]) -> str:
    """Return rows as text in columns."""
    lines = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  " + "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def megabytes(size: float) -> str:
    return f"{size / 1e6:.0f} MB"
