"""Processes that end with the one that started them, however that one ends, and whatever they are at.

The system itself ends them, by a signal, when a pipe has lost its last writer
(https://man7.org/linux/man-pages/man2/F_SETFL.2const.html, O_ASYNC). A thread that watched would wait for an engine at
work; PR_SET_PDEATHSIG would end a process with the thread that started it.
"""

from __future__ import annotations

import fcntl
import os
import signal
from multiprocessing import parent_process

__all__ = ["follow_parent", "follow_pipe"]


def follow_parent() -> None:
    """Have this process end with the one that started it, if `multiprocessing` did."""
    parent = parent_process()
    if parent is None:
        return
    follow_pipe(parent.sentinel, os.getpid())
    if not parent.is_alive():
        os.kill(os.getpid(), signal.SIGKILL)


def follow_pipe(end: int, process: int) -> None:
    """Have a process, or a group (a number below 0), end when nobody can write to a pipe any more, or somebody does."""
    fcntl.fcntl(end, fcntl.F_SETOWN, process)
    fcntl.fcntl(end, fcntl.F_SETFL, fcntl.fcntl(end, fcntl.F_GETFL) | os.O_ASYNC)
