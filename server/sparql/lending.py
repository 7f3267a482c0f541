"""The processes with the release in memory: one web worker has them, and lends them to the others.

Clients come to workers as it happens: if each worker had its own, one would wait for its process while another's is
idle. The worker that first wants one has them all: it holds a lock in the ledger's folder until it ends, and listens
there. Who borrows one is sent the line to it, and asks it as its owner would. The loan lasts as long as the connection,
and a process that was not said to be free before it ended is killed.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import socket
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from threading import Lock, Thread

from server.config import Config
from server.release import Current, InvalidManifest, NoRelease, Release
from server.sparql.memory import Memory
from server.sparql.processes import Process
from server.store import StoreUnavailable

__all__ = ["Lanes"]

FREE = b"free"
"""What is said of a process that is given back and can be asked again."""

LATE = 1.0
"""Seconds that one who borrows waits beyond those that were asked for: the lender's interpreter may be busy."""

LAST = 0.2
"""Seconds in which a lender that dies with its processes is seen to be dead."""

_LONGEST = 8192


class Lanes:
    """Give heavy queries a process of the worker that has them: this one, if no other was first.

    Without a ledger each worker has its own.
    """

    def __init__(self, config: Config) -> None:
        """Start no process, and take no part before one is wanted."""
        self._config = config
        self.memory = Memory(config)
        self._lock = Lock()
        self._is_open = True
        self._place: _Place | None = None
        self._lender: _Lender | None = None

    def take(self, release: Release, seconds: float) -> Process | None:
        """Return a process that holds a release, None where none is free in so many seconds; missing ones load."""
        if not (self._config.memory_processes and self._is_open):
            return None
        lender = self._found()
        return self._borrowed(lender, release, seconds) if lender else self.memory.take(release, seconds)

    def prepare(self, release: Release) -> None:
        """Have a release loaded, if it is to be in memory."""
        if process := self.take(release, 0):
            self.give_back(process)

    def give_back(self, process: Process) -> None:
        """Take a process back; one that still works is killed."""
        if not isinstance(process, Lent):
            self.memory.give_back(process)
        else:
            process.give_back()

    def close(self) -> None:
        """End every process, those at work when their answer ends, and lend no more."""
        self.memory.close()
        with self._lock:
            self._is_open = False
            if self._lender:
                self._lender.close()
            if self._place:
                self._place.close()
            self._place = self._lender = None

    def _found(self) -> _Place | None:
        """Return where another worker lends, None if it is this one that has the processes."""
        if self._config.ledger is None:
            return None
        with self._lock:
            if self._place is None:
                self._place = _Place(self._config.ledger, self._config.releases)
            if self._lender is None and self._place.is_won():
                self._lender = _Lender(self._place.listening(), self.memory, self._config.releases)
            return None if self._lender else self._place

    def _borrowed(self, place: _Place, release: Release, seconds: float) -> Process | None:
        """Return a process that another worker lends; none where it has just ended."""
        with ExitStack() as held:
            loan = held.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET))
            loan.settimeout(seconds + LATE)
            try:
                loan.connect(place.address)
                loan.send(json.dumps({"release": os.fspath(release.folder), "seconds": seconds}).encode())
                told, lines, _, _ = socket.recv_fds(loan, _LONGEST, 1, socket.MSG_CMSG_CLOEXEC)
            except OSError:
                return None
            if not lines:
                return None
            held.pop_all()
        return Lent(socket.socket(fileno=lines[0]), int(told), release.store, self._config, loan)


class _Place:
    """Hold where the workers on one folder of releases meet, in the folder of a ledger."""

    def __init__(self, ledger: Path, releases: Path) -> None:
        """Open the lock; an address of a socket may have 107 bytes, which the name of a folder may have too."""
        name = f"memory-{blake2b(os.fsencode(releases.absolute()), digest_size=8).hexdigest()}"
        self._folder = os.open(ledger, os.O_RDONLY | os.O_DIRECTORY)
        self._lock = os.open(f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600, dir_fd=self._folder)
        self.address = f"/proc/self/fd/{self._folder}/{name}"

    def is_won(self) -> bool:
        """Tell whether this is the first to come, or the first since the one before ended."""
        with suppress(BlockingIOError):
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def listening(self) -> socket.socket:
        """Return a socket that listens at the address, to processes of the same user only."""
        door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        Path(self.address).unlink(missing_ok=True)
        door.bind(self.address)
        Path(self.address).chmod(0o600)
        door.listen()
        return door

    def close(self) -> None:
        """Let another be the first."""
        os.close(self._lock)
        os.close(self._folder)


class _Lender:
    """Lend processes to who connects, each loan in a thread of its own."""

    def __init__(self, door: socket.socket, memory: Memory, releases: Path) -> None:
        self._door = door
        self._memory = memory
        self._releases = releases
        Thread(target=self._listen, name="lender", daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                loan, _ = self._door.accept()
                Thread(target=self._lend, args=(loan,), name="loan", daemon=True).start()

    def _lend(self, loan: socket.socket) -> None:
        with loan, suppress(OSError, ValueError, NoRelease, InvalidManifest):
            process = self._taken(json.loads(loan.recv(_LONGEST)))
            if process is None:
                return
            try:
                socket.send_fds(loan, [str(process.pid).encode()], [process.line])
                process.is_free = loan.recv(len(FREE)) == FREE
            except OSError:
                process.is_free = False
            finally:
                self._memory.give_back(process)

    @cached_property
    def _current(self) -> Current:
        return Current(self._releases)

    def _taken(self, asked: Mapping[str, object]) -> Process | None:
        release = self._current()
        is_held = asked["release"] == os.fspath(release.folder)
        return self._memory.take(release, float(str(asked["seconds"]))) if is_held else None

    def close(self) -> None:
        """Listen no more; loans last until they are given back."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()


class Lent(Process):
    """Ask a process that another worker has, which may end with that worker."""

    def __init__(self, line: socket.socket, pid: int, store: Path, config: Config, loan: socket.socket) -> None:
        """Take over a process that has said that it is ready, and works in the time that others leave."""
        super().__init__(line, pid, store, config, lambda: None)
        self._loan = loan
        self._is_ready = self.is_tired = True

    def give_back(self) -> None:
        """Say that it can be asked again, or have it end."""
        with self._loan, suppress(OSError):
            if self.is_free:
                self._line.close()
                self._loan.send(FREE)
            else:
                self.kill()

    def _end(self, start: float) -> Exception:
        ended = select.poll()
        ended.register(self._loan, 0)
        if ended.poll(1000 * LAST):
            return StoreUnavailable(str(self.store), "the web worker that lent its query process has ended")
        return super()._end(start)
