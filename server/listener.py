"""How the workers await their clients: on one socket, each leaving a new client to another that has fewer."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from mmap import mmap
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvloop

if TYPE_CHECKING:
    from typing import Protocol

    class Held(Protocol):
        """A file on its way to another process."""

        def detach(self) -> int:
            """Return the file, which is the caller's from then on."""
            ...


__all__ = ["Listener", "Loop"]

LEAVING = 0.002
"""Seconds for which a client is left to workers that have fewer."""

PAUSE = 0.00002
"""Seconds between two looks at one that is left to others: the system makes them some more, and lets the others run."""

LOOKS = 20
"""Turns of a loop, of a microsecond or two, in which it looks for what clients say before it sleeps."""

STILL = 10.0
"""Seconds of processor time after which the system ends a worker whose loop stands still."""

BEAT = 1.0
"""Seconds after which a loop shows again that it does not."""

FULL = 1.0
"""Seconds for which no client is taken where the system has no room for one."""

_LOG = logging.getLogger(__name__)

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
        """Keep other processes out; `flock` would not, since all have the file as one of them opened it."""
        fcntl.lockf(self._shared, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._shared, fcntl.LOCK_UN)


class _Taken(socket.socket):
    """The connection of one client."""

    def __init__(self, file: int, listener: Listener) -> None:
        super().__init__(fileno=file)
        self._listener: Listener | None = listener

    def close(self) -> None:
        """End, and be counted no longer."""
        super().close()
        self._leave()

    def detach(self) -> int:
        """End as uvloop has it, which closes the file itself."""
        self._leave()
        return super().detach()

    def _leave(self) -> None:
        if self._listener is not None:
            self._listener.count(-1)
            self._listener = None


class Loop(uvloop.Loop):
    """Run what a worker does; its server takes clients one at a time, as a listener gives them.

    uvloop would take them from the system itself, as many as there are. A client that asks one quick thing after
    another asks again soon: to sleep, and be woken, costs as much as to answer him.

    What is answered in the loop itself is short. Should it not be, nothing in this process stops it: the engine heeds
    neither signals nor other threads. So the system is asked, again and again, to end the process after so much work as
    no turn takes. A process that is paused does not work.
    """

    _left = 0

    def beat(self) -> None:
        """Put off the end of this process, now and as long as the loop turns."""
        signal.setitimer(signal.ITIMER_PROF, STILL + BEAT)
        self.call_later(BEAT, self.beat)

    def close(self) -> None:
        """End, and let the process live."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        super().close()

    def linger(self) -> None:
        """Look a few times more for what clients say before the next sleep; others who want the core go first."""
        if not self._left:
            self.call_soon(self._look_again)
        self._left = LOOKS

    def _look_again(self) -> None:
        os.sched_yield()
        self._left -= 1
        if self._left:
            self.call_soon(self._look_again)

    async def create_server(  # type: ignore[override] # what uvicorn gives, of all that a loop may be given
        self, protocol_factory: Callable[[], asyncio.BaseProtocol], *, sock: Listener, **_others: object
    ) -> _Server:
        """Begin to take clients."""
        self.beat()
        return _Server(self, protocol_factory, sock)


class _Server:
    """Take clients until it is closed."""

    def __init__(self, loop: Loop, connect: Callable[[], asyncio.BaseProtocol], listener: Listener) -> None:
        self._loop = loop
        self._connect = connect
        self._listener = listener
        self._coming = set[asyncio.Task[Any]]()
        self._later: asyncio.TimerHandle | None = None
        listener.settimeout(0)
        self._go_on()

    def _go_on(self) -> None:
        self._loop.add_reader(self._listener.fileno(), self._take)

    def _take(self) -> None:
        try:
            taken, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            _LOG.error("no client can be taken for the moment: %s", error)
            self._loop.remove_reader(self._listener.fileno())
            self._later = self._loop.call_later(FULL, self._go_on)
            return
        taken.settimeout(0)
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        coming = self._loop.create_task(self._loop.connect_accepted_socket(self._connect, taken))
        self._coming.add(coming)
        coming.add_done_callback(self._coming.discard)

    def close(self) -> None:
        """Take no more clients."""
        self._loop.remove_reader(self._listener.fileno())
        if self._later:
            self._later.cancel()

    async def wait_closed(self) -> None:
        """Wait for nothing: connections end by themselves."""
