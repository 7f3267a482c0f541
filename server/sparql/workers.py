"""The pool of query processes: outsiders' queries run where they can be killed.

No timer inside a process stops the engine (threads, alarms and asynchronous exceptions all wait for it), so each
query has a process to itself (`server.sparql.worker`) and the clock is kept here: at the deadline the process is
killed and another one takes its place. Processes are started as programs of their own, never forked from a web worker
that has threads.
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
from collections.abc import Generator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic

from ontology.names import PREFIXES
from server.callers import CallerGone
from server.config import Config
from server.sparql import worker
from server.sparql.engine import (
    Answer,
    EngineFault,
    QueryTimeout,
    QueryTooComplex,
    Question,
    ResultTooLarge,
)
from server.sparql.guard import EVERYTHING
from server.sparql.receipts import Signed
from server.sparql.spool import collect
from server.sparql.tokens import MalformedQuery
from server.sparql.turns import Turns
from server.store import StoreUnavailable

READY_SECONDS = 30.0
"""Time a process has to open its store."""

FIRST, LAST = 5, 19
"""Priorities (`nice`) of a query process, behind the web's workers, and of one whose query is not short."""

BRIEF = 0.2
"""Seconds of work after which a query gives way to others: it goes on with the lowest priority."""

RESTART = 1.0
"""Seconds of work that a client is charged for a process that its query used up."""

_CLOCKS = (signal.SIGXCPU, signal.SIGALRM)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class Process:
    """Run one query process on the store of a release."""

    def __init__(self, store: Path, config: Config) -> None:
        """Start the process without waiting for it to be ready."""
        self.store = store
        self._config = config
        self._line, far = socket.socketpair()
        with far:
            self._process = subprocess.Popen(  # noqa: S603 - our own file, by the interpreter that runs this one
                [sys.executable, "-P", worker.__file__, str(far.fileno()), str(store), str(config.memory_bytes)],
                pass_fds=[far.fileno()],
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        os.setpriority(os.PRIO_PROCESS, self._process.pid, FIRST)
        self._is_ready = False
        self._left = 0.0
        self._is_tired = False
        self.is_free = True

    def ask(self, question: Question) -> None:
        """Send a question, once the process has opened its store; raises StoreUnavailable."""
        self.is_free = False
        try:
            if not self._is_ready:
                self._line.settimeout(READY_SECONDS)
                worker.receive(self._line)
                self._is_ready = True
            worker.send(self._line, worker.QUESTION, json.dumps(self._told(question)).encode())
        except (OSError, EOFError) as error:
            raise StoreUnavailable(str(self.store), f"its query process cannot open it ({error})") from error
        self._left = self._config.query_seconds

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
            match letter:
                case worker.DATA:
                    yield payload
                case worker.END:
                    told = json.loads(payload)
                    self._end_well(told)
                    rows: int | None = told.get("rows")
                    return rows
                case _:
                    told = json.loads(payload)
                    self._end_well(told)
                    raise self._fault(told["kind"], told["message"])

    def _end_well(self, told: Mapping[str, object]) -> None:
        """Take the process as free, unless it grew heavy or lost its priority, which it cannot have back."""
        self.is_free = not told["last"] and not self._is_tired

    def _next(self) -> tuple[bytes, bytes]:
        start = monotonic()
        self._give_way()
        self._line.settimeout(max(self._left, 0.001))
        try:
            return worker.receive(self._line)
        except TimeoutError as error:
            raise QueryTimeout(self._config.query_seconds) from error
        except (EOFError, ConnectionError) as error:
            raise self._end() from error
        finally:
            self._left -= monotonic() - start

    def _give_way(self) -> None:
        """Lower the priority of a process whose query is not short."""
        if self._is_tired or (self.worked < BRIEF and self._speaks_within(BRIEF - self.worked)):
            return
        self._is_tired = True
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, LAST)

    def _speaks_within(self, seconds: float) -> bool:
        ready = select.poll()
        ready.register(self._line, select.POLLIN)
        return bool(ready.poll(1000 * max(0.0, min(seconds, self._left))))

    def _end(self) -> Exception:
        """Return what the end of the process means: its own clock, or a want of stack or memory."""
        if -self._process.wait() in _CLOCKS:
            return QueryTimeout(self._config.query_seconds)
        return QueryTooComplex(self._config.memory_bytes)

    def _fault(self, kind: str, message: str) -> Exception:
        if kind == "ResultTooLarge":
            return ResultTooLarge(message)
        if kind != "SyntaxError":
            return EngineFault(message)
        place = _PLACE.fullmatch(message)
        return MalformedQuery(place[3], int(place[1]), int(place[2])) if place else MalformedQuery(message, 1, 1)

    def is_warm(self) -> bool:
        """Tell whether the process has opened its store."""
        return self._is_ready or self._speaks_within(0)

    def is_alive(self) -> bool:
        """Tell whether the process can still be asked."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Have the process end, without waiting for it."""
        self._process.kill()

    def kill(self) -> None:
        """End the process at once, whatever it does, and free its memory."""
        self._process.kill()
        self._process.wait()
        self._line.close()


class Pool:
    """Keep a few query processes warm, and give each query one of them."""

    def __init__(self, config: Config) -> None:
        """Start no process: the first query of each does, in the web worker that will keep it."""
        self._config = config
        self._turns = Turns(config, "queries")
        self._lock = Lock()
        self._idle: list[Process] = []
        self._made = 0
        self._is_open = True

    def answer(self, question: Question) -> Answer:
        """Return the answer; see `server.sparql.engine.Engine`."""
        return collect(Signed(self._parts(question), question))

    def _parts(self, question: Question) -> Generator[bytes, None, int | None]:
        """Yield the parts of an answer and return its rows; a process whose client goes away is killed at once."""
        turn = self._turns.take(question.asker)
        process = self._take(question.release.store, is_light=turn.is_light)
        try:
            with question.asker.watched(process.stop):
                process.ask(question)
                return (yield from process.parts())
        except (QueryTooComplex, StoreUnavailable):
            if question.asker.is_gone:
                raise CallerGone from None
            raise
        finally:
            cost = process.worked if process.is_free else process.worked + RESTART
            self._give_back(process)
            self._turns.give_back(turn, cost)

    def _take(self, store: Path, *, is_light: bool) -> Process:
        """Return a process on this store; those that have died or serve another are ended, and others made.

        A light client gets a warm one, if there is; others leave it to them.
        """
        while True:
            with self._lock:
                self._fill(store)
                process = min(self._idle, key=lambda one: one.is_warm() is not is_light)
                self._idle.remove(process)
            if process.store == store and process.is_alive():
                return process
            process.kill()
            with self._lock:
                self._made -= 1

    def _fill(self, store: Path) -> None:
        """Start the processes that are missing."""
        while self._made < self._config.processes:
            self._idle.append(Process(store, self._config))
            self._made += 1

    def _give_back(self, process: Process) -> None:
        """Take a process back: one that still works is killed, and a fresh one warms up in its place."""
        if not process.is_free:
            process.kill()
            process = Process(process.store, self._config)
        with self._lock:
            is_kept = self._is_open
            if is_kept:
                self._idle.append(process)
        if not is_kept:
            process.kill()

    def close(self) -> None:
        """End every process, those at work when their answer ends."""
        self._turns.close()
        with self._lock:
            self._is_open = False
            idle, self._idle = self._idle, []
        for process in idle:
            process.kill()
