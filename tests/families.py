"""Processes and those that they started, as the system tells them."""

from __future__ import annotations

import time
from pathlib import Path

PATIENCE = 60.0


def family(head: int) -> set[int]:
    """Return the numbers of all the processes that a process started, and that these started."""
    stats = {int(folder.name): _stat(folder) for folder in Path("/proc").glob("[0-9]*")}
    parents = {number: stat[1] for number, stat in stats.items() if stat}
    found = {head}
    while grown := {number for number, parent in parents.items() if int(parent) in found} - found:
        found |= grown
    return found - {head}


def alive(numbers: set[int]) -> set[int]:
    """Return those that still run; one that has ended and that nobody buries does not."""
    stats = {number: _stat(Path(f"/proc/{number}")) for number in numbers}
    return {number for number, stat in stats.items() if stat and stat[0] not in "ZX"}


def all_end(numbers: set[int]) -> bool:
    """Wait, and tell whether all have ended."""
    deadline = time.monotonic() + PATIENCE
    while alive(numbers) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(numbers)


def _stat(folder: Path) -> list[str]:
    """Return the state, the parent and what follows; nothing of a process that is no more."""
    try:
        return (folder / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
