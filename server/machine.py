"""What the machine has, or the part of it that this process may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["memory"]

_HELD = {"": ("sys/fs/cgroup", "memory.max"), "memory": ("sys/fs/cgroup/memory", "memory.limit_in_bytes")}
"""Where control groups are, of the second version and the first (https://man7.org/linux/man-pages/man7/cgroups.7.html)."""


def memory(root: Path = Path("/")) -> int:
    """Return the bytes of memory of the machine, or of the smallest control group around this process."""
    return min([os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), *_limits(root)])


def _limits(root: Path) -> Iterator[int]:
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text(encoding="ascii").splitlines():
            _, kinds, path = line.split(":", 2)
            for kind in {*kinds.split(",")} & {*_HELD}:
                folder, name = _HELD[kind]
                top, inner = root / folder, Path(path.lstrip("/"))
                for place in (top / inner, *(top / one for one in inner.parents)):
                    with suppress(OSError, ValueError):
                        yield int((place / name).read_text(encoding="ascii"))
