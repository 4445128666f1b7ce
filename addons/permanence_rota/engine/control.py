# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Limits of a run: work (reproducible), wall time (a ceiling), cancel, progress."""

import time


class Control:
    """When to stop, and whom to tell.

    A run that ends by its *work* budget gives the same rota for the same seed, on any
    machine. Wall time is a ceiling: a run that it cuts says so in its statistics.

    :param float work: units of work (about one second of one core each), or None
    :param float seconds: wall seconds, or None
    :param cancelled: callable, True when the run must stop
    :param progress: callable that receives a dict, called at most each half second
    """

    def __init__(self, work=None, seconds=None, cancelled=None, progress=None):
        self.work = work
        self.seconds = seconds
        self.spent = 0.0
        self.began = time.monotonic()
        self._cancelled = cancelled
        self._progress = progress
        self._told = 0.0
        self.first_complete = None
        self.stopped = None
        self.history = []

    def elapsed(self):
        """Wall seconds since the start."""
        return time.monotonic() - self.began

    def left(self):
        """Wall seconds left (a large number when there is no ceiling)."""
        return 1e9 if self.seconds is None else self.seconds - self.elapsed()

    def spend(self, work):
        """Account for work done."""
        self.spent += work

    def fraction(self):
        """How much of the run is behind us, 0 to 1."""
        parts = [0.0]
        if self.work:
            parts.append(self.spent / self.work)
        if self.seconds and not self.work:
            parts.append(self.elapsed() / self.seconds)
        return min(1.0, max(parts))

    def stop(self):
        """Whether to stop now; remembers why."""
        if self._cancelled is not None and self._cancelled():
            self.stopped = "cancelled"
        elif self.work is not None and self.spent >= self.work:
            self.stopped = "work"
        elif self.seconds is not None and self.elapsed() >= self.seconds:
            self.stopped = "time"
        else:
            return False
        return True

    def tell(self, state, phase, force=False):
        """Report progress."""
        now = self.elapsed()
        if self._progress is None or (now - self._told < 0.5 and not force):
            return
        self._told = now
        self._progress(
            {
                "phase": phase,
                "fraction": round(self.fraction(), 3),
                "seconds": round(now, 2),
                "levels": state.key(),
                "figure": state.figure(),
            }
        )
