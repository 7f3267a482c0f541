"""Query processes as the web worker sees them: asked over a line, timed, and killed.

They are never forked from a web worker, which has threads, but from a stem: a process of its own that holds the store
of a release open and does nothing else (`server.sparql.worker`).
"""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Lock
from time import clock_gettime, monotonic

from ontology.names import PREFIXES
from server.config import Config
from server.leash import Leash, start
from server.sparql import worker
from server.sparql.engine import EngineFault, QueryTimeout, QueryTooComplex, Question, ResultTooLarge
from server.sparql.guard import EVERYTHING
from server.sparql.tokens import MalformedQuery
from server.store import StoreUnavailable

__all__ = ["Process", "Stem", "loading"]

READY_SECONDS = 30.0
"""Time a process has to open its store."""

BRIEF = 0.05
"""Seconds of computing after which a query gives way to others: it goes on in the time that nobody else wants."""

TICK = 0.005

HUGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
"""What has the GNU C library ask for huge pages: what is looked up all over a large memory is found faster."""

_SCHEDULED = 2
"""What the C library's `clock_getcpuclockid` adds to a process number to name its clock."""

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class Process:
    """Ask one query process, on the disk store of a release or on its quads in memory.

    `forget` is called once it has ended.
    """

    def __init__(
        self, line: socket.socket, pid: int, store: Path, config: Config, forget: Callable[[], object]
    ) -> None:
        """Take over a process that has started, without waiting for it to be ready."""
        self.store = store
        self.pid = pid
        self._config = config
        self._line = line
        self._forget = forget
        self._lock = Lock()
        self._is_over = False
        self._is_ready = False
        self._left = config.query_seconds
        self._begun = 0.0
        self.is_tired = False
        self.is_free = True

    def ask(self, question: Question, worked: float = 0.0) -> None:
        """Send a question, on which others worked so many seconds already; raises StoreUnavailable."""
        self.is_free = False
        try:
            self._line.settimeout(READY_SECONDS)
            self._greet()
            worker.send(self._line, worker.QUESTION, json.dumps(self._told(question)).encode())
        except (OSError, EOFError) as error:
            raise StoreUnavailable(str(self.store), f"its query process cannot open it ({error})") from error
        self._left = self._config.query_seconds - worked
        self._begun = self._clock()

    def _greet(self) -> None:
        """Wait until the process says that it is ready, once."""
        if not self._is_ready:
            worker.receive(self._line)
            self._is_ready = True

    @property
    def line(self) -> int:
        """Return the number of the socket over which the process is asked, which another may ask it over."""
        return self._line.fileno()

    @property
    def worked(self) -> float:
        """Return the seconds that the last question took of the time it may take."""
        return self._config.query_seconds - self._left

    def _told(self, question: Question) -> dict[str, object]:
        dataset = question.query.dataset
        is_all = dataset == EVERYTHING
        return {
            "query": question.query.joined,
            "address": question.address,
            "default": None if is_all else dataset.default,
            "named": None if is_all else dataset.named,
            "format": question.format.extension,
            "prefixes": PREFIXES,
            "longest": self._config.result_bytes,
            "most": self._config.result_rows,
            "seconds": self._config.query_seconds + 1,
        }

    def parts(self) -> Generator[bytes, None, int | None]:
        """Yield the parts of the answer and return its rows, if they are counted.

        The time spent waiting for the process counts against its deadline.

        Raises QueryTimeout, QueryTooComplex, and the faults that the process reports.
        """
        while True:
            letter, payload = self._next()
            if letter == worker.DATA:
                yield payload
                continue
            told = json.loads(payload)
            self.is_free = not told["last"]
            if letter == worker.FAULT:
                raise _fault(told)
            rows: int | None = told["rows"]
            return rows

    def _next(self) -> tuple[bytes, bytes]:
        if not self.is_tired and not self.speaks_soon():
            self.give_way()
        start = monotonic()
        self._line.settimeout(max(self._left, 0.001))
        try:
            return worker.receive(self._line)
        except TimeoutError as error:
            raise QueryTimeout(self._config.query_seconds) from error
        except (EOFError, ConnectionError) as error:
            raise self._end(start) from error
        finally:
            self._left -= monotonic() - start

    def _end(self, start: float) -> Exception:
        """Return what the end of the process means: its own clock, or a want of stack or memory."""
        if monotonic() - start >= self._left:
            return QueryTimeout(self._config.query_seconds)
        return QueryTooComplex(self._config.memory_bytes)

    def give_way(self) -> None:
        """Leave the process the time that nobody else wants, for good: it cannot have its priority back."""
        self.is_tired = True
        with suppress(ProcessLookupError):
            os.sched_setscheduler(self.pid, os.SCHED_IDLE, os.sched_param(0))

    def speaks_soon(self) -> bool:
        """Wait while the query is short, and tell whether the process says more of its answer meanwhile.

        Short is told by the processor's clock: a query that only waits for its turn is not taken for a long one.
        """
        start = monotonic()
        try:
            while (left := BRIEF - self.computed) > 0:
                if self._speaks_within(max(left, TICK)):
                    return True
                if self.worked + monotonic() - start >= self._config.query_seconds:
                    return False
            return False
        finally:
            self._left -= monotonic() - start

    @property
    def computed(self) -> float:
        """Return the seconds of processor time that the last question took."""
        return self._clock() - self._begun

    def _clock(self) -> float:
        with suppress(OSError):
            return clock_gettime(~self.pid << 3 | _SCHEDULED)
        return 0.0

    def _speaks_within(self, seconds: float) -> bool:
        ready = select.poll()
        ready.register(self._line, select.POLLIN)
        return bool(ready.poll(1000 * max(0.0, min(seconds, self._left))))

    def is_warm(self) -> bool:
        """Tell whether the process has opened its store."""
        if not self._is_ready and self._speaks_within(0):
            with suppress(OSError, EOFError):
                self._greet()
        return self._is_ready

    def is_alive(self) -> bool:
        """Tell whether the process can still be asked."""
        ended = select.poll()
        ended.register(self._line, 0)
        return not ended.poll(0)

    def stop(self) -> None:
        """Have the process end, without waiting for it."""
        with self._lock, suppress(ProcessLookupError):
            if not self._is_over:
                os.kill(self.pid, signal.SIGKILL)

    def kill(self) -> None:
        """End the process at once, whatever it does; when the line closes its memory is free."""
        self.stop()
        self._line.settimeout(READY_SECONDS)
        with suppress(OSError):
            while self._line.recv(worker.FRAME):
                pass
        with self._lock:
            self._is_over = True
        self._line.close()
        self._forget()


