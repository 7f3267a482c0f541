"""The shapes of queries that took too long to be light: told to all workers, and known to those that come after.

They lie in memory of a fixed size, which workers that share a ledger share: how many there have been, the digests of
the last of them, and what each worker is answering. So a worker that was ended in the middle of a query tells of which.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from mmap import mmap
from pathlib import Path
from struct import Struct

__all__ = ["Barred", "digest"]

MOST = 1000
"""Shapes that are remembered; the one that was barred first is forgotten first."""

WORKERS = 256
"""Workers at once."""

_COUNT = Struct("<Q")
_DIGEST = 16
_NOTHING = bytes(_DIGEST)
_WORKER = Struct(f"<Q{_DIGEST}s")
_WORKERS = _COUNT.size + MOST * _DIGEST
_SIZE = _WORKERS + WORKERS * _WORKER.size


def digest(key: Sequence[str]) -> bytes:
    """Return what stands for a shape, by its key (`server.sparql.light.shapes`)."""
    return blake2b(repr(key).encode(), digest_size=_DIGEST).digest()


class Barred:
    """Remember shapes by their digests."""

    def __init__(self, path: Path | None) -> None:
        """Join those who opened the same file, and bar what those answered that have ended; raises OSError."""
        self._path = path
        if path is None:
            self._memory = mmap(-1, _SIZE)
        else:
            with path.open("a+b") as file:
                file.truncate(_SIZE)
                self._memory = mmap(file.fileno(), _SIZE)
        with self._locked():
            self._at_work = self._joined() + _COUNT.size

    @property
    def state(self) -> bytes:
        """Return what is another when a shape has been added, in whichever worker."""
        return self._memory[: _COUNT.size]

    def __contains__(self, shape: bytes) -> bool:
        """Tell whether a shape is barred."""
        return self._memory.find(shape, _COUNT.size, _WORKERS) >= 0

    def add(self, shape: bytes) -> None:
        """Bar a shape."""
        with self._locked():
            self._write(shape)

    def begin(self, shape: bytes) -> None:
        """Tell what this worker answers, should it be ended meanwhile."""
        self._memory[self._at_work : self._at_work + _DIGEST] = shape

    def end(self) -> None:
        """Tell that it has been answered."""
        self.begin(_NOTHING)

    def _write(self, shape: bytes) -> None:
        (count,) = _COUNT.unpack_from(self._memory)
        place = _COUNT.size + count % MOST * _DIGEST
        self._memory[place : place + _DIGEST] = shape
        _COUNT.pack_into(self._memory, 0, count + 1)

    def _joined(self) -> int:
        """Take a place among the workers; return where it is."""
        free: list[int] = []
        for place in range(_WORKERS, _SIZE, _WORKER.size):
            worker, shape = _WORKER.unpack_from(self._memory, place)
            if worker and _is_alive(worker):
                continue
            free.append(place)
            if shape != _NOTHING:
                self._write(shape)
                _WORKER.pack_into(self._memory, place, 0, _NOTHING)
        if not free:
            raise BlockingIOError(f"{self._path}: {WORKERS} workers share it; set PACTE_LEDGER to another folder")
        _WORKER.pack_into(self._memory, free[0], os.getpid(), _NOTHING)
        return free[0]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if self._path is None:
            yield
            return
        with self._path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
