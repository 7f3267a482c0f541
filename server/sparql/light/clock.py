"""The clock of short work: what it takes of a processor, mostly told without asking the system."""

from __future__ import annotations

from time import monotonic, thread_time

__all__ = ["Clock"]

SHORT = 0.001
"""Seconds of work that may be taken from the clock on the wall."""


class Clock:
    """Tell the seconds of processor time of one piece of work after another, in one thread.

    To ask the processor's clock is a system call, which at both ends of a light query makes it some hundredths dearer.
    So work that is over in no time is said to have taken that time, though the processor may have done other work
    meanwhile. Any other is told by the processor's clock, with what at most a moment before it took.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._seen = self._begun = 0.0
        self._worked = 0.0

    def begin(self) -> None:
        """Begin a piece of work."""
        self._begun = monotonic()
        if self._begun - self._seen > SHORT:
            self._seen, self._worked = self._begun, thread_time()

    def seconds(self) -> float:
        """Return the seconds of the piece of work that ends now."""
        lasted = monotonic() - self._begun
        return lasted if lasted < SHORT else thread_time() - self._worked
