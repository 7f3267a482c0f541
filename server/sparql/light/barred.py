"""The shapes of queries that took too long to be light: told to all workers, and known to those that come after.

They lie in memory of a fixed size, which workers that share a ledger share: how many there have been, then the digests
of the last of them.
"""

from __future__ import annotations

import fcntl
from collections.abc import Sequence
from hashlib import blake2b
from mmap import mmap
from pathlib import Path
from struct import Struct

__all__ = ["Barred"]

MOST = 1000
"""Shapes that are remembered; the one that was barred first is forgotten first."""

_DIGEST = 16
_COUNT = Struct("<Q")
_SIZE = _COUNT.size + MOST * _DIGEST


class Barred:
    """Remember shapes by their keys (`server.sparql.light.shapes`)."""

    def __init__(self, path: Path | None) -> None:
        """Join those who opened the same file; raises OSError."""
        self._path = path
        if path is None:
            self._memory = mmap(-1, _SIZE)
            return
        with path.open("a+b") as file:
            file.truncate(_SIZE)
            self._memory = mmap(file.fileno(), _SIZE)

    @property
    def state(self) -> bytes:
        """Return what is another when a shape has been added, in whichever worker."""
        return self._memory[: _COUNT.size]

    def __contains__(self, key: Sequence[str]) -> bool:
        """Tell whether a shape is barred."""
        return self._memory.find(_digest(key), _COUNT.size) >= 0

    def add(self, key: Sequence[str]) -> None:
        """Bar a shape."""
        if self._path is None:
            self._write(_digest(key))
            return
        with self._path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._write(_digest(key))

    def _write(self, digest: bytes) -> None:
        (count,) = _COUNT.unpack_from(self._memory)
        place = _COUNT.size + count % MOST * _DIGEST
        self._memory[place : place + _DIGEST] = digest
        _COUNT.pack_into(self._memory, 0, count + 1)


def _digest(key: Sequence[str]) -> bytes:
    return blake2b(repr(key).encode(), digest_size=_DIGEST).digest()
