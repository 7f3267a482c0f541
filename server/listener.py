"""The socket on which the workers await their clients, each leaving a new one to another that has fewer."""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Protocol

    class Held(Protocol):
        """A file on its way to another process."""

        def detach(self) -> int:
            """Return the file, which is the caller's from then on."""
            ...


__all__ = ["Listener"]

LEAVING = 0.002
"""Seconds for which a client is left to workers that have fewer."""

PAUSE = 0.00002
"""Seconds between two looks at one that is left to others: the system makes them some more, and lets the others run."""

WORKERS = 64
_PLACE = struct.Struct("=II")
"""The process of a worker, and its clients."""


class Listener(socket.socket):
    """Listen for clients together with other processes.

    The system wakes all who listen, and the quickest would take one client after another; the few that stay, as
    proxies do, would all be with one worker, and the other cores idle. So each tells in shared memory how many it has.
    """

    def __init__(self, family: int, held: tuple[Held, Held] | None = None) -> None:
        """Begin without clients; `held` is the socket, and the memory, that another process made."""
        super().__init__(family, socket.SOCK_STREAM, fileno=held[0].detach() if held else None)
        self._shared = held[1].detach() if held else os.memfd_create("clients")
        os.truncate(self._shared, WORKERS * _PLACE.size)
        self._memory = mmap(self._shared, WORKERS * _PLACE.size)
        self._place: int | None = None
        self._clients = 0
        self._seen = self._looked = 0.0

    def __reduce__(self) -> tuple[type[Listener], tuple[int, tuple[Held, Held]]]:
        """Go to a process that is being started."""
        return Listener, (self.family, (DupFd(self.fileno()), DupFd(self._shared)))

    def accept(self) -> tuple[socket.socket, object]:
        """Take a client; raises BlockingIOError when there is none, or it is left to others for the moment."""
        if self._place is None:
            self._place = self._own()
        if self._clients > min(self._others(), default=0) and self._is_left(time.monotonic()):
            time.sleep(PAUSE)
            raise BlockingIOError
        taken, address = super().accept()
        self.count(1)
        return _Taken(taken.detach(), self), address

    def count(self, more: int) -> None:
        """Tell the others that there are so many more clients here."""
        self._clients += more
        if self._place is not None and not self._memory.closed:
            _PLACE.pack_into(self._memory, self._place, os.getpid(), self._clients)

    def _is_left(self, now: float) -> bool:
        """Tell whether to leave one to others still; one seen long ago was another."""
        if now - self._looked > LEAVING:
            self._seen = now
        self._looked = now
        return now - self._seen < LEAVING

    def close(self) -> None:
        """Listen no longer."""
        if not self._memory.closed:
            self._memory.close()
            os.close(self._shared)
        super().close()

    def _others(self) -> Iterator[int]:
        """Yield how many clients each other worker has."""
        for place, (process, clients) in enumerate(_PLACE.iter_unpack(self._memory)):
            if process and place * _PLACE.size != self._place:
                yield clients

    def _own(self) -> int:
        """Return the place of this process: the first that is nobody's, or of one that has ended."""
        with self._locked():
            for number, (process, _) in enumerate(_PLACE.iter_unpack(self._memory)):
                if not (process and Path(f"/proc/{process}").exists()):
                    place = number * _PLACE.size
                    _PLACE.pack_into(self._memory, place, os.getpid(), 0)
                    return place
        raise OSError(f"more than {WORKERS} workers listen")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.flock(self._shared, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._shared, fcntl.LOCK_UN)


class _Taken(socket.socket):
    """The connection of one client."""

    def __init__(self, file: int, listener: Listener) -> None:
        super().__init__(fileno=file)
        self._listener: Listener | None = listener

    def close(self) -> None:
        """End, and be counted no longer."""
        super().close()
        if self._listener is not None:
            self._listener.count(-1)
            self._listener = None