def _fault(told: Mapping[str, str]) -> Exception:
    kind, message = told["kind"], told["message"]
    if kind == "ResultTooLarge":
        return ResultTooLarge(message)
    if kind != "SyntaxError":
        return EngineFault(message)
    place = _PLACE.fullmatch(message)
    return MalformedQuery(place[3], int(place[1]), int(place[2])) if place else MalformedQuery(message, 1, 1)


class Stem:
    """Hold the store of a release open in a process that query processes are forked from.

    The leash holds them all, and is held by whoever holds one of them.
    """

    def __init__(self, store: Path, config: Config) -> None:
        """Start the process without waiting for it to be ready."""
        self.store = store
        self._config = config
        self._lock = Lock()
        self.is_over = False
        self._line, self._process, self._leash = _started(worker.STEM, store, config, socket.SOCK_SEQPACKET)

    def fork(self) -> Process:
        """Return a new query process; raises StoreUnavailable."""
        line, far = socket.socketpair()
        with far, self._lock:
            try:
                self._line.settimeout(READY_SECONDS)
                socket.send_fds(self._line, [worker.FORK], [far.fileno()])
                pid = int(self._line.recv(32))
            except (OSError, ValueError) as error:
                line.close()
                raise StoreUnavailable(str(self.store), f"no query process can open it ({error})") from error
        return Process(line, pid, self.store, self._config, lambda: self._forget(pid))

    def _forget(self, pid: int) -> None:
        with suppress(OSError):
            self._line.send(str(pid).encode())

    def is_alive(self) -> bool:
        """Tell whether the process can still be asked."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process; those forked from it go on until they are killed."""
        self.is_over = True
        self._process.kill()
        self._process.wait()
        self._line.close()


def loading(quads: Path, store: Path, config: Config) -> Process:
    """Return a process that loads a file of N-Quads, those of a store, into memory, in the time nobody else wants."""
    line, started, leash = _started(worker.MEMORY, quads, config, socket.SOCK_STREAM)
    process = Process(line, started.pid, store, config, partial(_bury, started, leash))
    process.give_way()
    return process


def _bury(process: subprocess.Popen[bytes], _: Leash) -> None:
    """Wait for a process that has ended, its leash being held until then."""
    process.wait()


def _started(
    kind: str, place: Path, config: Config, type_: socket.SocketKind
) -> tuple[socket.socket, subprocess.Popen[bytes], Leash]:
    line, far = socket.socketpair(type=type_)
    arguments = [kind, str(far.fileno()), str(place), str(config.memory_bytes)]
    environ = HUGE_PAGES if kind == worker.MEMORY else {}
    with far:
        process, leash = start([sys.executable, "-P", worker.__file__, *arguments], environ, [far.fileno()])
    return line, process, leash
