"""What all workers of the web server know together: whose queries wait or are at work, how long each client's worked.

It lies in memory of a fixed size, so that no flood of clients makes it grow: a table of claims, each with the worker
that made it; and for each client the seconds of work of each second of the last minute. Clients are told apart by a
keyed digest of their address, which gives them one of 8,192 places: few are ever in use, since there are only so many
seconds of work in a minute, so that two clients who work hardly share one.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from mmap import mmap
from pathlib import Path
from secrets import token_bytes
from struct import Struct
from threading import Lock
from time import monotonic
from typing import NamedTuple
from weakref import finalize

__all__ = ["MOST", "Claim", "Ledger", "Page"]

MINUTE = 60
"""Seconds of work that are remembered."""

MOST = 4096
"""Claims at once; forty threads in each of a hundred workers make no more."""

PLACES = 8192
"""Places for the work of clients."""

_HEAD = Struct("<16sQI")
_CLAIM = Struct("<QQQ?")
_WORK = Struct(f"<q{MINUTE}f")
_WORK_START = _HEAD.size + MOST * _CLAIM.size
_SIZE = _WORK_START + PLACES * _WORK.size


class Claim(NamedTuple):
    """Hold one query that waits or is at work: whose it is, its number in the order they came, its worker's number."""

    client: int
    number: int
    worker: int
    is_running: bool


class Page:
    """Read and write the ledger while nobody else does."""

    def __init__(self, memory: mmap) -> None:
        """Read the claims, those that came first before the others."""
        self._memory = memory
        self._last: int
        self._key, self._last, count = _HEAD.unpack_from(memory, 0)
        told = memory[_HEAD.size : _HEAD.size + count * _CLAIM.size]
        self.claims = [Claim._make(claim) for claim in _CLAIM.iter_unpack(told)]

    def close(self) -> None:
        """Write the claims, their count last: what a process leaves that is killed here is claims of no one alive."""
        told = b"".join(_CLAIM.pack(*one) for one in self.claims)
        self._memory[_HEAD.size : _HEAD.size + len(told)] = told
        _HEAD.pack_into(self._memory, 0, self._key, self._last, len(self.claims))

    def client(self, address: str) -> int:
        """Return what stands for a client; without the key nobody can tell which addresses share a place."""
        return int.from_bytes(blake2b(address.encode(), key=self._key, digest_size=8).digest())

    def enter(self, client: int, worker: int) -> int:
        """Have a query wait, and return its number."""
        self._last += 1
        self.claims.append(Claim(client, self._last, worker, is_running=False))
        return self._last

    def start(self, number: int) -> None:
        """Have a query that waits be at work."""
        self.claims = [one._replace(is_running=True) if one.number == number else one for one in self.claims]

    def leave(self, number: int) -> None:
        """Forget a query that waits or works no more."""
        self.claims = [one for one in self.claims if one.number != number]

    def sweep(self, is_alive: Callable[[int], bool]) -> None:
        """Forget the queries of workers that have ended."""
        alive = {worker for worker in {one.worker for one in self.claims} if is_alive(worker)}
        self.claims = [one for one in self.claims if one.worker in alive]

    def add(self, client: int, seconds: float) -> None:
        """Count work of a client that has just ended."""
        now, work = self._work(client)
        work[now % MINUTE] += seconds
        _WORK.pack_into(self._memory, _place(client), now, *work)

    def spent(self, client: int) -> float:
        """Return the seconds of work of the last minute."""
        return sum(self._work(client)[1])

    def free_in(self, client: int, allowed: float) -> float:
        """Return the seconds to wait until less than what is allowed has been spent."""
        now, work = self._work(client)
        left = sum(work)
        for second in range(now - MINUTE + 1, now + 1):
            left -= work[second % MINUTE]
            if left < allowed:
                return second + MINUTE - monotonic()
        return 0.0

    def _work(self, client: int) -> tuple[int, list[float]]:
        """Return the second that it is, and the work of each second of the last minute, by its remainder."""
        last, *work = _WORK.unpack_from(self._memory, _place(client))
        now = int(monotonic())
        for second in range(max(last + 1, now - MINUTE + 1), now + 1):
            work[second % MINUTE] = 0.0
        return now, work


def _place(client: int) -> int:
    return _WORK_START + client % PLACES * _WORK.size


class Ledger:
    """Open the ledger to one thread of one process at a time; with a path it is shared by all that open the file."""

    def __init__(self, path: Path | None) -> None:
        """Make the ledger unless another process has made it, or one of another size; raises OSError."""
        self._turn = Lock()
        self._file = None if path is None else os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if self._file is not None:
            finalize(self, os.close, self._file)
        with self._turn, self._locked():
            if self._file is not None and os.fstat(self._file).st_size != _SIZE:
                os.ftruncate(self._file, 0)
                os.ftruncate(self._file, _SIZE)
            self._memory = mmap(-1 if self._file is None else self._file, _SIZE)
            key, last, count = _HEAD.unpack_from(self._memory, 0)
            self.key: bytes = key if any(key) else token_bytes(len(key))
            _HEAD.pack_into(self._memory, 0, self.key, last, count)

    @contextmanager
    def opened(self) -> Iterator[Page]:
        """Lend the ledger; the lock ends with the process that holds it."""
        with self._turn, self._locked():
            page = Page(self._memory)
            try:
                yield page
            finally:
                page.close()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if self._file is None:
            yield
            return
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
