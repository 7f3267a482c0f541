"""Programs on a leash: they end with the process that started them, or when it forgets them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from weakref import finalize

from ontology.descent import follow_pipe

__all__ = ["Leash", "start"]


FIRST = "1000"
"""What the system adds to the size of a program that it is to end first (`proc_pid_oom_score_adj`)."""


class Leash:
    """Hold processes that end when this one does, or forgets the leash."""

    def __init__(self) -> None:
        """Hold nothing yet; `end` is the file that a process must inherit."""
        self.end, held = os.pipe()
        finalize(self, os.close, held)

    def tie(self, group: int) -> None:
        """Hold a group of processes that have inherited the end of the leash."""
        follow_pipe(self.end, -group)

    def let_go(self) -> None:
        """Close the end of the leash here."""
        os.close(self.end)


def start(
    command: Sequence[str],
    environ: Mapping[str, str],
    inherited: Sequence[int] = (),
    stream: int = subprocess.DEVNULL,
) -> tuple[subprocess.Popen[bytes], Leash]:
    """Start a program in a group of its own, and return it with what holds the group; `stream` is its input and output.

    Where memory is short, the system ends it before others.

    Raises OSError.
    """
    leash = Leash()
    try:
        process = subprocess.Popen(  # noqa: S603 - our own files, by the interpreter that runs this one
            command,
            pass_fds=[*inherited, leash.end],
            env=environ,
            stdin=stream,
            stdout=stream,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        leash.tie(process.pid)
        with suppress(OSError):
            Path(f"/proc/{process.pid}/oom_score_adj").write_text(FIRST, encoding="ascii")
    finally:
        leash.let_go()
    return process, leash
